"""Exercises of notebook 06: mini-batches and the step."""

import numpy as np

from .engine import Mistakes, exercise, hints, scaled, swapped, wrong
from .n02_forward_pass import parameters

generator = np.random.default_rng(6)


def data(m, batch_size):
    return np.arange(2.0 * m).reshape(2, m), 100 + np.arange(1.0 * m)[None], batch_size, np.random.default_rng(7)


def in_words(value, x, y, batch_size, rng):
    """Describe the batches: their sizes, which samples they hold, whether x and y still match, and the order."""
    batches = [(np.asarray(part), np.asarray(own)) for part, own in value]
    columns, targets = (np.concatenate(side, axis=1) for side in zip(*batches, strict=True))
    paired = columns.shape[1] == targets.shape[1] and bool((columns[0] == targets[0] - 100).all())
    complete = columns.shape == x.shape and np.array_equal(np.sort(columns), x)
    shuffled = columns.shape == x.shape and not np.array_equal(columns, x)
    used = rng.bit_generator.state != np.random.default_rng(7).bit_generator.state
    return (
        ", ".join(f"{part.shape} with {own.shape}" for part, own in batches),
        "each sample once" if complete else "some samples missing, or there twice",
        "together" if paired else "torn apart",
        "new" if shuffled else "the old one",
        "used" if used else "not used",
    )


@exercise(
    "06",
    cases=[data(23, 5), data(12, 4), data(7, 3)],
    view=in_words,
    parts=("the shapes of the batches", "the samples", "x and y", "the order", "the given rng"),
)
@hints(
    "Deal the *numbers* of the columns, and take the same columns from x and from y.",
    "`order = rng.permutation(m)` once; then slices of it, `order[start : start + batch_size]`.",
    "The samples are columns: `x[:, part]`.",
)
def minibatches(x, y, batch_size, rng):
    """A list (or generator) of pairs (columns of x, the same columns of y), freshly shuffled; the last may be short."""
    m = x.shape[1]
    order = rng.permutation(m)
    parts = [order[start : start + batch_size] for start in range(0, m, batch_size)]
    return [(x[:, part], y[:, part]) for part in parts]


def cut(x, y, batch_size, order):
    """The batches of samples in this order."""
    return [(x[:, part], y[:, part]) for part in np.split(order, range(batch_size, len(order), batch_size))]


class WrongMinibatches(Mistakes, of=minibatches):
    def not_shuffled(x, y, batch_size, rng):
        """The samples come in their old order. Sorted data would teach one class after the other: shuffle."""
        return cut(x, y, batch_size, np.arange(x.shape[1]))

    def pairs_torn(x, y, batch_size, rng):
        """You shuffled x and y separately, so a sample has the target of another. Use one order for both."""
        return cut(x[:, rng.permutation(x.shape[1])], y, batch_size, rng.permutation(x.shape[1]))

    def last_dropped(x, y, batch_size, rng):
        """The last batch is missing when it is short, so its samples are never learned from."""
        return [pair for pair in minibatches(x, y, batch_size, rng) if pair[0].shape[1] == batch_size]

    def rows_cut(x, y, batch_size, rng):
        """You cut rows. The samples are columns, so a slice of rows takes a part of every sample."""
        starts = range(0, len(x), batch_size)
        return [(x[start : start + batch_size], y[start : start + batch_size]) for start in starts]

    def drawn_with_replacement(x, y, batch_size, rng):
        """Some samples come twice, and some never: you draw with replacement. Deal them like cards."""
        return cut(x, y, batch_size, rng.integers(0, x.shape[1], x.shape[1]))

    def everything_at_once(x, y, batch_size, rng):
        """There is a single batch with all samples. What is batch_size for?"""
        return minibatches(x, y, x.shape[1], rng)

    def own_seed(x, y, batch_size, rng):
        """You never use the rng that you are given, so the order comes from elsewhere. Shuffle with this rng."""
        return minibatches(x, y, batch_size, np.random.default_rng(0))


def step_case(*sizes, lr):
    return *parameters(generator, sizes), *parameters(generator, sizes), lr


@exercise("06", cases=[step_case(3, 4, 2, lr=0.25), step_case(2, 5, lr=3.0)], parts=("W", "b"))
@hints("Every array goes against its own gradient.", "Make new dicts: `-=` would change the caller's arrays.")
def sgd_step(W, b, dW, db, lr):
    """(new W, new b), dicts by layer, after one step; the old ones stay as they were."""
    return {l: W[l] - lr * dW[l] for l in W}, {l: b[l] - lr * db[l] for l in b}


def rates(weights, biases, sentence):
    """A mistake: these multiples of the rate, for the weights and for the biases."""
    return wrong(lambda W, b, dW, db, lr: sgd_step(W, b, scaled(dW, weights), scaled(db, biases), lr), sentence)


class WrongSgdStep(Mistakes, of=sgd_step):
    uphill = rates(-1, -1, "This goes uphill. The gradient points to where the cost grows.")
    biases_stay = rates(1, 0, "The weights are right, but the biases have not moved.")
    weights_stay = rates(0, 1, "The biases are right, but the weights have not moved.")
    order_of_the_pair = swapped(sgd_step, "The two dicts are swapped: first W, then b.")
    weights_uphill = rates(-1, 1, "The biases are right, but the weights go uphill.")
    biases_uphill = rates(1, -1, "The weights are right, but the biases go uphill.")

    def no_rate(W, b, dW, db, lr):
        """You take the whole gradient as your step. What is lr for?"""
        return sgd_step(W, b, dW, db, 1)

    def only_the_last_layer(W, b, dW, db, lr):
        """Only the last layer has moved. Every layer takes its step."""
        last = max(W)
        return W | {last: W[last] - lr * dW[last]}, b | {last: b[last] - lr * db[last]}
