"""Every picture of the course: each function returns a `Picture` (matplotlib) or a `Diagram` (SVG).

A class named ...Picture is drawn once and then shows one state after another: the panels use these.

Shared by all: `style` (colours and matplotlib's settings), `picture` (`Picture`, and `drawing`, the lock), `svg`
(`Diagram` and its shapes), `axes` (plots in a diagram), `formats` (how numbers are written), `png`.
"""

from .curves import activation_curves, cost_curves, log_bars, log_log
from .descent import DescentPicture, descents_on_a_curve, descents_on_a_surface
from .flow_diagram import error_flow_diagram
from .images import confusion_matrix, digit_gallery, weight_images
from .live_training import TrainingPicture
from .matrices import equation_diagram
from .networks import network_diagram, shape_diagram
from .patient_chart import clinic_picture
from .planes import NeuronPicture, SurfacePicture, dataset, decision_surface
from .slopes import slope_diagram

__all__ = [
    "DescentPicture",
    "NeuronPicture",
    "SurfacePicture",
    "TrainingPicture",
    "activation_curves",
    "clinic_picture",
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
    "shape_diagram",
    "slope_diagram",
    "weight_images",
]
