"""Decisions and questions in words of one language; ids become words here and nowhere else."""
