"""Describe a wrong answer: a list of detectors, the first that recognises something speaks.

A detector takes a WrongAnswer and returns (name, message) or None. Their order: what keeps an answer from being looked
at; a mistake that the exercise lists; errors and forms; one small change of the learner's own source that makes all
right; mistakes that nobody listed, alone and in pairs; suspicious lines; and at last, where to look.
"""

from functools import cached_property

import numpy as np

from . import explaining, forms, looking, suspects
from .crashes import cause_in_the_shapes, meaning, raised, shapes_in
from .equality import Behaviour, Mismatch, agree, leaves, named, same, short
from .factors import samples_in
from .inspection import awaits_code, empty_helper, has_dots, sentence
from .repairs import mended

PLACES = {"wrong_value", "part", "raises", "shape", "equation", "type", "batch", "layers", "some_factor", "unknown"}


class WrongAnswer:
    """A wrong answer's outcomes beside the right ones; `case`, `value` and `error` are of the first that is wrong."""

    def __init__(self, exercise, function, found, expected, original=True):
        self.exercise, self.function, self.found, self.expected = exercise, function, found, expected
        self.good, self.original = [agree(*pair) for pair in zip(found, expected, strict=True)], original
        self.first = self.good.index(False)
        self.case, self.value, self.error = exercise.cases[self.first], found[self.first].value, found[self.first].error
        self.somewhere = (
            f"It is right for {sum(self.good)} of {len(found)} inputs, but not {self.which()}. "
            if any(self.good)
            else ""
        )
        self.words = isinstance(expected[0].value, Behaviour)

    def which(self):
        """The first input that is wrong, in words."""
        words = [part for part in self.case if isinstance(part, str)]
        samples = samples_in(self.case)[1]
        batch = "a batch of one" if samples == 1 else f"{samples} samples"
        return f"for {words[0]}" if words else f"for number {self.first + 1}" + f", {batch}" * bool(samples)

    @cached_property
    def parts(self):
        """(label, found, expected) of every array and word. Raises Mismatch."""
        return leaves(self.value, self.expected[self.first].value, parts=self.exercise.parts)

    @cached_property
    def wrong(self):
        """The parts that are wrong."""
        return [part for part in self.parts if not same(*part[1:])]

    @cached_property
    def leaves(self):
        """The parts on each input, or None where the answer has another form, or raises."""
        pairs = zip(self.found, self.expected, strict=True)
        return [None if ours.error else attempt(ours.value, right.value, self.exercise.parts) for ours, right in pairs]

    def where(self):
        """The equation to look at, if the exercise can tell."""
        if not self.exercise.locate or not self.leaves[self.first]:
            return ""
        return self.exercise.locate(*({label for label, _, _ in parts} for parts in (self.wrong, self.parts)))


def attempt(value, right, parts):
    try:
        return leaves(value, right, parts=parts)
    except Mismatch:
        return None


def difference(answer):
    """The name and message of the first detector that recognises the answer."""
    return next(filter(None, (detector(answer) for detector in DETECTORS)))


def unfinished(answer):
    if has_dots(answer.value) or awaits_code(answer.function, answer.error):
        return "unfinished", "There are still dots (`...`) in it that need your code."


def empty_helpers(answer):
    if name := empty_helper(answer.function):
        return (
            "empty_helper",
            f"`{name}` is still your empty one. Write it first, or run the cell that imports it again.",
        )


def listed(answer):
    """A mistake of the exercise's own table. That both stop with an error is not enough."""
    for name, wrong in answer.exercise.mistakes.items():
        pairs = list(zip(answer.found, answer.exercise.known(wrong), strict=True))
        values = any(not good and ours.error is None for good, (ours, _) in zip(answer.good, pairs, strict=True))
        if values and all(agree(*pair) and (pair[0].error is None or alike_errors(*pair)) for pair in pairs):
            return name, sentence(wrong)


def alike_errors(one, other):
    return meaning(one.error) == meaning(other.error)


def changed_input(answer):
    if changed := next((outcome.changed for outcome in answer.found if outcome.changed), None):
        return "changes_input", (
            f"It changes {changed} while it works, and goes on with the new values. "
            "Leave what you are given as it is, and make new arrays."
        )


def nothing(answer):
    if answer.error is None and answer.value is None:
        return "nothing", "It gives nothing back. Is the `return` missing?"


def mended_source(answer):
    """One small change of the learner's own source that makes it right."""
    exercise, order = answer.exercise, sorted(range(len(answer.good)), key=lambda i: answer.good[i])

    def works(function):
        return all(agree(exercise.run(function, exercise.cases[i], False), answer.expected[i]) for i in order)

    return mended(answer.function, works, answer.words) if answer.original else None


def raises(answer):
    if answer.error is not None:
        if found := mended_source(answer) or explained(answer) or swapped_pair(answer):
            return found
        cause = cause_in_the_shapes(answer.error)
        told = isinstance(answer.error, (KeyError, IndexError)) or shapes_in(answer.error)
        if told and not cause and (found := suspects.suspicious_line(answer)):
            return found
        name, cause = cause if cause and answer.original else ("raises", meaning(answer.error))
        return name, answer.somewhere + raised(answer.error, cause)


def another_time(answer):
    again = zip(answer.exercise.outcomes(answer.function) if answer.original else [], answer.found)  # noqa: B905
    if not all(isinstance(ours.value, Mismatch) or agree(ours, before) for ours, before in again):
        return "state", "It gives another answer the second time. Does it keep something outside of itself?"


