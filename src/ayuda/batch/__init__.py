"""Many cases at once: files, mailboxes and clusters through the same decisions."""
