"""Explain a wrong answer by mistakes of the reference: one alone, with a factor or in some arrays only, or two at once.

What a mistake gives is compared with the answer array by array, first on one input. Only an explanation that fits every
array of every input is told, and the likely ones are tried first.
"""

import math
import re
from functools import partial
from itertools import combinations

import numpy as np

from .composing import alike, all_alike
from .crashes import meaning
from .factors import argument_behind, factor_between, factors_between, quantities, recognised

BUDGET = 10_000  # operations of the reference that the search for pairs may do
ASKED = {
    "sign": "Which of two things is subtracted from which?",
    "not_moved": "Does your loop reach every layer, and every array?",
}
TOO_SURE = re.compile(r"\b(is|are) (right|wrong)\b(?! (until|except|on|where))|\bThe rest\b")


class Made:
    """What a change gives on one input: its arrays, and the places of those that are wrong, and like the answer's."""

    def __init__(self, change, arrays, search):
        self.change, self.arrays, self.function = change, arrays, change.function
        self.wrong = {i for i, pair in enumerate(zip(arrays, search.right, strict=True)) if not alike(*pair)}
        self.hits = {i for i in self.wrong if alike(arrays[i], search.ours[i])}
        self.misses = self.wrong - self.hits


class Search:
    """The search for the mistakes in a WrongAnswer, which are compared with it on input i."""

    def __init__(self, answer, i):
        self.answer, self.mistakes, self.i = answer, answer.exercise.known_mistakes, i
        self.labels, self.ours, self.right = (list(side) for side in zip(*answer.leaves[i], strict=True))
        self.wrong = {k for k, pair in enumerate(zip(self.ours, self.right, strict=True)) if not alike(*pair)}
        self.made = [Made(change, arrays, self) for change, arrays in self.mistakes.made(i)]
        self.made = [made for made in self.made if not getattr(made.function, "swaps", False)]

    def explanation(self):
        """(name, message) of the first explanation that fits all inputs, or None."""
        finders = (
            self.listed, self.with_a_listed_factor, self.listed_apart, self.only_a_factor, self.only_a_step, self.alone,
            self.with_a_factor, self.in_some_arrays, self.joined, self.apart,
        )  # fmt: skip
        return next((found for find in finders for found in find()), None)

    def fits(self, combine, *functions, arrays=None):
        """Whether `combine(input, leaves, *made)`, of what the functions give, holds on every input."""
        arrays = arrays or self.mistakes.known
        for i, outcome in enumerate(self.answer.found):
            made = [arrays(function, i) for function in functions]
            if outcome.error is not None:
                if not any(one == meaning(outcome.error) for one in made):
                    return False
            elif not self.answer.leaves[i] or not all(isinstance(one, list) for one in made):
                return False
            elif not combine(i, self.answer.leaves[i], *made):
                return False
        return True

    def is_made_by(self, function):
        same = lambda i, leaves, made: all_alike([ours for _, ours, _ in leaves], made)  # noqa: E731
        return self.fits(same, function, arrays=self.mistakes.arrays)

    def listed(self):
        yield from self.alone(made for made in self.made if made.change.listed)
        yield from self.with_a_number()

    def alone(self, among=None):
        for made in self.made if among is None else among:
            if not made.misses and made.hits == self.wrong and made.hits and self.is_made_by(made.function):
                where = "" if made.change.listed else f" {self.answer.where()}".rstrip()
                yield made.change.name, made.change.sentence + where

    def with_a_number(self):
        """A mistake that has a number of its own, a rate: it is read off an array in which it shows."""
        for made in self.made:
            if "rate" not in (getattr(made.function, "__kwdefaults__", None) or {}):
                continue
            for k in sorted(self.wrong):
                rate = alike(self.ours[k] * 0, self.right[k] * 0) and factor_between(
                    self.ours[k] - self.right[k], made.arrays[k] - self.right[k]
                )
                if rate and self.is_made_by(partial(made.function, rate=rate)):
                    yield made.change.name, made.change.sentence

    def factors(self, made, function, step=False):
        """(name, message) if each array is some recognised factor off from what the function gives, or None.

        With `step`, it is what is added to an argument that has the factor.
        """
        if not step and factors_between(self.ours, made) is None:
            return None
        groups, exercise = {}, self.answer.exercise

        def collect(i, leaves, made):
            case, layers = exercise.cases[i], [label.partition("[") for label, *_ in leaves]
            last = {member: max(layer for name, _, layer in layers if name == member) for member, *_ in layers}
            for (label, ours, right), theirs, (member, _, layer) in zip(leaves, made, layers, strict=True):
                start = argument_behind(label, exercise.parameters, case) if step else 0
                if not same_shapes([ours], [right]) or step and np.shape(start) != right.shape:
                    return False
                factors, numbers, labels = groups.setdefault((member, layer == last[member]), ([], [], []))
                factors.append(factor_between(ours - start, theirs - start))
                numbers.append(quantities(exercise.parameters, case, right))
                labels.extend([label] * (i == self.i))
            return None not in factors

        if not self.fits(collect, function):
            return None
        everything = [[one for group in groups.values() for one in group[part]] for part in (0, 1)]
        whole = None not in everything[0] and recognised(*everything)
        found = {key: whole or recognised(*group[:2]) for key, group in groups.items() if whole or None not in group[0]}
        if len(found) < len(groups):
            return None
        if not all(found.values()) or not any(name for name, _ in found.values()):
            return None
        told = {}
        for key, what in found.items():
            what = ("not_moved", "is missing") if step and what[0] == "zero" else what
            told.setdefault(what, []).extend(groups[key][2])
        said = []
        for (name, what), labels in told.items():
            here = f"{', '.join(map(part_named, labels))}: " if len(told) > 1 else ""
            said += [f"{here}{'the step' if step else 'every number'} {what}."] * bool(name)
        return "+".join(dict.fromkeys(name for name, _ in told if name)), " ".join(said)

    def only_a_factor(self, step=False):
        if found := self.factors(self.right, self.answer.exercise.reference, step):
            question = ASKED.get(found[0], "Where could that come from?")
            yield found[0], f"{found[1][0].upper()}{found[1][1:]} {self.answer.where() or question}"

    def only_a_step(self):
        yield from self.only_a_factor(step=True)

    def with_a_listed_factor(self):
        """A mistake, and a listed one that is the right answer times some factors."""
        pure = [(made, factors_between(made.arrays, self.right)) for made in self.made if made.change.listed]
        for made in self.made:
            ours = factors_between(self.ours, made.arrays)
            for other, factors in pure if ours else ():
                if factors and made is not other and all(map(math.isclose, ours, factors)):
                    if self.fits(same_factors, made.function, other.function):
                        yield both(made.change, other.change)

    def with_a_factor(self):
        for made in self.made:
            found = self.factors(made.arrays, made.function)
            if found and "some_factor" not in found[0]:
                yield f"{made.change.name}+{found[0]}", f"{two(made.change)} And {found[1]}"

    def in_some_arrays(self):
        for made in () if self.answer.exercise.view else self.made:
            if made.hits == self.wrong and self.fits(mixed, made.function):
                where = " and ".join(part_named(self.labels[k]) for k in sorted(made.hits))
                if len(self.labels) == 1:
                    yield made.change.name, f"{self.answer.somewhere}{without_claims(made.change.sentence)}"
                yield f"{made.change.name}+in_part", f"Only in {where}: {without_claims(made.change.sentence)}"

    def joined(self):
        """Two mistakes in one function. Each alone must explain the arrays that the other one leaves as they are."""
        budget = self.mistakes.faulty.spent + BUDGET
        pairs = [
            (one, other) for one, other in combinations(self.made, 2)
            if (one.misses <= other.wrong or not other.wrong) and (other.misses <= one.wrong or not one.wrong)
            and self.wrong <= one.wrong | other.wrong
            and ("_for_" not in one.change.name or "_for_" not in other.change.name or one.change.listed)
        ]  # fmt: skip
        for one, other in sorted(pairs, key=likelihood):
            function = one.change.joined(other.change)
            made = function and self.mistakes.arrays(function, self.i)
            if function and all_alike(made, self.ours) and self.is_made_by(function):
                yield both(one.change, other.change)
            self.mistakes.faulty.spent += 20
            if self.mistakes.faulty.spent > budget:
                return

    def listed_apart(self):
        yield from self.apart([made for made in self.made if made.change.listed])

    def apart(self, among=None):
        """One mistake in some arrays, another in the others."""
        for one, other in combinations([made for made in (self.made if among is None else among) if made.hits], 2):
            whole = one.misses <= other.hits and other.misses <= one.hits
            if whole and one.hits | other.hits == self.wrong and self.fits(mixed, one.function, other.function):
                yield both(one.change, other.change)


