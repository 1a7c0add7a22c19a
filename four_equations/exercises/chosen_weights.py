"""Read weights that a learner has chosen, and say what they do. What cannot be read raises Mismatch."""

import numpy as np

from .equality import Mismatch, named, numbers, short

CORNERS = [(0, 0), (1, 0), (0, 1), (1, 1)]
TINY = 1e-9  # a sum counts as 0 if it is below this share of the size of its terms


def pair(value):
    """The two members of a tuple or list."""
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise TypeError("not a pair")
    return value


def flat(value, name, count):
    """`count` numbers of any shape as a flat array."""
    array = numbers(value)
    if array is None or array.size != count:
        form = "a number" if count == 1 else f"{count} numbers"
        raise Mismatch("type", f"{named(name)} must be {form}, but is {short(value)}.")
    return array.ravel()


def finite(array, name):
    if not np.isfinite(array).all():
        raise Mismatch("nan", f"{named(name)} must hold finite numbers, but one is {array[~np.isfinite(array)][0]}.")
    return array


def by_layer(value, name):
    """A dict of the arrays of layers 1 and 2."""
    if not isinstance(value, dict):
        raise Mismatch("type", f"`{name}` must be a dict by layer, but is {short(value)}.")
    if value.keys() != {1, 2}:
        keys = ", ".join(map(repr, value)) or "none"
        raise Mismatch("layers", f"`{name}` must have the keys 1, 2, but has {keys}. Layer 0 has no parameters.")
    for l, part in value.items():
        if numbers(part) is None:
            raise Mismatch("type", f"`{name}[{l}]` must be an array of numbers, but is {short(part)}.")
    return {l: finite(numbers(part), f"{name}[{l}]") for l, part in value.items()}


def network(value, n_in, n_hidden, n_out):
    """(W, b) of a network with one hidden layer, of any width if `n_hidden` is "k"."""
    W, b = (by_layer(part, name) for part, name in zip(pair(value), "Wb", strict=True))
    k = len(W[1]) if n_hidden == "k" and W[1].ndim == 2 else n_hidden
    shapes = [("W[1]", W[1], (k, n_in)), ("b[1]", b[1], (k, 1)), ("W[2]", W[2], (n_out, k)), ("b[2]", b[2], (n_out, 1))]
    for name, array, shape in shapes:
        if array.shape != shape:
            wanted = f"({n_hidden}, {n_in})" if name == "W[1]" else shape
            raise Mismatch("shape", f"`{name}` must have the shape {wanted}, but has {array.shape}.")
    return W, b


def rounded(z, size):
    """z, but 0 if it is 0 up to rounding beside the size of its terms."""
    return 0 if abs(z) <= TINY * size else z


def answers(z, size):
    """What neurons answer, "1" where z > 0, "0" where z < 0, and "?" where it is 0; `size` is that of its terms."""
    signs = [np.sign(rounded(*both)) for both in zip(z, size, strict=True)]
    return "".join({-1: "0", 0: "?", 1: "1"}[sign] for sign in signs)


def point(x):
    return "(" + ", ".join(f"{v + 0.0:.4g}" for v in x) + ")"  # -0.0 + 0.0 is 0.0


def listed(words):
    """Words in a row: "a, b and c"."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
