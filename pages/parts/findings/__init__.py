"""Findings on the screen: overview, drill-down, target lists, one object's story."""
