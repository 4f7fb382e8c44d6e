"""A delivery committed: compared with what is stored, reported, confirmed, waiting."""
