"""The edge: the command line, the environment, the clock and the terminal come in here."""
