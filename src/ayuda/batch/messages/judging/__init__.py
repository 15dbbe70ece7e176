"""Judging messages: by workers, to lines of results."""
