"""What runs found, as it is read: within a person's units, in words, with the white list, and two runs side by side."""
