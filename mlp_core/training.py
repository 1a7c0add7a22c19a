"""Mini-batches, and a step for each: the equations of `network.py` once more, in place, for speed. Read them there.

A network that computes as `network.py` says takes its steps here, in arrays that are made once. One to which somebody
gave another forward, backward, cost or sigma takes them with `NeuralNetwork._step`, which uses what it finds there.
Both give the same numbers but for rounding (tests/test_training.py). What makes the difference:

- All weights and biases are views of one array, `theta`, and so are their gradients: a step is one subtraction. There
  are two such arrays by turns. The gradients are written where the new parameters are going to be; the old ones stay
  for one more step, in case that the network diverges.
- W and b of a narrow layer are one matrix, [W b], and a has a row of ones beneath it: one product gives W a + b, and
  one gives BP3 and BP4. Where a product takes long, an addition counts for less than the odd size of [W b].
- sigma'(z) comes from a = sigma(z): s (1 - s) and 1 - t^2 are their definitions, and for relu it is the sign of a;
  that needs no order, so it is computed for several layers at once.
- Samples lie in memory one after the other, and several mini-batches are gathered at a time.
- `W.dot(a, out)` is the quickest call of a product, and `dot` the quickest sum. An array of no dimensions, such as
  `one`, is quicker to compute with than a Python number.
"""

from itertools import count, groupby, pairwise
from math import isfinite
from typing import NamedTuple

import numpy as np

from .activations import ACTIVATIONS
from .costs import COSTS

WIDE = 100  # inputs of a layer, above which W and b stay apart
CACHE = 2**15  # numbers that the nearest memory holds: so many are gathered, or updated, at a time
SMALL = 30**2  # the sum of the squares of logits, up to which softmax needs no care, in float32 too
QUIET = {"over": "ignore", "under": "ignore", "invalid": "ignore"}  # weights that diverge give inf or nan, no warning


class Diverged(ArithmeticError):
    """The cost, or a weight or bias, became nan or inf at step `step`. The network holds its last finite parameters."""

    def __init__(self, what, step):
        super().__init__(f"{what} at step {step}: try a smaller learning rate.")
        self.step = step


class Step(NamedTuple):
    """One mini-batch of training: its epoch and its number (both from 1), and its cost before the update."""

    epoch: int
    number: int
    cost: float


