"""The bytes of a message: header fields, parts, encodings, senders, and how much is looked at."""
