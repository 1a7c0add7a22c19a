"""Exercises of notebook 07 on trust: one step against a network, and accuracies on writers whom it never saw."""

import numpy as np

from .engine import exercise, hints, mistakes, times

rng = np.random.default_rng(7)


def attack_case(sizes, m, eps):
    layers = range(1, len(sizes))
    W = {l: rng.normal(size=(sizes[l], sizes[l - 1])) for l in layers}
    delta = {l: rng.normal(size=(sizes[l], m)) for l in layers}
    return W, delta, rng.uniform(size=(sizes[0], m)), eps


@exercise("07", cases=[attack_case((6, 5, 4), 7, 0.2), attack_case((5, 3, 4), 1, 0.1), attack_case((4, 4, 4), 4, 0.3)])
@hints(
    "How much does the cost change with each pixel? Exercise 2 of notebook 04 answers that from `W[1]` and `delta[1]`.",
    "Every pixel moves by the same eps. The derivative only says which way: `np.sign` gives 1 or -1.",
    "Add the step to x, since the cost should rise. Then `np.clip` keeps every pixel from 0 to 1.",
)
def attack(W, delta, x, eps):
    """x of shape (n^0, m) with every pixel moved by eps, whichever way raises the cost, and kept from 0 to 1."""
    return np.clip(x + eps * np.sign(W[1].T @ delta[1]), 0, 1)


def by(gradient, shape=np.sign):
    """A mistake: another gradient, or another step made of it."""
    return lambda W, delta, x, eps: np.clip(x + eps * shape(gradient(W, delta, x)), 0, 1)


def right_gradient(W, delta, x):
    return W[1].T @ delta[1]


def mean_over_samples(W, delta, x):
    return right_gradient(W, delta, x).mean(axis=1, keepdims=True)


mistakes(
    attack,
    "downhill: Your step lowers the cost, so it makes the network surer of the right answer. Which way is the attack?",
    lambda W, delta, x, eps: attack(W, delta, x, -eps),
    "sign_missing: You step along the derivative itself. Here every pixel moves by the same eps, up or down.",
    by(right_gradient, lambda gradient: gradient),
    "unit_length: You divide the derivative by its length. Here every pixel moves by the same eps, up or down.",
    by(right_gradient, lambda gradient: gradient / np.linalg.norm(gradient, axis=0)),
    "clip_forgotten: Some pixels are below 0 or above 1. No ink is less than none: keep them in range.",
    lambda W, delta, x, eps: x + eps * np.sign(W[1].T @ delta[1]),
    "step_clipped: You keep the *step* from 0 to 1, so no pixel ever loses ink. What must stay in range is the image.",
    lambda W, delta, x, eps: x + np.clip(eps * np.sign(W[1].T @ delta[1]), 0, 1),
    "clipped_below_only: Some pixels are above 1, which is more than full ink.",
    lambda W, delta, x, eps: np.maximum(x + eps * np.sign(W[1].T @ delta[1]), 0),
    "clipped_above_only: Some pixels are below 0, which is less than no ink.",
    lambda W, delta, x, eps: np.minimum(x + eps * np.sign(W[1].T @ delta[1]), 1),
    "no_ink_left: Every pixel is 0. `np.clip` takes the smallest value that is allowed first, then the largest.",
    lambda W, delta, x, eps: np.zeros_like(x),
    "all_ink: Every pixel is 1. `np.clip` takes the smallest value that is allowed first, then the largest.",
    lambda W, delta, x, eps: np.ones_like(x),
    "only_the_step: This is the change. Add it to x.",
    lambda W, delta, x, eps: eps * np.sign(W[1].T @ delta[1]),
    "eps_forgotten: You move every pixel by 1. How far was it to go?",
    lambda W, delta, x, eps: attack(W, delta, x, 1),
    "averaged: You take the mean over the samples and move every image the same way. Each has its own derivative.",
    by(mean_over_samples),
    "no_transpose: Where the shapes allow it, you multiply by W itself. "
    "Which weights lead *out* of a pixel, a row or a column?",
    by(lambda W, delta, x: W[1] @ delta[1]),
    "last_layer: Where the shapes allow it, you take the weights and the error of the *last* layer. "
    "Which weights does a pixel enter?",
    by(lambda W, delta, x: W[max(W)].T @ delta[max(W)]),
    "error_of_the_last_layer: Where the shapes allow it, you pair the weights of layer 1 with the last error. "
    "Which error belongs to the z that these weights make?",
    by(lambda W, delta, x: W[1].T @ delta[max(W)]),
    "error_itself: Where the shapes allow it, you step along the error of layer 1. How does a pixel enter its z?",
    by(lambda W, delta, x: delta[1]),
    "gradient_of_the_weights: Where the shapes allow it, you take the derivative with respect to the *weights*, BP4. "
    "Here the weights stay, and the pixels move.",
    by(lambda W, delta, x: delta[1] @ x.T),
    "pixels_themselves: You step along the pixels. Which way does the *cost* rise?",
    by(lambda W, delta, x: x - 0.5),
)


def nearest(x, labels):
    """Train, which here is only to remember: the answer is the label of the nearest column of x."""

    def predict(new):
        return labels[((x[:, :, None] - new[:, None, :]) ** 2).sum(axis=0).argmin(axis=0)]

    return predict


def blocks_case(blocks, classes=3):
    blocks = np.array(blocks)
    x = rng.normal(size=(4, len(blocks)))
    return x, rng.integers(classes, size=len(blocks)), blocks, nearest


