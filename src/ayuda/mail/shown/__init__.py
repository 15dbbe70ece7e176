"""What a message shows a person: its text as it is seen, and where a click in it goes."""
