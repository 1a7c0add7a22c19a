"""Checks of what comes in: each raises an error of one sentence, and most return the value in the form needed."""

import numbers
from collections.abc import Mapping, Sequence
from functools import wraps
from itertools import pairwise

import numpy as np

QUIET = {"over": "ignore", "under": "ignore", "invalid": "ignore"}  # what diverges gives inf or nan, not a warning


def checked(check):
    """Decorate a function whose arguments `check` turns into a tuple of what the function computes with, or refuses.

    Inside, an overflow gives inf or nan without a warning. The function without its check is `.unchecked`.
    """

    def decorate(function):
        @wraps(function)
        def at_the_door(*args, **named):
            args = check(*args, **named)
            with np.errstate(**QUIET):
                return function(*args)

        at_the_door.unchecked = function
        return at_the_door

    return decorate


def any_numbers(z):
    """z as an array of real numbers of any shape, for an activation."""
    return (numeric("z", z, None),)


def outputs(a):
    """a as an array of real numbers (n, m), nan and inf included."""
    a = numeric("a", a, None)
    if a.ndim != 2 or not a.size:
        raise ValueError(f"a must have shape (n, m), one column per sample, but came with shape {a.shape}.")
    return (a,)


def outputs_and_targets(a, y):
    """a and y as arrays of real numbers of one shape (n, m), for a cost."""
    (a,), y = outputs(a), numeric("y", y, None)
    if y.shape != a.shape:
        raise ValueError(f"y must have the shape of a, {a.shape}, but came with shape {y.shape}.")
    return a, y


def inputs(net, x):
    """x as an array (n^0, m), for a forward pass of `net`, whose parameters must fit."""
    parameters(net)
    return columns("x", x, net.layers[0], dtype=net.dtype)


def forward_pass(net, y, z, a):
    """y as targets for `net`, if its parameters fit, and z and a are dicts as `net.forward` gives them."""
    parameters(net)
    first = a.get(0) if isinstance(a, Mapping) else None
    m = first.shape[1] if isinstance(first, np.ndarray) and first.ndim == 2 else "m"
    shapes = {l: (n, m) for l, n in enumerate(net.layers)}
    by_layer("a", a, shapes)
    by_layer("z", z, {l: shapes[l] for l in shapes if l})
    return targets_for(net, y, m)


def gradient(net, found):
    """What a backward of `net` gave, as the pair of dicts dW, db; nan may be in their arrays."""
    if not isinstance(found, tuple | list) or len(found) != 2:
        raise TypeError(f"backward must give a pair of dicts, dW and db, but gave {shown(found)}.")
    pair = []
    for name, part, ours in zip(("dW", "db"), found, (net.W, net.b), strict=True):
        if not isinstance(part, Mapping) or not part.keys() >= ours.keys():
            raise ValueError(f"{name} must be a dict with the keys {list(ours)}, but got {shown(part)}.")
        pair.append({l: array(f"{name}[{l}]", part[l], ours[l].shape, net.dtype, check=False) for l in ours})
    return pair


def parameters(net):
    """Refuse a network whose W and b, which anyone may assign, do not fit its layers."""
    by_layer("W", net.W, {l: (n, n_prev) for l, (n_prev, n) in enumerate(pairwise(net.layers), 1)})
    by_layer("b", net.b, {l: (n, 1) for l, n in enumerate(net.layers) if l})


def targets_for(net, y, m):
    """y as m targets for `net`."""
    return targets(y, net.layers[-1], m, net.cost_name == "cross_entropy", net.dtype)


def targets(y, rows, samples, probabilities, dtype=float):
    """y as targets (rows, samples). With `probabilities` each column is a distribution; one row is of class 1."""
    y, expected = numeric("y", y, dtype), f"y must have shape ({rows}, {samples}), one column per sample"
    if y.ndim == 1 and rows > 1 and (rows, 1) != (y.size, samples):
        raise ValueError(f"{expected}, but got {y.size} labels; pass one_hot(labels, {rows}).")
    y = columns("y", y, rows, samples, dtype)
    if probabilities:
        sums = y.sum(axis=0) if rows > 1 else 1
        bad = np.flatnonzero(((y < 0) | (y > 1)).any(axis=0) | (abs(sums - 1) > 1e-6))
        if len(bad):
            rule = "between 0 and 1" if rows == 1 else "at least 0 and sum to 1"
            came = f"column {bad[0]} is {shown(y[:, bad[0]].tolist())}"
            raise ValueError(f"y must be probabilities, {rule} in each column, but {came}.")
    return y


def columns(name, value, rows, samples=None, dtype=float):
    """`value` as a finite array (rows, m), a sample per column; m must be `samples` if that is given."""
    array = numeric(name, value, dtype)
    if array.ndim == 2 and array.shape[0] == rows and samples in (None, array.shape[1]) and array.size:
        return finite(name, array)
    hint = ""
    if array.ndim == 1 and rows == 1:
        hint = f"; pass {name}.reshape(1, -1)"
    elif array.ndim == 1 and array.size == rows and samples in (None, 1):
        hint = f"; one sample is {name}.reshape(-1, 1)"
    elif array.ndim == 2 and array.shape[1] == rows and samples in (None, array.shape[0]):
        hint = f"; it holds a sample per row, so pass {name}.T"
    expected = f"{name} must have shape ({rows}, {samples or 'm'}), one column per sample"
    raise ValueError(f"{expected}, but came with shape {array.shape}{hint}.")


