"""Two policies laid over each other: one space, and where they differ."""
