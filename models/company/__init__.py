"""What a company sets for itself: settings, thresholds by region, its own tables of codes, prices and holidays."""
