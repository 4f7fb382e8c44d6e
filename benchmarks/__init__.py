"""Speed and memory against named peers, both measured in one run; figures are ratios, never asserted."""
