"""What can be measured of a patient before its training, and how each measurement is reported."""

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
    """The cost before training, and after 20 epochs at a tenth of the learning rate, at the rate, at ten times it."""

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
