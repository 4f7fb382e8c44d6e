"""A sheet known: which table it holds, where its header stands, which column is what, in which unit."""
