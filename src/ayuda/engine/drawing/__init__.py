"""Concrete cases of what is wanted, drawn and decided."""
