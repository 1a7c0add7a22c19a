"""What the panels about image classifiers share: checking the network and its images, and reading its scores."""

import numpy as np

from mlp_core import _validation as validate
from mlp_core.costs import probabilities
from mlp_core.datasets import one_hot

from .controls import network


def image_side(net):
    """The side of the square images that `net` classifies, if it does."""
    network(net)
    side = round(net.layers[0] ** 0.5)
    if side**2 != net.layers[0] or net.layers[-1] < 2:
        raise ValueError(
            "net must take a square image, such as 64 or 784 numbers, and have an output for each class, "
            f"but its layers are {net.layers}."
        )
    return side


def classified_images(net, x, labels):
    """The columns of x as images (m, side, side), and the labels as an array, if they fit `net` and each other."""
    side = image_side(net)
    x = validate.columns("x", x, net.layers[0])
    one_hot(labels, net.layers[-1])  # raises unless they are labels
    if len(labels) != x.shape[1]:
        raise ValueError(f"labels must hold one label per column of x, but holds {len(labels)} for {x.shape[1]}.")
    return x.T.reshape(-1, side, side), np.asarray(labels)


def scores(net, x):
    """The scores (classes, m) that `net` gives each column of x: probabilities, or with another cost its outputs."""
    outputs = net.forward(x)[1][net.L]
    return probabilities(outputs) if net.cost_name == "cross_entropy" else outputs


def score_form(net, digits=0):
    """The format of a score: a percentage if it is a probability."""
    return f".{digits}%" if net.cost_name == "cross_entropy" else f".{digits + 2}f"
