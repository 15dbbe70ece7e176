"""E-mails to evidence: what a person states of a message, and what its bytes say."""
