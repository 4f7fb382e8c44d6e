"""What can be asked for without a browser: one file for each kind of job; `cli.py` is the entry."""
