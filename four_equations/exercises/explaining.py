"""Explain a wrong answer by the mistakes that its exercise lists: one with a factor, in some arrays, or two at once.

Arrays are compared one by one, those of all inputs in a row. Only an explanation that fits every one is told, and the
likely ones are tried first.
"""

import re
from functools import partial
from itertools import chain, combinations

import numpy as np

from .equality import Mismatch, agree, leaves, same
from .factors import quantities, ratio, ratios, recognised
from .inspection import sentence
from .lines import cause

TOO_SURE = re.compile(r"\b(is|are) (right|wrong)\b(?! (until|except|on|where))|\bThe rest\b")


class Known:
    """What is known of an exercise: right arrays; for each its input, label, group, start and numbers; the mistakes."""

    def __init__(self, exercise):
        self.exercise, rows = exercise, []
        for i, (case, outcome) in enumerate(zip(exercise.cases, exercise.known(exercise.reference), strict=True)):
            parts = leaves(outcome.value, outcome.value, parts=exercise.parts)
            last = {label.partition("[")[0]: label for label in sorted(label for label, *_ in parts)}
            for label, _, right in parts:
                group = label.partition("[")[0], label == last[label.partition("[")[0]]
                start = behind(label, dict(zip(exercise.parameters, case, strict=True)))
                rows.append((i, label, group, start, quantities(exercise.parameters, case, right)))
        self.inputs, self.labels, self.groups, self.starts, self.numbers = zip(*rows, strict=True)
        self.right = self.arrays(exercise.known(exercise.reference))
        self.mistakes = [Mistake(name, function, self.arrays(exercise.known(function)), self.right)
                         for name, function in exercise.mistakes.items() if not hasattr(function, "swaps")]  # fmt: skip

    def arrays(self, outcomes):
        """The arrays and words of all inputs; what its error means for each of one that stops, None in another form."""
        found = []
        for ours, right in zip(outcomes, self.exercise.known(self.exercise.reference), strict=True):
            count = len(leaves(right.value, right.value))
            try:
                parts = [] if ours.error else [part for _, part, _ in leaves(ours.value, right.value)]
                found += parts or [cause(ours.error)[1]] * count
            except Mismatch:
                found += [None] * count
        return found


class Mistake:
    """A mistake that an exercise lists: its function, name and sentence, its arrays, and which of them are wrong."""

    def __init__(self, name, function, arrays, right):
        self.function, self.name, self.sentence, self.arrays = function, name, sentence(function), arrays
        self.wrong = {k for k, pair in enumerate(zip(arrays, right, strict=True)) if not alike(*pair)}


def behind(label, arguments):
    """The numbers that a part of the answer is made from, if any: the argument of its name, or the first; its layer."""
    member, _, layer = label.partition("[")
    found = arguments.get(member, next(iter(arguments.values()), 0))
    found = found.get(int(layer[:-1])) if isinstance(found, dict) and layer[:-1].isdigit() else found
    return found if np.asarray(found).dtype.kind in "biuf" else np.empty(0)


def alike(one, other):
    """As `same`, but quicker where two arrays differ."""
    if not isinstance(one, np.ndarray) or not isinstance(other, np.ndarray):
        return isinstance(one, str) and isinstance(other, str) and one == other
    if one.shape != other.shape or one.size and abs(one.flat[0] - other.flat[0]) > 1e-6 * (1 + abs(other.flat[0])):
        return False
    return same(one, other)


# How an array of an answer may come from the right one, the argument where it starts, and the arrays of mistakes.


def right_or_made(ours, right, start, *made):
    return any(alike(ours, other) for other in (right, *made))


def effect(array, start):
    """What is added to an array, if it can be told."""
    return array - start if isinstance(array, np.ndarray) and np.shape(start) == array.shape else None


def effects(combine):
    """A rule: what each of two mistakes does to the right array, together."""

    def rule(ours, right, start, one, other):
        if isinstance(ours, str):
            return alike(ours, one) or alike(ours, other)
        if not all(isinstance(part, np.ndarray) and part.size == right.size for part in (right, one, other)):
            return False
        shape = one.shape if one.shape != right.shape else other.shape  # one of them may be flat
        start = np.asarray(start) if np.shape(start) == right.shape else np.zeros(right.shape)
        return alike(ours, np.asarray(combine(*(part.reshape(shape) for part in (right, start, one, other)))))

    return rule


EFFECTS = [
    effects(lambda right, start, one, other: one * (ratio(other, right) or np.nan)),
    effects(lambda right, start, one, other: other * (ratio(one, right) or np.nan)),
    effects(lambda right, start, one, other: one * (other / right)),
    effects(lambda right, start, one, other: one + (other - right)),
    effects(lambda right, start, one, other: start + (one - start) * ((other - start) / (right - start))),
]


