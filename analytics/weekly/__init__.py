"""The weekly 95598 analysis: one computation, from which screen, paper, Word, Excel and JSON are made."""
