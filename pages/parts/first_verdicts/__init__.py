"""First verdicts on screen: one case after the other from its evidence alone, and what judges agree on."""
