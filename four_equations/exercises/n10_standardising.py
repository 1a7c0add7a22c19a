"""An exercise of notebook 10: inputs of mean 0 and spread 1, by the numbers of the training set."""

import numpy as np

from .engine import exercise, hints, mistakes

rng = np.random.default_rng(1010)


def features_case(n, m_train, m, still=()):
    """Training inputs and others, of features of very different sizes; those in `still` do not vary in training."""
    size, middle = np.geomspace(0.1, 20, n)[:, None], rng.uniform(-5, 5, (n, 1))
    x_train, x = (middle + size * rng.normal(size=(n, count)) for count in (m_train, m))
    x_train[list(still)] = np.round(middle[list(still)], 1)
    return x_train, x


@exercise("10", cases=[features_case(3, 7, 4), features_case(4, 6, 1), features_case(4, 4, 4, still=[2])])
@hints(
    "A row of x is a feature. Along which axis do its mean and its spread run, and of which of the two arrays?",
    "`x_train.mean(axis=1, keepdims=True)` is a column, and `std` takes the same arguments.",
    "Where the spread is 0, put 1 in its place before you divide: `np.where(spread > 0, spread, 1)`.",
)
def standardised(x_train, x):
    """x (n, m), each row minus the mean and divided by the spread of that row of x_train; by 1 if the spread is 0."""
    mean, spread = x_train.mean(axis=1, keepdims=True), x_train.std(axis=1, keepdims=True)
    return (x - mean) / np.where(spread > 0, spread, 1)


def never_zero(spread):
    return np.where(spread > 0, spread, 1)


def by(mean=lambda x_train, x: x_train, spread=lambda x_train, x: x_train, kind=np.std, safe=never_zero):
    """A mistake: the mean or the spread of other arrays, or another kind of spread."""

    def answer(x_train, x):
        size = kind(spread(x_train, x), axis=1, keepdims=True)
        return (x - np.mean(mean(x_train, x), axis=1, keepdims=True)) / safe(size)

    return answer


def own(x_train, x):
    return x


def together(x_train, x):
    return np.hstack([x_train, x])


def sample_spread(array, axis, keepdims):
    return np.std(array, axis=axis, keepdims=keepdims, ddof=1)


def size_around_zero(array, axis, keepdims):
    return np.sqrt(np.mean(array**2, axis=axis, keepdims=keepdims))


def to_the_unit_interval(x_train, x):
    low, high = (end(x_train, axis=1, keepdims=True) for end in (np.min, np.max))
    return (x - low) / never_zero(high - low)


mistakes(
    standardised,
    "own_mean_and_spread: You use the mean and the spread of x itself. The network has learned with those of the "
    "training set, and a single sample would become 0 whatever it is.",
    by(mean=own, spread=own),
    "own_mean_and_spread_by_zero: You use the mean and the spread of x itself. For a single sample its spread is 0, "
    "and 0/0 is nan. Which numbers did the network learn with?",
    by(mean=own, spread=own, safe=lambda spread: spread),
    "own_mean: You subtract the mean of x itself. That of the training set belongs to the network.",
    by(mean=own),
    "own_spread: You divide by the spread of x itself. That of the training set belongs to the network.",
    by(spread=own),
    "both_sets: You take mean and spread over both sets together. The training set must know nothing of the other.",
    by(mean=together, spread=together),
    "zero_by_zero: A feature that does not vary in training has the spread 0, and dividing by it gives inf or nan.",
    by(safe=lambda spread: spread),
    *(
        part
        for tiny in (1e-8, 1e-7, 1e-10, 1e-12, 1e-16)
        for part in (
            f"tiny_for_zero_{-np.log10(tiny):.0f}: You add {tiny:.0e} to the spread. A feature that does not vary in "
            "training becomes enormous as soon as it does. Divide it by 1.",
            by(safe=lambda spread, tiny=tiny: spread + tiny),
        )
    ),
    "still_feature_lost: A feature that does not vary in training becomes 0. Subtract its mean, and divide it by 1.",
    by(safe=lambda spread: np.where(spread > 0, spread, np.inf)),
    "sample_by_sample: You take mean and spread of each sample. A row is a feature, and runs over all the samples.",
    lambda x_train, x: (x - x.mean(axis=0)) / never_zero(x.std(axis=0)),
    "one_for_all: You take one mean and one spread of the whole array. Each feature has its own.",
    lambda x_train, x: (x - x_train.mean()) / x_train.std(),
    "only_centred: Every feature has mean 0, but its size is as it was. Divide by the spread.",
    by(safe=lambda spread: 1),
    "only_scaled: Every feature has spread 1, but you have not subtracted the mean.",
    lambda x_train, x: x / never_zero(x_train.std(axis=1, keepdims=True)),
    "divided_first: You divide x first, and then subtract the mean of the numbers before the division.",
    lambda x_train, x: x / never_zero(x_train.std(axis=1, keepdims=True)) - x_train.mean(axis=1, keepdims=True),
    "variance: You divide by the variance. The spread is its root, and has the unit of the feature.",
    by(kind=np.var),
    "multiplied: You multiply by the spread, so large features become larger still.",
    by(safe=lambda spread: 1 / never_zero(spread)),
    "sample_spread: Your spread divides by m - 1. Here it is the root of the *mean* square, as `np.std` has it.",
    by(kind=sample_spread),
    "around_zero: Your spread is measured from 0, not from the mean.",
    by(kind=size_around_zero),
    "unit_interval: You scale each feature to the interval from 0 to 1. Asked for are mean 0 and spread 1.",
    to_the_unit_interval,
    "added: You add the mean. Which mean does the training set have then?",
    lambda x_train, x: standardised(x_train, x + 2 * x_train.mean(axis=1, keepdims=True)),
    "turned_round: The sign is turned: a number above the mean must come out positive.",
    lambda x_train, x: -standardised(x_train, x),
    "training_set: This is the training set itself, standardised. Asked for is x.",
    lambda x_train, x: standardised(x_train, x_train),
)
