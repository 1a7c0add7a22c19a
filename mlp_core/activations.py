"""The activations, each beside its derivative. Both act on every entry of an array of any shape.

Source of the formulas: differentiate each by hand; notebook 02 does it for the sigmoid.
"""

import numpy as np
from numpy import add, exp, multiply, negative, reciprocal, subtract

from ._validation import any_numbers, checked


@checked(any_numbers)
def sigmoid(z):
    """sigma(z) = 1 / (1 + e^-z), between 0 and 1. Right for every z: e^-z may overflow to inf, and 1/inf is 0."""
    return 1 / (1 + np.exp(-z))


@checked(any_numbers)
def sigmoid_prime(z):
    """sigma'(z) = sigma(z) (1 - sigma(z)), at most 1/4, at z = 0."""
    s = sigmoid.unchecked(z)
    return s * (1 - s)


@checked(any_numbers)
def tanh(z):
    """tanh(z), between -1 and 1."""
    return np.tanh(z)


@checked(any_numbers)
def tanh_prime(z):
    """tanh'(z) = 1 - tanh(z)^2, at most 1, at z = 0."""
    return 1 - np.tanh(z) ** 2


@checked(any_numbers)
def relu(z):
    """max(0, z)."""
    return np.maximum(z, 0)


@checked(any_numbers)
def relu_prime(z):
    """1 where z > 0, else 0. At z = 0 the relu has a corner and no derivative; this course takes 0 there."""
    return (z > 0).astype(z.dtype)


@checked(any_numbers)
def linear(z):
    """z itself."""
    return z


@checked(any_numbers)
def linear_prime(z):
    """1 everywhere."""
    return np.ones_like(z)


ACTIVATIONS = {
    "sigmoid": (sigmoid, sigmoid_prime),
    "tanh": (tanh, tanh_prime),
    "relu": (relu, relu_prime),
    "linear": (linear, linear_prime),
}

# For training, sigma(z) written over z, and sigma'(z) from a = sigma(z). `one` is a 1 of z's own precision.
IN_PLACE = {
    "sigmoid": (
        lambda z, one: reciprocal(add(exp(negative(z, z), z), one, z), z),
        lambda a, one: multiply(a, s := subtract(one, a), s),
    ),
    "tanh": (lambda z, one: np.tanh(z, z), lambda a, one: one - a * a),
    "relu": (lambda z, one: np.maximum(z, 0, out=z), lambda a, one: np.sign(a)),
    "linear": (None, None),
}
