"""The closed loop as it is stored: the rules of a case, its moves, plans, lists that come back, samples, appraisal."""
