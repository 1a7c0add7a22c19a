"""The interactive panels of the course. Each function returns one widget; a saved notebook keeps its picture."""

from .backprop_stepper import backprop_stepper
from .fault_clinic import fault_clinic
from .layer_builder import layer_builder
from .neuron_explorer import neuron_explorer
from .playground import playground
from .surface_explorer import surface_explorer
from .training_explorer import training_explorer

__all__ = [
    "backprop_stepper",
    "fault_clinic",
    "layer_builder",
    "neuron_explorer",
    "playground",
    "surface_explorer",
    "training_explorer",
]
