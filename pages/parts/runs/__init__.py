"""The screenings that were run, two of them side by side, and what became of the work beside the pages."""
