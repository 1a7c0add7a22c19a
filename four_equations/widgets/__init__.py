"""The interactive panels of the course: widgets, each called like a function. A saved notebook keeps a still form."""

from .activation_explorer import activation_explorer
from .backprop_stepper import backprop_stepper
from .descent_explorer import descent_explorer
from .digit_explorer import digit_explorer
from .draw_digit import draw_digit
from .error_flow import error_flow
from .fault_clinic import fault_clinic
from .hidden_neurons import hidden_neurons
from .layer_builder import layer_builder
from .neuron_explorer import neuron_explorer
from .playground import playground
from .predict import predict
from .surface_explorer import surface_explorer
from .training_explorer import training_explorer
from .xor_by_hand import xor_by_hand

__all__ = ["activation_explorer", "backprop_stepper", "descent_explorer", "digit_explorer", "draw_digit", "error_flow",
           "fault_clinic", "hidden_neurons", "layer_builder", "neuron_explorer", "playground", "predict",
           "surface_explorer", "training_explorer", "xor_by_hand"]  # fmt: skip
