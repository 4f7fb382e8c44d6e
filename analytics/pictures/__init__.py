"""The pictures of the seven categories: what a page draws, and the rows behind each of its marks, from one source."""
