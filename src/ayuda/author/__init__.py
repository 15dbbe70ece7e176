"""For those who write and read policies: a policy explained without a case."""
