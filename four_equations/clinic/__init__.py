"""The fault clinic of notebook 08: wrong backward passes, networks with one fault each, and their diagnoses."""

from .diagnoses import DIAGNOSES
from .homework import CAUSES, report, wreck
from .mistakes import FAULTY, LR, MISTAKES
from .patients import CASES, PATIENTS, diagnosis, failed_checks, network, patient

no_slope_in_hidden_layers = FAULTY["no_slope_in_hidden_layers"]
__all__ = ["CASES", "CAUSES", "DIAGNOSES", "LR", "MISTAKES", "PATIENTS"]
__all__ += ["diagnosis", "failed_checks", "network", "no_slope_in_hidden_layers", "patient", "report", "wreck"]
