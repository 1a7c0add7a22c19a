"""Describe a wrong answer: a list of detectors, the first that recognises something speaks.

A detector takes a WrongAnswer and returns (name, message) or None. Their order: what keeps an answer from being looked
at; a mistake that the exercise lists; one small change of the learner's own source that makes all right; listed
mistakes in parts and in pairs; another form than the one asked for; suspicious lines; errors; and where to look.
"""

from functools import cached_property, partial

import numpy as np

from . import lines
from .equality import Behaviour, Mismatch, Outcome, agree, leaves, named, same, short
from .explaining import Search, two
from .factors import samples_in
from .inspection import awaits_code, empty_helper, has_dots, sentence
from .looking import side_by_side
from .mends import mended

PLACES = {"wrong_value", "part", "raises", "shape", "equation", "type", "batch", "layers", "some_factor"}


class WrongAnswer:
    """A wrong answer's outcomes beside the right ones; `case`, `value` and `error` are of the first that is wrong."""

    def __init__(self, exercise, function, found, expected):
        self.exercise, self.function, self.found, self.expected = exercise, function, found, expected
        self.good = [agree(*pair) for pair in zip(found, expected, strict=True)]
        self.first = self.good.index(False)
        self.case, self.value, self.error = exercise.cases[self.first], found[self.first].value, found[self.first].error
        right = f"It is right for {sum(self.good)} of {len(found)} inputs, but not {self.which()}. "
        self.somewhere = right * any(self.good)

    def which(self):
        """The first input that is wrong, in words."""
        words = [part for part in self.case if isinstance(part, str)]
        samples = samples_in(self.case)[1]
        batch = "a batch of one" if samples == 1 else f"{samples} samples"
        return f"for {words[0]}" if words else f"for number {self.first + 1}" + f", {batch}" * bool(samples)

    @cached_property
    def parts(self):
        """(label, found, expected) of every array and word, or the Mismatch of another kind of answer."""
        try:
            return leaves(self.value, self.expected[self.first].value, parts=self.exercise.parts)
        except Mismatch as mismatch:
            return mismatch

    @cached_property
    def wrong(self):
        """The parts that are wrong, none if they cannot be compared."""
        return [part for part in self.parts if not same(*part[1:])] if isinstance(self.parts, list) else []

    @cached_property
    def arrays(self):
        """The parts that are wrong and are arrays."""
        return [part for part in self.wrong if isinstance(part[1], np.ndarray) and isinstance(part[2], np.ndarray)]

    def where(self):
        """The equation to look at, if the exercise can tell."""
        labels = [{label for label, _, _ in parts} for parts in (self.wrong, self.parts if self.wrong else ())]
        return self.exercise.locate(*labels) if self.exercise.locate and self.wrong else ""


def told(name, applies, message):
    """A detector: the message, with what is found, if something is."""
    return lambda answer: (name, message.format(found)) if (found := applies(answer)) else None


def listed(answer):
    """A mistake of the exercise's own table. That both stop with an error is not enough."""
    for name, wrong in answer.exercise.mistakes.items():
        pairs = list(zip(answer.found, answer.exercise.known(wrong), strict=True))
        values = any(not good and ours.error is None for good, (ours, _) in zip(answer.good, pairs, strict=True))
        alike = (ours.error is None or lines.cause(ours.error) == lines.cause(theirs.error) for ours, theirs in pairs)
        if values and all(agree(*pair) for pair in pairs) and all(alike):
            return name, sentence(wrong)


def changed(answer):
    return next(filter(None, (outcome.changed for outcome in answer.found)), None)


def differs_again(answer):
    compared = isinstance(answer.parts, list) and all(isinstance(part[1], (str, np.ndarray)) for part in answer.parts)
    return compared and not all(map(agree, answer.exercise.outcomes(answer.function), answer.found))


def cut_to_whole_numbers(answer):
    whole = isinstance(answer.value, np.ndarray) and answer.value.dtype.kind in "iu"
    return whole and any(np.array_equal(ours, np.trunc(right)) for _, ours, right in answer.arrays)


def undone(answer, ways):
    """The first of the ways that makes the answer right, or leaves a second mistake that has a name."""
    for name, told, undo in ways:
        try:
            again = [ours if ours.error else Outcome(undo(ours.value, right.value))
                     for ours, right in zip(answer.found, answer.expected, strict=True)]  # fmt: skip
            if name not in PLACES and all(map(agree, again, answer.expected)):
                return name, told
            rest = WrongAnswer(answer.exercise, answer.function, again, answer.expected)
            if (second := listed(rest) or explained(rest)) and second[0] not in PLACES:
                return f"{name}+{second[0]}", two(told, second[1])
        except Exception:  # it has yet another form
            continue


def one_alone(answer):
    """One member of a pair, and nothing else."""
    for i, part in enumerate(answer.exercise.parts):
        if all(agree(ours, Outcome(right.value[i])) for ours, right in zip(answer.found, answer.expected, strict=True)):
            names = " and ".join(f"`{name}`" for name in answer.exercise.parts)
            return f"only_{part}", f"This is `{part}` alone, and it is right. Give back {names}."


def mended_source(answer):
    order = sorted(range(len(answer.good)), key=lambda i: answer.good[i])

    def works(function):
        exercise = answer.exercise
        return all(agree(exercise.run(function, exercise.cases[i], False), answer.expected[i]) for i in order)

    return mended(answer.function, works, isinstance(answer.value, Behaviour))


