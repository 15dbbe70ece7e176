"""The commands that look at a policy itself: its checks, proofs and comparisons."""
