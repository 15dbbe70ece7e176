"""Writing rows: what is added to them, and the statements that write them."""
