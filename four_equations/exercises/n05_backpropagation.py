"""Exercises of notebook 05: the errors of all layers, the whole backward pass, and the relative error."""

import numpy as np
from numpy.linalg import norm

from mlp_core.activations import sigmoid, sigmoid_prime

from .engine import Mistakes, exercise, hints, scaled, swapped, times, wrong
from .n02_forward_pass import forward, parameters
from .n04_four_equations import SLOPE

rng = np.random.default_rng(5)


def network_case(sizes, m):
    W, b = parameters(rng, sizes)
    z, a = forward(rng.normal(size=(sizes[0], m)), W, b, sigmoid)
    return W, z, a, rng.uniform(0.05, 0.95, (sizes[-1], m))


CASES = [network_case(sizes, m) for sizes, m in [((3, 5, 2, 4), 6), ((3, 5, 2, 4), 1), ((3, 3, 3, 3), 4), ((2, 3), 5)]]


def layers_of(labels, kind=""):
    """The layers in labels such as "dW[2]", of those that begin with `kind`."""
    return {int(label[label.rindex("[") + 1 : -1]) for label in labels if label.startswith(kind)}


def which_error(wrong, everything):
    """The equation to look at, from the labels of the layers whose errors are wrong."""
    last, first = max(layers_of(everything)), max(layers_of(wrong))
    if first == last:
        return f"Already `delta[{last}]` is wrong, the last layer. So look at BP1 first."
    return f"`delta[{last}]` is right, and `delta[{first}]` is wrong. So look at BP2, at that step."


def which_gradient(wrong, everything):
    """The equation to look at, from the labels dW[l] and db[l] of the arrays that are wrong."""
    dW, db = layers_of(wrong, "dW"), layers_of(wrong, "db")
    found = f"Wrong: {', '.join(sorted(wrong))}; the rest is right. "
    if not dW:
        return found + "So all errors are right, and only the biases fail: look at BP3."
    if not db:
        return found + "So all errors are right, and only weights fail: look at BP4."
    if max(layers_of(everything)) in dW & db:
        return (
            "In the last layer weights and biases are wrong already. Look at BP1 first, and at the mean over the batch."
        )
    return found + f"Layers after {max(dW & db, default=max(dW | db))} are right: look at BP2, at the step back to it."


