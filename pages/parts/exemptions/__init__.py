"""The white list on screen: asked for beside a hit, noted beside figures, decided on its own page."""
