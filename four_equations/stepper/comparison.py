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

    first: the kind of the first moves that can be compared, if there is a function. failure: a sentence, if one gave
    nothing to compare. answers: {move: their number}. difference: the first move whose number differs, if any, and
    why: a sentence with both numbers and the equation to look at.
    """

    def __init__(self, trace, backward=None, deltas=None):
        self.trace = trace
        self.first = "BP1" if deltas is not None else "BP3" if backward is not None else None
        self.failure, self.difference, self.answers = None, None, {}
        self._arrays = {}  # {"dW[2]": that array, or a sentence about what cannot be compared}
        for name, function in (("deltas", deltas), ("backward", backward)):
            try:
                for array, theirs in _answer(name, function, trace).items():
                    ours = getattr(trace, array)
                    self._arrays |= {f"{array}[{l}]": _array(array, l, ours[l].shape, theirs) for l in ours}
            except _Unusable as unusable:
                self.failure = str(unusable)
        for move in trace.moves:
            self.why = self._objection(move)
            if self.why:
                self.difference = move
                break

    def _objection(self, move):
        """A sentence if the number of this move differs or cannot be compared."""
        label = f"{ARRAY_OF.get(move.kind)}[{move.l}]"
        array = self._arrays.get(label)
        if array is None or isinstance(array, str):
            return array
        ours, theirs = self.trace.number(move), float(array[move.neuron, move.other])
        self.answers[move] = theirs
        if _agree(theirs, ours, getattr(self.trace, ARRAY_OF[move.kind])[move.l]):
            return None
        sign = " The sign is turned." if _agree(theirs, -ours, self.trace.delta[move.l]) else ""
        return (
            f"Here the numbers part: {label}[{move.neuron}, {move.other}] should be {distinct(ours, theirs)}, "
            f"and yours is {distinct(theirs, ours)}.{sign}{self._suspect(move)}"
        )

    def _suspect(self, move):
        """The equation to look at when the number of `move` is the first that differs, and what else is known."""
        trace, l = self.trace, move.l
        dW, db = (self._arrays.get(f"{name}[{l}]") for name in ("dW", "db"))
        error = f"BP1, in layer {l}" if l == trace.net.L else f"BP2, in layer {l}"
        if move.kind in ("BP1", "slope"):
            return f" Look at {error}."
        if move.kind == "BP4":
            turned = dW.shape == dW.T.shape and _agree(dW.T, trace.dW[l], trace.dW[l])
            hint = " Yours is the transpose." if turned else ""
            return f"{hint} All of db[{l}] is right, and so are the errors δ of this layer: look at BP4."
        if isinstance(dW, str) or not trace.a[l - 1].any():
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
        raise TypeError(f"{name} must be a function, but got {validate.shown(function)}.")
    parameters = inspect.signature(function).parameters.values()
    taken = [p.name for p in parameters if p.default is p.empty and p.kind is not p.VAR_KEYWORD]
    if len(taken) != 4:
        raise _Unusable(f"Your {name} must take (W, z, a, y), but yours takes ({', '.join(taken)}).")
    try:
        answer = function(*copy.deepcopy((trace.net.W, trace.z, trace.a, trace.y)))
    except Exception as error:
        theirs = [frame.line for frame in traceback.extract_tb(error.__traceback__)[1:2] if frame.line]
        where = f" at `{theirs[0]}`" if theirs else ""
        raise _Unusable(f"Your {name} stops{where} with {type(error).__name__}: {error}") from None
    if answer is None or answer is ...:
        raise _Unusable(f"Your {name} gives {'...' if answer is ... else answer}: it is not written yet.")
    if name == "deltas":
        return {"delta": answer}
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise _Unusable(f"Your backward must give the pair (dW, db), but it gave {validate.shown(answer)}.")
    return {"dW": answer[0], "db": answer[1]}


def _array(name, l, shape, theirs):
    """The array of layer l in the dict `theirs`, or a sentence if it cannot be compared."""
    if not hasattr(theirs, "keys"):
        return f"Your {name} must be a dict by layer, but got {validate.shown(theirs)}."
    if l not in theirs:
        return f"Your {name} has no layer {l}."
    try:
        return validate.array(f"{name}[{l}]", theirs[l], shape)
    except (TypeError, ValueError) as error:
        transposed = getattr(theirs[l], "shape", shape) == shape[::-1] != shape
        return f"Your {error} That is the transpose." if transposed else f"Your {error}"


def _agree(theirs, ours, array):
    """Whether they are equal but for rounding, given the size of the numbers in `array`."""
    return np.allclose(theirs, ours, rtol=1e-6, atol=1e-9 * np.abs(array).max())
