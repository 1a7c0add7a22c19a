"""A training run that can pause, go on and go back: the network, its points, and what was measured on the way."""

from collections import namedtuple
from math import ceil
from time import perf_counter

import numpy as np

from mlp_core import datasets
from mlp_core.network import NeuralNetwork

DATA = {name: getattr(datasets, name) for name in ("xor", "moons", "circles", "spirals")}
NOISE = {"xor": 0.05, "moons": 0.08, "circles": 0.06, "spirals": 0.03}
SPREADS = {"scaled": None, "spread 1": 1, "spread 5": 5, "all zero": 0}
MOST_MEASURED = 400
Mark = namedtuple("Mark", "step epoch W b shuffles")  # all that it takes to come back to the beginning of a shuffle


def new_network(hidden, activation="tanh", cost="quadratic", weights="scaled", seed=0):
    """A 2-...-1 network for the probability of class 1. `weights` is a key of SPREADS, the first weights' spread."""
    last = "linear" if cost == "cross_entropy" else "sigmoid"
    net = NeuralNetwork([2, *hidden, 1], [activation] * len(hidden) + [last], cost=cost, seed=seed)
    if (spread := SPREADS[weights]) is not None:
        rng = np.random.default_rng(seed)
        net.W = {l: spread * rng.normal(size=W.shape) for l, W in net.W.items()}
    return net


class TrainingRun:
    """A run of `net` on the pair `train`, measured on the pair `validation` too, unless that is None.

    `step` counts mini-batches, and `epoch` passes through the points, with fractions. `curves` holds what was measured,
    as lists: "epoch", the costs "training" and "validation", and "gradient", by layer, the mean size of dW^l. A run
    without points has no `batches` and cannot advance.
    """

    def __init__(self, net, train, validation, batch_size, lr):
        self.net, self.train, self.validation = net, train, validation
        self.step, self.epoch = 0, 0.0
        gradient = {l: [] for l in net.W}
        self.curves = {"epoch": [], "training": [], "validation": [], "gradient": gradient}
        self._lists = [numbers for name, numbers in self.curves.items() if name != "gradient"] + [*gradient.values()]
        self.use(batch_size, lr)
        self.measure()

    def use(self, batch_size, lr):
        """Go on with another batch size and learning rate, from a fresh shuffle of the points."""
        m = self.train[0].shape[1]
        self.batch_size, self.lr = max(1, min(batch_size, m)), lr
        self.batches = ceil(m / self.batch_size)
        if self.batches:
            self._steps = self.net.steps(*self.train, batch_size=self.batch_size, lr=self.lr)
        self._mark()

    def _mark(self):
        net = self.net  # whose steps make new arrays, so that these remain
        self._begun = Mark(self.step, self.epoch, net.W, net.b, net.rng.bit_generator.state)

    def advance(self, seconds=0.0, until=np.inf):
        """Train for about `seconds` seconds, at least one mini-batch, and at most to the epoch `until`. Then measure.

        Raises `Diverged` as `NeuralNetwork.steps` does, and keeps what was measured before.
        """
        stop = perf_counter() + seconds
        self._take_step()
        while self.epoch < until - 1e-9 and perf_counter() < stop:
            self._take_step()
        self.measure()

    def _take_step(self):
        next(self._steps)
        self.step += 1
        done = self.step - self._begun.step
        self.epoch = self._begun.epoch + done / self.batches
        if done == self.batches:
            self._mark()

    @property
    def place(self):
        """Where the run is, for `rewind`."""
        return self.step, self._begun

    def rewind(self, place):
        """Go back to an earlier `place`: to the beginning of its shuffle, and from there as many steps."""
        step, mark = place
        self.step, self.epoch, self.net.W, self.net.b, self.net.rng.bit_generator.state = mark
        self.use(self.batch_size, self.lr)
        while self.step < step:
            self._take_step()
        before = np.searchsorted(self.curves["epoch"], self.epoch - 1e-9)
        for numbers in self._lists:
            del numbers[before:]
        self.measure()

    def measure(self):
        """Add the present costs and sizes of the gradients to the curves."""
        self.curves["epoch"].append(self.epoch)
        if not self.batches:
            return
        x, y = self.train
        dW, _ = self.net.backward(y, *self.net.forward(x))
        self.curves["training"].append(self.net.cost_of(x, y))
        if self.validation:
            self.curves["validation"].append(self.net.cost_of(*self.validation))
        for l, numbers in self.curves["gradient"].items():
            numbers.append(float(np.abs(dW[l]).mean()))
        if len(self.curves["epoch"]) > MOST_MEASURED:
            for numbers in self._lists:
                del numbers[1:-1:2]