def same_shapes(some, others):
    return all(isinstance(o, np.ndarray) and isinstance(p, np.ndarray) and o.shape == p.shape
               for o, p in zip(some, others, strict=True))  # fmt: skip


def likelihood(pair):
    """For sorting: first the pairs that explain whole arrays, and then those that are listed."""
    one, other = pair
    return -len(one.hits | other.hits), -one.change.listed - other.change.listed


def mixed(i, leaves, *made):
    """Whether each array is right, or as one of the mistakes makes it."""
    return all(
        any(alike(part[1], other) for other in (part[2], *others)) for part, *others in zip(leaves, *made, strict=True)
    )


def same_factors(i, leaves, one, other):
    """Whether the answer is a factor off from one mistake, and another from the right answer by the same."""
    factors = [
        (factor_between(ours, u), factor_between(v, right))
        for (_, ours, right), u, v in zip(leaves, one, other, strict=True)
    ]
    return all(None not in pair and abs(pair[0] - pair[1]) <= 1e-6 * abs(pair[1]) for pair in factors)


def without_claims(sentence):
    """A mistake's sentences without those on what is right elsewhere, which need not hold beside a second one."""
    parts = [
        re.sub(r"^.*?\bbut\b ", "", part) if TOO_SURE.search(part) else part
        for part in re.split(r"(?<=[.?!]) ", sentence)
    ]
    kept = [part for part in parts if not TOO_SURE.search(part)] or parts
    return " ".join(part[:1].upper() + part[1:] if part[1:2].isalpha() else part for part in kept)


def part_named(label):
    return f"layer {label[11:-1]}" if label.startswith("the result[") else f"`{label}`"


def two(change):
    return f"Two things at once. {without_claims(change.sentence)}"


def both(one, other):
    return f"{one.name}+{other.name}", f"{two(one)} And: {without_claims(other.sentence)}"
