"""Exercises of notebook 07: one-hot targets, softmax, accuracy."""

import numpy as np

from .engine import Mistakes, exercise, hints, times, wrong

rng = np.random.default_rng(8)


@exercise("07", cases=[(np.array([2, 0, 1, 2, 4]), 5), (np.array([1]), 3), (np.array([0, 2, 1, 0]), 4)])
@hints(
    "A column for each label, a row for each class.",
    "`labels == np.arange(classes)[:, None]` compares every label with every class.",
)
def one_hot(labels, classes):
    """Targets (classes, m): column i is 0 but for a 1 in row labels[i]."""
    return (labels == np.arange(classes)[:, None]).astype(float)


class WrongOneHot(Mistakes, of=one_hot):
    ones_and_zeros_swapped = wrong(lambda labels, classes: 1 - one_hot(labels, classes), "Zeros and ones are swapped.")

    def a_row_per_sample(labels, classes):
        """Your samples are rows. In this course they are columns."""
        return one_hot(labels, classes).T

    def counted_from_one(labels, classes):
        """Every 1 is one row too low: the digit 0 belongs to row 0."""
        return np.roll(one_hot(labels, classes), 1, axis=0)

    def the_label_itself(labels, classes):
        """The row of its class holds the label. It must hold a 1."""
        return one_hot(labels, classes) * labels

    def all_classes_below(labels, classes):
        """A column has more than one 1. Which comparison is true for one class only?"""
        return (labels >= np.arange(classes)[:, None]).astype(float)

    def as_many_rows_as_seen(labels, classes):
        """There are only as many rows as the largest label needs. A class that does not occur has a row too."""
        return one_hot(labels, int(np.max(labels)) + 1)


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


class WrongSoftmax(Mistakes, of=softmax):
    logarithms = wrong(lambda z: np.log(softmax(z)), "These are the logarithms of the probabilities.")
    along_the_rows = wrong(lambda z: softmax(z.T).T, "Your rows add up to 1. Each *column* is a sample.")

    def overflows(z):
        """It is right until the logits are large, where infinity by infinity gives nan. What can you subtract?"""
        return np.exp(z) / np.exp(z).sum(axis=0)

    def over_everything(z):
        """All entries together add up to 1. Each column must do so by itself."""
        return softmax(z.reshape(-1, 1)).reshape(z.shape)

    def one_largest_for_all(z):
        """It is nearly right, but you subtract the largest of the *whole* array: a column far below it becomes 0/0."""
        e = np.exp(z - z.max())
        return e / e.sum(axis=0)

    def not_normalised(z):
        """Your columns do not add up to 1: divide by their sums."""
        return np.exp(z - z.max(axis=0))

    def no_powers(z):
        """You divide the logits themselves by their sum. They may be negative: what makes them positive first?"""
        return z / z.sum(axis=0)

    def multiplied(z):
        """You multiply by the sum of the powers. A share is a part divided by the whole."""
        e = np.exp(z - z.max(axis=0))
        return e * e.sum(axis=0)


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


class WrongAccuracy(Mistakes, of=accuracy):
    mistakes_counted = wrong(lambda a, labels: 1 - accuracy(a, labels), "This is the share of *wrong* answers.")
    percent = times(100, accuracy, "This is in percent. The share is between 0 and 1.")

    def not_divided(a, labels):
        """This is how many answers are right. What share is that?"""
        return np.sum(a.argmax(axis=0) == labels)

    def along_the_samples(a, labels):
        """Where the shapes allow it, you take the largest entry of each row. A sample is a column."""
        return np.mean(a.argmax(axis=1) == labels)

    def smallest_taken(a, labels):
        """You take the smallest output for the answer."""
        return np.mean(a.argmin(axis=0) == labels)

    def divided_by_classes(a, labels):
        """You divide by the number of classes. How many answers were there?"""
        return np.sum(a.argmax(axis=0) == labels) / a.shape[0]

    def every_entry(a, labels):
        """You compare every entry of the outputs, not one answer for each sample."""
        return np.mean((a > 0.5) == (labels == np.arange(a.shape[0])[:, None]))
