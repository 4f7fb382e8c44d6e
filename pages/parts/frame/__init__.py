"""What surrounds every page: the shell, the guard before it, who looks, its colours."""
