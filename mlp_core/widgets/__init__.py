"""The interactive panels of the course. Each function returns one widget; a saved notebook keeps its picture."""

from .activation_explorer import activation_explorer
from .backprop_stepper import backprop_stepper
from .descent_explorer import descent_explorer
from .error_flow import error_flow
from .layer_builder import layer_builder
from .neuron_explorer import neuron_explorer
from .playground import playground
from .surface_explorer import surface_explorer
from .training_explorer import training_explorer

__all__ = [
    "activation_explorer",
    "backprop_stepper",
    "descent_explorer",
    "error_flow",
    "layer_builder",
    "neuron_explorer",
    "playground",
    "surface_explorer",
    "training_explorer",
]
