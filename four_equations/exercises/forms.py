"""Undo what makes an answer differ in form: lists for dicts, other keys, flat or transposed arrays."""

from itertools import combinations

import numpy as np

from .equality import Outcome, agree, equal, leaves
from .explaining import both


def shapes(label, parts):
    """(name, what is the matter, how to undo it) of the usual other shapes of the member with this label."""
    member = label.partition("[")[0]

    def for_member(change):
        def undo(value, expected):
            arrays = [
                change(ours, right.shape) if name.partition("[")[0] == member else ours
                for name, ours, right in leaves(value, expected, parts=parts)
            ]
            return rebuilt(expected, iter(arrays))

        return undo

    def flat(ours, shape):
        return ours.reshape(shape) if ours.ndim == 1 and ours.size == np.prod(shape) else None

    def transposed(ours, shape):
        return ours.T if ours.T.shape == shape else None

    it_is_flat = "it is flat, and would make a square when it is added to a column"
    return [("transpose", "that is the transpose", for_member(transposed)), ("flat", it_is_flat, for_member(flat))]


def listed_as(answer, change):
    """(name, sentence) of the listed mistake that is the right answer with this change, or None."""
    right, exercise = answer.expected[answer.first].value, answer.exercise
    for listed in exercise.known_mistakes.listed:
        if equal(exercise.known(listed.function)[answer.first].value, change(right)):
            return listed.name, listed.sentence


def rebuilt(form, arrays):
    """The arrays in the form of a dict, a tuple, or by themselves."""
    if isinstance(form, dict):
        return {key: rebuilt(part, arrays) for key, part in form.items()}
    return tuple(rebuilt(part, arrays) for part in form) if isinstance(form, (tuple, list)) else next(arrays)


def all_undone(answer, undo):
    """The outcomes of an answer with its form undone, or None if that does not give the form of the right ones."""
    again = []
    for found, expected in zip(answer.found, answer.expected, strict=True):
        try:
            value = None if found.error else undo(found.value, expected.value)
            again.append(found if found.error else Outcome(value))
            leaves(again[-1].value, expected.value) if found.error is None else None
        except Exception:  # it has yet another form
            return None
    return again


def only(answer, name, message, undo):
    """(name, message) if the answer is right but for its form."""
    again = all_undone(answer, undo)
    return (name, message) if again and all(map(agree, again, answer.expected)) else None


def in_the_form_of(value, expected):
    """The value with lists made dicts, and with the keys of the right answer; what is missing is taken from there."""
    if isinstance(expected, dict):
        if isinstance(value, (list, tuple)) and len(value) == len(expected):
            value = dict(zip(sorted(expected), value, strict=True))
        if value.keys() == {key - 1 for key in expected}:
            value = {key + 1: part for key, part in value.items()}
        return {key: in_the_form_of(value[key], part) if key in value else part for key, part in expected.items()}
    if isinstance(expected, tuple):
        return tuple(in_the_form_of(part, right) for part, right in zip(value, expected, strict=True))
    return value


def one_member(answer):
    """One thing of a pair alone."""
    for i, part in enumerate(answer.exercise.parts):
        pairs = zip(answer.found, answer.expected, strict=True)
        if all(not ours.error and equal(ours.value, right.value[i]) for ours, right in pairs):
            others = " and ".join(f"`{name}`" for name in answer.exercise.parts if name != part)
            return f"only_{part}", f"This is `{part}` alone, and it is right. Give back {others} with it."


def two_listed(answer):
    """Two listed mistakes in different members of an answer that has another form than the right one."""
    right, exercise = answer.expected[answer.first].value, answer.exercise
    known = [(change, exercise.known(change.function)[answer.first].value) for change in exercise.known_mistakes.listed]
    known = [(change, value) for change, value in known if value is not None]
    for (one, first), (other, second) in combinations(known, 2):
        if equal(answer.value, merged(right, first, second)):
            return both(one, other)


def merged(right, one, other):
    """What differs from the right answer in one and in the other, put together."""
    if equal(one, right):
        return other
    if isinstance(right, dict) and isinstance(one, dict) and isinstance(other, dict):
        if right.keys() == one.keys() == other.keys():
            return {key: merged(right[key], one[key], other[key]) for key in right}
    if isinstance(right, tuple) and isinstance(one, tuple) and isinstance(other, tuple):
        if len(right) == len(one) == len(other):
            return tuple(map(merged, right, one, other))
    return one
