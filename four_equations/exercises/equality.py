"""Compare an answer with the right one."""

import numpy as np

TOLERANCE = 1e-7


class Outcome:
    """The result of a function on one input: its value or the error it raised, and the argument it changed."""

    def __init__(self, value=None, error=None, changed=None):
        self.value, self.error, self.changed = value, error, changed


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


def same(found, expected):
    """Whether two words are equal, or two arrays have the same shape and agree up to rounding."""
    if isinstance(expected, str):
        return isinstance(found, str) and found == expected
    return found.shape == expected.shape and np.allclose(found, expected, rtol=TOLERANCE, atol=1e-12, equal_nan=True)


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
            raise Mismatch("type", f"{named(name)} must be a dict by layer, but is {short(found)}.")
        if found.keys() != expected.keys():
            ours, right = (", ".join(map(repr, keys)) or "none" for keys in (found, expected))
            raise Mismatch(
                "layers",
                f"{named(name)} must have the keys {right}, but has {ours}. "
                "Look at where your loop over the layers begins and ends.",
            )
        labels = {key: f"{name}[{key}]" for key in expected}
    elif isinstance(expected, (tuple, list)):
        if not isinstance(found, (tuple, list)) or len(found) != len(expected):
            raise Mismatch("type", f"{named(name)} must be a tuple of {len(expected)} things, but is {short(found)}.")
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
