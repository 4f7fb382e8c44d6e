"""The register on screen: who is in it, who stands in for whom, who may be taken into it from the staff table."""
