"""One sample's way through a network and back, number by number, as the backprop stepper of notebook 05 shows it.

The order is that of the equations: forward, the cost, BP1, BP2, and then BP3 and BP4 from the last layer to the first,
so that a wrong error is met first in the layer where it was made.
"""

import copy
import inspect
import traceback
from itertools import groupby
from typing import NamedTuple

import numpy as np

from mlp_core import _validation as validate
from mlp_core.network import NeuralNetwork

PHASE = {"product": "forward", "bias": "forward", "activation": "forward", "cost": "cost", "BP1": "BP1"}
PHASE |= {"back": "BP2", "slope": "BP2", "BP3": "BP3", "BP4": "BP4"}
GRAINS = ("edge", "neuron", "layer")
MOST_LAYERS, MOST_NEURONS = 4, 8  # that can be drawn


class Move(NamedTuple):
    """The smallest step: one number more is known, and it belongs to `neuron` of layer l.

    kind: "product" (w a, one term of z), "bias" (z is whole), "activation" (a), "cost" (C), "BP1" (delta^L), "back"
    (w delta, one term of BP2's sum), "slope" (delta^l is whole), "BP3" (an entry of db), "BP4" (an entry of dW).
    `other` is the neuron at the other end of the line of "product", "back" and "BP4".
    """

    kind: str
    l: int
    neuron: int = 0
    other: int = 0

    @property
    def phase(self):
        return PHASE[self.kind]


class Walk:
    """All moves and all their numbers, computed once from a copy of the network.

    x is (n^0, 1) and y is (n^L, 1): one sample. Raises ValueError or TypeError for a network that cannot be drawn.
    """

    def __init__(self, net, x, y):
        if not isinstance(net, NeuralNetwork):
            raise TypeError(f"net must be a NeuralNetwork, but came as {type(net).__name__}.")
        if len(net.layers) > MOST_LAYERS or max(net.layers) > MOST_NEURONS:
            raise ValueError(
                f"To be drawn, net must have at most {MOST_LAYERS} layers (the input counts) of at most {MOST_NEURONS} "
                f"neurons, but its layers are {net.layers}."
            )
        self.net = net = copy.deepcopy(net)
        self.x = validate.columns("x", x, net.layers[0], samples=1)
        self.y = validate.targets(y, net.layers[-1], 1, probabilities=net.cost_name == "cross_entropy")
        self.z, self.a = NeuralNetwork.forward(net, self.x)
        for l in self.z:
            validate.finite(f"z[{l}]", self.z[l])
            validate.finite(f"a[{l}]", self.a[l])
        self.delta = NeuralNetwork.deltas(net, self.y, self.z, self.a)
        self.dW, self.db = NeuralNetwork.backward(net, self.y, self.z, self.a)
        self.cost = net.cost_of(self.x, self.y)
        self.slope = {l: net.sigma_prime[l](self.z[l]) for l in self.z}
        self.products = {l: net.W[l] * self.a[l - 1].T for l in self.z}
        self.sums = {l: self.products[l].cumsum(axis=1) for l in self.z}
        self.returns = {l: (net.W[l + 1] * self.delta[l + 1]).T for l in self.z if l < net.L}
        self.arrived = {l: self.returns[l].cumsum(axis=1) for l in self.returns}
        self.moves = list(_moves(net.layers))
        self.place = {move: i for i, move in enumerate(self.moves)}

    def number(self, move):
        """The number that becomes known with this move; for "bias" it is z."""
        kind, l, j, k = move
        if kind == "cost":
            return self.cost
        arrays = {"bias": self.z, "activation": self.a, "BP1": self.delta, "slope": self.delta, "BP3": self.db}
        if kind in arrays:
            return arrays[kind][l][j, 0]
        return {"product": self.products, "back": self.returns, "BP4": self.dW}[kind][l][j, k]

    def groups(self, grain):
        """The moves in groups, the steps of this grain: single ones, those of a neuron, or those of a layer."""
        keys = {
            "edge": self.place.get,
            "neuron": lambda move: (move.phase, move.l, move.neuron),
            "layer": lambda move: (move.phase, move.l),
        }
        return [list(group) for _, group in groupby(self.moves, keys[grain])]


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


