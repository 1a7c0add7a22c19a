"""Fifteen classic wrong backward passes, for sigmoid networks 2-16-16-3 with the quadratic cost.

The two hidden layers have the same size, so mistakes run here that would raise an error where the sizes differ.
"""

from inspect import isfunction

import numpy as np

from mlp_core.activations import sigmoid, sigmoid_prime

LR = 3.0  # the learning rate of the clinic


class FaultyBackward:
    """The mistakes, each a function that gives dW and db, with a sentence about what is wrong."""

    def no_slope_at_the_output(net, y, z, a):
        """BP1 has no slope: the error of the output is a - y alone."""
        return _gradients(_errors(net, y, z, a, output=lambda z: 1), a)

    def no_slope_in_hidden_layers(net, y, z, a):
        """BP2 has no slope: the error of a hidden layer is what arrives from the next one, and nothing else."""
        return _gradients(_errors(net, y, z, a, hidden=lambda z: 1), a)

    def slope_at_a(net, y, z, a):
        """BP1 and BP2 take the slope at a instead of at z."""
        return _gradients(_errors(net, y, a, a), a)

    def sigmoid_for_its_slope(net, y, z, a):
        """BP1 and BP2 use the sigmoid itself instead of its slope."""
        return _gradients(_errors(net, y, z, a, sigmoid, sigmoid), a)

    def slope_of_the_next_layer(net, y, z, a):
        """BP2 takes the slope at the z of the next layer; it fits from layer 2 to layer 1."""
        delta = net.deltas(y, z, a)
        delta[1] = (net.W[2].T @ delta[2]) * sigmoid_prime(z[2])
        return _gradients(delta, a)

    def w_without_transpose(net, y, z, a):
        """BP2 multiplies by W in place of its transpose; it fits from layer 2 to layer 1."""
        delta = net.deltas(y, z, a)
        delta[1] = (net.W[2] @ delta[2]) * sigmoid_prime(z[1])
        return _gradients(delta, a)

    def activation_of_the_same_layer(net, y, z, a):
        """BP4 takes a of the layer itself, in place of the layer before; it fits in layer 2."""
        dW, db = _gradients(net.deltas(y, z, a), a)
        return dW | {2: net.deltas(y, z, a)[2] @ a[2].T / y.shape[1]}, db

    def z_for_a(net, y, z, a):
        """BP4 uses the z of the layer before instead of its activation a."""
        return _gradients(net.deltas(y, z, a), {**z, 0: a[0]})

    def sum_for_mean(net, y, z, a):
        """BP3 and BP4 add up over the batch and take no mean."""
        return _gradients(net.deltas(y, z, a), a, y.shape[1], y.shape[1])

    def divided_twice(net, y, z, a):
        """BP3 and BP4 divide by the batch size twice."""
        return _gradients(net.deltas(y, z, a), a, 1 / y.shape[1], 1 / y.shape[1])

    def wrong_sign(net, y, z, a):
        """BP1 begins with y - a instead of a - y, but the step is still subtracted."""
        return _gradients(net.deltas(y, z, a), a, -1, -1)

    def biases_forgotten(net, y, z, a):
        """BP3 is missing: the biases have no gradient, and never move."""
        return _gradients(net.deltas(y, z, a), a, 1, 0)

    def one_gradient_for_all_biases(net, y, z, a):
        """BP3 takes the mean over the neurons too, so that all biases of a layer get the same gradient."""
        dW, db = _gradients(net.deltas(y, z, a), a)
        return dW, {l: np.full_like(db[l], db[l].mean()) for l in db}

    def weights_updated_too_early(net, y, z, a):
        """BP2 sends the error back through weights that have already taken their step."""
        delta = {3: net.deltas(y, z, a)[3]}
        for l in (2, 1):
            stepped = net.W[l + 1] - LR * delta[l + 1] @ a[l].T / y.shape[1]
            delta[l] = (stepped.T @ delta[l + 1]) * sigmoid_prime(z[l])
        return _gradients(delta, a)

    def first_layer_left_out(net, y, z, a):
        """The loop of BP2 ends one layer too soon: the first layer has no error, and never moves."""
        delta = net.deltas(y, z, a)
        return _gradients(delta | {1: 0 * delta[1]}, a)


MISTAKES = tuple(filter(isfunction, vars(FaultyBackward).values()))


def _errors(net, y, z, a, output=sigmoid_prime, hidden=sigmoid_prime):
    """BP1 and BP2, with these functions of z as slopes."""
    delta = {net.L: (a[net.L] - y) * output(z[net.L])}
    for l in range(net.L - 1, 0, -1):
        delta[l] = (net.W[l + 1].T @ delta[l + 1]) * hidden(z[l])
    return delta


def _gradients(delta, a, weights=1, biases=1):
    """BP4 and BP3, times these factors."""
    m = a[0].shape[1]
    dW = {l: weights * delta[l] @ a[l - 1].T / m for l in sorted(delta)}
    return dW, {l: biases * delta[l].sum(axis=1, keepdims=True) / m for l in sorted(delta)}
