"""Every picture of the course. The notebooks draw with the functions here, the panels with the other modules.

Each function returns a `Picture` (matplotlib) or a `Diagram` (SVG). A class named ...Picture is drawn once and then
shows one state after another.
"""

from .contours import gradient_arrows
from .descent import accuracy_and_cost, descents_on_a_curve, descents_on_a_surface, landscapes, tangent
from .digits import digit_gallery, scores, weight_images
from .flow_diagram import arriving_errors
from .hidden_plane import into_hidden_plane
from .networks import equation_diagram, network_diagram
from .path_diagram import paths_diagram
from .planes import dataset, decision_surface, surfaces
from .plots import (
    activation_curves,
    activations_together,
    approximation,
    by_layer,
    cost_curves,
    cost_panels,
    histograms,
    log_log,
    relu_curves,
    stacked,
    training_and_validation,
)
from .spread import dots, runs

__all__ = [
    "accuracy_and_cost",
    "activation_curves",
    "activations_together",
    "approximation",
    "arriving_errors",
    "by_layer",
    "cost_curves",
    "cost_panels",
    "dataset",
    "decision_surface",
    "descents_on_a_curve",
    "descents_on_a_surface",
    "digit_gallery",
    "dots",
    "equation_diagram",
    "gradient_arrows",
    "histograms",
    "into_hidden_plane",
    "landscapes",
    "log_log",
    "network_diagram",
    "paths_diagram",
    "relu_curves",
    "runs",
    "scores",
    "stacked",
    "surfaces",
    "tangent",
    "training_and_validation",
    "weight_images",
]
