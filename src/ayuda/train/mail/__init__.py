"""Messages to judge: built from stories and ways of sending them, and shown as mail clients do."""
