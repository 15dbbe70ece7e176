"""Messages that are built for tests, benches and tools, and what must come of them."""
