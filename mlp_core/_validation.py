"""Refusing bad input: each check returns the value as the network needs it, or raises one clear sentence."""

import numbers
import os
import warnings
from collections.abc import Mapping, Sequence
from functools import wraps
from itertools import pairwise
from pathlib import Path

import numpy as np

MOST = 10**8  # numbers in what is made at once: 800 MB of float64


def shown(value):
    """`value` for a sentence: on one line, and short."""
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    try:
        text = " ".join(repr(value).split())
    except Exception:  # a whole number of more digits than Python writes, or a class with a broken repr
        return f"a value of {type(value).__name__} that cannot be written"
    return text if len(text) <= 60 else f"{text[:59]}…"


def columns(name, value, rows, samples=None, dtype=float):
    """`value` as a finite array of `dtype` of shape (rows, m) with one sample per column, m = `samples` if given.

    Raises TypeError if it is not numeric; ValueError if it is not 2-D, has other dimensions, or holds nan or inf.
    """
    array = numeric(name, value, dtype)
    if array.ndim == 2 and array.shape[0] == rows and samples in (None, array.shape[1]) and array.size:
        return finite(name, array)
    m = "m" if samples is None else samples
    expected = f"{name} must have shape ({rows}, {m}), one column per sample"
    if array.ndim != 2:
        hint = ""
        if array.ndim == 1 and rows == 1:
            hint = f"; pass {name}.reshape(1, -1)"
        elif array.ndim == 1 and array.size == rows and samples in (None, 1):
            hint = f"; one sample is {name}.reshape(-1, 1)"
        raise ValueError(f"{expected}, but came with shape {array.shape}{hint}.")
    if array.size == 0:
        raise ValueError(f"{name} must hold at least one sample, but came with shape {array.shape}.")
    flipped = array.shape[1] == rows and samples in (None, array.shape[0])
    hint = f"; it holds a sample per row, so pass {name}.T" if flipped else ""
    raise ValueError(f"{expected}, but came with shape {array.shape}{hint}.")


def numeric(name, value, dtype=float):
    """`value` as an array of floats, `dtype`. Raises TypeError for text, objects, complex numbers, ragged lists."""
    array = as_array(name, value)
    if array.dtype.kind not in "biuf":
        raise TypeError(
            f"{name} must be an array of real numbers, but came as {type(value).__name__} of {array.dtype}."
        )
    with np.errstate(all="ignore"):  # what is too large for `dtype` becomes inf
        return array.astype(dtype, copy=False)


def as_array(name, value):
    """`value` as a plain array of any type. Raises TypeError for ragged lists, ValueError for masked entries."""
    if np.ma.is_masked(value):
        raise ValueError(f"{name} must hold a value everywhere, but {np.ma.count_masked(value)} of them are masked.")
    try:
        return np.asarray(value)
    except ValueError:
        raise TypeError(
            f"{name} must be an array of numbers, but came as a list with rows of unequal length."
        ) from None


def reals(name, value):
    """`value` as an array to compute with, nan and inf included: float32 stays float32, all else becomes float64."""
    return numeric(name, value, np.float32 if getattr(value, "dtype", None) == np.float32 else float)


def of_reals(function):
    """Make `function` of z take every array of real numbers, of any shape, and give its own for each of them."""

    @wraps(function)
    def checked(z):
        return function(reals("z", z))[()]  # a number for a number

    return checked


def outputs(a):
    """`a` as an array of real numbers (n, m), nan and inf among them. Raises TypeError or ValueError for others."""
    a = reals("a", a)
    if a.ndim != 2 or not a.size:
        raise ValueError(f"a must have shape (n, m), one column per sample, but came with shape {a.shape}.")
    return a


def of_columns(function):
    """Make `function` of (a, y) take two arrays of real numbers of one shape (n, m), and compute without a warning."""

    @wraps(function)
    def checked(a, y):
        a, y = outputs(a), reals("y", y)
        if y.shape != a.shape:
            raise ValueError(f"y must have the shape of a, {a.shape}, but came with shape {y.shape}.")
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            return function(a, y)

    return checked


def finite(name, array):
    """`array` unchanged. Raises ValueError that says where the first nan or inf stands."""
    flat = array.ravel(order="K")
    with np.errstate(over="ignore", invalid="ignore"):
        squares = flat.dot(flat)  # twice as quick as a look at every number; only large ones add up to inf
    if not np.isfinite(squares) and not np.isfinite(array).all():
        bad = np.argwhere(~np.isfinite(array))[0]
        where = ", ".join(str(i) for i in bad)
        raise ValueError(f"{name} must be finite, but {name}[{where}] is {array[tuple(bad)]}.")
    return array