def per_block(x, labels, blocks, train, remembered=lambda out: ~out, asked=lambda out: out):
    """A judge that may remember and ask other columns than it should, given those that are in the block."""
    found = []
    for block in np.unique(blocks):
        out = blocks == block
        learned, tested = remembered(out), asked(out)
        predict = train(x[:, learned], labels[learned])
        found.append(np.mean(predict(x[:, tested]) == labels[tested]))
    return np.array(found)


def other_columns(remembered, asked=lambda out: out):
    """A mistake: a judge that trains or tests on other columns."""
    return lambda x, labels, blocks, train: per_block(x, labels, blocks, train, remembered, asked)


def with_blocks(other):
    """A mistake: blocks other than those that were given."""
    return lambda x, labels, blocks, train: judge_by_blocks(x, labels, other(blocks), train)


def equal_parts(blocks):
    count = len(np.unique(blocks))
    return np.concatenate([np.full(len(p), i) for i, p in enumerate(np.array_split(blocks, count))])


def one_model(x, labels, blocks, train):
    """A mistake: the first block's model judges all."""
    predict = train(x[:, blocks != blocks.min()], labels[blocks != blocks.min()])
    return np.array([np.mean(predict(x[:, blocks == b]) == labels[blocks == b]) for b in np.unique(blocks)])


def without_neighbours(x, labels, blocks, train):
    """A mistake: the blocks before and after are left out as well."""
    found = []
    for block in np.unique(blocks):
        kept, out = abs(blocks - block) > 1, blocks == block
        found.append(np.mean(train(x[:, kept], labels[kept])(x[:, out]) == labels[out]))
    return np.array(found)


@exercise(
    "07",
    cases=[
        blocks_case([0] * 9 + [1] * 6 + [2] * 8 + [3] * 7),
        blocks_case([2] * 5 + [0] * 8 + [3] * 6 + [1] * 7 + [0] * 3),
        blocks_case([0, 1, 2] * 6),
    ],
)
@hints(
    "One round for each number in `np.unique(blocks)`. Which columns may that round's model learn from?",
    "`out = blocks == block` is True in the block. `x[:, ~out]` and `labels[~out]` are the rest.",
    "`predict = train(...)` gives a function. How large a share of `predict(x[:, out])` equals `labels[out]`?",
)
def judge_by_blocks(x, labels, blocks, train):
    """An array: for each block number, in ascending order, the accuracy on that block after training on all others."""
    accuracies = []
    for block in np.unique(blocks):
        out = blocks == block
        predict = train(x[:, ~out], labels[~out])
        accuracies.append(np.mean(predict(x[:, out]) == labels[out]))
    return np.array(accuracies)


mistakes(
    judge_by_blocks,
    "seen_before: Every accuracy is 1, because your model has already seen the very columns that you test it on. "
    "Train on the others, test on the block.",
    other_columns(lambda out: out | ~out),
    "trained_on_the_block: You train on the block and test on all the others. It is the other way round.",
    other_columns(lambda out: out, lambda out: ~out),
    "tested_on_everything: You leave the block out, but then you test on all columns. "
    "Most of them the model has seen: ask the block alone.",
    other_columns(lambda out: ~out, lambda out: out | ~out),
    "mean_of_all: This is the mean over the blocks. What is asked is one accuracy for each.",
    lambda *case: judge_by_blocks(*case).mean(),
    "errors: These are the shares of *wrong* answers.",
    lambda *case: 1 - judge_by_blocks(*case),
    "percent: These are in percent. An accuracy lies between 0 and 1.",
    times(100, judge_by_blocks),
    "counts: These are numbers of right answers. Divide each by the size of its block.",
    lambda x, labels, blocks, train: judge_by_blocks(x, labels, blocks, train) * np.bincount(blocks),
    "share_of_all: You divide by the number of *all* samples. How many were in the block?",
    lambda x, labels, blocks, train: judge_by_blocks(x, labels, blocks, train) * np.bincount(blocks) / len(blocks),
    "last_block_missing: The last block is missing. `range(n)` ends before n.",
    lambda *case: judge_by_blocks(*case)[:-1],
    "first_block_missing: The first block is missing. Blocks count from 0.",
    lambda *case: judge_by_blocks(*case)[1:],
    "in_order_of_the_file: Right numbers, but in the order in which the blocks occur. Sort them by block number.",
    lambda x, labels, blocks, train: judge_by_blocks(x, labels, blocks, train)[list(dict.fromkeys(blocks.tolist()))],
    "equal_parts: You cut the columns into equal parts, whoever wrote them. `blocks` says which belong together.",
    with_blocks(equal_parts),
    "shuffled: Your blocks are drawn at random, so each writer is on both sides. `blocks` says which belong together.",
    with_blocks(lambda blocks: np.random.default_rng(0).permutation(blocks)),
    "one_model: You train once, and test that one model on every block. Each block needs a model that never saw it.",
    one_model,
    "neighbours_left_out: You also leave out the blocks before and after. "
    "That may be wise, but here only one is left out at a time.",
    without_neighbours,
    "labels_shifted: The labels that you train with don't belong to their columns. Select both with the same mask.",
    lambda x, labels, blocks, train: judge_by_blocks(
        x, labels, blocks, lambda x_rest, labels_rest: train(x_rest, labels[: len(labels_rest)])
    ),
)
