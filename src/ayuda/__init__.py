"""A help assistant in the terminal for customer-service procedures."""

__version__ = "0.1.0"
