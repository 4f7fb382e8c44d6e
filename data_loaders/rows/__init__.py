"""Rows kept: what is data, what is left out, what is refused, and why."""