class Comparison:
    """Someone's own `backward` and `deltas` beside the numbers of a walk.

    failure: a sentence, if one of them gave nothing to compare. answers: {move: their number}. parts: the first move
    where the numbers differ, and why: a sentence with both numbers and the equation to look at.
    """

    def __init__(self, walk, backward=None, deltas=None):
        self.walk = walk
        self.failure, self.parts, self.why, self.answers = None, None, None, {}
        self._problems, self._found = {}, {}
        for read, function in ((self._read_deltas, deltas), (self._read_backward, backward)):
            try:
                if function is not None:
                    read(function)
            except _Unusable as unusable:
                self.failure = self.failure or str(unusable)
        self._part()

    def _read_deltas(self, deltas):
        self._read("delta", self.walk.delta, _answer("deltas", deltas, self.walk))

    def _read_backward(self, backward):
        answer = _answer("backward", backward, self.walk)
        if not isinstance(answer, (tuple, list)) or len(answer) != 2:
            raise _Unusable(f"Your backward must give the pair (dW, db), but it gave {_short(answer)}.")
        self._read("dW", self.walk.dW, answer[0])
        self._read("db", self.walk.db, answer[1])

    def _read(self, name, ours, theirs):
        """Take over the arrays of one dict; what is wrong with one of them is kept for when the walk gets there."""
        for l in ours:
            label = f"{name}[{l}]"
            try:
                if not hasattr(theirs, "keys"):
                    raise TypeError(f"{name} must be a dict by layer, but came as {_short(theirs)}.")
                if l not in theirs:
                    raise ValueError(f"{name} has no layer {l}.")
                self._found[label] = validate.array(label, theirs[l], ours[l].shape)
            except (TypeError, ValueError) as error:
                turned = hasattr(theirs, "keys") and l in theirs and _turned(theirs[l], ours[l])
                self._problems[label] = f"Your {error}" + (" That is the transpose." if turned else "")

    def _part(self):
        for move in self.walk.moves:
            name = {"BP1": "delta", "slope": "delta", "BP3": "db", "BP4": "dW"}.get(move.kind)
            label, where = f"{name}[{move.l}]", (move.neuron, move.other)
            if label in self._problems:
                self.parts, self.why = move, self._problems[label]
                return
            if label not in self._found:
                continue
            ours, theirs = self.walk.number(move), float(self._found[label][where])
            self.answers[move] = theirs
            if not _agree(theirs, ours, getattr(self.walk, name)[move.l]):
                self.parts, self.why = move, self._blame(move, f"{label}[{where[0]}, {where[1]}]", ours, theirs)
                return

    def _blame(self, move, name, ours, theirs):
        """The sentence about the first entry, called `name`, that differs."""
        walk, l, dW, db = self.walk, move.l, self._found.get(f"dW[{move.l}]"), self._found.get(f"db[{move.l}]")
        said = f"Here the numbers part: {name} should be {_digits(ours, theirs)}, and yours is {_digits(theirs, ours)}."
        if _agree(theirs, -ours, walk.delta[l]):
            said += " The sign is turned."
        error = f"BP1, in layer {l}" if l == walk.net.L else f"BP2, in layer {l}"
        if move.kind in ("BP1", "slope"):
            return f"{said} Look at {error}."
        if move.kind == "BP4":
            turned = dW.shape == dW.T.shape and _agree(dW.T, walk.dW[l], walk.dW[l])
            hint = " Yours is the transpose." if turned else ""
            return f"{said}{hint} All of db[{l}] is right, and so are the errors δ of this layer: look at BP4."
        if dW is None or not walk.a[l - 1].any():
            return f"{said} Look at {error}, and at BP3."
        if _agree(dW, walk.dW[l], walk.dW[l]):
            return f"{said} All of dW[{l}] is right, and so are the errors δ of this layer: look at BP3."
        if not _agree(dW, db @ walk.a[l - 1].T, walk.dW[l]):
            return f"{said} Your dW[{l}] is wrong too, in another way: look at {error}, then at BP3 and BP4."
        after = "" if l == walk.net.L else f" Layer {l + 1} is right."
        return f"{said} Your dW[{l}] is made of the same wrong errors δ.{after} So look at {error}."


class _Unusable(Exception):
    """A sentence about a function that gave nothing to compare."""


def _answer(name, function, walk):
    """What `function` gives for the sample of the walk, called as `net.backward` is or as in the exercises of 05."""
    short, long = ["y", "z", "a"], ["W", "z", "a", "y"]
    if not callable(function):
        raise TypeError(f"{name} must be a function, but came as {validate.shown(function)}.")
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:  # some built-in functions have no signature
        parameters = ()
    taken = [
        p.name for p in parameters if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
    ]
    names = {3: short, 4: long}.get(len(taken))
    if names is None:
        raise _Unusable(f"Your {name} must take (y, z, a) or (W, z, a, y), but yours takes ({', '.join(taken)}).")
    given = {"W": walk.net.W, "z": walk.z, "a": walk.a, "y": walk.y}
    try:
        answer = function(*copy.deepcopy([given[n] for n in names]))
    except Exception as error:
        raise _Unusable(f"Your {name} stops{_line(error)} with {type(error).__name__}: {error}") from None
    if answer is None or answer is ...:
        raise _Unusable(f"Your {name} gives {_short(answer)}: it is not written yet.")
    return answer


def _agree(theirs, ours, array):
    """Whether they are equal but for rounding, in an array of such numbers."""
    return np.allclose(theirs, ours, rtol=1e-6, atol=1e-9 * np.abs(array).max())


def _turned(theirs, ours):
    try:
        return np.shape(theirs) == ours.T.shape != ours.shape
    except ValueError:  # rows of unequal length
        return False


def _line(error):
    """The line of the learner's own code at which it stopped, as the traceback has it: the first after our call."""
    own = [frame.line for frame in traceback.extract_tb(error.__traceback__)[1:2] if frame.line]
    return f" at `{own[0]}`" if own else ""


def _digits(number, beside):
    """The number with as many digits as show that it differs from the one beside it."""
    for digits in (4, 8, 17):
        if f"{number:.{digits}g}" != f"{beside:.{digits}g}":
            break
    return f"{number + 0.0:.{digits}g}".replace("-", "−")


def _short(value):
    text = "..." if value is ... else repr(value).replace("\n", " ")
    return text if len(text) <= 60 else f"{text[:57]}..."
