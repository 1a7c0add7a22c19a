"""What can be measured of a patient before its training, and each measurement in words."""

from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from mlp_core.gradients import check_gradient
from mlp_core.network import Diverged

from .runs import BATCH_SIZE, Run

TRIAL_EPOCHS = 20  # of the trial of other learning rates
STEPS_ON_TEN = 1000  # of the training on ten samples


class Trial(NamedTuple):
    """The cost before training, and after 20 epochs at 0.1, 1 and 10 times the learning rate."""

    before: float
    slow: float
    own: float
    fast: float


class Examination:
    """The measurements of a setup before training; those that take long are made when they are first asked for.

    By layer: sizes (mean size of dW), flat (share of flat slopes), dead (share of dead neurons) and weights (spread of
    W^l times the square root of n^(l-1): usually about 1, for relu 1.4). Of the data: largest_input and neighbours, the
    share of samples whose nearest neighbour has the same label.
    """

    def __init__(self, setup, seed):
        self.setup, self.seed = setup, seed
        self.start = start = Run(setup, seed)
        self.sizes = start.sizes[0]
        self.flat = [layer.flat for layer in start.layers]
        self.dead = [layer.dead for layer in start.layers]
        self.weights = [W.std() * np.sqrt(W.shape[1]) for W in start.net.W.values()]
        self.largest_input = np.abs(start.x).max()
        distance = ((start.x[:, :, None] - start.x[:, None]) ** 2).sum(axis=0)
        np.fill_diagonal(distance, np.inf)
        labels = start.y.argmax(axis=0)
        self.neighbours = np.mean(labels[distance.argmin(axis=0)] == labels)

    @cached_property
    def gradient_check(self):
        """The gradient check at the initial weights, on seven samples."""
        return check_gradient(self.setup.network(self.seed), self.start.x[:, :7], self.start.y[:, :7])

    @property
    def wrong(self):
        """The names of the arrays that the gradient check finds wrong, in order."""
        return [name for name, error in self.gradient_check.items() if error > self.gradient_check.tolerance]

    @property
    def suspect(self):
        """The equation that would explain which arrays are wrong, or None if all are right."""
        kinds = {name[:2] for name in self.wrong}
        if kinds == {"dW", "db"}:
            L = self.start.net.L
            return "BP1" if {f"dW[{L}]", f"db[{L}]"} <= {*self.wrong} else "BP2"
        return {"db": "BP3", "dW": "BP4"}[kinds.pop()] if kinds else None

    @cached_property
    def ten_samples(self):
        """Cost before and after training on ten samples only, and how many of them are then right."""
        x, y, net = self.start.x[:, :10], self.start.y[:, :10], self.setup.network(self.seed)
        before, training = net.cost_of(x, y), net.steps(x, y, BATCH_SIZE, self.setup.lr)
        with suppress(Diverged):
            for _ in range(STEPS_ON_TEN):
                next(training)
        return before, net.cost_of(x, y), round(10 * net.accuracy(x, y))

    @cached_property
    def trial(self):
        """The Trial of other learning rates, with inf where training diverged."""
        costs = [self.start.costs[0]]
        for factor in (0.1, 1, 10):
            run = Run(replace(self.setup, lr=factor * self.setup.lr, epochs=TRIAL_EPOCHS), self.seed)
            while not run.ended:
                run.advance()
            costs.append(np.inf if run.stopped else run.costs[-1])
        return Trial(*costs)


def gradient_check(patient):
    found = f"{_and(patient.wrong)} wrong, and the others right" if patient.wrong else "every array right"
    if len(patient.wrong) == len(patient.gradient_check):
        found = "every array wrong"
    return f"the gradient check finds {found}"


def every_array(patient):
    """The relative error of each array."""
    said = [
        f"<b>{name} {error:.1g} WRONG</b>" if name in patient.wrong else f"{name} {_size(error)} right"
        for name, error in patient.gradient_check.items()
    ]
    return f"relative error of {', '.join(said)}."


def ten_samples(patient):
    before, after, right = patient.ten_samples
    return (
        f"trained on ten samples only, {right} of 10 are right after {STEPS_ON_TEN:,} steps; "
        f"the cost goes from {cost(before)} to {cost(after)}."
    )


def trial(patient):
    before, slow, own, fast = map(cost, patient.trial)
    return (
        f"in {TRIAL_EPOCHS} epochs the cost goes from {before} to {slow} at a tenth of the rate, "
        f"to {own} at its own, to {fast} at ten times the rate"
    )


def cost(number):
    """A cost with three decimals, or with three digits where these would not do."""
    return f"{number:.3f}" if 0.01 <= number < 10 else f"{number:.3g}"


def _size(number):
    return f"{number:.0e}" if number else "0"


def _percents(shares):
    return _and(f"{share:.0%}" for share in shares)


def _and(words):
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _spread(number):
    return f"{number:.2g}" if number < 10 else f"{number:.0f}"


REPORTS = {  # each measurement as a part of a sentence
    "gradient check": gradient_check,
    "trial": trial,
    "inputs": lambda p: f"the largest |x| is {p.largest_input:.3g}",
    "neighbours": lambda p: f"{p.neighbours:.0%} of the samples have the label of their nearest neighbour",
    "weights": lambda p: f"the weights spread by {_and(map(_spread, p.weights))} times 1/√n, layer by layer",
    "flat": lambda p: f"{_percents(p.flat)} of the slopes are flat at the start, layer by layer",
    "dead": lambda p: f"{_percents(p.dead)} of the neurons are dead at the start, layer by layer",
    "sizes": lambda p: f"dW begins with a mean size of {_and(map(_size, p.sizes))}, from the first layer to the last",
    "activation": lambda p: f"the hidden layers are {p.setup.activation}",
}
TESTS = {  # the buttons of the clinic, and what each reports
    "Gradient check": every_array,
    "Ten by heart": ten_samples,
    "Other rates": lambda p: f"{trial(p)}.",
    "Data": lambda p: f"{REPORTS['inputs'](p)}; {REPORTS['neighbours'](p)}.",
    "Weights": lambda p: f"{REPORTS['weights'](p)}. About 1 is usual, or 1.4 for relu.",
}
