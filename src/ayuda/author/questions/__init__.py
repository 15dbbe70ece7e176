"""The questions of a procedure as a tree, and as a graph."""