def whole_number(name, value, at_least):
    """`value` as an int. Raises TypeError if it is no whole number, ValueError if it is smaller than `at_least`."""
    if not isinstance(value, numbers.Integral) or isinstance(value, bool):
        raise TypeError(f"{name} must be a whole number, but came as {shown(value)}.")
    if value < at_least:
        raise ValueError(f"{name} must be at least {at_least}, but came as {shown(int(value))}.")
    return int(value)


def seed(value):
    """`value` as an int, where random numbers begin. Raises TypeError or ValueError for anything else."""
    value = whole_number("seed", value, at_least=0)
    if value >= 2**128:
        raise ValueError(f"seed must be below 2^128, but came as {shown(value)}.")
    return value


def size(name, value):
    """`value`, how many numbers are to be made. Raises ValueError if they would fill the memory of a laptop."""
    if value > MOST:
        raise ValueError(f"{name} must ask for at most {MOST:,} numbers, but asks for {shown(value)}.")
    return value


def positive_number(name, value):
    """`value` as a float. Raises TypeError if it is no real number, ValueError if it is not positive and finite."""
    if not isinstance(value, numbers.Real) or isinstance(value, bool):
        raise TypeError(f"{name} must be a positive number, but came as {shown(value)}.")
    try:
        number = float(value)
    except OverflowError:  # a whole number beyond the largest float
        number = np.inf
    if not 0 < number < np.inf:
        raise ValueError(f"{name} must be a positive number, but came as {number}.")
    return number


def in_range(name, value, least, most, whole=False):
    """`value` unchanged. Raises TypeError if it is no (whole) number, ValueError if not from `least` to `most`."""
    kind = numbers.Integral if whole else numbers.Real
    right = isinstance(value, kind) and not isinstance(value, bool)
    if not right or not least <= value <= most:
        error, what = ValueError if right else TypeError, "whole number" if whole else "number"
        raise error(f"{name} must be a {what} from {least:g} to {most:g}, but came as {shown(value)}.")
    return value


