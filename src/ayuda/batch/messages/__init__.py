"""Mailboxes, folders and archives of messages: judged in parallel, a line of result for each."""
