"""Documents on paper: PDF, Word and Excel."""
