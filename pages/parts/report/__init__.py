"""A report's document on the screen, as on paper."""
