"""Compare an answer with the right one."""

import numpy as np

TOLERANCE = 1e-7


class Outcome:
    """The result of a function on one input: its value or the error it raised, and the argument it changed."""

    def __init__(self, value=None, error=None, changed=None):
        self.value, self.error, self.changed = value, error, changed


class Malformed:
    """An answer that is not even of the form that the exercise asks for."""

    def __init__(self, value):
        self.value = value


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
    """Whether a word, or an array up to rounding, is right."""
    if isinstance(expected, str):
        return isinstance(found, str) and found == expected
    return found.shape == expected.shape and np.allclose(found, expected, rtol=TOLERANCE, atol=1e-12, equal_nan=True)


def unchanged(after, before):
    """Whether an argument is the same as before: the same keys, the same numbers to the last digit."""
    if isinstance(before, dict):
        return after.keys() == before.keys() and all(unchanged(after[key], before[key]) for key in before)
    if isinstance(before, (tuple, list)):
        return len(after) == len(before) and all(map(unchanged, after, before))
    if isinstance(before, np.random.Generator):
        return True  # it is there to be used
    return np.array_equal(after, before)


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
    if isinstance(expected, dict):
        if not isinstance(found, dict):
            raise Mismatch("type", f"{named(name)} must be a dict by layer, but is {short(found)}.")
        if found.keys() != expected.keys():
            raise Mismatch(
                "layers",
                f"{named(name)} must have the keys {_listed(expected)}, but has {_listed(found)}. "
                "Look at where your loop over the layers begins and ends.",
            )
        return [leaf for key in expected for leaf in leaves(found[key], expected[key], f"{name}[{key}]")]
    if isinstance(expected, (tuple, list)):
        if not isinstance(found, (tuple, list)) or len(found) != len(expected):
            raise Mismatch("type", f"{named(name)} must be a tuple of {len(expected)} things, but is {short(found)}.")
        names = parts or [f"{name}[{i}]" for i in range(len(expected))]
        return [leaf for f, e, part in zip(found, expected, names, strict=True) for leaf in leaves(f, e, part)]
    if isinstance(expected, str):
        return [(name, found, expected)]
    if numbers(found) is None:
        kind = "a number" if np.ndim(expected) == 0 else "an array of numbers"
        raise Mismatch("type", f"{named(name)} must be {kind}, but is {short(found)}.")
    return [(name, numbers(found), numbers(expected))]


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


def _listed(keys):
    return ", ".join(map(repr, keys)) or "none"
