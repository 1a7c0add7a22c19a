"""Checks of what comes into a panel or a picture, beside those of the network."""

import numpy as np

from mlp_core import NeuralNetwork
from mlp_core._validation import shown


def network(value):
    """Refuse what is not a NeuralNetwork."""
    if not isinstance(value, NeuralNetwork):
        raise TypeError(f"net must be a NeuralNetwork, but came as {shown(value)}.")


def true_or_false(name, value):
    """`value` as a bool, if it is True or False."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} must be True or False, but came as {shown(value)}.")
    return bool(value)
