"""Plants of 服务质量稽查."""
