"""What all panels share: the panel itself, its stage for pictures, controls, the player, and the drawing pad."""
