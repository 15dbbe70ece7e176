"""Policy files: reading them, and telling everything that is wrong with one at once."""
