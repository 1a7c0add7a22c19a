"""Exercises of notebook 02: the sigmoid, relu, and the forward pass."""

import numpy as np

from .engine import Mistakes, exercise, hints, scaled, swapped, wrong

rng = np.random.default_rng(2)
Z = [
    (np.array([[0.5, -1.25], [2.0, -3.0], [0.0, 0.75]]),),
    (np.array(1.5),),
    (np.array([[-1e4, 800.0], [-800.0, 1e4]]),),
]


@exercise("02", cases=Z)
@hints(
    "Write the formula first. Which power of e can overflow, and for which z?",
    "$e^{-|z|}$ is never larger than 1. Write the sigmoid with it, once for z above 0 and once for z below.",
    "`np.where(condition, a, b)` chooses entry by entry.",
)
def sigmoid(z):
    """1 / (1 + e^-z) for an array of any shape, without nan for any z."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


class WrongSigmoid(Mistakes, of=sigmoid):
    tanh_for_sigmoid = wrong(np.tanh, "This curve runs from -1 to 1, so it is tanh. The sigmoid stays above 0.")

    def overflows(z):
        """It is right until z is large, where infinity by infinity gives nan. Which form needs no large power?"""
        return np.exp(z) / (1 + np.exp(z))

    def sign_forgotten(z):
        """It falls where it should rise. Look at the sign of z in the exponent."""
        return 1 / (1 + np.exp(z))

    def minus_below(z):
        """It leaves the range from 0 to 1. Look at the sign in the denominator."""
        return 1 / (1 - np.exp(-z))

    def its_slope(z):
        """This is the slope of the sigmoid. The exercise asks for its value."""
        return sigmoid(z) * (1 - sigmoid(z))

    def two_halves_do_not_meet(z):
        """It jumps at 0, where both formulas must give 1/2. What is the fraction for z below 0?"""
        e = np.exp(-np.abs(z))
        return np.where(z >= 0, 1, e) * (1 + e)

    def minus_in_the_safe_form(z):
        """Your powers are safe, but you subtract in the denominator. Both forms add."""
        e = np.exp(-np.abs(z))
        return np.where(z >= 0, 1, e) / (1 - e)

    def same_formula_on_both_sides(z):
        """It is right on one side of 0 only. With -|z| in the exponent, the two sides need two formulas."""
        return 1 / (1 + np.exp(-np.abs(z)))


@exercise("02", cases=Z)
@hints("What is the larger of z and 0?", "`np.maximum` compares entry by entry; the built-in `max` does not.")
def relu(z):
    """z where it is positive, 0 elsewhere, for an array of any shape."""
    return np.maximum(z, 0)


class WrongRelu(Mistakes, of=relu):
    absolute = wrong(np.abs, "A negative z must become 0, but yours becomes positive.")
    the_other_half = wrong(lambda z: np.minimum(z, 0), "You kept the negative half. Which of z and 0 must win?")
    the_identity = wrong(lambda z: z, "You return z as it is. What must happen below 0?")

    def a_step(z):
        """You return 1 where z is positive, which is the slope of relu. Its value there is z itself."""
        return (z > 0) * 1.0

    def one_number_for_all(z):
        """You took the largest entry of the whole array. relu works on each entry by itself."""
        return np.maximum(np.max(z), 0) * np.ones_like(z)

    def compared_with_one(z):
        """Everything below 1 becomes 1. Which number must z be compared with?"""
        return np.maximum(z, 1)


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


class WrongLayerForward(Mistakes, of=layer_forward):
    bias_subtracted = wrong(
        lambda W, b, a, sigma: layer_forward(W, -b, a, sigma), "The bias enters with the wrong sign."
    )
    order = swapped(layer_forward, "Your two results are swapped: first z, then a.")
    no_bias = wrong(lambda W, b, a, sigma: (W @ a, sigma(W @ a)), "z lacks something that each neuron adds of its own.")

    def no_activation(W, b, a, sigma):
        """Both of your results are z. What does a neuron do with its sum before it passes it on?"""
        return W @ a + b, W @ a + b

    def bias_after_activation(W, b, a, sigma):
        """You add the bias after the activation. It belongs in z."""
        return W @ a, sigma(W @ a) + b

    def weights_transposed(W, b, a, sigma):
        """Where the shapes allow it, you multiply by the transpose of W. Row j of W holds the weights into neuron j."""
        return W.T @ a + b, sigma(W.T @ a + b)

    def entry_by_entry(W, b, a, sigma):
        """You multiply entry by entry, with `*`. A neuron *adds up* its products, and that is another operator."""
        return W * a + b, sigma(W * a + b)


def parameters(rng, sizes):
    """(W, b), dicts of random weights and biases by layer."""
    layers = range(1, len(sizes))
    W = {l: rng.normal(size=(sizes[l], sizes[l - 1])) for l in layers}
    return W, {l: rng.normal(size=(sizes[l], 1)) for l in layers}


def network_case(sizes, m):
    W, b = parameters(rng, sizes)
    return rng.normal(size=(sizes[0], m)), W, b, sigmoid


def z_and_a(value, x, W, b, sigma):
    """Whether `a` has an entry 0 is a matter of taste; if it does, that must be x."""
    z, a = value
    return z, {**a, 0: a.get(0, x)} if isinstance(a, dict) else a


@exercise(
    "02",
    cases=[network_case((3, 4, 2, 5), 6), network_case((2, 3), 1), network_case((3, 3, 3), 4)],
    view=z_and_a,
    parts=("z", "a"),
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


class WrongForward(Mistakes, of=forward):
    biases_forgotten = wrong(
        lambda x, W, b, sigma: forward(x, W, scaled(b, 0), sigma), "The biases are missing from z."
    )
    swapped = swapped(forward, "Your two dicts are in the wrong order: first z, then a.")

    def z_fed_forward(x, W, b, sigma):
        """From the second layer on, you feed in z of the layer before. What does a neuron pass on, z or a?"""
        z, a = forward(x, W, b, lambda z: z)
        return z, {0: x, **{l: sigma(z[l]) for l in z}}

    def last_activation_forgotten(x, W, b, sigma):
        """Your last layer has no activation. Here it has the same as all others."""
        z, a = forward(x, W, b, sigma)
        return z, a | {len(W): z[len(W)]}

    def last_layer_left_out(x, W, b, sigma):
        """Your loop ends one layer too soon. `range(1, n)` stops before n."""
        return forward(x, {l: W[l] for l in range(1, len(W))}, b, sigma)

    def always_from_the_input(x, W, b, sigma):
        """Where the shapes allow it, you feed x to every layer. Only layer 1 sees the input."""
        z = {l: W[l] @ x + b[l] for l in W}
        return z, {0: x, **{l: sigma(z[l]) for l in z}}

    def biases_subtracted(x, W, b, sigma):
        """The biases enter with the wrong sign."""
        return forward(x, W, scaled(b, -1), sigma)