class Search:
    """The search for the mistakes in a WrongAnswer."""

    def __init__(self, answer):
        self.answer, self.known = answer, answer.exercise.known_mistakes
        self.mistakes, self.ours, self.right = self.known.mistakes, self.known.arrays(answer.found), self.known.right
        self.wrong = [k for k, pair in enumerate(zip(self.ours, self.right, strict=True)) if not alike(*pair)]
        misses = {one: {k for k in one.wrong if not alike(self.ours[k], one.arrays[k])} for one in self.mistakes}
        hits = {one: one.wrong - misses[one] for one in self.mistakes}
        words = any(isinstance(part, str) for part in self.right)  # which are coarse, so every one must fit
        self.joint = [
            (one, other) for one, other in combinations(self.mistakes, 2)
            if misses[one] <= other.wrong and misses[other] <= one.wrong and one.wrong | other.wrong >= set(self.wrong)
            and not (words and misses[one] | misses[other])
        ]  # fmt: skip
        self.apart = [
            (one, other) for one, other in self.joint if misses[one] <= hits[other] and misses[other] <= hits[one]
        ] if len(set(self.known.labels)) > 1 else []  # fmt: skip

    def explanation(self):
        """(name, message) of the first explanation that fits, or None."""
        return next(chain(
            self.with_a_rate(), self.factor(simple=True), self.in_part(),
            self.both(right_or_made, self.apart), *(self.both(rule, self.joint) for rule in EFFECTS), self.options(),
            self.with_a_factor(), self.factor(),
        ), None)  # fmt: skip

    def fits(self, rule, *arrays):
        """Whether the rule holds for every array: first for one that is wrong."""
        rows = [self.ours, self.right, self.known.starts, *arrays]
        return rule(*(row[self.wrong[0]] for row in rows)) and all(map(rule, *rows))

    def is_made_by(self, function):
        return all(map(alike, self.ours, self.known.arrays(self.answer.exercise.outcomes(function))))

    def with_a_rate(self):
        """A mistake that has a number of its own, which is read off an array in which it shows."""
        for one in self.mistakes:
            if "rate" in (getattr(one.function, "__kwdefaults__", None) or {}):
                shown = [[effect(side[k], self.right[k]) for side in (self.ours, one.arrays)] for k in self.wrong]
                for rate in {ratio(*pair) for pair in shown} - {None, ..., 0.0}:
                    if self.is_made_by(partial(one.function, rate=rate)):
                        yield one.name, one.sentence

    def factor(self, simple=False):
        """A factor of the answer, or of the step from where it starts; a `simple` one is all that is wrong."""
        steps = (list(map(effect, side, self.known.starts)) for side in (self.ours, self.right))
        for what, off in (("every number", ratios(self.ours, self.right)), ("the step", ratios(*steps))):
            name, told = self.recognised(off, what)
            if what == "the step" and name == "zero":
                name, told = "not_moved", told.replace("is 0", "is missing")
            if name and (not simple or "+" not in name and " and " not in told):
                yield name, f"{told[0].upper()}{told[1:]} {self.answer.where() or 'Where could that come from?'}"

    def recognised(self, off, what="every number"):
        """(name, what is said) of these factors: one for all arrays, or one for each member and its last layer."""
        groups, said = {"all": range(len(off or ()))}, {}
        for k in groups["all"]:
            groups.setdefault(self.known.groups[k], []).append(k)
        found = {key: recognised([off[k] for k in group], [self.known.numbers[k] for k in group])
                 for key, group in groups.items()}  # fmt: skip
        whole = found.pop("all")
        for key, told in {"all": whole}.items() if whole else found.items():
            here = (self.known.labels[k] for k in groups[key] if self.known.inputs[k] == self.answer.first)
            said.setdefault(told or ("", ""), []).extend(here)
        if None in found.values() and not whole:
            return "", ""
        told = (f"{', '.join(map(part_named, labels))}: " * (len(said) > 1) + f"{what} {told}."
                for (name, told), labels in said.items() if name)  # fmt: skip
        return "+".join(dict.fromkeys(name for name, _ in said if name)), " ".join(told)

    def with_a_factor(self):
        for one in self.mistakes:
            name, told = self.recognised(ratios(self.ours, one.arrays))
            if name and not ratios(one.arrays, self.right):
                yield f"{one.name}+{name}", two(one.sentence, told)

    def in_part(self):
        for one in self.mistakes if len(set(self.known.labels)) > 1 and not self.answer.exercise.view else ():
            if self.fits(right_or_made, one.arrays):
                where = " and ".join(dict.fromkeys(part_named(self.known.labels[k]) for k in self.wrong))
                yield f"{one.name}+in_part", f"Only in {where}: {without_claims(one.sentence)}"

    def both(self, rule, pairs):
        return (both(*pair) for pair in pairs if self.fits(rule, *(one.arrays for one in pair)))

    def options(self):
        """Two mistakes that are options of one function."""
        exercise, first = self.answer.exercise, self.answer.first
        for one, other in self.joint:
            f, g = one.function, other.function
            if isinstance(f, partial) and isinstance(g, partial) and f.func is g.func:
                function = None if f.keywords.keys() & g.keywords else partial(f, **g.keywords)
                if function and agree(self.answer.found[first], exercise.run(function, exercise.cases[first])):
                    if self.is_made_by(function):
                        yield both(one, other)


def without_claims(sentence):
    """A mistake's sentences without those on what is right elsewhere, which need not hold beside a second one."""
    parts = [re.sub(r"^.*?\bbut\b ", "", part) if TOO_SURE.search(part) else part
             for part in re.split(r"(?<=[.?!]) ", sentence)]  # fmt: skip
    kept = [part for part in parts if not TOO_SURE.search(part)] or parts
    return " ".join(part[:1].upper() + part[1:] if part[1:2].isalpha() else part for part in kept)


def part_named(label):
    return f"layer {label[11:-1]}" if label.startswith("the result[") else f"`{label}`"


def two(one, other):
    return f"Two things at once. {without_claims(one)} And: {without_claims(other)}"


def both(one, other):
    return f"{one.name}+{other.name}", two(one.sentence, other.sentence)
