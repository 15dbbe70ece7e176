"""Training: calls to answer, answers that are kept, and what they say of a trainee."""
