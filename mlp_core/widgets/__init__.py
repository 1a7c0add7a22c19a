"""The interactive panels of the course. Each function returns one widget; a saved notebook keeps its picture."""

from .fault_clinic import fault_clinic
from .layer_builder import layer_builder
from .neuron_explorer import neuron_explorer
from .surface_explorer import surface_explorer
from .training_explorer import training_explorer

__all__ = ["fault_clinic", "layer_builder", "neuron_explorer", "surface_explorer", "training_explorer"]
