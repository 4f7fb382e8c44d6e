"""A file opened: whatever it is called, it becomes sheets of text cells."""
