"""The patients of notebook 08: twelve with a letter, and the sixteen of the panel, who learn the three-arm spiral."""

from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np

from mlp_core import _validation as validate
from mlp_core.datasets import spirals
from mlp_core.gradients import check_gradient
from mlp_core.network import NeuralNetwork

from .mistakes import FAULTY, SLOPES, faulty_backward, summed


@dataclass(frozen=True)
class Setup:
    """How a network is made, which data it gets, and how it is trained."""

    hidden: tuple
    activation: str
    cost: str
    lr: float
    epochs: int
    weights: float = 1.0  # scale of the initial weights, relative to the usual ones
    bias: float = 0.0  # initial bias of the hidden layers
    inputs: float = 1.0  # scale of the inputs
    shuffled: bool = False  # whether the labels are in another order than the samples
    mistake: object = None  # one of `MISTAKES`, or None

    def network(self, seed):
        """The untrained network. A sick and a healthy one of the same seed differ in nothing but the fault."""
        last = "linear" if self.cost == "cross_entropy" else self.activation
        net = NeuralNetwork([2, *self.hidden, 3], [self.activation] * len(self.hidden) + [last], self.cost, seed)
        net.W = {l: self.weights * net.W[l] for l in net.W}
        net.b = {l: net.b[l] + (self.bias if l < net.L else 0) for l in net.b}
        if self.mistake:
            net.backward = partial(self.mistake, net)
        return net

    def data(self, seed):
        """x (2, 300) and y (3, 300)."""
        x, y = spirals(300, seed=0, arms=3)
        order = np.random.default_rng(seed).permutation(300) if self.shuffled else slice(None)
        return self.inputs * x, y[:, order]


class Case(NamedTuple):
    """A patient of the panel: the key of its diagnosis, the setup that is its treatment, and its fault."""

    diagnosis: str
    healthy: Setup
    fault: dict

    sick = property(lambda self: replace(self.healthy, **self.fault))


SIGMOID = Setup((16, 16), "sigmoid", "quadratic", lr=4.0, epochs=150)
TANH = Setup((16, 16), "tanh", "cross_entropy", lr=0.2, epochs=60)
RELU = Setup((16, 16), "relu", "cross_entropy", lr=0.1, epochs=60)
DEEP = replace(TANH, hidden=(16,) * 5, lr=0.1)

CASES = {
    "healthy": Case("healthy", SIGMOID, {}),
    "healthy relu": Case("healthy", RELU, {}),
    "wrong sign": Case("BP1", SIGMOID, dict(mistake=FAULTY["wrong_sign"])),
    "no slope at the output": Case("BP1", SIGMOID, dict(mistake=FAULTY["no_slope_at_the_output"])),
    "w without transpose": Case("BP2", SIGMOID, dict(mistake=FAULTY["w_without_transpose"])),
    "no slope in hidden layers": Case("BP2", SIGMOID, dict(mistake=FAULTY["no_slope_in_hidden_layers"])),
    "biases forgotten": Case("BP3", SIGMOID, dict(mistake=FAULTY["biases_forgotten"])),
    "activation of the same layer": Case("BP4", SIGMOID, dict(mistake=FAULTY["activation_of_the_same_layer"])),
    "rate too small": Case("rate too small", RELU, dict(lr=0.0005)),
    "rate too large": Case("rate too large", TANH, dict(lr=4.0)),
    "weights too large": Case("weights too large", SIGMOID, dict(weights=100.0)),
    "zero weights": Case("zero weights", TANH, dict(weights=0.0)),
    "dead relu": Case("dead relu", RELU, dict(bias=-5.0)),
    "vanishing gradient": Case("vanishing gradient", DEEP, dict(activation="sigmoid")),
    "inputs not scaled": Case("inputs not scaled", TANH, dict(inputs=100.0)),
    "shuffled labels": Case("shuffled labels", TANH, dict(shuffled=True)),
}

PATIENTS = {
    "A": FAULTY["w_without_transpose"],
    "B": FAULTY["biases_forgotten"],
    "C": None,
    "D": FAULTY["no_slope_at_the_output"],
    "E": FAULTY["sum_for_mean"],
    "F": FAULTY["one_gradient_for_all_biases"],
    "G": FAULTY["slope_of_the_next_layer"],
    "H": FAULTY["activation_of_the_same_layer"],
    "I": FAULTY["first_layer_left_out"],
    "J": FAULTY["slope_at_a"],
    "K": None,
    "L": FAULTY["divided_twice"],
}

# For `failed_checks`: each breaks one equation, in every layer where that is used.
BROKEN = {
    "A": dict(slope=SLOPES["none at the output"]),
    "B": dict(slope=SLOPES["none in hidden layers"]),
    "C": dict(dW=summed),
}


def network(seed=0, mistake=None):
    """An untrained sigmoid network, whose `backward` is its own or one of `MISTAKES`."""
    return replace(SIGMOID, mistake=mistake).network(seed)


def patient(letter, seed=0):
    """The untrained network of the patient "A" to "L"."""
    return network(seed, PATIENTS[validate.one_of("letter", letter, PATIENTS)])


def diagnosis(letter):
    """What is wrong with the backward pass of the patient "A" to "L", in one sentence."""
    mistake = PATIENTS[validate.one_of("letter", letter, PATIENTS)]
    return mistake.__doc__ if mistake else "Nothing is wrong: this is the network's own backward."


def failed_checks(seed=0):
    """{"A": ..., "B": ..., "C": ...}: the gradient checks of three backward passes, each with one broken equation."""
    net, (x, y) = network(seed), spirals(300, seed=0, arms=3)
    checks = {}
    for letter, changes in BROKEN.items():
        checks[letter] = check_gradient(net, x[:, ::43], y[:, ::43], partial(faulty_backward, **changes))
    return checks
