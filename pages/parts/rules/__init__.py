"""The rule book and the law book."""
