"""The home on disk: which database belongs to it, what survives a power cut or a lost database, what a killed process leaves."""
