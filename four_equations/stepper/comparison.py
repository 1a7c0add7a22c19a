"""Someone's own `backward` or `deltas` beside the numbers of a trace, up to the first that differs."""

import copy
import inspect
import traceback

import numpy as np

from mlp_core import _validation as validate

from ..figures.formats import distinct

ARRAY_OF = {"BP1": "delta", "slope": "delta", "BP3": "db", "BP4": "dW"}  # where the number of a move belongs


class Comparison:
    """What the functions gave for the sample of a trace.

    failure: a sentence, if one of them gave nothing to compare. answers: {move: their number}. difference: the first
    move whose number differs, or None, and why: a sentence with both numbers and the equation to look at.
    """

    def __init__(self, trace, backward=None, deltas=None):
        self.trace = trace
        self.failure, self.difference, self.why, self.answers = None, None, None, {}
        self._arrays, self._problems = {}, {}  # of each array, named as in "dW[2]", one of the two
        for name, function in (("deltas", deltas), ("backward", backward)):
            try:
                for array, theirs in _answer(name, function, trace).items():
                    self._read(array, theirs)
            except _Unusable as unusable:
                self.failure = self.failure or str(unusable)
        self._compare()

    def _read(self, name, theirs):
        """Keep the arrays of one dict, and for each that cannot be compared the sentence that says why."""
        for l, ours in getattr(self.trace, name).items():
            label = f"{name}[{l}]"
            try:
                self._arrays[label] = _array(name, l, ours.shape, theirs)
            except (TypeError, ValueError) as error:
                self._problems[label] = f"Your {error}"

    def _compare(self):
        """Go from move to move until a number differs."""
        for move in self.trace.moves:
            name, where = ARRAY_OF.get(move.kind), (move.neuron, move.other)
            label = f"{name}[{move.l}]"
            if label in self._problems:
                self.difference, self.why = move, self._problems[label]
                return
            if label not in self._arrays:
                continue
            ours, theirs = self.trace.number(move), float(self._arrays[label][where])
            self.answers[move] = theirs
            if not _agree(theirs, ours, getattr(self.trace, name)[move.l]):
                said = f"{label}[{where[0]}, {where[1]}] should be {distinct(ours, theirs)}, and yours is"
                sign = " The sign is turned." if _agree(theirs, -ours, self.trace.delta[move.l]) else ""
                said = f"Here the numbers part: {said} {distinct(theirs, ours)}.{sign}"
                self.difference, self.why = move, f"{said}{self._suspect(move)}"
                return

    def _suspect(self, move):
        """The equation to look at when the number of `move` is the first that differs, and what else is known."""
        trace, l, dW, db = self.trace, move.l, self._arrays.get(f"dW[{move.l}]"), self._arrays.get(f"db[{move.l}]")
        error = f"BP1, in layer {l}" if l == trace.net.L else f"BP2, in layer {l}"
        if move.kind in ("BP1", "slope"):
            return f" Look at {error}."
        if move.kind == "BP4":
            turned = dW.shape == dW.T.shape and _agree(dW.T, trace.dW[l], trace.dW[l])
            hint = " Yours is the transpose." if turned else ""
            return f"{hint} All of db[{l}] is right, and so are the errors δ of this layer: look at BP4."
        if dW is None or not trace.a[l - 1].any():
            return f" Look at {error}, and at BP3."
        if _agree(dW, trace.dW[l], trace.dW[l]):
            return f" All of dW[{l}] is right, and so are the errors δ of this layer: look at BP3."
        if not _agree(dW, db @ trace.a[l - 1].T, trace.dW[l]):
            return f" Your dW[{l}] is wrong too, in another way: look at {error}, then at BP3 and BP4."
        after = "" if l == trace.net.L else f" Layer {l + 1} is right."
        return f" Your dW[{l}] is made of the same wrong errors δ.{after} So look at {error}."


class _Unusable(Exception):
    """A sentence about a function that gave nothing to compare."""


def _answer(name, function, trace):
    """The dicts that `function` gives for the sample, by their names, if it is called as the exercises of 05 are."""
    if function is None:
        return {}
    if not callable(function):
        raise TypeError(f"{name} must be a function, but came as {validate.shown(function)}.")
    taken = [
        p.name
        for p in inspect.signature(function).parameters.values()
        if p.default is p.empty and p.kind <= p.POSITIONAL_OR_KEYWORD
    ]
    given = {3: (trace.y, trace.z, trace.a), 4: (trace.net.W, trace.z, trace.a, trace.y)}.get(len(taken))
    if given is None:
        raise _Unusable(f"Your {name} must take (y, z, a) or (W, z, a, y), but yours takes ({', '.join(taken)}).")
    try:
        answer = function(*copy.deepcopy(given))
    except Exception as error:
        raise _Unusable(f"Your {name} stops{_line(error)} with {type(error).__name__}: {error}") from None
    if answer is None or answer is ...:
        raise _Unusable(f"Your {name} gives {'...' if answer is ... else answer}: it is not written yet.")
    if name == "deltas":
        return {"delta": answer}
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise _Unusable(f"Your backward must give the pair (dW, db), but it gave {validate.shown(answer)}.")
    return {"dW": answer[0], "db": answer[1]}


def _array(name, l, shape, theirs):
    """The array of layer l in the dict `theirs`. Raises TypeError or ValueError if it cannot be compared."""
    if not hasattr(theirs, "keys"):
        raise TypeError(f"{name} must be a dict by layer, but came as {validate.shown(theirs)}.")
    if l not in theirs:
        raise ValueError(f"{name} has no layer {l}.")
    try:
        return validate.array(f"{name}[{l}]", theirs[l], shape)
    except ValueError as error:
        transposed = getattr(theirs[l], "shape", shape) == shape[::-1] != shape
        raise ValueError(f"{error} That is the transpose." if transposed else str(error)) from None


def _agree(theirs, ours, array):
    """Whether they are equal but for rounding, given the size of the numbers in `array`."""
    return np.allclose(theirs, ours, rtol=1e-6, atol=1e-9 * np.abs(array).max())


def _line(error):
    """The learner's line that raised `error`: the first frame after our call."""
    own = [frame.line for frame in traceback.extract_tb(error.__traceback__)[1:2] if frame.line]
    return f" at `{own[0]}`" if own else ""
