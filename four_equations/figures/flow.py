"""The numbers of one sample on its way through a network and back, and the paths from a weight to the cost."""

from functools import cached_property
from itertools import product
from math import prod
from operator import index
from typing import NamedTuple

import numpy as np

from mlp_core import _validation as validate

STEEPEST = {"sigmoid": 0.25, "tanh": 1.0, "relu": 1.0, "linear": 1.0}  # the largest slope of each activation


class Flow(NamedTuple):
    """Dicts by layer, as of a NeuralNetwork, for one sample: slope is σ′(z), steepest the largest slope there can be.

    sender: the output whose error alone flows, or None for all.
    """

    a: dict
    y: np.ndarray
    W: dict
    delta: dict
    slope: dict
    steepest: dict
    sender: int = None

    layers = property(lambda self: [len(self.a[l]) for l in self.a])
    last = property(lambda self: max(self.a))

    @classmethod
    def of(cls, net, x, y, sender=None):
        """The flow of the sample x (n^0, 1) with target y (n^L, 1) through `net`."""
        x, y = validate.columns("x", x, net.layers[0], samples=1), validate.targets_for(net, y, 1)
        z, a = net.forward(x)
        if sender is not None:  # the targets of all other outputs become their answers
            y = np.where(np.arange(len(y))[:, None] == sender, y, a[net.L])
        slope = {l: net.sigma_prime[l](z[l]) for l in z}
        steepest = {l: STEEPEST[name] for l, name in enumerate(net.activations, 1)}
        return cls(a, y, net.W, net.deltas(y, z, a), slope, steepest, sender)

    def sends(self, j):
        """Whether the error of output j flows."""
        return self.sender in (None, j)


class Paths:
    """The paths from the weight (l, j, k) to the quadratic cost: each leads over one neuron of every later layer.

    lit: {layer: the neurons that the paths lead over}. products: for each path the product of its derivatives, which
    are a^(l-1)_k, then σ′ of every neuron and w of every line on the way, and at last a - y.
    """

    def __init__(self, flow, weight):
        self.flow, self.weight = flow, weight
        l, j, _ = weight
        self.lit = {l: [j]} | {i: list(range(flow.layers[i])) for i in range(l + 1, flow.last + 1)}
        self.lit[flow.last] = [i for i in self.lit[flow.last] if flow.sends(i)]
        self.count = prod(map(len, self.lit.values()))

    @cached_property
    def products(self):
        """An array in the order of `routes`."""
        flow, (first, _, k) = self.flow, self.weight
        products = flow.a[first - 1][k, 0] * flow.slope[first][self.lit[first], 0]
        for l in range(first + 1, flow.last + 1):
            w = flow.W[l][np.ix_(self.lit[l], self.lit[l - 1])].T
            products = products[..., None] * w * flow.slope[l][self.lit[l], 0]
        return (products * (flow.a[flow.last] - flow.y)[self.lit[flow.last], 0]).ravel()

    def routes(self):
        """The neurons of each path, one for each layer."""
        return product(*self.lit.values())

    def factors(self, route):
        """The factors of the product of this path."""
        flow, (first, _, k) = self.flow, self.weight
        factors = [flow.a[first - 1][k, 0], flow.slope[first][route[0], 0]]
        for l, (before, i) in enumerate(zip(route, route[1:], strict=False), first + 1):
            factors += [flow.W[l][i, before], flow.slope[l][i, 0]]
        return [*factors, flow.a[flow.last][route[-1], 0] - flow.y[route[-1], 0]]


def weights(layers):
    """Every weight (l, j, k) of a network with these layers: into neuron j of layer l from neuron k before it."""
    return [(l, j, k) for l in range(1, len(layers)) for j in range(layers[l]) for k in range(layers[l - 1])]


def weight_in(layers, weight):
    """The weight (l, j, k), if a network with these layers has it."""
    return _known("weight", weight, weights(layers), "(l, j, k), into neuron j of layer l from neuron k before it")


def hidden_neuron_in(layers, neuron):
    """The neuron (l, j), if it is a hidden one of a network with these layers."""
    hidden = [(l, j) for l in range(1, len(layers) - 1) for j in range(layers[l])]
    return _known("neuron", neuron, hidden, "(l, j), neuron j of the hidden layer l")


def _known(name, value, known, what):
    try:
        found = tuple(map(index, value))
    except TypeError:
        found = None
    if found not in known:
        raise ValueError(f"{name} must be {what}, but came as {validate.shown(value)}.")
    return found
