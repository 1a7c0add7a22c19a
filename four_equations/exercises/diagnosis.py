"""Compare an answer with the right one, and describe the difference in words that help without giving it away."""

import linecache

import numpy as np

TOLERANCE = 1e-7
OTHERS = ("four_equations", "mlp_core", "numpy")  # whose lines are not the learner's own
UNFINISHED = "There are still dots (`...`) in it that need your code."


def equal(found, expected):
    """Whether an answer is right: dicts by key, tuples and lists by place, numbers to rounding."""
    if isinstance(expected, dict):
        return (
            isinstance(found, dict)
            and found.keys() == expected.keys()
            and all(equal(found[key], expected[key]) for key in expected)
        )
    if isinstance(expected, (tuple, list)):
        same_kind = isinstance(found, (tuple, list)) and len(found) == len(expected)
        return same_kind and all(map(equal, found, expected))
    if isinstance(expected, str):
        return isinstance(found, str) and found == expected
    if expected is None or callable(expected):
        return found is expected
    found, expected = numbers(found), numbers(expected)
    return (
        found is not None
        and found.shape == expected.shape
        and np.allclose(found, expected, rtol=TOLERANCE, atol=1e-12, equal_nan=True)
    )


def identical(found, expected):
    """Whether nothing at all has changed: the same keys, the same numbers to the last digit."""
    if isinstance(expected, dict):
        return found.keys() == expected.keys() and all(identical(found[key], expected[key]) for key in expected)
    if isinstance(expected, (tuple, list)):
        return len(found) == len(expected) and all(map(identical, found, expected))
    return np.array_equal(found, expected) if isinstance(expected, np.ndarray) else True


def agree(found, expected):
    """Whether two outcomes are the same: both raise, or both have equal values."""
    if found.error is not None or expected.error is not None:
        return found.error is not None and expected.error is not None
    return equal(found.value, expected.value)


def numbers(value):
    """`value` as an array of numbers, or None."""
    try:
        array = np.asarray(value)
    except (ValueError, TypeError):
        return None
    return array.astype(float) if array.dtype.kind in "biuf" else None


class Mismatch(Exception):
    """An answer is not of the kind that is asked for: the name of the mistake and the message."""


def leaves(found, expected, name="the result", parts=()):
    """(label, found, expected) of every array in an answer, following the form of the right one. Raises Mismatch.

    `parts` are the names of the things in a tuple, such as ("dW", "db").
    """
    if isinstance(expected, dict):
        if not isinstance(found, dict):
            raise Mismatch("type", f"{_named(name)} must be a dict by layer, but is {short(found)}.")
        if found.keys() != expected.keys():
            raise Mismatch(
                "layers",
                f"{_named(name)} must have the keys {_listed(expected)}, but has {_listed(found)}. "
                "Look at where your loop over the layers begins and ends.",
            )
        return [leaf for key in expected for leaf in leaves(found[key], expected[key], f"{name}[{key}]")]
    if isinstance(expected, (tuple, list)):
        if not isinstance(found, (tuple, list)) or len(found) != len(expected):
            raise Mismatch("type", f"{_named(name)} must be {len(expected)} things in a tuple, but is {short(found)}.")
        names = parts or [f"{name}[{i}]" for i in range(len(expected))]
        return [leaf for f, e, part in zip(found, expected, names, strict=True) for leaf in leaves(f, e, part)]
    if isinstance(expected, str):
        return [(name, found, expected)]
    if numbers(found) is None:
        kind = "a number" if np.ndim(expected) == 0 else "an array of numbers"
        raise Mismatch("type", f"{_named(name)} must be {kind}, but is {short(found)}.")
    return [(name, numbers(found), numbers(expected))]


def difference(exercise, found, expected):
    """(name, message) for a wrong answer that no named mistake explains."""
    good = [agree(*pair) for pair in zip(found, expected, strict=True)]
    first = good.index(False)
    wrong, some = found[first], "It is right for some inputs, but not for all. " if any(good) else ""
    if has_dots(wrong.value):
        return "unfinished", UNFINISHED
    if wrong.error is not None:
        return "raises", some + raised(wrong.error)
    if wrong.value is None:
        return "nothing", "It gives nothing back. Is the `return` missing?"
    try:
        parts = leaves(wrong.value, expected[first].value, parts=exercise.parts)
    except Mismatch as mismatch:
        return mismatch.args
    bad = [part for part in parts if not equal(part[1], part[2])]
    if isinstance(bad[0][2], str):
        label, ours, _ = bad[0]
        return (
            "part",
            f"{some}{_named(label)}: {ours if isinstance(ours, str) else short(ours)}. That is not it yet.",
        )
    if message := next(filter(None, (shape(*part) for part in bad)), None):
        return message
    samples = [number_of_samples(exercise.parameters, case) for case in exercise.cases]
    if any(good) and all(m == 1 for m, right in zip(samples, good, strict=True) if right) and (samples[first] or 0) > 1:
        return "batch", (
            "It is right for one sample, and wrong for a batch. What happens to the columns: are they kept apart, "
            "added up, or averaged where they should be?"
        )
    bad = [part for part in bad if not isinstance(part[2], str)]
    if any(np.isnan(part[1]).any() for part in bad):
        return "nan", some + "There is a nan in it. Try very large numbers, positive and negative: what overflows?"
    if (
        exercise.view is None
        and any(good)
        and all(largest(case) > 100 for case, right in zip(exercise.cases, good, strict=True) if not right)
    ):
        return (
            "large",
            "It is right for moderate numbers, and wrong for very large ones. What happens to them on the way?",
        )
    if message := constant_factor(found, expected):
        return message
    if exercise.locate:
        return "equation", exercise.locate({part[0] for part in bad}, {part[0] for part in parts})
    return "wrong_value", some + worst(*bad[0])


