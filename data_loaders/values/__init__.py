"""A cell read: texts become values, and say in which unit."""
