"""What all panels share: the panel itself, its stage for pictures, controls, the player, and the drawing pad."""

from .controls import LayerSizes, buttons, choice, column, heading, log_slider, network, row, slider
from .panel import Panel
from .player import FRAME, Player

__all__ = ["FRAME", "LayerSizes", "Panel", "Player", "buttons", "choice", "column", "heading", "log_slider", "network",
           "row", "slider"]  # fmt: skip
