"""Plants of 营业稽查."""
