"""The training of a network: stochastic gradient descent, one step for each mini-batch."""

from collections import namedtuple
from itertools import count
from math import isfinite

import numpy as np
from numpy import subtract, vdot

from . import _validation as validate
from .activations import IN_PLACE


class Diverged(ArithmeticError):
    """The cost, or a weight or bias, was nan or inf at step `step`. The network holds earlier, finite parameters."""

    def __init__(self, what, step):
        super().__init__(f"{what} at step {step}: try a smaller learning rate.")
        self.step = step


Step = namedtuple("Step", "epoch number cost")  # of a mini-batch: both counted from 1, the cost before its update


class Training:
    """Training of `net` on x (n^0, m) and y (n^L, m), all of them checked. Each step makes new parameter arrays."""

    def __init__(self, net, x, y, batch_size, lr, rng):
        self.net, self.batch_size, self.lr, self.rng, self.number = net, batch_size, lr, rng, 0
        self.x, self.y = np.ascontiguousarray(x.T), np.ascontiguousarray(y.T)  # samples as rows: quicker to gather
        self.before_step, self.ones = (net.W, net.b), np.ones((len(self.x), 1), net.dtype)
        self.layers = [(l, *IN_PLACE[name]) for l, name in enumerate(net.activations, 1)]
        self.one = np.ones((), net.dtype)  # quicker to compute with than a Python number

    def epoch(self):
        """Train for one epoch. Returns the mean cost of its samples, each mini-batch just before its own step."""
        step, total, self.before_epoch = self.step_function(), 0.0, (self.net.W, self.net.b)
        with np.errstate(**validate.QUIET):
            for x, y in self.minibatches():
                total += self.take(step, x, y) * y.shape[1]
            self.refuse_infinite_parameters()
        self.last_minibatch = x, y
        return total / len(self.x)

    def steps(self):
        """Train without end; yields a `Step` after each mini-batch. In between, anyone may change the network."""
        for epoch in count(1):
            self.before_epoch = self.net.W, self.net.b
            for x, y in self.minibatches():
                validate.parameters(self.net)
                with np.errstate(**validate.QUIET):  # only while this computes, not while its caller does
                    cost = self.take(self.step_function(), x, y)
                    self.refuse_infinite_parameters()
                yield Step(epoch, self.number, cost)

    def minibatches(self):
        """The mini-batches (x, y) of one epoch, from a new order of the samples; a cacheful is gathered at a time."""
        order, size = self.rng.permutation(len(self.x)), self.batch_size
        part = size * max(1, 2**15 // (size * (self.x.shape[1] + self.y.shape[1])))
        for start in range(0, len(order), part):
            x, y = (rows.take(order[start : start + part], 0) for rows in (self.x, self.y))
            for i in range(0, len(x), size):
                yield x[i : i + size].T, y[i : i + size].T

    def take(self, step, x, y):
        """Take the step of a mini-batch with the function `step`. Returns the cost before it."""
        self.number += 1
        cost, W, b = step(x, y)
        if not isfinite(cost):
            self.diverge(f"The cost became {cost}")
        self.before_step = self.net.W, self.net.b
        self.net.W, self.net.b = W, b  # no call in between: an interruption finds the parameters of a whole step
        return cost

    def step_function(self):
        """The function that takes a mini-batch and returns its cost, and W and b after a step."""
        return self.in_place if self.net.is_unmodified() else self.as_written

    def as_written(self, x, y):
        """By the methods of the network, or what someone put in their place."""
        net, (z, a) = self.net, self.net.forward(x)
        dW, db = validate.gradient(net, net.backward(y, z, a))
        W, b = ({l: p[l] - self.lr * d[l] for l in p} for p, d in ((net.W, dW), (net.b, db)))
        return float(net.cost(a[net.L], y)), W, b

    def in_place(self, x, y):
        """The same numbers, by the equations of network.py once more: without checks, and with fewer new arrays."""
        net, one, m, a = self.net, self.one, y.shape[1], {0: x}
        W, b, ones = net.W.copy(), net.b.copy(), self.ones[:m]
        for l, sigma, _ in self.layers:
            z = W[l].dot(a[l - 1])
            z += b[l]
            a[l] = sigma(z, one) if sigma else z
        delta = net.cost_gradient.unchecked(a[net.L], y)
        cost = vdot(delta, delta) / (2 * m) if net.cost_name == "quadratic" else net.cost.unchecked(a[net.L], y)
        delta *= self.lr / m  # the mean over the batch, and the rate: so dW and db are what is subtracted
        for l, _, slope in reversed(self.layers):
            if slope:
                delta *= slope(a[l], one)  # BP1, and the second half of BP2
            db, dW = delta.dot(ones), delta.dot(a[l - 1].T)  # BP3, BP4
            delta = W[l].T.dot(delta) if l > 1 else None  # BP2
            W[l], b[l] = subtract(W[l], dW, dW), subtract(b[l], db, db)
        return float(cost), W, b

    def refuse_infinite_parameters(self):
        if not finite(self.net.W, self.net.b):
            self.diverge("A weight or bias had become infinite")

    def diverge(self, what):
        """Give the network its last finite parameters back, and say so."""
        self.net.W, self.net.b = self.before_step if finite(*self.before_step) else self.before_epoch
        raise Diverged(what, self.number)


def finite(W, b):
    """Whether all parameters are finite."""
    return all(np.isfinite(part).all() for part in (*W.values(), *b.values()))
