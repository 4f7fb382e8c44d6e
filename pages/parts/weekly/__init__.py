"""The weekly 95598 analysis on the screen."""
