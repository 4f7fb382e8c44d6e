"""An import on the screen, from the dropped file to the batch that can be taken back."""
