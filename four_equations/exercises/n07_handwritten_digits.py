"""Exercises of notebook 07: one-hot targets, softmax, accuracy."""

import numpy as np

from .engine import exercise, hints, mistakes, times

rng = np.random.default_rng(8)


@exercise("07", cases=[(np.array([2, 0, 1, 2, 4, 1]), 5), (np.array([1]), 3), (np.array([0, 2, 1]), 4)])
@hints(
    "A column for each label, a row for each class.",
    "`labels == np.arange(classes)[:, None]` compares every label with every class.",
)
def one_hot(labels, classes):
    """Targets (classes, m): column i is 0 but for a 1 in row labels[i]."""
    return (labels == np.arange(classes)[:, None]).astype(float)


mistakes(
    one_hot,
    "ones_and_zeros_swapped: Zeros and ones are swapped.",
    lambda labels, classes: 1 - one_hot(labels, classes),
    "a_row_per_sample: Your samples are rows. In this course they are columns.",
    lambda labels, classes: one_hot(labels, classes).T,
    "counted_from_one: Every 1 is one row too low: the digit 0 belongs to row 0.",
    lambda labels, classes: np.roll(one_hot(labels, classes), 1, axis=0),
    "counted_from_one_upwards: Every 1 is one row too high, and class 0 is in the last row: "
    "the digit 0 belongs to row 0, so take the label itself as its index.",
    lambda labels, classes: np.roll(one_hot(labels, classes), -1, axis=0),
    "whole_rows: Whole rows are 1, because only the row is given as an index. A 1 needs its row and its column.",
    lambda labels, classes: np.isin(np.arange(classes), labels)[:, None] * np.ones(len(labels)),
    "minus_one_for_zero: All other entries are -1, as for tanh. Targets for probabilities are 0 and 1.",
    lambda labels, classes: 2 * one_hot(labels, classes) - 1,
    "not_quite: Your targets are 0.99 and 0.01. In this course they are exactly 1 and 0.",
    lambda labels, classes: 0.01 + 0.98 * one_hot(labels, classes),
    "the_label_itself: The row of its class holds the label. It must hold a 1.",
    lambda labels, classes: one_hot(labels, classes) * labels,
    "all_classes_below: A column has more than one 1. Which comparison is true for one class only?",
    lambda labels, classes: (labels >= np.arange(classes)[:, None]).astype(float),
    "as_many_rows_as_seen: There are only as many rows as the largest label needs. "
    "A class that does not occur has a row too.",
    lambda labels, classes: one_hot(labels, int(np.max(labels)) + 1),
)


LOGITS = [
    (rng.normal(size=(4, 5)),),
    (np.array([[2.0], [1.0], [0.0]]),),
    (np.array([[1000.0, -1000.0, 1000.0, 0.0], [999.0, -1001.0, 0.0, 1500.0], [0.0, -999.0, 1.0, 0.0]]),),
    (rng.normal(size=(3, 3)),),
]


@exercise("07", cases=LOGITS)
@hints(
    "Ignore overflow first: powers, divided by their sum. Which axis is a sample?",
    "Then subtract from each column its own largest entry, before the powers.",
)
def softmax(z):
    """The probabilities of each column of the logits z (n, m), without nan for any finite logits."""
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


mistakes(
    softmax,
    "logarithms: These are the logarithms of the probabilities.",
    lambda z: np.log(softmax(z)),
    "along_the_rows: Your rows add up to 1. Each *column* is a sample.",
    lambda z: softmax(z.T).T,
    "overflows: It is right until the logits are large, where infinity by infinity gives nan. What can you subtract?",
    lambda z: np.exp(z) / np.exp(z).sum(axis=0),
    "over_everything: All entries together add up to 1. Each column must do so by itself.",
    lambda z: softmax(z.reshape(-1, 1)).reshape(z.shape),
    "one_largest_for_all: It is nearly right, but you subtract the largest of the *whole* array: "
    "a column far below it becomes 0/0.",
    lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(axis=0),
    "not_normalised: Your columns do not add up to 1: divide by their sums.",
    lambda z: np.exp(z - z.max(axis=0)),
    "no_powers: You divide the logits themselves by their sum. They may be negative: what makes them positive first?",
    lambda z: z / z.sum(axis=0),
    "sigmoid_for_softmax: These are sigmoids, each entry by itself. The probabilities of a column add up to 1.",
    lambda z: 1 / (1 + np.exp(-z)),
    "multiplied: You multiply by the sum of the powers. A share is a part divided by the whole.",
    lambda z: np.exp(z - z.max(axis=0)) * np.exp(z - z.max(axis=0)).sum(axis=0),
)


def answers(n, m):
    a = rng.normal(size=(n, m))
    labels = a.argmax(axis=0)
    labels[: m // 3] = (labels[: m // 3] + 1) % n
    return a, labels


@exercise("07", cases=[answers(4, 11), answers(10, 7), answers(3, 3), answers(5, 1)])
@hints(
    "The answer of a column is the row of its largest entry.",
    "`argmax(axis=0)`, compared with the labels, and the mean.",
)
def accuracy(a, labels):
    """The share of right answers, a number from 0 to 1, for outputs a (n, m) and labels (m,)."""
    return np.mean(a.argmax(axis=0) == labels)


mistakes(
    accuracy,
    "mistakes_counted: This is the share of *wrong* answers.",
    lambda a, labels: 1 - accuracy(a, labels),
    "percent: This is in percent. The share is between 0 and 1.",
    times(100, accuracy),
    "not_divided: This is how many answers are right. What share is that?",
    lambda a, labels: np.sum(a.argmax(axis=0) == labels),
    "along_the_samples: Where the shapes allow it, you take the largest entry of each row. A sample is a column.",
    lambda a, labels: np.mean(a.argmax(axis=1) == labels),
    "smallest_taken: You take the smallest output for the answer.",
    lambda a, labels: np.mean(a.argmin(axis=0) == labels),
    "divided_by_classes: You divide by the number of classes. How many answers were there?",
    lambda a, labels: np.sum(a.argmax(axis=0) == labels) / a.shape[0],
    "every_entry: You compare every entry of the outputs, not one answer for each sample.",
    lambda a, labels: np.mean((a > 0.5) == (labels == np.arange(a.shape[0])[:, None])),
)
