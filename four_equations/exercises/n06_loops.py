"""An exercise of notebook 06: write the training loop. Its pieces also make the loops that are wrong."""

import copy
from functools import cache

import numpy as np

from mlp_core import NeuralNetwork

from .engine import exercise, hints, mistakes
from .equality import Mismatch, equal, numbers, short

SEED = 6


class Trainee(NeuralNetwork):
    """A network that an answer may change. As an array it is its layer sizes, which must stay as they are."""

    def __array__(self, dtype=None, copy=None):
        return np.array(self.layers, dtype)


class Witness(np.random.Generator):
    """A generator that knows the network of its case: a view gets the generator as used, and so sees it trained."""

    def __init__(self, net):
        super().__init__(np.random.PCG64(SEED))
        self.net = net

    def __deepcopy__(self, memo):
        new = Witness(copy.deepcopy(self.net, memo))
        new.bit_generator.state = self.bit_generator.state
        return new


def loop_case(sizes, m, batch_size, epochs, lr):
    rng = np.random.default_rng([SEED, m])
    net = Trainee(sizes, ["tanh"] * (len(sizes) - 2) + ["sigmoid"], seed=m)
    x, y = rng.normal(size=(sizes[0], m)), rng.uniform(0.05, 0.95, (sizes[-1], m))
    return net, x, y, batch_size, epochs, lr, Witness(net)


LOOPS = [
    loop_case([3, 4, 2], 11, 4, 2, 0.7),
    loop_case([2, 3, 1], 7, 1, 2, 0.4),
    loop_case([2, 4, 3, 2], 6, 9, 2, 1.5),
    loop_case([5, 5, 5], 5, 2, 2, 0.9),
]
PARTS = ("costs", "W", "b")


def trained(value, net, x, y, batch_size, epochs, lr, rng):
    """(costs, W, b): what the answer returns, and the parameters of the network when it has ended."""
    costs = numbers(value)
    if costs is None or costs.ndim != 1:
        raise Mismatch("type", f"It must return a list with one cost for each epoch, but returns {short(value)}.")
    found, (right, as_good) = (costs, rng.net.W, rng.net.b), both(net.seed)
    return right if equal(found, as_good) else found


@cache
def both(seed):
    """What is seen of the reference in the case with this seed, and of the loop that deals the last order again."""
    net, *data, _ = next(case for case in LOOPS if case[0].seed == seed)
    seen = []
    for function in (training_loop, loop(orders=dealt_again)):
        own = copy.deepcopy(net)
        seen.append((np.array(function(own, *data, np.random.default_rng(SEED))), own.W, own.b))
    return seen


def costs_or_parameters(wrong, everything):
    """Which part of a training loop to look at."""
    if wrong == {"costs"}:
        return (
            "The network is trained as it should be, but these aren't the costs of the whole training set, "
            "each measured after its epoch."
        )
    if "costs" not in wrong:
        return "The costs are right, but the network that you were given isn't the one that they belong to."
    return (
        "The network ends with other parameters. Follow one epoch on paper: which columns does each batch take, "
        "of x and of y, and how far does each array move?"
    )


@exercise("06", cases=LOOPS, view=trained, parts=PARTS, locate=costs_or_parameters, composed=False)
@hints(
    "Two loops, one in the other: over the epochs, and in each of them over the places where a batch begins.",
    "An epoch draws `rng.permutation(m)`. A batch is a slice of it, and takes the same columns of x and of y.",
    "The step belongs to the inner loop. The cost of the whole set is measured once an epoch, after the inner loop.",
)
def training_loop(net, x, y, batch_size, epochs, lr, rng):
    """A list with the cost of the whole training set after each epoch; `net` itself is trained, by mini-batches."""
    m, history = x.shape[1], []
    for _ in range(epochs):
        order = rng.permutation(m)
        for start in range(0, m, batch_size):
            part = order[start : start + batch_size]
            dW, db = net.backward(y[:, part], *net.forward(x[:, part]))
            for l in net.W:
                net.W[l] = net.W[l] - lr * dW[l]
                net.b[l] = net.b[l] - lr * db[l]
        history.append(net.cost_of(x, y))
    return history


# Pieces of wrong loops. First the order of the samples in each epoch, from the generator.


