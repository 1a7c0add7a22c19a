"""The fault clinic of notebook 08: wrong backward passes, networks with one fault each, and their diagnoses."""

from .diagnoses import DIAGNOSES
from .mistakes import LR, MISTAKES, no_slope_in_hidden_layers
from .patients import CASES, PATIENTS, diagnosis, network, patient

__all__ = ["CASES", "DIAGNOSES", "LR", "MISTAKES", "PATIENTS"]
__all__ += ["diagnosis", "network", "no_slope_in_hidden_layers", "patient"]
