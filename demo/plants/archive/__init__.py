"""Plants of 客户档案."""
