"""Files of rows: read, decided and written by one statement of a database."""
