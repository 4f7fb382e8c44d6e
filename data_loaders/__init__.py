"""Exports in, typed tables out."""
