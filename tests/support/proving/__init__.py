"""What proofs and comparisons of policies are held against."""
