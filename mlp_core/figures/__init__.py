"""Every picture of the course: each function returns a `Picture` (matplotlib) or a `Diagram` (SVG).

A class named ...Picture is drawn once and then shows one state after another: the panels use these.
"""

from .curves import activation_curves, cost_curves, log_bars, log_log
from .descent import DescentPicture, descents_on_a_curve, descents_on_a_surface
from .error_flow import error_flow_diagram, neuron_at
from .images import confusion_matrix, digit_gallery, weight_images
from .matrices import equation_diagram
from .networks import network_diagram, shape_diagram
from .planes import NeuronPicture, SurfacePicture, dataset, decision_surface
from .slopes import slope_diagram
from .training import TrainingPicture

__all__ = [
    "DescentPicture",
    "NeuronPicture",
    "SurfacePicture",
    "TrainingPicture",
    "activation_curves",
    "confusion_matrix",
    "cost_curves",
    "dataset",
    "decision_surface",
    "descents_on_a_curve",
    "descents_on_a_surface",
    "digit_gallery",
    "equation_diagram",
    "error_flow_diagram",
    "log_bars",
    "log_log",
    "network_diagram",
    "neuron_at",
    "shape_diagram",
    "slope_diagram",
    "weight_images",
]
