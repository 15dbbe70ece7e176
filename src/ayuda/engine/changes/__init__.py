"""What would turn an outcome: the nearest other cases."""
