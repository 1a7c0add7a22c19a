"""Notebook 02: the forward pass."""

import numpy as np

from mlp_core.activations import sigmoid as stable_sigmoid
from mlp_core.activations import tanh

from .engine import exercise, mistake

rng = np.random.default_rng(2)
Z = [
    (np.array([[0.5, -1.25], [2.0, -3.0], [0.0, 0.75]]),),
    (np.array(1.5),),
    (np.array([[-1e4, 800.0], [-800.0, 1e4]]),),
]


@exercise(
    "02",
    cases=Z,
    hints=[
        "Write the formula first. Which power of e can overflow, and for which z?",
        "$e^{-|z|}$ is never larger than 1. Write the sigmoid with it, once for z above 0 and once for z below.",
        "`np.where(condition, a, b)` chooses entry by entry.",
    ],
)
def sigmoid(z):
    """1 / (1 + e^-z) for an array of any shape, without nan for any z."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


@mistake(sigmoid)
def overflows(z):
    """It is right until z is large: there it divides infinity by infinity, which is nan. Which form of the sigmoid has
    no large power above the line?
    """
    return np.exp(z) / (1 + np.exp(z))


@mistake(sigmoid)
def sign_forgotten(z):
    """It falls where it should rise. Look at the sign of z in the power."""
    return 1 / (1 + np.exp(z))


@mistake(sigmoid)
def minus_below(z):
    """It leaves the range from 0 to 1. Look at the sign below the line."""
    return 1 / (1 - np.exp(-z))


@mistake(sigmoid)
def tanh_for_sigmoid(z):
    """This curve runs from -1 to 1. That is tanh; the sigmoid stays above 0."""
    return np.tanh(z)


@mistake(sigmoid)
def its_slope(z):
    """This is the slope of the sigmoid. Here its value is asked for."""
    return stable_sigmoid(z) * (1 - stable_sigmoid(z))


@mistake(sigmoid)
def two_halves_do_not_meet(z):
    """It jumps at 0, where both halves must give a half. What stands above and below the line for z below 0?"""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) * (1 + e)


@mistake(sigmoid)
def minus_in_the_safe_form(z):
    """Your powers are safe, but below the line something is subtracted. Both forms add."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 - e)


@mistake(sigmoid)
def same_formula_on_both_sides(z):
    """It is right on one side of 0 only. With a power of -|z| the two sides need two formulas."""
    return 1 / (1 + np.exp(-np.abs(z)))


@exercise(
    "02",
    cases=Z,
    hints=["What is the larger of z and 0?", "`np.maximum` compares entry by entry; the built-in `max` does not."],
)
def relu(z):
    """z where it is positive, 0 elsewhere, for an array of any shape."""
    return np.maximum(z, 0)


@mistake(relu)
def absolute(z):
    """A negative z must become 0, and yours becomes positive."""
    return np.abs(z)


@mistake(relu)
def the_other_half(z):
    """You kept the negative half. Which of z and 0 must win?"""
    return np.minimum(z, 0)


@mistake(relu)
def a_step(z):
    """You give 1 where z is positive. That is the slope of relu; its value is z itself there."""
    return (z > 0) * 1.0


@mistake(relu)
def the_identity(z):
    """You give z back as it is. What must happen below 0?"""
    return z


@mistake(relu)
def one_number_for_all(z):
    """You took the largest entry of the whole array. relu works on each entry by itself."""
    return np.maximum(np.max(z), 0) * np.ones_like(z)


@mistake(relu)
def compared_with_one(z):
    """Everything below 1 becomes 1. With which number must z be compared?"""
    return np.maximum(z, 1)


def layer_case(n, n_before, m, sigma):
    return rng.normal(size=(n, n_before)), rng.normal(size=(n, 1)), rng.normal(size=(n_before, m)), sigma


@exercise(
    "02",
    parts=("z", "a"),
    cases=[layer_case(4, 3, 5, stable_sigmoid), layer_case(2, 5, 1, tanh), layer_case(3, 3, 3, stable_sigmoid)],
    hints=[
        "Two lines: first the weighted input, then the activation.",
        "The product of W and a is `W @ a`, with no loop.",
    ],
)
def layer_forward(W, b, a, sigma):
    """(z, a) of one layer: W (n, n_before), b (n, 1), a the input (n_before, m), sigma its activation function."""
    z = W @ a + b
    return z, sigma(z)


