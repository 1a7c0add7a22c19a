"""The cases of the fault clinic in notebook 08: networks with one fault each, their training, and what can be measured.

All learn the three-arm spiral of the notebook in mini-batches of 10. A case is a pair of settings that differ in one
thing, its fault: so the healthy ones are the treatment.
"""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from typing import NamedTuple

import numpy as np

from mlp_core.datasets import spirals
from mlp_core.gradients import check_gradient
from mlp_core.network import Diverged, NeuralNetwork

from ..support.interruptions import uninterrupted
from . import mistakes as clinic

SAMPLES, BATCH_SIZE = 300, 10
CURED = 0.95  # the accuracy that every case reaches within its epochs, once it is treated
TRIAL_EPOCHS = 20  # of the trial of other rates
HEART_STEPS = 1000  # of the attempt to learn ten samples by heart


@dataclass(frozen=True)
class Setup:
    """How a network is made, what data it gets, and how it is trained."""

    hidden: tuple
    activation: str
    cost: str
    lr: float
    epochs: int
    weights: float = 1.0  # times the usual ones
    bias: float = 0.0  # of the hidden layers, at the start
    inputs: float = 1.0  # times the usual ones
    shuffled: bool = False  # the labels have lost their samples
    mistake: object = None  # one of `clinic.MISTAKES`, or None

    def network(self, seed):
        """The untrained network: the same seed gives the same weights, but for the fault."""
        last = "linear" if self.cost == "cross_entropy" else self.activation
        net = NeuralNetwork([2, *self.hidden, 3], [self.activation] * len(self.hidden) + [last], self.cost, seed)
        net.W = {l: self.weights * net.W[l] for l in net.W}
        net.b = {l: net.b[l] + (self.bias if l < net.L else 0) for l in net.b}
        if self.mistake:
            net.backward = partial(self.mistake, net)
        return net

    def data(self, seed):
        """x (2, 300) and y (3, 300)."""
        x, y = _spiral()
        order = np.random.default_rng(seed).permutation(SAMPLES) if self.shuffled else slice(None)
        return self.inputs * x, y[:, order]


@lru_cache
def _spiral():
    return spirals(SAMPLES, seed=0, arms=3)


class Case(NamedTuple):
    """One patient: the key of its diagnosis, its settings, and the same without the fault."""

    diagnosis: str
    sick: Setup
    healthy: Setup


SIGMOID = Setup((16, 16), "sigmoid", "quadratic", lr=4.0, epochs=150)
TANH = Setup((16, 16), "tanh", "cross_entropy", lr=0.2, epochs=60)
RELU = Setup((16, 16), "relu", "cross_entropy", lr=0.1, epochs=60)
DEEP = replace(TANH, hidden=(16,) * 5, lr=0.1)


def _case(diagnosis, healthy, **fault):
    return Case(diagnosis, replace(healthy, **fault), healthy)


CASES = {
    "healthy": _case("healthy", SIGMOID),
    "healthy relu": _case("healthy", RELU),
    "wrong sign": _case("BP1", SIGMOID, mistake=clinic.wrong_sign),
    "no slope at the output": _case("BP1", SIGMOID, mistake=clinic.no_slope_at_the_output),
    "w without transpose": _case("BP2", SIGMOID, mistake=clinic.w_without_transpose),
    "no slope in hidden layers": _case("BP2", SIGMOID, mistake=clinic.no_slope_in_hidden_layers),
    "biases forgotten": _case("BP3", SIGMOID, mistake=clinic.biases_forgotten),
    "activation of the same layer": _case("BP4", SIGMOID, mistake=clinic.activation_of_the_same_layer),
    "rate too small": _case("rate too small", RELU, lr=0.0005),
    "rate too large": _case("rate too large", TANH, lr=4.0),
    "weights too large": _case("weights too large", SIGMOID, weights=100.0),
    "zero weights": _case("zero weights", TANH, weights=0.0),
    "dead relu": _case("dead relu", RELU, bias=-5.0),
    "vanishing gradient": _case("vanishing gradient", DEEP, activation="sigmoid"),
    "inputs not scaled": _case("inputs not scaled", TANH, inputs=100.0),
    "shuffled labels": _case("shuffled labels", TANH, shuffled=True),
}


