"""Describe an answer that is wrong in a way no named mistake explains, without giving the right one away.

A detector takes a WrongAnswer and returns (name, message) if it recognises something, else None. The first one speaks.
"""

import traceback
from functools import cached_property

import numpy as np

from .equality import TOLERANCE, Behaviour, Mismatch, agree, leaves, named, same, short
from .inspection import awaits_code, has_dots

OTHERS = ("four_equations", "mlp_core", "numpy")  # whose lines are not the learner's own


class WrongAnswer:
    """A wrong answer's outcomes beside the right ones; `case`, `value` and `error` are of the first that is wrong."""

    def __init__(self, exercise, function, found, expected):
        self.exercise, self.function, self.found, self.expected = exercise, function, found, expected
        self.good = [agree(*pair) for pair in zip(found, expected, strict=True)]
        self.first = self.good.index(False)
        self.case = exercise.cases[self.first]
        self.value, self.error = found[self.first].value, found[self.first].error
        self.somewhere = "It is right for some inputs, but not for all. " if any(self.good) else ""

    @cached_property
    def parts(self):
        """(label, found, expected) of every array and word. Raises Mismatch."""
        return leaves(self.value, self.expected[self.first].value, parts=self.exercise.parts)

    @cached_property
    def wrong(self):
        """The parts that are wrong."""
        return [part for part in self.parts if not same(*part[1:])]


def difference(answer):
    """The name and message of the first detector that recognises the answer."""
    return next(filter(None, (detector(answer) for detector in DETECTORS)))


def unfinished(answer):
    if has_dots(answer.value) or awaits_code(answer.function, answer.error):
        return "unfinished", "There are still dots (`...`) in it that need your code."


def raises(answer):
    if answer.error is not None:
        return "raises", answer.somewhere + raised(answer.error)


def nothing(answer):
    if answer.value is None:
        return "nothing", "It gives nothing back. Is the `return` missing?"


def behaviour(answer):
    if isinstance(answer.value, Behaviour):
        return "behaviour", answer.somewhere + answer.value.told


def other_form(answer):
    try:
        answer.parts  # noqa: B018, for the Mismatch that it may raise
    except Mismatch as mismatch:
        return mismatch.args


def wrong_word(answer):
    """For answers that the view of the exercise turns into words."""
    label, ours, right = answer.wrong[0]
    if isinstance(right, str):
        word = ours if isinstance(ours, str) else short(ours)
        return "part", f"{answer.somewhere}{named(label)}: {word}. That is not it yet."


def wrong_shape(answer):
    for label, ours, right in answer.wrong:
        if ours.shape != right.shape and right.ndim == 0:
            return "shape", f"{named(label)} must be a single number, but has the shape {ours.shape}."
        if ours.shape != right.shape:
            message = f"{named(label)} must have the shape {right.shape}, but has {ours.shape}"
            if ours.ndim == 2 and ours.T.shape == right.shape and np.allclose(ours.T, right):
                return "transpose", f"{message}: that is the transpose."
            return "shape", f"{message}."


def only_one_sample(answer):
    cases = answer.exercise.cases  # samples are the columns of the last argument that is two-dimensional
    samples = [next((array.shape[1] for array in case[::-1] if np.ndim(array) == 2), 0) for case in cases]
    good = {m for m, right in zip(samples, answer.good, strict=True) if right}
    if good == {1} and samples[answer.first] > 1:
        return "batch", (
            "It is right for one sample, and wrong for a batch. What happens to the columns: are they kept apart, "
            "added up, or averaged where they should be?"
        )


def not_a_number(answer):
    if any(np.isnan(ours).any() for _, ours, _ in answer.wrong):
        if any(isinstance(array, np.ndarray) and np.abs(array).max() > 100 for array in answer.case):
            cause = "Try very large numbers, positive and negative: what overflows?"
        else:
            cause = "Where do you divide by 0, or take the root or logarithm of a negative number?"
        return "nan", f"{answer.somewhere}There is a nan in it. {cause}"


def only_moderate_numbers(answer):
    cases = [case for case, right in zip(answer.exercise.cases, answer.good, strict=True) if not right]
    if any(answer.good) and all(isinstance(case[0], np.ndarray) and np.abs(case[0]).max() > 100 for case in cases):
        return "large", (
            "It is right for moderate numbers, and wrong for very large ones. What happens to them on the way?"
        )


