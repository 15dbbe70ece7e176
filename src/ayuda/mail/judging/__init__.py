"""One message judged: each module makes one value of it, with its findings."""
