"""A flow as one SELECT, for tables that stay where they are."""
