"""The closed loop: plans from targets, what comes of cases, what is learned from it."""
