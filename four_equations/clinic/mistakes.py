"""Fifteen classic wrong backward passes, for sigmoid networks 2-16-16-3 with the quadratic cost.

The two hidden layers have the same size, so mistakes run here that would raise an error where the sizes differ.
"""

import numpy as np

from mlp_core.activations import sigmoid_prime

from ..support.described import described

LR = 3.0  # the learning rate of the clinic

SLOPES = {  # of layer l
    "right": lambda z, a, l: sigmoid_prime(z[l]),
    "none at the output": lambda z, a, l: 1 if l == max(z) else sigmoid_prime(z[l]),
    "none in hidden layers": lambda z, a, l: 1 if l < max(z) else sigmoid_prime(z[l]),
    "at a": lambda z, a, l: sigmoid_prime(a[l]),
    "sigmoid": lambda z, a, l: a[l],
    "none": lambda z, a, l: 1,
    "z(1 - z)": lambda z, a, l: z[l] * (1 - z[l]),
    "tanh": lambda z, a, l: 1 - a[l] ** 2,
}


def by_the_transpose(W, a, delta, l):
    return W[l + 1].T @ delta[l + 1]


def errors(W, z, a, y, slope=SLOPES["right"], back=by_the_transpose, output=None, hidden=None):
    """delta[l] by BP1 and BP2 with slope(z, a, l) as the slope of layer l, and back(W, a, delta, l) as what arrives.

    `output` and `hidden` are other slopes, of the last layer and of those before.
    """
    L = max(W)
    delta = {L: (a[L] - y) * (output or slope)(z, a, L)}
    for l in range(L - 1, 0, -1):
        delta[l] = back(W, a, delta, l) * (hidden or slope)(z, a, l)
    return delta


def unchanged(gradient, m):
    return gradient


def summed(gradient, m):
    return gradient * m


def divided_again(gradient, m):
    return gradient / m


def zeroed(gradient, m):
    return 0 * gradient


def faulty_backward(W, z, a, y, inputs=lambda z, a: a, dW=unchanged, db=unchanged, **changes):
    """(dW, db) by all four equations with changes: those of `errors`, and in BP4 the activations inputs(z, a).

    `dW` and `db` are functions of a gradient and the batch size m, applied to each array.
    """
    delta, a_prev, m = errors(W, z, a, y, **changes), inputs(z, a), y.shape[1]
    weights = {l: dW(delta[l] @ a_prev[l - 1].T / m, m) for l in W}
    return weights, {l: db(delta[l].sum(axis=1, keepdims=True) / m, m) for l in W}


def _with(**changes):
    """The backward pass of a network with these changes."""
    return lambda net, y, z, a: faulty_backward(net.W, z, a, y, **changes)


FAULTY = described(
    "no_slope_at_the_output: BP1 has no slope: the error of the output is a - y alone.",
    _with(slope=SLOPES["none at the output"]),
    "no_slope_in_hidden_layers: BP2 has no slope: "
    "the error of a hidden layer is what arrives from the next one, and nothing else.",
    _with(slope=SLOPES["none in hidden layers"]),
    "slope_at_a: BP1 and BP2 take the slope at a instead of at z.",
    _with(slope=SLOPES["at a"]),
    "sigmoid_for_its_slope: BP1 and BP2 use the sigmoid itself instead of its slope.",
    _with(slope=SLOPES["sigmoid"]),
    "slope_of_the_next_layer: BP2 takes the slope at the z of the next layer, where the shapes happen to match.",
    _with(slope=lambda z, a, l: sigmoid_prime(z[2 if l == 1 else l])),
    "w_without_transpose: BP2 multiplies by W in place of its transpose, where the shapes happen to match.",
    _with(back=lambda W, a, delta, l: (W[2] if l == 1 else W[l + 1].T) @ delta[l + 1]),
    "activation_of_the_same_layer: BP4 takes a of the layer itself, not of the layer before, where the shapes match.",
    _with(inputs=lambda z, a: a | {1: a[2]}),
    "z_for_a: BP4 uses the z of the layer before instead of its activation a.",
    _with(inputs=lambda z, a: {**z, 0: a[0]}),
    "sum_for_mean: BP3 and BP4 add up over the batch and take no mean.",
    _with(dW=summed, db=summed),
    "divided_twice: BP3 and BP4 divide by the batch size twice.",
    _with(dW=divided_again, db=divided_again),
    "wrong_sign: BP1 begins with y - a instead of a - y, but the step is still subtracted.",
    _with(dW=lambda dW, m: -dW, db=lambda db, m: -db),
    "biases_forgotten: BP3 is missing: the biases have no gradient, and never move.",
    _with(db=zeroed),
    "one_gradient_for_all_biases: "
    "BP3 takes the mean over the neurons too, so that all biases of a layer get the same gradient.",
    _with(db=lambda db, m: np.full_like(db, db.mean())),
    "weights_updated_too_early: BP2 sends the error back through weights that have already taken their step.",
    _with(back=lambda W, a, delta, l: (W[l + 1] - LR * delta[l + 1] @ a[l].T / a[0].shape[1]).T @ delta[l + 1]),
    "first_layer_left_out: The loop of BP2 ends one layer too soon: the first layer has no error, and never moves.",
    _with(slope=lambda z, a, l: 0 if l == 1 else sigmoid_prime(z[l])),
)
MISTAKES = tuple(FAULTY.values())
