"""Exercises of notebook 02: the sigmoid, relu, and the forward pass."""

import warnings
from functools import partial

import numpy as np

from .engine import exercise, hints, mistakes, swapped

rng = np.random.default_rng(2)
LARGE = np.array([[-1e4, 800.0], [-800.0, 1e4]])
Z = [(np.array([[-1.25, 0.5], [2.0, -3.0], [0.0, 0.75]]),), (np.array(1.5),)]


class Watched(np.ndarray):
    """An array that tells of a power of e that overflows, even where numpy's own warning is silenced."""

    def __array_ufunc__(self, ufunc, method, *inputs, out=(), **settings):
        def plain(part):
            return part.view(np.ndarray) if isinstance(part, Watched) else part

        settings = {name: plain(part) for name, part in settings.items()}
        if out:
            settings["out"] = tuple(map(plain, out))
        result = getattr(ufunc, method)(*map(plain, inputs), **settings)
        if ufunc in (np.exp, np.exp2, np.expm1) and np.isinf(result).any():
            warnings.warn("overflow encountered in exp", RuntimeWarning, stacklevel=2)
        return out[0] if out else result.view(Watched) if isinstance(result, np.ndarray) else result


@exercise("02", cases=[*Z, (LARGE.view(Watched),)], quiet=True)
@hints(
    "Write the formula first. Which power of e can overflow, and for which z?",
    "$e^{-|z|}$ is never larger than 1. Write the sigmoid with it, once for z above 0 and once for z below.",
    "`np.where(condition, a, b)` chooses entry by entry.",
)
def sigmoid(z):
    """1 / (1 + e^-z) for an array of any shape, without nan for any z."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


mistakes(
    sigmoid,
    "tanh_for_sigmoid: This curve runs from -1 to 1, so it is tanh. The sigmoid stays above 0.",
    lambda z: np.tanh(z),
    "overflows: It is right until z is large, where infinity by infinity gives nan. Which form needs no large power?",
    lambda z: np.exp(z) / (1 + np.exp(z)),
    "sign_forgotten: It falls where it should rise. Look at the sign of z in the exponent.",
    lambda z: 1 / (1 + np.exp(z)),
    "falls_and_overflows: It falls where it should rise, and for a large negative z it gives nan. "
    "Look at the sign of z in the exponent.",
    lambda z: np.exp(-z) / (1 + np.exp(-z)),
    "minus_below: It leaves the range from 0 to 1. Look at the sign in the denominator.",
    lambda z: 1 / (1 - np.exp(-z)),
    "its_slope: This is the slope of the sigmoid. The exercise asks for its value.",
    lambda z: sigmoid(z) * (1 - sigmoid(z)),
    "two_halves_do_not_meet: It jumps at 0, where both formulas must give 1/2. What is the fraction for z below 0?",
    lambda z: np.where(z >= 0, 1, np.exp(-np.abs(z))) * (1 + np.exp(-np.abs(z))),
    "minus_in_the_safe_form: Your powers are safe, but you subtract in the denominator. Both forms add.",
    lambda z: np.where(z >= 0, 1, np.exp(-np.abs(z))) / (1 - np.exp(-np.abs(z))),
    "same_formula_on_both_sides: It is right on one side of 0 only. "
    "With -|z| in the exponent, the two sides need two formulas.",
    lambda z: 1 / (1 + np.exp(-np.abs(z))),
)


@exercise("02", cases=[*Z, (LARGE,)])
@hints("What is the larger of z and 0?", "`np.maximum` compares entry by entry; the built-in `max` does not.")
def relu(z):
    """z where it is positive, 0 elsewhere, for an array of any shape."""
    return np.maximum(z, 0)


mistakes(
    relu,
    "absolute: A negative z must become 0, but yours becomes positive.",
    lambda z: np.abs(z),
    "the_other_half: You kept the negative half. Which of z and 0 must win?",
    lambda z: np.minimum(z, 0),
    "the_identity: You return z as it is. What must happen below 0?",
    lambda z: z,
    "a_step: You return 1 where z is positive, which is the slope of relu. Its value there is z itself.",
    lambda z: (z > 0) * 1.0,
    "one_number_for_all: You took the largest entry of the whole array. relu works on each entry by itself.",
    lambda z: np.maximum(np.max(z), 0) * np.ones_like(z),
    "along_an_axis: `np.max(z, 0)` looks for the largest number along axis 0. Which function compares z with 0?",
    lambda z: np.max(z, 0),
    "compared_with_one: Everything below 1 becomes 1. Which number must z be compared with?",
    lambda z: np.maximum(z, 1),
)


def layer_case(n, n_before, m, sigma):
    return rng.normal(size=(n, n_before)), rng.normal(size=(n, 1)), rng.normal(size=(n_before, m)), sigma


@exercise(
    "02",
    cases=[layer_case(4, 3, 5, sigmoid), layer_case(2, 5, 1, np.tanh), layer_case(3, 3, 3, sigmoid)],
    parts=("z", "a"),
)
@hints("Two lines: first the weighted input, then the activation.", "The product of W and a is `W @ a`, with no loop.")
def layer_forward(W, b, a, sigma):
    """(z, a) of one layer: W (n, n_before), b (n, 1), a the input (n_before, m), sigma its activation function."""
    z = W @ a + b
    return z, sigma(z)


mistakes(
    layer_forward,
    "bias_subtracted: The bias enters with the wrong sign.",
    lambda W, b, a, sigma: layer_forward(W, -b, a, sigma),
    "order: Your two results are swapped: first z, then a.",
    swapped(layer_forward),
    "no_bias: z lacks something that each neuron adds of its own.",
    lambda W, b, a, sigma: (W @ a, sigma(W @ a)),
    "no_activation: Both of your results are z. What does a neuron do with its sum before it passes it on?",
    lambda W, b, a, sigma: (W @ a + b, W @ a + b),
    "bias_after_activation: You add the bias after the activation. It belongs in z.",
    lambda W, b, a, sigma: (W @ a, sigma(W @ a) + b),
    "weights_transposed: Where the shapes allow it, you multiply by the transpose of W. "
    "Row j of W holds the weights into neuron j.",
    lambda W, b, a, sigma: (W.T @ a + b, sigma(W.T @ a + b)),
    "entry_by_entry: You multiply entry by entry, with `*`. "
    "A neuron *adds up* its products, and that is another operator.",
    lambda W, b, a, sigma: (W * a + b, sigma(W * a + b)),
)


def parameters(rng, sizes):
    """(W, b), dicts of random weights and biases by layer."""
    layers = range(1, len(sizes))
    W = {l: rng.normal(size=(sizes[l], sizes[l - 1])) for l in layers}
    return W, {l: rng.normal(size=(sizes[l], 1)) for l in layers}


def network_case(sizes, m):
    W, b = parameters(rng, sizes)
    return rng.normal(size=(sizes[0], m)), W, b, sigmoid


@exercise(
    "02", cases=[network_case((3, 4, 2, 5), 6), network_case((2, 3), 1), network_case((3, 3, 3), 4)], parts=("z", "a")
)
@hints(
    "The input of layer l is the activation of layer l - 1, and that of layer 0 is x.",
    "Two dicts, z and a, and a loop over the layers 1..L, in which each gets an entry.",
)
def forward(x, W, b, sigma):
    """(z, a), dicts by layer, for x (n^0, m), dicts W and b, and one activation function for all layers."""
    z, a = {}, {0: x}
    for l in range(1, len(W) + 1):
        z[l] = W[l] @ a[l - 1] + b[l]
        a[l] = sigma(z[l])
    return z, a


def other_forward(x, W, b, sigma, bias=1, inputs=lambda z, a, l: a[l - 1], last=lambda sigma, z: sigma(z)):
    """A mistake: the biases times a factor, other inputs of a layer, or another last activation."""
    z, a = {}, {0: x}
    for l in range(1, len(W) + 1):
        z[l] = W[l] @ inputs(z, a, l) + bias * b[l]
        a[l] = sigma(z[l]) if l < len(W) else last(sigma, z[l])
    return z, a


def without_input(z, a):
    return z, {l: a[l] for l in z}


mistakes(
    forward,
    "biases_forgotten: The biases are missing from z.",
    partial(other_forward, bias=0),
    "swapped: Your two dicts are in the wrong order: first z, then a.",
    swapped(forward),
    "z_fed_forward: From the second layer on, you feed in z of the layer before. What does a neuron pass on, z or a?",
    partial(other_forward, inputs=lambda z, a, l: z.get(l - 1, a[0])),
    "input_left_out: a has no entry 0. The activation of layer 0 is the input x, and BP4 will need it.",
    lambda x, W, b, sigma: without_input(*forward(x, W, b, sigma)),
    "only_the_last_layer: Only the last layer is left of both dicts. All of them are needed on the way back.",
    lambda x, W, b, sigma: tuple({len(W): part[len(W)]} for part in forward(x, W, b, sigma)),
    "last_activation_forgotten: Your last layer has no activation. Here it has the same as all others.",
    partial(other_forward, last=lambda sigma, z: z),
    "last_layer_left_out: Your loop ends one layer too soon. `range(1, n)` stops before n.",
    lambda x, W, b, sigma: forward(x, {l: W[l] for l in range(1, len(W))}, b, sigma),
    "always_from_the_input: Where the shapes allow it, you feed x to every layer. Only layer 1 sees the input.",
    partial(other_forward, inputs=lambda z, a, l: a[0]),
    "biases_subtracted: The biases enter with the wrong sign.",
    partial(other_forward, bias=-1),
)
