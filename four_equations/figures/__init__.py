"""Every picture of the course. The notebooks draw with the functions here, the panels with the other modules.

Each function returns a `Picture` (matplotlib) or a `Diagram` (SVG). A class named ...Picture is drawn once and then
shows one state after another.
"""

from .descent import descents_on_a_curve, descents_on_a_surface
from .digits import confusion_matrix, digit_gallery, weight_images
from .networks import equation_diagram, network_diagram
from .planes import dataset, decision_surface
from .plots import activation_curves, cost_curves, log_bars, log_log

__all__ = [
    "activation_curves",
    "confusion_matrix",
    "cost_curves",
    "dataset",
    "decision_surface",
    "descents_on_a_curve",
    "descents_on_a_surface",
    "digit_gallery",
    "equation_diagram",
    "log_bars",
    "log_log",
    "network_diagram",
    "weight_images",
]