def constant_factor(answer):
    pairs = list(zip(answer.found, answer.expected, strict=True))
    factors = [factor(*pair) for pair in pairs]
    if None in factors or np.allclose(factors, 1, rtol=1e-2):  # if it is near 1, it is something else
        return None
    if np.allclose(factors, -1):
        return "sign", "Every number has the wrong sign. Which of two things is subtracted from which?"
    if np.allclose(factors, factors[0]):
        return "factor", f"Every number is {factors[0]:.3g} times what it should be. Where could that come from?"
    if all(np.size(right.value) > 1 for _, right in pairs[1:]):  # a single number is always some factor off
        return "factor", "Every number is off by a factor that changes with the input. Does it depend on the batch?"


def equation(answer):
    if answer.exercise.locate:
        labels = [{label for label, _, _ in parts} for parts in (answer.wrong, answer.parts)]
        return "equation", answer.exercise.locate(*labels)


def worst_entry(answer):
    """Name the entry that is farthest off, but not the right number."""
    label, ours, right = answer.wrong[0]
    if ours.ndim == 0:
        message = f"{named(label)} is {ours:.4g}, and that is not it. Work a small example by hand and compare."
    else:
        away = np.where(np.isfinite(ours), np.abs(ours - right), np.inf)
        where = ", ".join(map(str, np.unravel_index(np.argmax(away), away.shape)))
        share = np.isclose(ours, right, rtol=TOLERANCE).mean()
        message = (
            f"{named(label)} has the right shape, and {share:.0%} of its entries are right. "
            f"It is farthest off at [{where}]. Work this entry by hand and compare."
        )
    return "wrong_value", answer.somewhere + message


DETECTORS = [unfinished, raises, nothing, behaviour, other_form, wrong_word, wrong_shape, only_one_sample, not_a_number,
             only_moderate_numbers, constant_factor, equation, worst_entry]  # fmt: skip


def factor(outcome, right):
    """The factor by which every number of an answer is off, if it is one and the same, else None."""
    try:
        _, *sides = zip(*leaves(outcome.value, right.value), strict=True)
        ours, theirs = (np.concatenate([array.ravel() for array in side]) for side in sides)
        common = ours @ theirs / (theirs @ theirs)
        exact = np.allclose(ours, common * theirs, rtol=1e-6, atol=1e-12)
    except (Mismatch, ValueError):  # ValueError: not as many numbers
        return None
    return common if exact and abs(common) > 1e-8 else None


def raised(error):
    """Two sentences about an error: the line of the learner's own code that raised it, and its meaning."""
    frames = traceback.extract_tb(error.__traceback__)[1:]
    own = [frame.line for frame in frames if not any(name in frame.filename for name in OTHERS)]
    where = f"In the line `{own[-1]}` it" if own and own[-1] else "It"
    text = " ".join(str(error).split()).rstrip(".") or "no message"
    return f"{where} stops with {type(error).__name__}: {text}. {meaning(error)}"


def meaning(error):
    """Explain the usual errors of numpy and Python in the terms of the course."""
    text = str(error)
    if "matmul" in text or "shapes" in text and "aligned" in text:
        return "In a product with `@` the inner sizes must be equal. Print both shapes: does one need a transpose?"
    if "broadcast" in text:
        return "Entry by entry, as with `*` or `+`, both shapes must fit. Print both: or is a product with `@` meant?"
    if "only 0-dimensional arrays" in text or "only length-1 arrays" in text or "truth value of an array" in text:
        return "That works for one number, but an array came. The functions of numpy take each entry by itself."
    if "axis" in text and "out of bounds" in text:
        return "Rows are axis 0 and columns axis 1. Which of them does this array have, and which index is meant?"
    if "invalid index to scalar" in text or "not subscriptable" in text:
        return "That is a single number, which has no entries. Was an array meant?"
    if "'function'" in text or "missing 1 required positional argument" in text:
        return "A function has to be called, with everything that it needs in its brackets. What does this one take?"
    if "'dict'" in text:
        return "That is a dict by layer, not an array. Compute with its entries, one layer after the other."
    if isinstance(error, ZeroDivisionError):
        return "For which input is the denominator 0?"
    if isinstance(error, (KeyError, IndexError)):
        return "There is no such layer or place. Where does the loop begin and end, and what index is needed here?"
    if isinstance(error, NameError):
        return "A name is missing: is it one of the arguments, or was its cell not run?"
    return "What did you expect in this line?"
