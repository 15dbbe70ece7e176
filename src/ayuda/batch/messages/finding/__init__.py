"""Finding messages: in files, folders, mailboxes and archives."""
