"""Gradients by a second method: central differences, and a check of backward against them, array by array."""

import copy

import numpy as np

from . import _validation as validate


def numerical_gradient(f, theta, h=1e-5):
    """The gradient of the scalar function f at the array theta, of theta's shape, by central differences.

    Entry i is (f(theta + h e_i) - f(theta - h e_i)) / 2h, wrong by about h^2 from the formula and 1e-16/h from
    rounding. It calls f twice per entry. theta itself is never changed. Raises ValueError or TypeError for a theta
    that is not finite numbers, an h that is not positive or too small to change theta, and an f that gives no number.
    """
    theta = np.array(validate.finite("theta", validate.numeric("theta", theta)))
    h = validate.positive_number("h", h)
    gradient = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        middle = float(theta[i])
        theta[i] = middle + h
        above = _number(f(theta.copy()))
        theta[i] = middle - h
        below = _number(f(theta.copy()))
        if middle in (middle + h, middle - h) or not np.isfinite([middle + h, middle - h]).all():
            raise ValueError(f"h must fit the size of theta, but {middle:g} ± {h:g} gives no two other finite numbers.")
        gradient[i] = (above - below) / h / 2
        theta[i] = middle
    return gradient


def _number(value):
    """What f gave, as a float; it may be nan or inf. Raises TypeError if it is no real number."""
    array = validate.numeric("f(theta)", value)
    if array.ndim:
        raise TypeError(f"f(theta) must be a single number, but got {validate.shown(array)}.")
    return float(array)


def numerical_gradients(net, x, y, h=1e-5):
    """Dicts dW, db as `backward` gives them, each by central differences of `net.cost_of(x, y)`, always in float64."""
    trial = copy.deepcopy(net)
    trial.dtype = np.dtype(float)

    def gradients(parameters):
        def cost(value, l):
            parameters[l] = value
            return trial.cost_of(x, y)

        result = {}
        for l, value in list(parameters.items()):
            result[l] = numerical_gradient(lambda theta, l=l: cost(theta, l), value, h)
            parameters[l] = value
        return result

    return gradients(trial.W), gradients(trial.b)


def relative_error(g, h, floor=0.0):
    """|g - h| / (|g| + |h| + floor), Euclidean norms over all entries: 0 when equal, 1 when nothing agrees.

    nan if g or h holds nan or inf. Raises TypeError or ValueError if they are no two arrays of one shape.
    """
    g, h = validate.numeric("g", g), validate.numeric("h", h)
    if g.shape != h.shape:
        raise ValueError(f"h must have the shape of g, {g.shape}, but came with shape {h.shape}.")
    floor = validate.in_range("floor", floor, 0, np.finfo(float).max)
    largest = max(np.abs(g).max(initial=0), np.abs(h).max(initial=0), floor)
    if not np.isfinite(largest):
        return float("nan")
    # Multiplied by a power of 2, which changes no digit: squares of numbers about 1 neither overflow nor vanish.
    g, h, floor = (np.ldexp(np.float64(v), -np.frexp(largest)[1]) for v in (g.ravel(), h.ravel(), floor))
    size = np.linalg.norm(g) + np.linalg.norm(h) + floor
    return float(np.linalg.norm(g - h) / size) if size else 0.0


class GradientCheck(dict):
    """The relative error of each array by its name, "dW[1]", "db[1]", ...; `passed` if none exceeds `tolerance`."""

    def __init__(self, errors, tolerance):
        super().__init__(errors)
        self.tolerance = tolerance

    @property
    def passed(self):
        return all(error <= self.tolerance for error in self.values())

    def __repr__(self):
        rows = [f"{name:6} {e:8.0e}  {'right' if e <= self.tolerance else 'WRONG'}" for name, e in self.items()]
        return "\n".join(["array  relative error", *rows])


def check_gradient(net, x, y, backward=None, h=1e-5, tolerance=None):
    """A `GradientCheck` of `backward(W, z, a, y)`, by default of net.backward, at net's parameters and all of x, y.

    The arrays are compared one by one: a small wrong array hides in the norm of all of them. A relu whose z lies
    within about h of its corner at 0 has no derivative to check there. The default tolerance is 1e-6, for a network in
    float32 1e-4.
    """
    default = 1e-6 if net.dtype == float else 1e-4
    tolerance = default if tolerance is None else validate.positive_number("tolerance", tolerance)
    z, a = net.forward(x)
    found = validate.gradient(net, net.backward(y, z, a) if backward is None else backward(net.W, z, a, y))
    expected = numerical_gradients(net, x, y, h)
    # Rounding of the cost leaves about 1e-16 C / h in every entry of `expected`: no array is judged below that.
    noise = np.finfo(float).eps * net.cost_of(x, y) / h
    errors = {}
    for l in net.W:
        for name, ours, theirs in zip(("dW", "db"), found, expected, strict=True):
            label = f"{name}[{l}]"
            floor = min(noise * np.sqrt(theirs[l].size) / tolerance, np.finfo(float).max)
            errors[label] = relative_error(validate.finite(label, ours[l]), theirs[l], floor)
    return GradientCheck(errors, tolerance)
