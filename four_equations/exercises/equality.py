"""Compare an answer with the right one."""

from collections.abc import Callable

import numpy as np

TOLERANCE = 1e-7


class Outcome:
    """The result on one input: a value or an error, the argument that was changed, what was printed, a warning."""

    def __init__(self, value=None, error=None, changed=None, printed="", warning=None):
        self.value, self.error, self.changed, self.printed, self.warning = value, error, changed, printed, warning


class Behaviour:
    """What an answer does, for an exercise with many right answers: `facts` to compare, and `told`, a sentence."""

    def __init__(self, facts, told):
        self.facts, self.told = facts, told


class Mismatch(Exception):
    """An answer differs in kind from the right one. Its arguments: the name of the mistake and the message."""


def agree(found, expected):
    """Whether two outcomes are the same: both raise, or both have equal values."""
    if found.error is not None or expected.error is not None:
        return found.error is not None and expected.error is not None
    return equal(found.value, expected.value)


def equal(found, expected):
    """Whether an answer is right: dicts by key, tuples and lists by place, numbers up to rounding."""
    try:
        return all(same(*part[1:]) for part in leaves(found, expected))
    except Mismatch:
        return False


def nearly_equal(found, expected):
    """Whether the outcome of an answer in single precision is right to the digits that it has."""
    try:
        parts = [part[1:] for part in leaves(found.value, expected.value)]
    except Mismatch:
        return False
    fits = all(
        not isinstance(right, str) and ours.shape == right.shape
        and np.allclose(ours, right, rtol=1e-5, atol=2e-6 * np.abs(right).max(initial=0))
        for ours, right in parts
    )  # fmt: skip
    return fits and in_single_precision(found.value)


def in_single_precision(value):
    """Whether an answer holds an array of fewer than 64 bits."""
    if isinstance(value, (dict, list, tuple)):
        return any(map(in_single_precision, value.values() if isinstance(value, dict) else value))
    return isinstance(value, (np.ndarray, np.generic)) and value.dtype in (np.float32, np.float16)


def same(found, expected):
    """Whether two words are equal, or two arrays have the same shape and agree up to rounding."""
    if isinstance(expected, str):
        return isinstance(found, str) and found.casefold() == expected.casefold()
    if found.shape != expected.shape:
        return False
    with np.errstate(invalid="ignore"):
        close = np.abs(found - expected) <= TOLERANCE * np.abs(expected) + 1e-12  # quicker than np.isclose
        close &= np.isfinite(expected)  # nothing is near infinity
    return bool(close.all()) or np.array_equal(found[~close], expected[~close], equal_nan=True)


def untouched(new, old):
    """Whether an argument is as it was. A random generator is there to be used."""
    if isinstance(old, dict) and isinstance(new, dict):
        return new.keys() == old.keys() and all(untouched(new[key], old[key]) for key in old)
    if isinstance(old, Callable):
        return new is old  # a copy of a function is the function itself
    return isinstance(old, np.random.Generator) or equal(new, old)


def wrong_keys(found, expected):
    """What is the matter with the keys of a dict by layer: its name, and a sentence."""
    if found and all(isinstance(key, int) for key in [*found, *expected]):
        last, missing, extra = max(expected), expected - found, found - expected
        if found == {key - 1 for key in expected}:
            return (
                "counted_from_zero",
                "All are one too low: layer 0 is the input, and the first weights lead into layer 1.",
            )
        if found == {last} and len(expected) > 1:
            return (
                "only_the_last_layer",
                "Only the last layer is kept: does each round of the loop replace the one before?",
            )
        if extra == {0} and not missing:
            return "layer_0_too", "Layer 0 is the input, and does not belong here."
        if not extra and len(missing) == 1:
            place = "last" if missing == {last} else "first" if missing == {min(expected)} else "middle"
            return f"{place}_layer_left_out", "A layer is left out. Where does the loop over the layers begin and end?"
    if found and all(isinstance(key, str) for key in found):
        return "keys_as_names", "The key is the number of the layer, not a name."
    return "layers", "Look at where your loop over the layers begins and ends."


def numbers(value):
    """`value` as an array of numbers, or None."""
    try:
        array = np.asarray(value)
    except (ValueError, TypeError):
        return None
    return array.astype(float) if array.dtype.kind in "biuf" else None


def leaves(found, expected, name="the result", parts=()):
    """(label, found, expected) of every array in an answer, following the form of the right one. Raises Mismatch.

    `parts` are the names of the members of a tuple, such as ("dW", "db").
    """
    if isinstance(found, Mismatch):
        raise found
    if isinstance(found, Behaviour) and isinstance(expected, Behaviour):
        return leaves(found.facts, expected.facts, name, parts)
    if isinstance(expected, dict):
        if not isinstance(found, dict):
            kind = "list_for_dict" if isinstance(found, (list, tuple)) and len(found) == len(expected) else "type"
            a_list = " A list counts its members from 0; here the key is the number of the layer."
            told = f"{named(name)} must be a dict by layer, but is {short(found)}."
            raise Mismatch(kind, told + a_list * (kind != "type"))
        if found.keys() != expected.keys():
            ours, right = (", ".join(map(repr, keys)) or "none" for keys in (found, expected))
            kind, told = wrong_keys(set(found), set(expected))
            raise Mismatch(kind, f"{named(name)} must have the keys {right}, but has {ours}. {told}")
        labels = {key: f"{name}[{key}]" for key in expected}
    elif isinstance(expected, (tuple, list)):
        if not isinstance(found, (tuple, list)) or len(found) != len(expected):
            told = f"{named(name)} must be a tuple of {len(expected)} things, but is {short(found)}."
            if isinstance(found, dict):
                raise Mismatch(
                    "dict_for_tuple", f"{told} Give {' and '.join(parts) or 'them'} apart, one after the other."
                )
            raise Mismatch("type", told)
        labels = dict(enumerate(parts or [f"{name}[{i}]" for i in range(len(expected))]))
    elif isinstance(expected, str):
        return [(name, found, expected)]
    elif numbers(found) is None:
        kind = "a number" if np.ndim(expected) == 0 else "an array of numbers"
        raise Mismatch("type", f"{named(name)} must be {kind}, but is {short(found)}.")
    else:
        return [(name, numbers(found), numbers(expected))]
    return [leaf for key in labels for leaf in leaves(found[key], expected[key], labels[key])]


def named(label):
    """A label at the beginning of a sentence; names of variables stay as they are."""
    return label[0].upper() + label[1:] if label.startswith("the ") else f"`{label}`"


def short(value):
    """A value in a few characters."""
    try:
        text = " ".join(repr(value).split())
    except Exception:  # a class of the learner's own with a broken repr
        return f"a value of {type(value).__name__}"
    return text if len(text) <= 60 else text[:57] + "..."
