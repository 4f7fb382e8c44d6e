"""Plants of 用电检查稽查."""
