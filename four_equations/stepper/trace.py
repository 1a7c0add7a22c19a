"""One sample's way through a network and back, number by number.

The order is that of the equations: forward, the cost, BP1, BP2, then BP3 and BP4 from the last layer to the first, so
that a wrong error is found in the layer that made it.
"""

import copy
from itertools import groupby
from typing import NamedTuple

from mlp_core import _validation as validate
from mlp_core.costs import probabilities
from mlp_core.network import NeuralNetwork

PHASES = ("forward", "cost", "BP1", "BP2", "BP3", "BP4")
PHASE_OF = {"product": "forward", "bias": "forward", "activation": "forward", "back": "BP2", "slope": "BP2"}
GRAINS = {"edge": "line", "neuron": "neuron", "layer": "layer"}  # how long a step is, and its name
MOST_LAYERS, MOST_NEURONS = 4, 8  # that can be drawn


class Move(NamedTuple):
    """The smallest step: it makes one number known, which belongs to `neuron` of layer l.

    kind: "product" (w a, one term of z), "bias" (completes z), "activation" (a), "cost" (C), "BP1" (delta^L), "back"
    (w delta, one term of the sum in BP2), "slope" (completes delta^l), "BP3" (an entry of db), "BP4" (an entry of dW).
    `other` is the neuron at the other end of the line of a "product", a "back" or a "BP4".
    """

    kind: str
    l: int
    neuron: int = 0
    other: int = 0

    @property
    def phase(self):
        return PHASE_OF.get(self.kind, self.kind)

    @property
    def line(self):
        """(l, j, k) of the weight that this move uses, or None."""
        if self.kind == "back":
            return self.l + 1, self.other, self.neuron
        return (self.l, self.neuron, self.other) if self.kind in ("product", "BP4") else None


class Step(NamedTuple):
    """The moves of one step, the number of moves done after it, and its grain. The start and the end have no moves."""

    moves: tuple
    done: int
    grain: str

    first = property(lambda self: self.moves[0])
    last = property(lambda self: self.moves[-1])
    phase = property(lambda self: self.moves[0].phase if self.moves else None)


class Trace:
    """All moves of one sample and all their numbers, computed once from a copy of the network.

    x is (n^0, 1) and y is (n^L, 1). Raises ValueError or TypeError for a network that cannot be drawn.
    """

    def __init__(self, net, x, y):
        if not isinstance(net, NeuralNetwork):
            raise TypeError(f"net must be a NeuralNetwork, but got {validate.shown(net)}.")
        if len(net.layers) > MOST_LAYERS or max(net.layers) > MOST_NEURONS:
            raise ValueError(
                f"To be drawn, net must have at most {MOST_LAYERS} layers (the input counts) of at most {MOST_NEURONS} "
                f"neurons, but its layers are {net.layers}."
            )
        self.net = net = copy.deepcopy(net)
        self.activation = {l: "σ" if name == "sigmoid" else name for l, name in enumerate(net.activations, 1)}
        self.x = validate.columns("x", x, net.layers[0], samples=1)
        self.y = validate.targets_for(net, y, 1)
        self.z, self.a = NeuralNetwork.forward(net, self.x)
        for l in self.z:
            validate.finite(f"z[{l}]", self.z[l])
        self.cost = net.cost_of(self.x, self.y)
        self.delta = NeuralNetwork.deltas(net, self.y, self.z, self.a)
        self.dW, self.db = NeuralNetwork.backward(net, self.y, self.z, self.a)
        self._compute_terms()
        self.moves = list(_moves(net.layers))

    def _compute_terms(self):
        """Compute what the network never shows: single products, running sums, dC/da^l as `da`, and the slopes."""
        net, a = self.net, self.a[self.net.L]
        self.p = None if net.cost_name == "quadratic" else probabilities(a)
        products = {l: net.W[l] * self.a[l - 1].T for l in self.z}
        back = {l: (net.W[l + 1] * self.delta[l + 1]).T for l in self.z if l < net.L}
        terms = {"product": products, "back": back}
        self.sums = {kind: {l: terms[kind][l].cumsum(axis=1) for l in terms[kind]} for kind in terms}
        self.da = {l: self.sums["back"][l][:, [-1]] for l in back} | {net.L: net.cost_gradient(a, self.y)}
        self.slope = {l: net.sigma_prime[l](self.z[l]) for l in self.z}
        self._numbers = {**terms, "bias": self.z, "activation": self.a, "BP1": self.delta, "slope": self.delta}
        self._numbers |= {"BP3": self.db, "BP4": self.dW}

    def number(self, move):
        """The number that becomes known with this move; for "bias" it is z."""
        return self.cost if move.kind == "cost" else self._numbers[move.kind][move.l][move.neuron, move.other]

    def sum_so_far(self, move):
        """The sum of z or of BP2 after this move, in the neuron that it belongs to."""
        if move.kind in self.sums:
            return self.sums[move.kind][move.l][move.neuron, move.other]
        return (self.z if move.phase == "forward" else self.da)[move.l][move.neuron, 0]

    def steps(self, grain, until=None):
        """Every Step from the start to the end, each one line, one neuron or one layer; or only to the move `until`."""
        keys = {"edge": tuple, "neuron": lambda m: (m.phase, m.l, m.neuron), "layer": lambda m: (m.phase, m.l)}
        steps = [Step((), 0, grain)]
        for _, group in groupby(self.moves, keys[grain]):
            moves = tuple(group)
            steps.append(Step(moves, steps[-1].done + len(moves), grain))
            if until in moves:
                return steps
        return [*steps, Step((), len(self.moves), grain)]


def _moves(layers):
    L = len(layers) - 1
    for l in range(1, L + 1):
        for j in range(layers[l]):
            yield from (Move("product", l, j, k) for k in range(layers[l - 1]))
            yield Move("bias", l, j)
            yield Move("activation", l, j)
    yield Move("cost", L)
    yield from (Move("BP1", L, j) for j in range(layers[L]))
    for l in range(L - 1, 0, -1):
        for k in range(layers[l]):
            yield from (Move("back", l, k, j) for j in range(layers[l + 1]))
            yield Move("slope", l, k)
    for l in range(L, 0, -1):
        yield from (Move("BP3", l, j) for j in range(layers[l]))
        yield from (Move("BP4", l, j, k) for j in range(layers[l]) for k in range(layers[l - 1]))