def fresh(rng, m, epochs):
    return (rng.permutation(m) for _ in range(epochs))


def once(rng, m, epochs):
    return [rng.permutation(m)] * epochs


def dealt_again(rng, m, epochs):
    """Each order is a shuffle of the last one, which is as good: it comes from shuffling x and y themselves."""
    order = np.arange(m)
    for _ in range(epochs):
        order = order[rng.permutation(m)]
        yield order


# Then the batches of an epoch, a list of pairs of columns of x and of y.


def sliced(rows=False, torn=False, only=slice(None)):
    """Slices of the order; as many as `rows` would need, or with targets in their old order, or `only` some of them."""

    def batches(x, y, order, size, rng):
        starts = range(0, len(x) if rows else x.shape[1], size)
        parts = [(order[i : i + size], slice(i, i + size) if torn else order[i : i + size]) for i in starts]
        return [(x[:, part], y[:, own]) for part, own in parts[only]]

    return batches


def columns(parts):
    """The same columns of x and y for each part of the order, which `parts(order, size, rng)` makes."""
    return lambda x, y, order, size, rng: [(x[:, part], y[:, part]) for part in parts(order, size, rng)]


IN_SLICES = sliced()


def loop(
    orders=fresh,
    batches=IN_SLICES,
    rate=lambda lr, own, size, m: lr,
    moves=lambda l, L: (1, 1),
    record="all, after the epoch",
):
    """A training loop of these pieces. `moves` has a factor for W and one for b; `record` says which cost, and when."""

    def answer(net, x, y, batch_size, epochs, lr, rng):
        history = []

        def measure(moment, *data):
            if moment == record:
                history.append(net.cost_of(*data))

        for order in orders(rng, x.shape[1], epochs):
            measure("all, before the epoch", x, y)
            for inputs, targets in batches(x, y, order, batch_size, rng):
                measure("the batch, before its step", inputs, targets)
                dW, db = net.backward(targets, *net.forward(inputs))
                length = rate(lr, inputs.shape[1], batch_size, x.shape[1])
                for l in net.W:
                    of_W, of_b = moves(l, net.L)
                    net.W[l] = net.W[l] - of_W * length * dW[l]
                    net.b[l] = net.b[l] - of_b * length * db[l]
                measure("all, after a step", x, y)
            measure("the last batch", inputs, targets)
            measure("all, after the epoch", x, y)
        return history

    return answer


def mean_over_the_batches(net, x, y, batch_size, epochs, *rest):
    history = loop(record="the batch, before its step")(net, x, y, batch_size, epochs, *rest)
    return np.reshape(history, (epochs, -1)).mean(axis=1)


def moving(W, b):
    return loop(moves=lambda l, L: (W, b))


def whole(x, y, order, size, rng):
    return [(x, y)]


