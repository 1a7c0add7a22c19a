"""The interactive panels of the course. Each function returns one widget; a saved notebook keeps its picture."""

from .backprop_stepper import backprop_stepper
from .digit_explorer import digit_explorer
from .draw_digit import draw_digit
from .hidden_neurons import hidden_neurons
from .layer_builder import layer_builder
from .neuron_explorer import neuron_explorer
from .playground import playground
from .surface_explorer import surface_explorer
from .training_explorer import training_explorer

__all__ = [
    "backprop_stepper",
    "digit_explorer",
    "draw_digit",
    "hidden_neurons",
    "layer_builder",
    "neuron_explorer",
    "playground",
    "surface_explorer",
    "training_explorer",
]
