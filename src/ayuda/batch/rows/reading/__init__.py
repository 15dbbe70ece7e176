"""Reading rows of files: formats, encodings, records, and their relation for the database."""