def true_or_false(name, value):
    """`value` as a bool. Raises TypeError for anything that is not exactly True or False."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} must be True or False, but came as {shown(value)}.")
    return bool(value)


def one_of(name, value, known):
    """`value` unchanged. Raises ValueError with the list of what is known."""
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{name} must be one of {', '.join(sorted(known))}, but came as {shown(value)}.")
    return value


def in_order(value):
    """`value` as a list, or None if it has no order or no end: a set, an iterator, a number."""
    ordered = isinstance(value, np.ndarray) and value.ndim or isinstance(value, Sequence)
    return list(value) if ordered else None


def layer_sizes(value):
    """`value` as a list of ints, [n^0, ..., n^L]. Raises TypeError or ValueError for anything else."""
    sizes = in_order(value)
    if sizes is None:
        raise TypeError(f"layers must be a list of layer sizes such as [2, 3, 1], but came as {shown(value)}.")
    if len(sizes) < 2:
        raise ValueError(f"layers must name an input size and at least one layer, but came as {shown(sizes)}.")
    sizes = [whole_number(f"layers[{l}]", n, at_least=1) for l, n in enumerate(sizes)]
    size("layers", sum((n_prev + 1) * n for n_prev, n in pairwise(sizes)))
    return sizes


def activations(value, count, known):
    """`value` as a list of `count` activation names. Raises TypeError or ValueError for anything else."""
    names = None if isinstance(value, str) else in_order(value)
    if names is None:
        raise TypeError(
            f"activations must be a list with one name per layer after the input, but came as {shown(value)}."
        )
    if len(names) != count:
        raise ValueError(f"activations must name {count}, one per layer after the input, but came as {shown(names)}.")
    return [one_of(f"activations[{i}]", name, known) for i, name in enumerate(names)]


def cost(value, last_activation, known):
    """`value`, a cost's name. Raises ValueError if it is unknown or does not fit the last layer's activation."""
    if one_of("cost", value, known) == "cross_entropy" and last_activation != "linear":
        raise ValueError(
            f"cost cross_entropy must follow a linear last layer, but the last layer is {last_activation}."
        )
    return value


def targets(value, rows, samples, probabilities, dtype=float):
    """`value` as targets of shape (rows, samples) and `dtype`; with `probabilities` each column must be a distribution.

    One row of probabilities means the probability of class 1. Raises ValueError or TypeError for anything else.
    """
    expected = f"y must have shape ({rows}, {samples}), one column per sample"
    value = numeric("y", value, dtype)
    if value.ndim == 1 and rows > 1:
        raise ValueError(f"{expected}, but came as {value.size} labels; pass one_hot(labels, {rows}).")
    y = columns("y", value, rows, samples, dtype)
    if probabilities:
        sums = y.sum(axis=0) if rows > 1 else np.ones(samples)
        bad = np.flatnonzero(((y < 0) | (y > 1)).any(axis=0) | (abs(sums - 1) > 1e-6))
        if len(bad):
            rule = "between 0 and 1" if rows == 1 else "at least 0 and sum to 1"
            i = int(bad[0])
            raise ValueError(
                f"y must be probabilities, {rule} in each column, but column {i} is {shown(y[:, i].tolist())}."
            )
    return y


def array(name, value, shape, dtype=float):
    """`value` as a finite array of `dtype` and exactly this shape. Raises TypeError or ValueError for anything else."""
    value = as_array(name, value)
    if value.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, but came with shape {value.shape}.")
    return finite(name, numeric(name, value, dtype))


def arrays(name, value, shapes):
    """Nothing, if `value` is a dict of arrays by layer with these `shapes`; nan may be in them. Raises TypeError or
    ValueError for anything else, and names the array.
    """
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must be a dict of arrays by layer, but came as {type(value).__name__}.")
    if value.keys() != shapes.keys():
        raise ValueError(f"{name} must have the keys {list(shapes)}, but has {shown(list(value))}.")
    for l, shape in shapes.items():
        found = value[l]
        if not isinstance(found, np.ndarray) or found.dtype.kind not in "biuf":
            kind = f"an array of {found.dtype}" if isinstance(found, np.ndarray) else type(found).__name__
            raise TypeError(f"{name}[{l}] must be an array of real numbers, but came as {kind}.")
        if found.shape != shape:
            raise ValueError(f"{name}[{l}] must have shape {shape}, but came with shape {found.shape}.")


def network(value):
    """Nothing, if `value` is a NeuralNetwork. Raises TypeError for anything else."""
    if not hasattr(value, "sigma_prime"):  # its class stands above this module
        raise TypeError(f"net must be a NeuralNetwork, but came as {shown(value)}.")


def parameters(net):
    """Nothing, if the W and b of `net` fit its layers: they are open to everybody. Raises as `arrays` does."""
    arrays("W", net.W, {l: (n, n_prev) for l, (n_prev, n) in enumerate(pairwise(net.layers), 1)})
    arrays("b", net.b, {l: (n, 1) for l, n in enumerate(net.layers) if l})


def forward_pass(net, z, a):
    """Nothing, if z and a are such dicts as `net.forward` gives, and the parameters fit. Raises as `arrays` does."""
    parameters(net)
    first = a.get(0) if isinstance(a, Mapping) else None
    m = first.shape[1] if isinstance(first, np.ndarray) and first.ndim == 2 else "m"
    shapes = {l: (n, m) for l, n in enumerate(net.layers)}
    arrays("a", a, shapes)
    arrays("z", z, {l: shapes[l] for l in shapes if l})


def precision(name, value):
    """`value` as a numpy dtype, float64 or float32. Raises ValueError for anything else."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of names that numpy once had for other types
            dtype = np.dtype(value)
    except (TypeError, ValueError):
        dtype = None
    if value is None or dtype not in ("float64", "float32"):
        raise ValueError(f"{name} must be float32 or float64, but came as {shown(value)}.")
    return dtype


def generator(name, value, default):
    """`value`, a numpy Generator, or `default` for None. Raises TypeError for anything else."""
    if value is None:
        return default
    if not isinstance(value, np.random.Generator):
        raise TypeError(
            f"{name} must be a numpy Generator such as np.random.default_rng(0), but came as {shown(value)}."
        )
    return value


def path(name, value):
    """`value` as a Path. Raises TypeError if it is neither text nor a path, ValueError for text that names no file."""
    if not isinstance(value, str | os.PathLike):
        raise TypeError(f"{name} must be a path, text or a Path, but came as {shown(value)}.")
    if not os.fspath(value) or "\0" in str(value):
        raise ValueError(f"{name} must be the path of a file or folder, but came as {shown(value)}.")
    return Path(value)
