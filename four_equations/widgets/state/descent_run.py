"""Gradient descent over two numbers: the costs that the descent explorer offers, and the way down."""

import copy
from typing import NamedTuple

import numpy as np

STILL = 1e-3  # a gradient shorter than this counts as 0


class Valley:
    """The long valley of notebook 03, C = w₀² + 3w₁², as a function of w, of shape (2,)."""

    start = (2.0, 1.0)

    def value(self, w):
        """C at w."""
        return float(w[0] ** 2 + 3 * w[1] ** 2)

    def with_gradient(self, w):
        """C at w, and its gradient (2,)."""
        return self.value(w), np.array([2 * w[0], 6 * w[1]])


class NetworkCost:
    """The cost of `net` on x, y as a function of two of its weights. All its other parameters stay as they are."""

    def __init__(self, net, x, y, weights):
        """Each of the two `weights` is (l, j, k), for w^l_jk. The network itself does not change."""
        self.net, self.x, self.y, self.weights = copy.deepcopy(net), x, y, weights
        self.start = tuple(float(net.W[l][j, k]) for l, j, k in weights)

    def _put(self, w):
        for (l, j, k), number in zip(self.weights, w, strict=True):
            self.net.W[l][j, k] = number

    def value(self, w):
        """C at w."""
        self._put(w)
        return self.net.cost_of(self.x, self.y)

    def with_gradient(self, w):
        """C at w, and its gradient (2,)."""
        self._put(w)
        z, a = self.net.forward(self.x)
        dW, _ = self.net.backward(self.y, z, a)
        return float(self.net.cost(a[self.net.L], self.y)), np.array([dW[l][j, k] for l, j, k in self.weights])


class Descent(NamedTuple):
    """Its points (2, n + 1), their costs, the gradient at the last one, and why it ended there, if it did."""

    path: np.ndarray
    costs: list
    gradient: np.ndarray
    end: str | None


def descend(cost, start, lr, steps, far):
    """Take `steps` steps down `cost`, or fewer if the descent "stands still", or "diverges" beyond `far` from 0."""
    path, end = [np.array(start)], None
    value, gradient = cost.with_gradient(start)
    costs = [value]
    while end is None:
        if np.hypot(*gradient) < STILL:
            end = "stands still"
        elif np.abs(path[-1]).max() > far:
            end = "diverges"
        elif len(path) > steps:
            break
        else:
            path.append(path[-1] - lr * gradient)
            value, gradient = cost.with_gradient(path[-1])
            costs.append(value)
    return Descent(np.array(path).T, costs, gradient, end)
