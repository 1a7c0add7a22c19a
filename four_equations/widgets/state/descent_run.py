"""Gradient descent over two numbers: the costs that the descent explorer offers, and the way down."""

import copy
from collections import namedtuple

import numpy as np

STILL = 1e-15  # a gradient shorter than this is 0 up to rounding

# A function of w, of shape (2,), its gradient (2,), and where its descent starts.
Cost = namedtuple("Cost", "value gradient start")
# The long valley of notebook 03, C = w₀² + 3w₁².
VALLEY = Cost(lambda w: w[0] ** 2 + 3 * w[1] ** 2, lambda w: np.array([2 * w[0], 6 * w[1]]), (2.0, 1.0))
# Its points (2, n + 1), their costs, the gradient at the last one, and why it ended there, or None.
Descent = namedtuple("Descent", "path costs gradient end")


def network_cost(net, x, y, weights):
    """The cost of `net` on x, y over two of its `weights`, each (l, j, k) for w^l_jk; all others stay as they are."""
    net = copy.deepcopy(net)
    start = tuple(float(net.W[l][j, k]) for l, j, k in weights)

    def value(w):
        for (l, j, k), number in zip(weights, w, strict=True):
            net.W[l][j, k] = number
        return net.cost_of(x, y)

    def gradient(w):
        value(w)
        dW, _ = net.backward(y, *net.forward(x))
        return np.array([dW[l][j, k] for l, j, k in weights])

    return Cost(value, gradient, start)


def descend(cost, start, lr, steps, far):
    """Take `steps` steps down `cost`, or fewer if the descent "stands still", or "diverges" beyond `far` from 0."""
    path, end = [np.array(start)], None
    while True:
        gradient = cost.gradient(path[-1])
        if np.hypot(*gradient) < STILL:
            end = "stands still"
        elif np.abs(path[-1]).max() > far:
            end = "diverges"
        if end or len(path) > steps:
            return Descent(np.array(path).T, [cost.value(w) for w in path], gradient, end)
        path.append(path[-1] - lr * gradient)