class Training:
    """Mini-batches of x (n^0, m) and y (n^L, m), in a new order of the columns every epoch; a step of `net` on each.

    The arguments have been checked. No array that the network holds beforehand is written into.
    """

    def __init__(self, net, x, y, batch_size, lr, rng):
        self.net, self.lr, self.rng, self.m = net, lr, rng, x.shape[1]
        self.batch_size = min(batch_size, self.m)
        self.number, self.last = 0, (net.W, net.b)  # of the last step, and the parameters before it
        self.apart = {l for l, n in enumerate(net.layers[:-1], 1) if n > WIDE}  # the layers with W and b apart
        self.x, self.y = rows(x, ones=1 not in self.apart), rows(y)
        at_a_time = 1 + min(63, CACHE // (self.batch_size * (len(x) + len(y))))
        self.chunk = min(at_a_time * self.batch_size, self.m)
        self.gathered = [np.empty((self.chunk, array.shape[1]), net.dtype) for array in (self.x, self.y)]
        self.batches, self.arrays, self.plans = {}, {}, {}  # parts of what is gathered; what to compute in; and how
        self.functions, self.now, self.spare, self.one = None, None, None, np.ones((), net.dtype)

    def epoch(self):
        """Train for one epoch. Returns the mean cost of its samples, each mini-batch just before its own update."""
        with np.errstate(**QUIET):
            return sum(cost * (size / self.m) for size, cost in self._epoch(watched=False))

    def steps(self):
        """Train without end; a `Step` after each mini-batch. No array that the network holds then is changed later."""
        for epoch in count(1):
            costs = self._epoch(watched=True)
            while True:
                with np.errstate(**QUIET):  # only while this computes, not while its caller does
                    _, cost = next(costs, (0, None))
                if cost is None:
                    break
                yield Step(epoch, self.number, cost)

    def diverge(self, what):
        """Give the network its last finite parameters back, and say so."""
        self.net.W, self.net.b = self.last
        raise Diverged(what, self.number)

    def surely_finite(self):
        """Whether the cost cannot be inf or nan, by the norms of data and parameters; False if they do not tell."""
        if not (self.now and self.now.are_in(self.net)):
            return False
        with np.errstate(**QUIET):
            y, theta = np.linalg.norm(self.y), np.linalg.norm(self.now.theta)
            first = max((l for l in self.sigma if self.sigma[l] in BOUNDED), default=0)
            a = self.net.layers[first] ** 0.5 if first else np.linalg.norm(self.x)
            for _ in range(first, self.net.L):  # |W a + b| <= |theta| (|a| + 1), and |sigma(z)| <= |z| for these sigma
                a = theta * (a + 1)
            return self.m * (a + y) ** 2 < np.finfo(self.net.dtype).max

    def _epoch(self, watched):
        """Size and cost of each mini-batch. If `watched`, the network may be looked at, and changed, in between."""
        order, step = self.rng.permutation(self.m), None
        for start in range(0, self.m, self.chunk):
            for batch in self._gather(order[start : start + self.chunk]):
                if watched or not step:
                    step = self._step_in_place if self._take_over(watched) else self._step_as_written
                self.number += 1
                yield batch.m, step(batch)

    def _gather(self, samples):
        """The mini-batches of these samples, in arrays that the next call reuses."""
        x, y = (array[: len(samples)] for array in self.gathered)
        self.x.take(samples, 0, x, "clip")  # "clip" spares a copy that the default makes in case of an error
        self.y.take(samples, 0, y, "clip")
        if len(x) not in self.batches:
            cuts = [slice(i, i + self.batch_size) for i in range(0, len(x), self.batch_size)]
            self.batches[len(x)] = [Batch(x[cut].T, y[cut].T) for cut in cuts]
        return self.batches[len(x)]

    def _step_as_written(self, batch):
        net, x, y = self.net, batch.x, batch.y
        before = net.W, net.b
        try:
            cost = net._step(x[: net.layers[0]].copy("K"), y.copy("K"), self.lr)
            finite = all(np.isfinite(p).all() for p in (*net.W.values(), *net.b.values()))
        except KeyboardInterrupt:  # it may come between the step and the look at what it gave
            net.W, net.b = before
            raise
        if not isfinite(cost):
            self.diverge(f"The cost became {cost}")
        self.last = before
        if not finite:
            self.diverge("A weight or bias became infinite")
        return cost

    def _take_over(self, watched):
        """Make the parameters of the network those of `now`. False if the network computes in some other way."""
        net = self.net
        functions = net.cost, net.cost_gradient, *net.sigma.items(), *net.sigma_prime.items()
        if functions != self.functions:
            self.functions, self.plans, self.cost = functions, {}, COSTS_IN_PLACE.get(functions[:2])
            pairs = [(net.sigma.get(l), net.sigma_prime.get(l)) for l in range(1, net.L + 1)]
            self.sigma = {l: ACTIVATIONS_IN_PLACE.get(pair) for l, pair in enumerate(pairs, 1)}
        if not (self.cost and all(self.sigma.values()) and net._computes_as_written()):
            return False
        if not (self.now and self.now.are_in(net)):
            self.now = self._parameters()
            if not self.now.copy_from(net):
                return False
            net.W, net.b = self.now.W, self.now.b
        self.spare = None if watched else self.spare or self._parameters()
        return True

    def _step_in_place(self, batch):
        """delta has the factor lr/m here from the start, so that the gradient is the step itself."""
        now, new, one, apart = self.now, self.spare or self._parameters(), self.one, self.apart
        forward, slopes, delta_L, s_L, bp2, bp3, bp4, rate = self.plans.get(batch) or self._plan(batch)
        for l, a_prev, a, sigma in forward:
            z = now.Wb[l].dot(a_prev, a)
            if l in apart:
                z += now.b[l]
            sigma(z, one)
        cost = self.cost(a, batch.y, delta_L, one) / batch.m
        if not isfinite(cost):
            self.diverge(f"The cost became {cost}")
        for sigma_prime, some_a, some_s in slopes:
            sigma_prime(some_a, some_s, one)
        delta_L *= rate
        if s_L is not None:
            delta_L *= s_L  # BP1
        for l, delta_next, delta, s in bp2:
            now.W_T[l + 1].dot(delta_next, delta)
            if s is not None:
                delta *= s
        for l, delta, ones in bp3:
            delta.dot(ones, new.b[l])
        for l, left, right in bp4:  # and BP3, where W and b are one
            left.dot(right, new.stored[l])
        finite = True
        for part in map(np.subtract, now.parts, new.parts, new.parts):
            if not isfinite(part.dot(part)):
                finite = False
        self.last = now.W, now.b
        if not finite and not np.isfinite(new.theta).all():  # squares of large numbers may add up to inf, too
            self.diverge("A weight or bias became infinite")
        # No call stands between these: an interruption finds the network before the step or after it.
        self.net.W, self.net.b, self.now, self.spare = new.W, new.b, new, self.spare and now
        return cost

    def _parameters(self):
        return Parameters(self.net.layers, self.net.dtype, self.apart)

    def _plan(self, batch):
        """What `_step_in_place` computes for this batch, in what arrays: those of other batches of its size, too."""
        layers, L, dtype, m = self.net.layers, self.net.L, self.net.dtype, batch.m
        numbers, ends = range(1, L + 1), np.cumsum([0] + [(n + 1) * m for n in layers[1:]])
        if m not in self.arrays:
            delta = {l: np.empty((layers[l], m), dtype) for l in numbers}
            self.arrays[m] = np.ones(ends[-1], dtype), np.empty(ends[-1], dtype), delta, np.ones((m, 1), dtype)
        all_a, all_s, delta, ones = self.arrays[m]
        a1, s1 = ({l: part[ends[l - 1] : ends[l]].reshape(-1, m) for l in numbers} for part in (all_a, all_s))
        a_prev = {1: batch.x} | {l: a1[l - 1][:-1] if l in self.apart else a1[l - 1] for l in numbers[1:]}
        s = {l: s1[l][:-1] if self.sigma[l][1] else None for l in numbers}
        slopes = []
        for sigma_prime, group in groupby(numbers, lambda l: self.sigma[l][1]):
            if sigma_prime:
                first, *_, last = [*group] * 2
                part = slice(ends[first - 1], ends[last])
                slopes.append((sigma_prime, all_a[part], all_s[part]))
        forward = [(l, a_prev[l], a1[l][:-1], self.sigma[l][0]) for l in numbers]
        bp2 = [(l, delta[l + 1], delta[l], s[l]) for l in range(L - 1, 0, -1)]
        bp3 = [(l, delta[l], ones) for l in self.apart]
        bp4 = [(l, delta[l], a.T) if l == 1 or l in self.apart else (l, a, delta[l].T) for l, a in a_prev.items()]
        self.plans[batch] = forward, slopes, delta[L], s[L], bp2, bp3, bp4, np.array(self.lr / m, dtype)
        return self.plans[batch]


class Batch:
    """A mini-batch of m samples: their columns of x, with a row of ones beneath if W and b are one, and of y."""

    def __init__(self, x, y):
        self.x, self.y, self.m = x, y, x.shape[1]


class Parameters:
    """All weights and biases in one array, `theta`, and views of it: W, b and Wb, which is [W b]. It holds nothing yet.

    Each Wb is `stored` as it is or, from layer 2 on, transposed, so that the W^T of BP2 is in one piece. In the layers
    `apart` Wb is W alone.
    """

    def __init__(self, layers, dtype, apart):
        self.theta = np.empty(sum((n_prev + 1) * n for n_prev, n in pairwise(layers)), dtype)
        self.W, self.b, self.Wb, self.W_T, self.stored, start = {}, {}, {}, {}, {}, 0
        for l, (n_prev, n) in enumerate(pairwise(layers), 1):
            part = self.theta[start : start + (n_prev + 1) * n]
            start += len(part)
            if l in apart:
                self.W[l], self.b[l] = part[:-n].reshape(n, n_prev), part[-n:].reshape(n, 1)
                self.Wb[l] = self.stored[l] = self.W[l]
            else:
                self.stored[l] = part.reshape(n, n_prev + 1) if l == 1 else part.reshape(n_prev + 1, n)
                self.Wb[l] = self.stored[l] if l == 1 else self.stored[l].T
                self.W[l], self.b[l] = self.Wb[l][:, :-1], self.Wb[l][:, -1:]
            self.W_T[l] = self.W[l].T
        self.parts = [self.theta[i : i + CACHE] for i in range(0, len(self.theta), CACHE)]
        self.views = [(l, self.W[l], self.b[l]) for l in self.W]  # W and b themselves are open to everybody

    def are_in(self, net):
        """Whether the network holds these views still."""
        return all(net.W.get(l) is W and net.b.get(l) is b for l, W, b in self.views)

    def copy_from(self, net):
        """Take the numbers of the network's W and b. False if their shapes are others."""
        for ours, theirs in ((self.W, net.W), (self.b, net.b)):
            if ours.keys() != theirs.keys():
                return False
            for l in ours:
                array = np.asarray(theirs[l])
                if array.shape != ours[l].shape or array.dtype.kind not in "biuf":
                    return False
                ours[l][:] = array
        return True


def rows(columns, ones=False):
    """The columns of an array as rows, each in one piece of memory; with `ones`, a 1 at the end of each."""
    if not ones:
        return np.ascontiguousarray(columns.T)
    result = np.ones((columns.shape[1], len(columns) + 1), columns.dtype)
    result[:, :-1] = columns.T
    return result


# The activations in place: z becomes a, and s becomes sigma'(z), from a.


def sigmoid(z, one):
    np.negative(z, z)
    np.exp(z, z)
    z += one
    np.reciprocal(z, z)


def sigmoid_prime(a, s, one):
    np.subtract(one, a, s)
    s *= a


def tanh(z, one):
    np.tanh(z, z)


def tanh_prime(a, s, one):
    np.multiply(a, a, s)
    np.subtract(one, s, s)


def relu(z, one):
    np.maximum(z, 0.0, out=z)


def relu_prime(a, s, one):
    np.sign(a, s)


def linear(z, one):
    pass


ACTIVATIONS_IN_PLACE = {
    ACTIVATIONS["sigmoid"]: (sigmoid, sigmoid_prime),
    ACTIVATIONS["tanh"]: (tanh, tanh_prime),
    ACTIVATIONS["relu"]: (relu, relu_prime),
    ACTIVATIONS["linear"]: (linear, None),
}


BOUNDED = {ACTIVATIONS_IN_PLACE[ACTIVATIONS[name]] for name in ("sigmoid", "tanh")}  # their values, by -1 and 1


# The costs in place: delta becomes grad_a C. They return the sum over the samples of C_x.


def quadratic(a, y, delta, one):
    np.subtract(a, y, delta)
    errors = delta.ravel()
    return 0.5 * float(errors.dot(errors))


def cross_entropy(a, y, delta, one):
    total = -float(np.vdot(y, a))
    np.copyto(delta, a)
    numbers = delta.ravel()
    if len(a) == 1:
        sigmoid(delta, one)
        total += float(np.logaddexp(a, one - one).sum())
    else:
        if not numbers.dot(numbers) < SMALL:  # else e^a neither overflows nor vanishes, and there is no need to
            top = a.max(axis=0)
            delta -= top
            total += float(top.sum())
        np.exp(delta, delta)
        sums = np.add.reduce(delta, 0)
        delta /= sums
        total += float(np.add.reduce(np.log(sums)))
    delta -= y
    return total


COSTS_IN_PLACE = {COSTS["quadratic"]: quadratic, COSTS["cross_entropy"]: cross_entropy}