@exercise("05", cases=CASES, uses=SLOPE, locate=which_error)
@hints(
    "Begin at the end: which equation needs no other error?",
    "Then walk back, `range(L - 1, 0, -1)`: each layer needs the error and the weights of the next one.",
    "The number of the last layer is `max(W)`.",
)
def deltas(W, z, a, y):
    """The dict of errors delta[l] (n^l, m) for l = 1..L, of a sigmoid network with the quadratic cost."""
    L = max(W)
    delta = {L: (a[L] - y) * sigmoid_prime(z[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1].T @ delta[l + 1]) * sigmoid_prime(z[l])
    return delta


def errors(sentence, slope=lambda z, a, l: sigmoid_prime(z[l]), back=lambda W, delta, l: W[l + 1].T @ delta[l + 1]):
    """A mistake: the errors with another slope of layer l, or by another way back to layer l."""

    def walk(W, z, a, y):
        L = max(W)
        delta = {L: (a[L] - y) * slope(z, a, L)}
        for l in range(L - 1, 0, -1):
            delta[l] = back(W, delta, l) * slope(z, a, l)
        return delta

    return wrong(walk, sentence)


class WrongDeltas(Mistakes, of=deltas):
    y_minus_a = times(-1, deltas, "Every sign is turned: BP1 begins with a - y.")
    slope_at_a = errors("You take the slopes at a. They must be taken at z.", lambda z, a, l: sigmoid_prime(a[l]))
    sigmoid_for_slope = errors("You multiply by the sigmoid where its slope belongs.", lambda z, a, l: a[l])
    no_slope_at_the_output = errors(
        "BP1 lacks its slope. The rest of your walk is right.",
        lambda z, a, l: 1 if l == max(z) else sigmoid_prime(z[l]),
    )
    no_slope_in_hidden_layers = errors(
        "BP1 is right. In BP2, what arrives must still pass back through the activation.",
        lambda z, a, l: 1 if l < max(z) else sigmoid_prime(z[l]),
    )
    slope_of_the_next_layer = errors(
        "BP1 is right. In BP2 the slope belongs to layer l itself. Where it fits, you take that of the next layer.",
        lambda z, a, l: sigmoid_prime(z[min(l + 1, max(z))]),
    )
    no_transpose = errors(
        "BP1 is right. In BP2 you multiply by W itself, where it fits. Which lines does an error come back over?",
        back=lambda W, delta, l: W[l + 1] @ delta[l + 1],
    )
    own_weights = errors(
        "BP1 is right. In BP2 you take the layer's own weights. Those lead *into* it: which lead out?",
        back=lambda W, delta, l: W[l].T @ delta[l + 1],
    )
    always_from_the_last_layer = errors(
        "Each step takes the error of the last layer. It must take that of the *next* one.",
        back=lambda W, delta, l: W[max(W)].T @ delta[max(W)],
    )

    def first_layer_left_out(W, z, a, y):
        """Layer 1 has no error: your loop ends one step too soon. `range` stops *before* its end."""
        return {l: delta for l, delta in deltas(W, z, a, y).items() if l > 1 or l == max(W)}


@exercise("05", cases=CASES, parts=("dW", "db"), uses=SLOPE, locate=which_gradient)
@hints(
    "First all errors, then all gradients: BP1, BP2, and then BP3 and BP4 for every layer.",
    "BP3 and BP4 take the mean over the m columns.",
    "`delta[l].sum(axis=1, keepdims=True) / m`, and a product of `delta[l]` with a transpose.",
)
def backward(W, z, a, y):
    """(dW, db), dicts by layer of the shapes of W^l and b^l: the gradient of C, for sigmoids and the quadratic cost."""
    L, m = max(W), y.shape[1]
    delta = {L: (a[L] - y) * sigmoid_prime(z[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1].T @ delta[l + 1]) * sigmoid_prime(z[l])
    dW = {l: delta[l] @ a[l - 1].T / m for l in W}
    db = {l: delta[l].sum(axis=1, keepdims=True) / m for l in W}
    return dW, db


def gradients(delta, a):
    """(dW, db) by BP3 and BP4, from the errors and the activations by layer."""
    dW = {l: delta[l] @ a[l - 1].T / a[0].shape[1] for l in delta}
    return dW, {l: delta[l].mean(axis=1, keepdims=True) for l in delta}


def from_errors(wrong_deltas, sentence):
    """A mistake: the gradient made by BP3 and BP4 of these wrong errors."""
    return wrong(lambda W, z, a, y: gradients(wrong_deltas(W, z, a, y), a), sentence)


class WrongBackward(Mistakes, of=backward):
    signs_turned = times(-1, backward, "Every sign is turned: BP1 begins with a - y.")
    order_of_the_pair = swapped(backward, "Your two dicts are swapped: first dW, then db.")
    output_without_slope = from_errors(
        WrongDeltas.no_slope_at_the_output, "All arrays are wrong, the last layer too. In BP1 the slope is missing."
    )
    hidden_without_slope = from_errors(
        WrongDeltas.no_slope_in_hidden_layers,
        "The last layer is right, all before it are wrong: BP2. What arrives must pass back through the activation.",
    )
    slopes_at_a = from_errors(WrongDeltas.slope_at_a, "The slopes are taken at a. They must be taken at z.")
    sigmoids_for_slopes = from_errors(
        WrongDeltas.sigmoid_for_slope,
        "All arrays are wrong. BP1 and BP2 take the slope of the sigmoid, but you take the sigmoid itself.",
    )
    transpose_forgotten = from_errors(
        WrongDeltas.no_transpose, "The last layer is right. In BP2 you multiply by W itself, where the shapes allow it."
    )
    weights_of_the_layer_itself = from_errors(
        WrongDeltas.own_weights,
        "The last layer is right. BP2 takes the weights that lead *out* of a layer, but you take those leading in.",
    )

    def activation_of_the_same_layer(W, z, a, y):
        """All db are right, so the errors are. BP4 takes what flows *into* the lines: the activation of which layer?"""
        return gradients(deltas(W, z, a, y), {l - 1: a[l] for l in W})

    def z_for_a(W, z, a, y):
        """All db are right. BP4 takes what comes out of the layer before, but you take what goes into its sigmoid."""
        return gradients(deltas(W, z, a, y), {0: a[0], **z})

    def sums_for_means(W, z, a, y):
        """Everything is too large by the number of samples: BP3 and BP4 take means."""
        return scaled(backward(W, z, a, y), y.shape[1])

    def divided_twice(W, z, a, y):
        """Everything is too small by the number of samples: you divided twice. Is the mean already in your errors?"""
        return scaled(backward(W, z, a, y), 1 / y.shape[1])

    def only_weights_averaged(W, z, a, y):
        """All dW are right. BP3 needs the mean over the columns, but you took the sum."""
        dW, db = backward(W, z, a, y)
        return dW, scaled(db, y.shape[1])

    def only_biases_averaged(W, z, a, y):
        """All db are right. In BP4 the product adds up the samples, but their mean is needed."""
        dW, db = backward(W, z, a, y)
        return scaled(dW, y.shape[1]), db

    def bias_columns_kept(W, z, a, y):
        """All dW are right. Your db still have a column for each sample: BP3 takes the mean over them."""
        return backward(W, z, a, y)[0], deltas(W, z, a, y)

    def flat_biases(W, z, a, y):
        """All dW are right. Your db are flat, and would make squares when subtracted: keep them as columns."""
        dW, db = backward(W, z, a, y)
        return dW, {l: db[l].ravel() for l in db}

    def product_swapped(W, z, a, y):
        """All db are right. Your dW are the transposes of what they should be."""
        dW, db = backward(W, z, a, y)
        return {l: dW[l].T for l in dW}, db

    def biases_left_at_zero(W, z, a, y):
        """All dW are right. The biases have a gradient too: which of the four equations is it?"""
        dW, db = backward(W, z, a, y)
        return dW, scaled(db, 0)


@exercise(
    "05",
    cases=[
        (np.array([3.0, 4.0]), np.array([3.0, 4.5])),
        (np.zeros((2, 3)), np.zeros((2, 3))),
        (rng.normal(size=(3, 2)), rng.normal(size=(3, 2))),
    ],
)
@hints(
    "The length of the difference, divided by the sum of both lengths.",
    "`np.linalg.norm` is the length. And if both are zero?",
)
def relative_error(g, h):
    """|g - h| / (|g| + |h|), a number; 0 if both arrays are zero everywhere."""
    size = np.linalg.norm(g) + np.linalg.norm(h)
    return np.linalg.norm(g - h) / size if size else 0.0


def ratio(distance, size):
    return distance / size if size else 0.0


class WrongRelativeError(Mistakes, of=relative_error):
    def zero_by_zero(g, h):
        """Two arrays of zeros give nan. They are equal: what should the error be?"""
        return norm(g - h) / (norm(g) + norm(h))

    def plain_difference(g, h):
        """This is the length of the difference. How large is it compared with the arrays themselves?"""
        return norm(g - h)

    def length_of_the_sum(g, h):
        """You divide by the length of the sum, which is 0 for opposite arrays. Add the two lengths."""
        return ratio(norm(g - h), norm(g + h))

    def by_one_of_them(g, h):
        """You divide by only one of the two lengths, so the result has no upper limit. Add both."""
        return ratio(norm(g - h), norm(g))

    def difference_of_lengths(g, h):
        """You compare the lengths. Two arrays of equal length can point anywhere: take the length of the difference."""
        return ratio(abs(norm(g) - norm(h)), norm(g) + norm(h))

    def difference_below(g, h):
        """You subtract the lengths in the denominator, so equal arrays divide by 0. Add them."""
        return ratio(norm(g - h), norm(g) - norm(h))

    def multiplied(g, h):
        """You multiply by the lengths. A relative error divides, so that it does not depend on the size."""
        return norm(g - h) * (norm(g) + norm(h))

    def one_for_two_zeros(g, h):
        """Two arrays of zeros are equal, so their error is not 1."""
        return ratio(norm(g - h), norm(g) + norm(h)) if g.any() or h.any() else 1.0

    def sum_above(g, h):
        """You add the arrays in the numerator, so equal ones look worst. What is 0 when they are equal?"""
        return ratio(norm(g + h), norm(g) + norm(h))
