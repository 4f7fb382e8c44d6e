"""What Mingji stores, and the nouns that all of it shares."""
