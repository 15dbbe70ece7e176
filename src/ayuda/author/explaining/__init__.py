"""A policy's parts in plain words, without a case."""
