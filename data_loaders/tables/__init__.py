"""The export tables, one card a file; data_loaders.catalog finds them."""
