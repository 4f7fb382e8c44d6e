"""The search box: one file of texts, looked through whole, by signatures that pass over most of them unread."""