mistakes(
    training_loop,
    "rows_cut: You cut rows of x and y. The samples are columns, and `len` counts rows.",
    loop(batches=lambda x, y, order, size, rng: [(x[i : i + size], y[i : i + size]) for i in range(0, len(x), size)]),
    "rows_counted: Your batches are right, but there are too few: you count the rows of x where you need its columns.",
    loop(batches=sliced(rows=True)),
    "not_shuffled: The samples always come in their old order. Sorted data would teach one class after the other.",
    loop(orders=lambda rng, m, epochs: [np.arange(m)] * epochs),
    "shuffled_once: You shuffle once, so every epoch takes the same batches. Draw another order in each epoch.",
    loop(orders=once),
    "targets_not_shuffled: x is shuffled and y isn't, so a sample has the target of another.",
    loop(batches=sliced(torn=True)),
    "shuffled_apart: x and y are shuffled apart, so a sample has the target of another. Use one order for both.",
    loop(batches=lambda x, y, order, size, rng: IN_SLICES(x[:, order], y, rng.permutation(len(order)), size, rng)),
    "drawn_with_replacement: Some samples come twice in an epoch and some never: you draw with replacement. "
    "Deal them like cards.",
    loop(orders=lambda rng, m, epochs: (rng.integers(0, m, m) for _ in range(epochs))),
    "each_batch_anew: Every batch is drawn from all samples anew, so in an epoch some come twice and some never. "
    "Deal one order out to the batches.",
    loop(
        batches=columns(lambda order, size, rng: [order] + [rng.permutation(order)[:size] for i in order[size::size]])
    ),
    "last_dropped: The last batch is missing when it is short, so an epoch leaves some samples out.",
    loop(batches=columns(lambda order, size, rng: order[: len(order) // size * size].reshape(-1, size))),
    "everything_at_once: Each epoch takes a single step, with all samples. What is batch_size for?",
    loop(batches=whole),
    "whole_set_in_every_step: The number of steps is right, but each takes the gradient of the whole set.",
    loop(batches=lambda x, y, order, size, rng: [(x, y)] * -(-x.shape[1] // size)),
    "stale_gradient: You compute the gradient once an epoch, before the batches. After a step it is another.",
    loop(batches=whole, rate=lambda lr, own, size, m: lr * -(-m // size)),
    "one_step_an_epoch: Only the last batch of an epoch takes its step. Is the step inside the loop over the batches?",
    loop(batches=sliced(only=slice(-1, None))),
    "number_of_batches: You cut the order into batch_size parts. That is the number of samples in a batch.",
    loop(batches=columns(lambda order, size, rng: np.array_split(order, size))),
    "length_from_the_number: Your batches have m // batch_size samples. batch_size itself is their number of samples.",
    loop(batches=lambda x, y, order, size, rng: IN_SLICES(x, y, order, x.shape[1] // size, rng)),
    "biases_stay: Only the weights move. The biases take their step too.",
    moving(1, 0),
    "weights_stay: Only the biases move. The weights take their step too.",
    moving(0, 1),
    "uphill: Every step goes uphill. The gradient points to where the cost grows.",
    moving(-1, -1),
    "weights_uphill: The biases go downhill, but the weights go uphill.",
    moving(-1, 1),
    "biases_uphill: The weights go downhill, but the biases go uphill.",
    moving(1, -1),
    "last_layer_stays: The last layer doesn't move. Where does the loop over the layers end?",
    loop(moves=lambda l, L: (l < L, l < L)),
    "only_the_last_layer: Only the last layer moves. Every layer takes its step.",
    loop(moves=lambda l, L: (l == L, l == L)),
    "mean_taken_twice: You divide the step by the number of samples in the batch. BP3 and BP4 took the mean already.",
    loop(rate=lambda lr, own, size, m: lr / own),
    "rate_by_the_batch_size: You divide the rate by batch_size. BP3 and BP4 took the mean already.",
    loop(rate=lambda lr, own, size, m: lr / size),
    "rate_by_m: You divide the rate by the number of all samples. BP3 and BP4 took the mean already.",
    loop(rate=lambda lr, own, size, m: lr / m),
    "rate_times_the_batch: You multiply the step by the number of samples in the batch. "
    "The gradient is a mean, and the step is lr times that.",
    loop(rate=lambda lr, own, size, m: lr * own),
    "no_rate: You take the whole gradient as your step. What is lr for?",
    loop(rate=lambda lr, own, size, m: 1),
    "cost_of_the_last_batch: The network is trained as it should be, but you measure the last batch. "
    "The cost asked for is that of all samples.",
    loop(record="the last batch"),
    "cost_before_the_epoch: The network is trained as it should be, but you measure before each epoch, "
    "so the list doesn't know how training ended.",
    loop(record="all, before the epoch"),
    "cost_after_every_step: The network is trained as it should be, but the list has a cost for each step. "
    "One for each epoch is asked for.",
    loop(record="all, after a step"),
    "mean_over_the_batches: The network is trained as it should be. You return the mean over the batches of an epoch, "
    "each measured before its own step; asked for is the cost of the whole set after the epoch.",
    mean_over_the_batches,
    "own_rng: You never use the rng that you are given, so nobody can choose or repeat the order.",
    lambda net, x, y, batch_size, epochs, lr, rng: training_loop(
        net, x, y, batch_size, epochs, lr, np.random.default_rng(0)
    ),
    "begins_with_the_start: The network is trained as it should be, but your list begins before training. "
    "One cost for each epoch is asked for.",
    lambda net, x, y, *settings: [net.cost_of(x, y), *training_loop(net, x, y, *settings)],
    "copy_trained: The costs are right, but you have trained a copy. The network that you were given is as it was.",
    lambda net, *data: training_loop(copy.deepcopy(net), *data),
)