def behaviour(answer):
    if isinstance(answer.value, Behaviour):
        return "behaviour", answer.somewhere + answer.value.told


def other_form(answer):
    """An answer of another form, such as a list in place of a dict: with that undone, it is looked at again."""
    try:
        answer.parts  # noqa: B018, for the Mismatch that it may raise
    except Mismatch as mismatch:
        return (
            forms.one_member(answer)
            or forms.two_listed(answer)
            or looked_at_again(answer, *mismatch.args, forms.in_the_form_of)
            or mismatch.args
        )


def whole_numbers(answer):
    if isinstance(answer.value, np.ndarray) and answer.value.dtype.kind in "iu":
        if all(np.array_equal(ours, np.trunc(right)) for _, ours, right in answer.parts):
            return "whole_numbers", (
                "Its numbers are cut to whole ones: the array has a dtype of integers, "
                "as `np.vectorize` makes it when the first result is an integer."
            )


def other_shape(answer):
    """A transpose, or flat: with that undone, the answer is looked at again."""
    wrong = [part for part in answer.wrong if np.shape(part[1]) != np.shape(part[2])]
    if not wrong or any(isinstance(right, str) for _, _, right in wrong):
        return None
    label, ours, right = wrong[0]
    message = f"{named(label)} must have the shape {right.shape}, but has {ours.shape}"
    if right.ndim == 0:
        message = f"{named(label)} must be a single number, but has the shape {ours.shape}"
    ways = [(name, f"{message}: {told}.", undo) for name, told, undo in forms.shapes(label, answer.exercise.parts)]
    return (
        next(filter(None, (forms.only(answer, *way) for way in ways)), None)
        or explained(answer)
        or next(filter(None, (looked_at_again(answer, *way) for way in ways)), None)
        or swapped_pair(answer)
        or suspects.suspicious_line(answer)
        or (square(ours, right) and ("square", f"{message}: a column and a flat array make such a square together."))
        or ("shape", f"{message}.")
    )


def square(ours, right):
    return right.ndim == 2 and right.shape[1] == 1 and ours.shape == (len(right), len(right)) and len(right) > 1


def swapped_pair(answer):
    value = next((outcome.value for outcome in answer.found if outcome.error is None), None)
    if isinstance(value, (tuple, list)) and len(value) == 2 and isinstance(answer.expected[0].value, tuple):
        name, told = forms.listed_as(answer, lambda right: right[::-1]) or ("order", "Your two results are swapped.")
        return looked_at_again(answer, name, told, lambda value, right: value[::-1])


def looked_at_again(answer, name, message, undo):
    """The answer with its form undone on every input: right, or with another mistake that has a name."""
    again = forms.all_undone(answer, undo) if answer.original else None
    if again is None or all(map(agree, again, answer.expected)):
        return again and (name, message)
    rest = WrongAnswer(answer.exercise, answer.function, again, answer.expected, original=False)
    second = listed(rest) or explained(rest) or (rest.leaves[rest.first] and other_shape(rest))
    if second and second[0] not in PLACES:
        return f"{name}+{second[0]}", f"Two things at once. {message} And: {second[1]}"


def explained(answer):
    """Mistakes of the reference, alone and in pairs."""
    wrong = [i for i, good in enumerate(answer.good) if not good and answer.leaves[i]]
    if wrong and not answer.words and answer.exercise.composed:
        return explaining.Search(answer, max(wrong, key=lambda i: len(answer.leaves[i]))).explanation()


def not_a_number(answer):
    if any(not isinstance(right, str) and np.isnan(ours).any() for _, ours, right in answer.wrong):
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


def no_word(answer):
    """Where the view of the exercise gives words, or the answer is a word, and this one is none."""
    _, ours, right = answer.wrong[0]
    return None if answer.words or not isinstance(right, str) or isinstance(ours, str) else wrong_word(answer)


def wrong_word(answer):
    """For answers that the view of the exercise turns into words."""
    label, ours, right = answer.wrong[0]
    if isinstance(right, str):
        word = ours if isinstance(ours, str) else short(ours)
        return "part", f"{answer.somewhere}{named(label)}: {word}. That is not it yet."


def place(answer):
    """For which inputs it is right, what comes out for a small input, and the equation to look at."""
    samples = [samples_in(case)[1] for case in answer.exercise.cases]
    name, first = "equation" if answer.exercise.locate else "wrong_value", answer.somewhere
    if {m for m, right in zip(samples, answer.good, strict=True) if right} == {1} and samples[answer.first] > 1:
        name, first = (
            "batch",
            (
                "It is right for one sample, and wrong for a batch. What happens to the columns: are they kept apart, "
                "added up, or averaged where they should be? "
            ),
        )
    last = answer.where() or "The entries with a `*` differ. Which step of yours makes the first of them?"
    return name, f"{first}For this input it gives something else than expected:\n{looking.side_by_side(answer)}{last}"


DETECTORS = [
    unfinished, empty_helpers, suspects.misused_function, listed, changed_input, nothing, raises, other_form, no_word,
    another_time, whole_numbers, mended_source, behaviour, other_shape, explained, swapped_pair,
    not_a_number, only_moderate_numbers, suspects.suspicious_line, wrong_word, place,
]  # fmt: skip