class Run:
    """A training and its record: by epoch the cost, the accuracy, the sizes of dW, and how the layers are.

    `epoch` says where it is. It can go back, and comes the same way again.
    """

    def __init__(self, setup, seed):
        self.setup, self.net = setup, setup.network(seed)
        self.x, self.y = setup.data(seed)
        self.epoch, self._trouble = 0, ""
        self._steps = self.net.steps(self.x, self.y, BATCH_SIZE, setup.lr)
        self._costs, self._accuracies, self._sizes, self._layers = [], [], [], []
        self._measure()

    costs = property(lambda self: self._costs[: self.epoch + 1])
    accuracies = property(lambda self: self._accuracies[: self.epoch + 1])
    sizes = property(lambda self: self._sizes[: self.epoch + 1])
    layers = property(lambda self: self._layers[self.epoch])

    @property
    def stopped(self):
        """Why it ended before its time, or nothing."""
        return self._trouble if self.epoch == len(self._costs) - 1 else ""

    @property
    def done(self):
        """Whether there is no epoch to come."""
        return bool(self.stopped) or self.epoch >= self.setup.epochs

    @uninterrupted()
    def advance(self):
        """Go on by one epoch."""
        self.epoch += 1
        if self.epoch < len(self._costs):
            return
        try:
            for _ in range(SAMPLES // BATCH_SIZE):
                next(self._steps)
        except Diverged as error:
            self._trouble = str(error)
        self._measure()

    @np.errstate(all="ignore")  # in a network on its way to infinity
    def _measure(self):
        net = self.net
        z, a = net.forward(self.x)
        dW, _ = net.backward(self.y, z, a)
        self._costs.append(float(net.cost(a[net.L], self.y)))
        self._accuracies.append(float(np.mean(a[net.L].argmax(axis=0) == self.y.argmax(axis=0))))
        self._sizes.append([float(np.abs(dW[l]).mean()) for l in net.W])
        self._layers.append([Layer.of(net.sigma_prime[l](z[l]), z[l]) for l in net.W])


class Layer(NamedTuple):
    """One layer on all samples: the spread of z, the share of flat slopes, the share of neurons flat on every one."""

    spread: float
    flat: float
    dead: float

    @classmethod
    def of(cls, slopes, z):
        """From the slopes and z, both (n, m)."""
        flat = slopes < 0.05
        return cls(float(z.std()), float(flat.mean()), float(flat.all(axis=1).mean()))


class Chart:
    """What can be measured of a case before and beside its training, each when it is asked for the first time."""

    def __init__(self, setup, seed):
        self.setup, self.seed = setup, seed
        self.start = Run(setup, seed)

    @cached_property
    def check(self):
        """The gradient check at the first weights, on seven samples."""
        return check_gradient(self.setup.network(self.seed), self.start.x[:, :7], self.start.y[:, :7])

    @property
    def wrong(self):
        """The names of the arrays that the gradient check finds wrong, in order."""
        return [name for name, error in self.check.items() if error > self.check.tolerance]

    @cached_property
    def heart(self):
        """Cost before and after, and the number of right answers, when it trains on ten samples only."""
        few = self.start.x[:, :10], self.start.y[:, :10]
        net = self.setup.network(self.seed)
        before = net.cost_of(*few)
        _train(net, *few, self.setup.lr, HEART_STEPS)
        return before, net.cost_of(*few), round(10 * net.accuracy(*few))

    @cached_property
    def rates(self):
        """The cost at the start, and after 20 epochs at a tenth of the rate, at the rate, and at ten times the rate."""
        costs = [self.start.costs[0]]
        for factor in (0.1, 1, 10):
            net = self.setup.network(self.seed)
            steps = TRIAL_EPOCHS * SAMPLES // BATCH_SIZE
            finite = _train(net, self.start.x, self.start.y, factor * self.setup.lr, steps)
            costs.append(net.cost_of(self.start.x, self.start.y) if finite else np.inf)
        return costs

    @cached_property
    def largest_input(self):
        """The largest |x|."""
        return float(np.abs(self.start.x).max())

    @cached_property
    def neighbours(self):
        """The share of samples whose nearest neighbour has the same label."""
        x, labels = self.start.x, self.start.y.argmax(axis=0)
        distance = ((x[:, :, None] - x[:, None]) ** 2).sum(axis=0)
        np.fill_diagonal(distance, np.inf)
        return float(np.mean(labels[distance.argmin(axis=0)] == labels))

    @cached_property
    def weights(self):
        """The spread of W^l times the square root of n^(l-1), by layer: about 1 is usual, for relu 1.4."""
        net = self.setup.network(self.seed)
        return [float(net.W[l].std() * np.sqrt(net.layers[l - 1])) for l in net.W]


def _train(net, x, y, lr, steps):
    """Train so many mini-batches; whether it stayed finite."""
    try:
        for _, _ in zip(range(steps), net.steps(x, y, BATCH_SIZE, lr), strict=False):
            pass
    except Diverged:
        return False
    return True
