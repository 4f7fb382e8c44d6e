"""What many pages show: tables, charts, downloads, units, words."""
