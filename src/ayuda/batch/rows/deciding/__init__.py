"""Deciding rows: the evaluation in the database, and the engine for what is left."""
