"""The grown policy language once more, read word for word from its pages."""
