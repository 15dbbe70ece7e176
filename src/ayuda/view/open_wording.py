"""A decision's document with its moments left open, and for which moments it then holds."""

from __future__ import annotations
