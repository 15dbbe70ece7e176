"""Receipts, decided again."""