def has_dots(value):
    """Whether dots stand where an answer should be, in any part of it."""
    if isinstance(value, dict):
        return any(map(has_dots, value.values()))
    return any(map(has_dots, value)) if isinstance(value, (tuple, list)) else value is ...


def _listed(keys):
    return ", ".join(map(repr, keys)) or "none"


def shape(label, found, right):
    """What is wrong with the shape of an array, or None."""
    if np.shape(found) == np.shape(right):
        return None
    if np.ndim(right) == 0:
        return "shape", f"{_named(label)} must be a single number, but has the shape {np.shape(found)}."
    message = f"{_named(label)} must have the shape {np.shape(right)}, but has {np.shape(found)}"
    if np.ndim(found) == 2 and found.T.shape == right.shape and np.allclose(found.T, right):
        return "transpose", f"{message}: that is the transpose."
    return "shape", f"{message}."


def _named(label):
    """A label at the beginning of a sentence; names of variables stay as they are."""
    return label[0].upper() + label[1:] if label.startswith("the ") else f"`{label}`"


def constant_factor(found, expected):
    """(name, message) if in each input every entry is off by one and the same factor, else None."""
    factors = []
    for outcome, right in zip(found, expected, strict=True):
        try:
            pairs = [(ours.ravel(), theirs.ravel()) for _, ours, theirs in leaves(outcome.value, right.value)]
            ours, theirs = (np.concatenate(side) for side in zip(*pairs, strict=True))
        except (Mismatch, AttributeError):
            return None
        usable = np.abs(theirs) > 1e-12
        if theirs.size == 1 and len(expected) > 1 and factors and not np.isclose(ours[0], factors[0] * theirs[0]):
            return None  # a single number is always some factor off
        if ours.shape != theirs.shape or not np.isfinite(ours).all() or not usable.any():
            return None
        factor = np.median(ours[usable] / theirs[usable])
        if not np.allclose(ours, factor * theirs, rtol=1e-6, atol=1e-12) or np.isclose(factor, 0):
            return None
        factors.append(float(factor))
    if np.allclose(factors, 1, rtol=1e-2):
        return None  # near, but not exact
    if np.allclose(factors, -1):
        return "sign", "Every number has the wrong sign. Which of two things is subtracted from which?"
    if np.allclose(factors, factors[0]):
        return "factor", f"Every number is {factors[0]:.3g} times what it should be. Where could that come from?"
    return "factor", "Every number is off by a factor that changes with the input. Does it depend on the batch?"


def number_of_samples(parameters, case):
    """The number of columns of the argument that holds samples, or None."""
    named = dict(zip(parameters, case, strict=True))
    holders = [named[name] for name in ("y", "x", "delta_next", "delta", "a", "z") if name in named]
    return next((array.shape[1] for array in holders if isinstance(array, np.ndarray) and array.ndim == 2), None)


def largest(case):
    """The largest number, in size, of the arrays among the arguments."""
    arrays = [array for array in map(numbers, case) if array is not None and array.size]
    return max((np.abs(array).max() for array in arrays), default=0)


def worst(label, found, right):
    """Where an answer is farthest from the right one; the right number stays untold."""
    if found.ndim == 0:
        return f"{_named(label)} is {found:.4g}, and that is not it. Work a small example by hand and compare."
    away = np.where(np.isfinite(found), np.abs(found - right), np.inf)
    where = ", ".join(map(str, np.unravel_index(np.argmax(away), away.shape)))
    share = np.isclose(found, right, rtol=TOLERANCE).mean()
    return (
        f"{_named(label)} has the right shape, and {share:.0%} of its entries are right. "
        f"It is farthest off at [{where}]. Work this entry by hand and compare."
    )


def short(value):
    """A value in a few characters."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else text[:57] + "..."


def raised(error):
    """One sentence about an error: the learner's own line, and what it says."""
    lines, traceback = [], error.__traceback__
    while traceback:
        lines.append((traceback.tb_frame.f_code.co_filename, traceback.tb_lineno))
        traceback = traceback.tb_next
    own = [linecache.getline(*line).strip() for line in lines[1:] if not any(name in line[0] for name in OTHERS)]
    where = f"In the line `{own[-1]}` it" if own and own[-1] else "It"
    text = " ".join(str(error).split()).rstrip(".") or "no message"
    return f"{where} stops with {type(error).__name__}: {text}. {_meaning(error)}".rstrip()


def _meaning(error):
    """What the usual errors of numpy and Python mean here."""
    text = str(error)
    if "matmul" in text or "shapes" in text and "aligned" in text:
        return "In a product with `@` the inner sizes must be equal. Print both shapes: does one need a transpose?"
    if "broadcast" in text:
        return "Entry by entry, as with `*` or `+`, both shapes must fit. Print both: or is a product with `@` meant?"
    if "only 0-dimensional arrays" in text or "only length-1 arrays" in text or "truth value of an array" in text:
        return (
            "That works for one number, and an array came: use a function of numpy, which takes each entry by itself."
        )
    if "axis" in text and "out of bounds" in text:
        return "Rows are axis 0 and columns axis 1. Which of them does this array have, and which index is meant?"
    if isinstance(error, (KeyError, IndexError)):
        return (
            "There is no such layer or place. Where does the loop begin and end, and which index does this line need?"
        )
    if isinstance(error, NameError):
        return "A name is missing: is it one of the arguments, or was its cell not run?"
    return "What did you expect in this line?"
