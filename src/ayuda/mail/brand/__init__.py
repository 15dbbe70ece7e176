"""What is held against the brand: its domains, its voice, its links, requests in its name."""
