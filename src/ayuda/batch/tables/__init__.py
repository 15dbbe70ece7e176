"""Tables of other programs: decided in memory, from an Arrow stream to an Arrow stream."""
