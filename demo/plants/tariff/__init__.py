"""Plants of 电价电费稽查."""
