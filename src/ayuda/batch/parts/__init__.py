"""Outputs in parts: partitions, their manifest, and the clusters that share them out."""
