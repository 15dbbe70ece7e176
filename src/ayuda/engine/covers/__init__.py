"""Which cases sets of others leave over."""
