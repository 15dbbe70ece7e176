"""A policy changed in one place at a time: which changes its cases notice, and which decide."""