@mistake(layer_forward)
def no_bias(W, b, a, sigma):
    """z lacks something that each neuron adds of its own."""
    return W @ a, sigma(W @ a)


@mistake(layer_forward)
def no_activation(W, b, a, sigma):
    """Both of your results are z. What does a neuron do with its sum before it gives it on?"""
    return W @ a + b, W @ a + b


@mistake(layer_forward)
def order(W, b, a, sigma):
    """Your two results are swapped: first z, then a."""
    return sigma(W @ a + b), W @ a + b


@mistake(layer_forward)
def bias_subtracted(W, b, a, sigma):
    """The bias enters with the wrong sign."""
    return W @ a - b, sigma(W @ a - b)


@mistake(layer_forward)
def bias_after_activation(W, b, a, sigma):
    """You add the bias after the activation. It belongs into z."""
    return W @ a, sigma(W @ a) + b


@mistake(layer_forward)
def weights_transposed(W, b, a, sigma):
    """Where the shapes allow it, you multiply by W the wrong way round. Row j holds the weights into neuron j."""
    return W.T @ a + b, sigma(W.T @ a + b)


@mistake(layer_forward)
def entry_by_entry(W, b, a, sigma):
    """You multiply entry by entry, with `*`. A neuron *adds up* its products: that is another operator."""
    return W * a + b, sigma(W * a + b)


def network_case(sizes, m):
    W = {l: rng.normal(size=(sizes[l], sizes[l - 1])) for l in range(1, len(sizes))}
    b = {l: rng.normal(size=(sizes[l], 1)) for l in range(1, len(sizes))}
    return rng.normal(size=(sizes[0], m)), W, b, stable_sigmoid


def z_and_a(value, x, W, b, sigma):
    """Whether `a` has an entry 0 is a matter of taste; it must be x if it is there."""
    z, a = value
    return z, {**a, 0: a.get(0, x)} if isinstance(a, dict) else a


@exercise(
    "02",
    cases=[network_case((3, 4, 2, 5), 6), network_case((2, 3), 1), network_case((3, 3, 3), 4)],
    hints=[
        "The input of layer l is the activation of layer l - 1, and that of layer 0 is x.",
        "Two dicts, z and a, and a loop over the layers 1..L, in which each gets an entry.",
    ],
    view=z_and_a,
    parts=("z", "a"),
)
def forward(x, W, b, sigma):
    """(z, a), dicts by layer, for x (n^0, m), dicts W and b, and one activation function for all layers."""
    z, a = {}, {0: x}
    for l in range(1, len(W) + 1):
        z[l] = W[l] @ a[l - 1] + b[l]
        a[l] = sigma(z[l])
    return z, a


@mistake(forward)
def z_fed_forward(x, W, b, sigma):
    """From the second layer on you feed in z of the layer before. What does a neuron give out, z or a?"""
    z, a = {}, {0: x}
    for l in W:
        z[l] = W[l] @ (z[l - 1] if l > 1 else x) + b[l]
        a[l] = sigma(z[l])
    return z, a


@mistake(forward)
def last_activation_forgotten(x, W, b, sigma):
    """The last layer has no activation. Here it has the same as all others."""
    z, a = forward(x, W, b, sigma)
    return z, a | {len(W): z[len(W)]}


@mistake(forward)
def biases_forgotten(x, W, b, sigma):
    """The biases are missing in z."""
    return forward(x, W, {l: 0 * b[l] for l in b}, sigma)


@mistake(forward)
def last_layer_left_out(x, W, b, sigma):
    """Your loop ends one layer too soon. `range(1, n)` stops before n."""
    z, a = forward(x, W, b, sigma)
    return {l: z[l] for l in z if l < len(W)}, {l: a[l] for l in a if l < len(W)}


@mistake(forward)
def always_from_the_input(x, W, b, sigma):
    """Every layer is fed with x, where the shapes allow it. Only layer 1 sees the input."""
    z = {l: W[l] @ x + b[l] for l in W}
    return z, {0: x, **{l: sigma(z[l]) for l in z}}


@mistake(forward)
def swapped(x, W, b, sigma):
    """Your two dicts come in the wrong order: first z, then a."""
    return forward(x, W, b, sigma)[::-1]


@mistake(forward)
def biases_subtracted(x, W, b, sigma):
    """The biases enter with the wrong sign."""
    return forward(x, W, {l: -b[l] for l in b}, sigma)
