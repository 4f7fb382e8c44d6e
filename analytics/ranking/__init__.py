"""Which objects to look at first: features, anomaly, expected value, selection under capacity, reasons."""
