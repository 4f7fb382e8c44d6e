"""Plants of 计量稽查."""
