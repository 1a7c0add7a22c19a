"""A training run of the fault clinic, with the record of what its page shows."""

from typing import NamedTuple

import numpy as np

from mlp_core.network import Diverged

from ..support.interruptions import uninterrupted

BATCH_SIZE = 10


class Run:
    """A training run and its record, from epoch 0 on: costs, accuracies, mean sizes of dW, and the state of the layers.

    `epoch` can be set back; the run then goes on as it did the first time.
    """

    def __init__(self, setup, seed):
        self.setup, self.net = setup, setup.network(seed)
        self.x, self.y = setup.data(seed)
        self.epoch, self._failure = 0, ""
        self._steps = self.net.steps(self.x, self.y, BATCH_SIZE, setup.lr)
        self._costs, self._accuracies, self._sizes, self._layers = [], [], [], []
        self._record()

    costs = property(lambda self: self._costs[: self.epoch + 1])
    accuracies = property(lambda self: self._accuracies[: self.epoch + 1])
    sizes = property(lambda self: self._sizes[: self.epoch + 1])
    layers = property(lambda self: self._layers[self.epoch])

    @property
    def stopped(self):
        """Why the run ended early, or an empty text."""
        return self._failure if self.epoch == len(self._costs) - 1 else ""

    @property
    def ended(self):
        """Whether training has ended."""
        return bool(self.stopped) or self.epoch >= self.setup.epochs

    @uninterrupted()
    def advance(self):
        """Train for one epoch."""
        self.epoch += 1
        if self.epoch < len(self._costs):
            return
        try:
            for _ in range(self.x.shape[1] // BATCH_SIZE):
                next(self._steps)
        except Diverged as error:
            self._failure = str(error)
        self._record()

    @np.errstate(all="ignore")  # a network may be about to diverge
    def _record(self):
        net = self.net
        z, a = net.forward(self.x)
        dW, _ = net.backward(self.y, z, a)
        self._costs.append(net.cost(a[net.L], self.y))
        self._accuracies.append(np.mean(a[net.L].argmax(axis=0) == self.y.argmax(axis=0)))
        self._sizes.append([np.abs(dW[l]).mean() for l in dW])
        flat = {l: net.sigma_prime[l](z[l]) < 0.05 for l in z}
        self._layers.append([Layer(z[l].std(), flat[l].mean(), flat[l].all(axis=1).mean()) for l in z])


class Layer(NamedTuple):
    """A layer on all samples: the spread of z, the share of flat slopes, the share of neurons flat on every sample."""

    spread: float
    flat: float
    dead: float
