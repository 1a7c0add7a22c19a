"""Notebook 06: mini-batches and the step."""

import numpy as np

from .engine import exercise, mistake

generator = np.random.default_rng(6)


def data(m, batch_size):
    return np.arange(2.0 * m).reshape(2, m), 100 + np.arange(1.0 * m)[None], batch_size, np.random.default_rng(7)


def what_matters(value, x, y, batch_size, rng):
    """The sizes of the batches, which samples they hold, whether x and y still belong together, whether they were
    shuffled.
    """
    batches = [(np.asarray(part), np.asarray(own)) for part, own in value]
    columns, targets = (np.concatenate(side, axis=1) for side in zip(*batches, strict=True))
    paired = columns.shape[1] == targets.shape[1] and bool((columns[0] == targets[0] - 100).all())
    sizes = ", ".join(f"{part.shape} with {own.shape}" for part, own in batches)
    complete = columns.shape == x.shape and np.array_equal(np.sort(columns), x)
    shuffled = columns.shape == x.shape and not np.array_equal(columns, x)
    used = rng.bit_generator.state != np.random.default_rng(7).bit_generator.state
    return (
        sizes,
        "each sample once" if complete else "some samples missing, or there twice",
        "together" if paired else "torn apart",
        "new" if shuffled else "the old one",
        "used" if used else "not used",
    )


@exercise(
    "06",
    cases=[data(23, 5), data(12, 4), data(7, 3)],
    hints=[
        "Deal the *numbers* of the columns, and take the same columns from x and from y.",
        "`order = rng.permutation(m)` once; then slices of it, `order[start : start + batch_size]`.",
        "The samples are columns: `x[:, part]`.",
    ],
    view=what_matters,
    parts=("the shapes of the batches", "the samples", "x and y", "the order", "the given rng"),
)
def minibatches(x, y, batch_size, rng):
    """A list (or generator) of pairs (columns of x, the same columns of y), freshly shuffled; the last may be short."""
    m = x.shape[1]
    order = rng.permutation(m)
    parts = [order[start : start + batch_size] for start in range(0, m, batch_size)]
    return [(x[:, part], y[:, part]) for part in parts]


@mistake(minibatches)
def not_shuffled(x, y, batch_size, rng):
    """The samples come in their old order. Data that is sorted would teach one class after the other: shuffle."""
    starts = range(0, x.shape[1], batch_size)
    return [(x[:, start : start + batch_size], y[:, start : start + batch_size]) for start in starts]


@mistake(minibatches)
def pairs_torn(x, y, batch_size, rng):
    """x and y were shuffled each by itself, so that a sample has the target of another. Use one order for both."""
    return [
        (part, own)
        for (part, _), (_, own) in zip(
            minibatches(x, y, batch_size, rng), minibatches(x, y, batch_size, rng), strict=True
        )
    ]


@mistake(minibatches)
def last_dropped(x, y, batch_size, rng):
    """The last batch is missing when it is short, and its samples are never learned from."""
    return [pair for pair in minibatches(x, y, batch_size, rng) if pair[0].shape[1] == batch_size]


@mistake(minibatches)
def rows_cut(x, y, batch_size, rng):
    """You cut rows. The samples are columns, so a slice of rows takes a part of every sample."""
    return [(x[start : start + batch_size], y[start : start + batch_size]) for start in range(0, len(x), batch_size)]


@mistake(minibatches)
def drawn_with_replacement(x, y, batch_size, rng):
    """Some samples come twice, and some never: you draw with replacement. Deal them like cards."""
    m = x.shape[1]
    order = rng.integers(0, m, m)
    return [(x[:, order[s : s + batch_size]], y[:, order[s : s + batch_size]]) for s in range(0, m, batch_size)]


@mistake(minibatches)
def everything_at_once(x, y, batch_size, rng):
    """There is a single batch with all samples. What is batch_size for?"""
    order = rng.permutation(x.shape[1])
    return [(x[:, order], y[:, order])]


@mistake(minibatches)
def own_seed(x, y, batch_size, rng):
    """It never touches the rng that it is given, so the order comes from elsewhere. Shuffle with this rng."""
    return minibatches(x, y, batch_size, np.random.default_rng(0))


def parameters(sizes):
    layers = range(1, len(sizes))
    W = {l: generator.normal(size=(sizes[l], sizes[l - 1])) for l in layers}
    b = {l: generator.normal(size=(sizes[l], 1)) for l in layers}
    dW = {l: generator.normal(size=W[l].shape) for l in layers}
    return W, b, dW, {l: generator.normal(size=b[l].shape) for l in layers}


@exercise(
    "06",
    cases=[(*parameters((3, 4, 2)), 0.25), (*parameters((2, 5)), 3.0)],
    parts=("W", "b"),
    hints=["Every array goes against its own gradient.", "Make new dicts: `-=` would change the caller's arrays."],
)
def sgd_step(W, b, dW, db, lr):
    """(new W, new b), dicts by layer, after one step; the old ones stay as they were."""
    return {l: W[l] - lr * dW[l] for l in W}, {l: b[l] - lr * db[l] for l in b}


@mistake(sgd_step)
def uphill(W, b, dW, db, lr):
    """This goes uphill. The gradient points to where the cost grows."""
    return {l: W[l] + lr * dW[l] for l in W}, {l: b[l] + lr * db[l] for l in b}


@mistake(sgd_step)
def biases_stay(W, b, dW, db, lr):
    """The weights are right, and the biases have not moved."""
    return {l: W[l] - lr * dW[l] for l in W}, dict(b)


@mistake(sgd_step)
def weights_stay(W, b, dW, db, lr):
    """The biases are right, and the weights have not moved."""
    return dict(W), {l: b[l] - lr * db[l] for l in b}


@mistake(sgd_step)
def no_rate(W, b, dW, db, lr):
    """You take the whole gradient as your step. What is lr for?"""
    return {l: W[l] - dW[l] for l in W}, {l: b[l] - db[l] for l in b}


@mistake(sgd_step)
def order_of_the_pair(W, b, dW, db, lr):
    """The two dicts are swapped: first W, then b."""
    return sgd_step(W, b, dW, db, lr)[::-1]


@mistake(sgd_step)
def only_the_last_layer(W, b, dW, db, lr):
    """Only the last layer has moved. Every layer takes its step."""
    last = max(W)
    return W | {last: W[last] - lr * dW[last]}, b | {last: b[last] - lr * db[last]}


@mistake(sgd_step)
def weights_uphill(W, b, dW, db, lr):
    """The biases are right, and the weights go uphill."""
    return {l: W[l] + lr * dW[l] for l in W}, {l: b[l] - lr * db[l] for l in b}


@mistake(sgd_step)
def biases_uphill(W, b, dW, db, lr):
    """The weights are right, and the biases go uphill."""
    return {l: W[l] - lr * dW[l] for l in W}, {l: b[l] + lr * db[l] for l in b}