def array(name, value, shape, dtype=float, check=True):
    """`value` as an array of floats of exactly this shape; unless `check` is off, they must be finite."""
    value = as_array(name, value)
    if value.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, but came with shape {value.shape}.")
    value = numeric(name, value, dtype)
    return finite(name, value) if check else value


def by_layer(name, value, shapes):
    """Refuse what is not a dict of arrays of real numbers by layer with these `shapes`; nan may be in them."""
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must be a dict of arrays by layer, but got {type(value).__name__}.")
    if value.keys() != shapes.keys():
        raise ValueError(f"{name} must have the keys {list(shapes)}, but has {shown(list(value))}.")
    for l, shape in shapes.items():
        found = value[l]
        if not isinstance(found, np.ndarray) or found.dtype.kind not in "biuf":
            raise TypeError(f"{name}[{l}] must be an array of real numbers, but got {shown(found)}.")
        if found.shape != shape:
            rows, columns = shape
            raise ValueError(f"{name}[{l}] must have shape ({rows}, {columns}), but came with shape {found.shape}.")


def numeric(name, value, dtype=float):
    """`value` as an array of floats, by default of float64; with None float32 stays float32. nan may be in it."""
    array = as_array(name, value)
    if array.dtype.kind not in "biuf":
        came = f"{type(value).__name__} of {array.dtype}"
        raise TypeError(f"{name} must be an array of real numbers, but got {came}.")
    if dtype is None:
        dtype = np.float32 if array.dtype == np.float32 else float
    with np.errstate(all="ignore"):  # what is too large for `dtype` becomes inf
        return array.astype(dtype, copy=False)


def as_array(name, value):
    """`value` as a plain array of any type. Refuses ragged lists and masked entries."""
    if np.ma.is_masked(value):
        raise ValueError(f"{name} must hold a value everywhere, but {np.ma.count_masked(value)} of them are masked.")
    try:
        return np.asarray(value)
    except ValueError:
        raise TypeError(f"{name} must be an array of numbers, but came with rows of unequal length.") from None


def finite(name, array):
    """`array` unchanged, if it holds no nan and no inf."""
    if not np.isfinite(array).all():
        bad = tuple(np.argwhere(~np.isfinite(array))[0].tolist())
        raise ValueError(f"{name} must be finite, but {name}{list(bad)} is {array[bad]}.")
    return array


def layer_sizes(value):
    """`value` as a list of ints, [n^0, ..., n^L]."""
    if not isinstance(value, Sequence | np.ndarray):
        raise TypeError(f"layers must be a list of layer sizes such as [2, 3, 1], but got {shown(value)}.")
    sizes = [whole_number(f"layers[{l}]", n, at_least=1) for l, n in enumerate(value)]
    if len(sizes) < 2:
        raise ValueError(f"layers must name an input size and at least one layer, but got {shown(sizes)}.")
    return sizes


def activations(value, count, known):
    """`value` as a list of `count` activation names."""
    if isinstance(value, str) or not isinstance(value, Sequence | np.ndarray):
        raise TypeError(f"activations must be a list, one name per layer after the input, but got {shown(value)}.")
    if len(value) != count:
        raise ValueError(f"activations must name {count}, one per layer after the input, but got {shown(value)}.")
    return [one_of(f"activations[{i}]", name, known) for i, name in enumerate(value)]


def cost(value, last_activation, known):
    """`value`, the name of a cost that fits the last layer's activation."""
    if one_of("cost", value, known) == "cross_entropy" and last_activation != "linear":
        raise ValueError(f"cost cross_entropy must follow a linear last layer, but that is {last_activation}.")
    return value


def precision(name, value):
    """`value` as a numpy dtype, float64 or float32."""
    for dtype in map(np.dtype, ("float64", "float32")):
        if isinstance(value, np.dtype | str | type) and value in (dtype, dtype.name, dtype.type):
            return dtype
    raise ValueError(f"{name} must be float32 or float64, but got {shown(value)}.")


def is_number(value, kind=numbers.Real):
    """Whether `value` is a single number of this kind; True and False are none."""
    return isinstance(value, kind) and not isinstance(value, bool)


def whole_number(name, value, at_least):
    """`value` as an int that is not smaller than `at_least`."""
    if not is_number(value, numbers.Integral):
        raise TypeError(f"{name} must be a whole number, but got {shown(value)}.")
    if value < at_least:
        raise ValueError(f"{name} must be at least {at_least}, but got {shown(int(value))}.")
    return int(value)


def positive_number(name, value):
    """`value` as a positive, finite float."""
    if not is_number(value) or not 0 < value < np.inf:
        error = ValueError if is_number(value) else TypeError
        raise error(f"{name} must be a positive number, but got {shown(value)}.")
    return float(value)


def in_range(name, value, least, most, whole=False):
    """`value` unchanged, if it is a (whole) number from `least` to `most`."""
    right = is_number(value, numbers.Integral if whole else numbers.Real)
    if not right or not least <= value <= most:
        error, what = ValueError if right else TypeError, "whole number" if whole else "number"
        raise error(f"{name} must be a {what} from {least:g} to {most:g}, but got {shown(value)}.")
    return value


def one_of(name, value, known):
    """`value` unchanged, if it is one of the names that are `known`."""
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{name} must be one of {', '.join(sorted(known))}, but got {shown(value)}.")
    return value


def generator(name, value, default):
    """`value`, a numpy Generator, or `default` for None."""
    if value is None:
        return default
    if not isinstance(value, np.random.Generator):
        raise TypeError(f"{name} must be a numpy Generator (np.random.default_rng), but got {shown(value)}.")
    return value


def shown(value):
    """`value` for a sentence: on one line, and short."""
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else f"{text[:59]}…"
