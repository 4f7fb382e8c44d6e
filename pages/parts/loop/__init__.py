"""The closed loop on screen: plans, cases as lists and boards, one case, rectification and re-check."""
