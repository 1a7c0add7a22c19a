"""Exercises of notebook 06: mini-batches and the step."""

import numpy as np

from .engine import exercise, hints, mistakes, scaled, swapped
from .equality import Mismatch
from .n02_forward_pass import parameters

generator = np.random.default_rng(6)


def data(m, batch_size):
    return np.arange(2.0 * m).reshape(2, m), 100 + np.arange(1.0 * m)[None], batch_size, np.random.default_rng(7)


def in_words(value, x, y, batch_size, rng):
    """Describe the batches: their sizes, which samples they hold, whether x and y still match, and the order."""
    if isinstance(value, (tuple, list)) and len(value) == 2 and not isinstance(value[0], tuple) and len(value[0]) > 2:
        raise Mismatch("two_lists", "It gives two lists. Asked for is one list of pairs: batch by batch, (x, y).")
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


mistakes(
    minibatches,
    "not_shuffled: The samples come in their old order. Sorted data would teach one class after the other: shuffle.",
    lambda x, y, batch_size, rng: cut(x, y, batch_size, np.arange(x.shape[1])),
    "pairs_torn: x and y do not come in the same order, so a sample has the target of another. Use one order for both.",
    lambda x, y, batch_size, rng: cut(x[:, rng.permutation(x.shape[1])], y, batch_size, rng.permutation(x.shape[1])),
    "last_dropped: The last batch is missing when it is short, so its samples are never learned from.",
    lambda x, y, batch_size, rng: minibatches(x, y, batch_size, rng)[: x.shape[1] // batch_size],
    "rows_cut: You cut rows. The samples are columns, so a slice of rows takes a part of every sample.",
    lambda x, y, batch_size, rng: [
        (x[i : i + batch_size], y[i : i + batch_size]) for i in range(0, len(x), batch_size)
    ],
    "drawn_with_replacement: Some samples come twice, and some never. Either they are drawn with replacement, or rows "
    "of an array are swapped in place, where one is overwritten before it is read. Deal the numbers like cards.",
    lambda x, y, batch_size, rng: cut(x, y, batch_size, rng.integers(0, x.shape[1], x.shape[1])),
    "everything_at_once: There is a single batch with all samples. What is batch_size for?",
    lambda x, y, batch_size, rng: minibatches(x, y, x.shape[1], rng),
    "drawn_afresh: You draw the indices of each batch afresh, so some samples come twice, and some never. "
    "One order for the epoch, cut into parts.",
    lambda x, y, batch_size, rng: [
        cut(x, y, batch_size, rng.permutation(x.shape[1]))[0] for _ in range(0, x.shape[1], batch_size)
    ],
    "own_seed: You never use the rng that you are given, so the order comes from elsewhere. Shuffle with this rng.",
    lambda x, y, batch_size, rng: minibatches(x, y, batch_size, np.random.default_rng(0)),
)


def step_case(*sizes, lr):
    return *parameters(generator, sizes), *parameters(generator, sizes), lr


@exercise("06", cases=[step_case(3, 4, 2, lr=0.25), step_case(2, 5, lr=3.0)], parts=("W", "b"))
@hints("Every array goes against its own gradient.", "Make new dicts: `-=` would change the caller's arrays.")
def sgd_step(W, b, dW, db, lr):
    """(new W, new b), dicts by layer, after one step; the old ones stay as they were."""
    return {l: W[l] - lr * dW[l] for l in W}, {l: b[l] - lr * db[l] for l in b}


def rates(weights, biases):
    """A mistake: these multiples of the rate, for the weights and for the biases."""
    return lambda W, b, dW, db, lr: sgd_step(W, b, scaled(dW, weights), scaled(db, biases), lr)


mistakes(
    sgd_step,
    "uphill: This goes uphill. The gradient points to where the cost grows.",
    rates(-1, -1),
    "biases_stay: The weights are right, but the biases have not moved.",
    rates(1, 0),
    "weights_stay: The biases are right, but the weights have not moved.",
    rates(0, 1),
    "order_of_the_pair: The two dicts are swapped: first W, then b.",
    swapped(sgd_step),
    "weights_uphill: The biases are right, but the weights go uphill.",
    rates(-1, 1),
    "biases_uphill: The weights are right, but the biases go uphill.",
    rates(1, -1),
    "no_rate: You take the whole gradient as your step. What is lr for?",
    lambda W, b, dW, db, lr: sgd_step(W, b, dW, db, 1),
    "only_the_step: These are the steps alone. The new parameters are the old ones and the steps together.",
    lambda W, b, dW, db, lr: (scaled(dW, -lr), scaled(db, -lr)),
    "only_the_last_layer: Only the last layer has moved. Every layer takes its step.",
    lambda W, b, dW, db, lr: sgd_step(W, b, *({l: g[l] * (l == max(g)) for l in g} for g in (dW, db)), lr),
)
