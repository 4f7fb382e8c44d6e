"""What exports became: batches and the stored files they made, what a new batch replaces, whose rows they are and how they are shown."""
