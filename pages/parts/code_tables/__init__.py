"""The page of parameters and code tables."""
