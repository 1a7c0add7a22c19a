"""What all panels share: the stage that a picture is drawn on, the drawing pad, controls, and the player."""
