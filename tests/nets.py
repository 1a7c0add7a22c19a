"""What the tests of the core share: random networks with data, whether two are alike, and the form of a refusal."""

import os
import re
from contextlib import contextmanager

import numpy as np
import pytest

from mlp_core import NeuralNetwork
from mlp_core.activations import ACTIVATIONS
from mlp_core.costs import COSTS


def parameters(net):
    return [*net.W.values(), *net.b.values()]


def finite(net):
    return all(np.isfinite(p).all() for p in parameters(net))


def same(net, other):
    return all(np.array_equal(p, q) for p, q in zip(parameters(net), parameters(other), strict=True))


def close(net, other, rtol=1e-10):
    for p, q in zip(parameters(net), parameters(other), strict=True):
        np.testing.assert_allclose(p, q, rtol=rtol, atol=1e-12)


def random_targets(cost, n, m, rng):
    """Any numbers (n, m) for the quadratic cost, distributions for cross-entropy."""
    if cost == "quadratic":
        return rng.normal(size=(n, m))
    return rng.uniform(size=(1, m)) if n == 1 else rng.dirichlet(np.ones(n), m).T


def some_network(seed, dtype="float64", corner=1e-9):
    """A random network with x, y. No z of a relu is nearer than `corner` to 0, where there is no derivative."""
    rng = np.random.default_rng(seed)
    depth, cost = seed % 4 + 1, list(COSTS)[seed // 4 % 2]
    while True:
        layers = rng.integers(1, 9, depth + 1).tolist()
        activations = [str(name) for name in rng.choice(list(ACTIVATIONS), depth)]
        if cost == "cross_entropy":
            activations[-1] = "linear"
        net = NeuralNetwork(layers, activations, cost, seed, dtype)
        if seed // 8 % 2:
            net.b = {l: rng.normal(size=b.shape).astype(dtype) for l, b in net.b.items()}
        m = int(rng.integers(1, 40))
        x, y = rng.normal(size=(layers[0], m)) / np.sqrt(layers[0]), random_targets(cost, layers[-1], m, rng)
        z, _ = net.forward(x)
        if all(abs(z[l]).min() > corner for l in z if activations[l - 1] == "relu"):
            return net, np.asarray(x, order="FC"[seed % 2]), np.asarray(y, order="FC"[seed % 2])


def settings_of_training(seed):
    rng = np.random.default_rng(seed)
    return {"batch_size": int(rng.integers(1, 25)), "lr": float(rng.uniform(0.01, 0.2))}


@contextmanager
def refused(error, words):
    """The code in this block must raise just this error, with one sentence that contains the words."""
    with pytest.raises((ValueError, TypeError, OSError)) as caught:
        yield caught
    message = str(caught.value)
    assert caught.type is error and all(word in message for word in words), message
    for word in words:  # those of paths have full stops of their own
        message = message.replace(word, "path") if os.sep in word else message
    assert "\n" not in message and ". " not in message and re.search(r"[^.]\.$", message), message