def behaviour(answer):
    return answer.somewhere + answer.value.told if isinstance(answer.value, Behaviour) else None


def explained(answer):
    behaves = isinstance(answer.expected[0].value, Behaviour)
    return Search(answer).explanation() if answer.exercise.composed and not behaves else None


def other_shape(answer):
    """A pair in the other order, a transpose, or flat arrays."""
    swaps = [(name, sentence(f)) for name, f in answer.exercise.mistakes.items() if hasattr(f, "swaps")]
    name, told = [*swaps, ("order", "Your two results are swapped.")][0]
    ways = [(name, told, lambda value, right: value[::-1])]
    for label, ours, right in [part for part in answer.arrays if part[1].shape != part[2].shape][:1]:
        name, why, change = "transpose", "that is the transpose", np.transpose
        if ours.ndim == 1:
            name, why, change = "flat", "it is flat, and would make a square beside a column", np.reshape
        told = f"{named(label)} must have the shape {right.shape}, but has {ours.shape}: {why}."
        ways.append((name, told, partial(reshaped, change)))
    return undone(answer, ways if isinstance(answer.expected[0].value, tuple) else ways[1:])


def reshaped(change, value, right):
    """Each array in the shape of the right one, if the change gives it that."""
    if isinstance(right, dict):
        return {key: reshaped(change, value[key], part) for key, part in right.items()}
    if isinstance(right, tuple):
        return tuple(reshaped(change, *pair) for pair in zip(value, right, strict=True))
    changed = change(value, np.shape(right)) if change is np.reshape else change(value)
    return changed if np.shape(changed) == np.shape(right) else value


def stopped(answer):
    if answer.error is not None:
        name, told = lines.cause(answer.error)
        return name, answer.somewhere + lines.raised(answer.error, told)


def shape(answer):
    for label, ours, right in answer.arrays:
        if ours.shape != right.shape:
            form = f"of the shape {right.shape}" if right.ndim else "a single number"
            name, why = "shape", ""
            if right.shape[1:] == (1,) and ours.shape == (len(right), len(right)):
                name, why = "square", ": a column and a flat array make such a square"
            return name, f"{named(label)} must be {form}, but has the shape {ours.shape}{why}."


def not_a_number(answer):
    if any(np.isnan(ours).any() for _, ours, _ in answer.arrays):
        large = any(isinstance(array, np.ndarray) and np.abs(array).max() > 100 for array in answer.case)
        question = "Where do you divide by 0, or take the root or logarithm of a negative number?"
        question = "Try very large numbers, positive and negative: what overflows?" if large else question
        return "nan", f"{answer.somewhere}There is a nan in it. {question}"


def only_moderate_numbers(answer):
    cases = [case for case, right in zip(answer.exercise.cases, answer.good, strict=True) if not right]
    return any(answer.good) and all(isinstance(c[0], np.ndarray) and np.abs(c[0]).max() > 100 for c in cases)


def wrong_word(answer):
    """For answers that the view of the exercise turns into words."""
    for label, ours, right in answer.wrong:
        if isinstance(right, str):
            word = ours if isinstance(ours, str) else short(ours)
            return "part", f"{answer.somewhere}{named(label)}: {word}. That is not it yet."


def place(answer):
    """For which inputs it is right, what comes out for a small input, and the equation to look at."""
    samples = [samples_in(case)[1] for case in answer.exercise.cases]
    name, first = "equation" if answer.exercise.locate else "wrong_value", answer.somewhere
    if {m for m, right in zip(samples, answer.good, strict=True) if right} == {1} and samples[answer.first] > 1:
        question = "What happens to the columns: are they kept apart, added up, or averaged where they should be? "
        name, first = "batch", f"It is right for one sample, and wrong for a batch. {question}"
    last = answer.where() or "The entries with a `*` differ. Which step of yours makes the first of them?"
    return name, f"{first}For this input it gives something else than expected:\n{side_by_side(answer)}{last}"


DETECTORS = [
    told("unfinished", lambda answer: has_dots(answer.value) or awaits_code(answer.function, answer.error),
         "There are still dots (`...`) in it that need your code."),
    told("empty_helper", lambda answer: empty_helper(answer.function),
         "`{}` is still your empty one. Write it first, or run the cell that imports it again."),
    lines.misused,
    listed,
    told("changes_input", changed, "It changes {} while it works, and goes on with the new values. "
         "Leave what you are given as it is, and make new arrays."),
    told("nothing", lambda answer: answer.error is None and answer.value is None,
         "It gives nothing back. Is the `return` missing?"),
    told("state", differs_again, "It gives another answer the second time. Does it keep something outside of itself?"),
    told("whole_numbers", cut_to_whole_numbers, "Its numbers are cut to whole ones: the array has a dtype of integers, "
         "as `np.vectorize` makes it when the first result is an integer."),
    one_alone,
    mended_source,
    told("behaviour", behaviour, "{}"),
    explained,
    other_shape,
    lambda answer: answer.parts.args if answer.error is None and isinstance(answer.parts, Mismatch) else None,
    lines.suspicious,
    stopped,
    shape,
    not_a_number,
    told("large", only_moderate_numbers,
         "It is right for moderate numbers, and wrong for very large ones. What happens to them on the way?"),
    wrong_word,
    place,
]  # fmt: skip


def difference(answer):
    """The name and message of the first detector that recognises the answer."""
    return next(filter(None, (detector(answer) for detector in DETECTORS)))
