"""The checks, one a file, in a folder for each category; analytics.rulebook finds them."""
