"""Plants of 账务稽查."""
