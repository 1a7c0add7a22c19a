"""The fault clinic of notebook 08: wrong backward passes, networks with one fault each, and their diagnoses."""

from .diagnoses import DIAGNOSES
from .mistakes import LR, MISTAKES, PATIENTS, diagnosis, network, no_slope_in_hidden_layers, patient
from .patients import CASES

__all__ = [
    "CASES",
    "DIAGNOSES",
    "LR",
    "MISTAKES",
    "PATIENTS",
    "diagnosis",
    "network",
    "no_slope_in_hidden_layers",
    "patient",
]
