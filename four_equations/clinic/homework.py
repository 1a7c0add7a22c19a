"""The exercises of notebook 08: five reports without a name, and a network with several faults at once."""

from typing import NamedTuple

import numpy as np

from mlp_core import _validation as validate
from mlp_core.datasets import load_digits
from mlp_core.network import NeuralNetwork

from .examination import REPORTS, TESTS, Examination, cost
from .patients import CASES
from .runs import Run

CAUSES = {  # what each letter has
    "M": "shuffled labels",
    "N": "zero weights",
    "O": "rate too small",
    "P": "vanishing gradient",
    "Q": "dead relu",
}


def report(letter):
    """What was measured of the patient "M" to "Q", in words, as lines of text."""
    case = CASES[CAUSES[validate.one_of("letter", letter, CAUSES)]]
    seed = 10 + list(CAUSES).index(letter)
    patient, run = Examination(case.sick, seed), Run(case.sick, seed)
    while not run.ended:
        run.advance()
    said = [
        f"cost {cost(run.costs[0])} at the start, {cost(run.costs[-1])} after {run.epoch} epochs, "
        f"{run.accuracies[-1]:.0%} right",
        REPORTS["gradient check"](patient),
        REPORTS["neighbours"](patient),
        TESTS["Ten by heart"](patient).rstrip("."),
        REPORTS["trial"](patient),
        REPORTS["dead"](patient),
        REPORTS["sizes"](patient),
    ]
    return "\n".join([f"Patient {letter}", *(f"  {line}" for line in said)])


class Wreck(NamedTuple):
    """A network that learns nothing, its data, and the learning rate that somebody chose for it."""

    x: np.ndarray
    labels: np.ndarray
    net: NeuralNetwork
    lr: float


def wreck(seed=0):
    """All images of the digits (64, 1797) with labels (1797,), and a network 64-30-10. Five things are wrong."""
    pixels, labels = load_digits()
    net = NeuralNetwork([64, 30, 10], ["relu", "linear"], "cross_entropy", seed)
    net.W = {l: 8 * net.W[l] for l in net.W}
    net.backward = lambda y, z, a: _without_slope(net, y, z, a)
    return Wreck(16 * pixels, np.roll(labels, 1), net, 2.0)


def _without_slope(net, y, z, a):
    """(dW, db) by BP1 to BP4, but BP2 lacks its slope."""
    delta, m = {2: net.deltas(y, z, a)[2]}, y.shape[1]
    delta[1] = net.W[2].T @ delta[2]
    return {l: delta[l] @ a[l - 1].T / m for l in delta}, {l: delta[l].mean(axis=1, keepdims=True) for l in delta}
