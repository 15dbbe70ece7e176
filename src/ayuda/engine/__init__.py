"""One engine: facts and the present moment in, a decision or a question out. Pure."""
