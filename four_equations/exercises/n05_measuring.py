"""Exercises of notebook 05 on what a gradient check measures: the cost of softmax, and a gradient by differences."""

import numpy as np

from mlp_core.activations import sigmoid

from .engine import exercise, hints, mistakes, times
from .equality import numbers
from .n02_forward_pass import parameters
from .n03_cost_and_gradient import quadratic_cost
from .n05_other_slopes import p

rng = np.random.default_rng(505)


def sums_case(n, m):
    return 2 * rng.normal(size=(n, m)), np.eye(n)[:, rng.integers(0, n, m)]


LARGE = np.array([[1000.0, 998.0], [999.0, 999.5], [1001.5, 999.0]])
AT_TWO_LEVELS = np.array([[0.5, -1000.0], [-1.0, -1001.5], [0.0, -999.0]])
FAR_APART = np.array([[0.0, -1000.0], [-1000.0, 2.0], [-1200.0, -3.0]])


@exercise(
    "05",
    cases=[
        sums_case(4, 5),
        (LARGE, np.eye(3)[:, [0, 2]]),
        (AT_TWO_LEVELS, np.eye(3)[:, [1, 0]]),
        (FAR_APART, np.eye(3)[:, [1, 0]]),
        sums_case(5, 1),
        sums_case(3, 3),
    ],
)
@hints(
    "If p is rounded to 0, its logarithm is lost. Can you find the logarithm of p without finding p first?",
    "The logarithm of a quotient is a difference. Which of its two terms is z of the right class?",
    "Subtract each column's largest z first. Then the sum of the powers is at least 1, and its logarithm is safe.",
)
def softmax_cost(z, y):
    """The mean over the samples of -ln p of the right class, a number, for z (n, m) and one-hot y, never inf or nan."""
    z = z - z.max(axis=0)
    return np.mean(np.log(np.exp(z).sum(axis=0)) - (y * z).sum(axis=0))


def by_logarithms(logarithms, combine=lambda y, log_p: -np.sum(y * log_p) / y.shape[1]):
    """A mistake: another way to find the logarithms of p, or another mean of them."""
    return lambda z, y: combine(y, logarithms(z))


def log_p(z):
    z = z - z.max(axis=0)
    return z - np.log(np.exp(z).sum(axis=0))


def with_tiny(tiny):
    """Names, sentences and mistakes: a tiny number is added to p, or p is cut off there, against a log of 0."""
    most = -np.log(tiny)
    told = f"Your cost is never above {most:.1f}, because you"
    yield f"at_most_{most:.0f}: {told} add {tiny:.0e} to p. A network that is sure and wrong must pay more."
    yield by_logarithms(lambda z: np.log(p(z) + tiny))
    if tiny > 1e-9:  # below that, the two differ by rounding alone
        yield f"cut_off_at_{most:.0f}: {told} cut p off at {tiny:.0e}. A network that is sure and wrong must pay more."
        yield by_logarithms(lambda z: np.log(np.maximum(p(z), tiny)))


mistakes(
    softmax_cost,
    "nan_from_zero: It is right until some p is rounded to 0. Then 0 times the logarithm of 0 is nan. "
    "Find the logarithm of p without finding p first.",
    by_logarithms(lambda z: np.log(p(z))),
    "infinite: It is right until the p of the right class is rounded to 0, and then it is infinite. "
    "The true cost is a number, such as 1000: find the logarithm of p without finding p first.",
    lambda z, y: -np.mean(np.log((y * p(z)).sum(axis=0))),
    "overflows: It is right until z is large, where the powers overflow. What can you subtract from each column?",
    by_logarithms(lambda z: z - np.log(np.exp(z).sum(axis=0))),
    "overflows_in_p: It is right until z is large, where infinity by infinity gives nan. "
    "And once the powers are safe, a p that is rounded to 0 has no logarithm.",
    by_logarithms(lambda z: np.log(np.exp(z) / np.exp(z).sum(axis=0))),
    "one_largest_for_all: You subtract the largest z of the *whole* array. "
    "The powers of a column far below it are all 0, and so is their sum.",
    by_logarithms(lambda z: z - z.max() - np.log(np.exp(z - z.max()).sum(axis=0))),
    *(part for tiny in (1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16) for part in with_tiny(tiny)),
    "sign: It is negative. The logarithm of a probability is below 0, and a cost must be above.",
    times(-1, softmax_cost),
    "added_up: You added up the costs of the samples. C is their mean.",
    by_logarithms(log_p, lambda y, log_p: -np.sum(y * log_p)),
    "mean_over_everything: You took the mean over the classes as well. A sample has one cost: average over those.",
    by_logarithms(log_p, lambda y, log_p: -np.mean(y * log_p)),
    "divided_by_classes: You divide by the number of classes. The mean is over the samples.",
    by_logarithms(log_p, lambda y, log_p: -np.sum(y * log_p) / len(y)),
    "one_for_each_sample: You give one cost for each sample. The last step is missing: one number for all of them.",
    by_logarithms(log_p, lambda y, log_p: -np.sum(y * log_p, axis=0)),
    "all_classes: You add up the logarithms of all classes. Which of them is the sample's cost about?",
    by_logarithms(log_p, lambda y, log_p: -np.sum(log_p) / y.shape[1]),
    "largest_not_put_back: You subtract the largest z inside the sum of the powers, but not from z of the right class. "
    "Both terms must be made of the same numbers.",
    by_logarithms(lambda z: z - np.log(np.exp(z - z.max(axis=0)).sum(axis=0))),
    "sum_alone: This is the logarithm of the sum of the powers. Where is z of the right class?",
    lambda z, y: np.mean(np.log(np.exp(z - z.max(axis=0)).sum(axis=0)) + z.max(axis=0)),
    "sum_alone_without_the_largest: This is the logarithm of the sum alone. Where is z of the right class?",
    lambda z, y: np.mean(np.log(np.exp(z - z.max(axis=0)).sum(axis=0))),
    "both_terms: You add ln(1 - p) for the other classes. That belongs to outputs that are sigmoids, each by itself.",
    lambda z, y: -np.sum(y * np.log(p(z)) + (1 - y) * np.log(1 - p(z))) / y.shape[1],
    "sigmoid_for_softmax: You took the sigmoid of each z by itself. The probabilities of a column must add up to 1.",
    by_logarithms(lambda z: np.log(sigmoid(z))),
    "along_the_rows: Your probabilities add up to 1 along the rows. Each *column* is a sample.",
    by_logarithms(lambda z: log_p(z.T).T),
    "base_two: You take logarithms to the base 2. ln has the base e.",
    times(1 / np.log(2), softmax_cost),
    "base_ten: You take logarithms to the base 10. ln has the base e.",
    times(1 / np.log(10), softmax_cost),
    "no_logarithm: This is 1 minus the p of the right class. The cost is its negative logarithm.",
    lambda z, y: np.mean(1 - (y * p(z)).sum(axis=0)),
    "quadratic: This is the quadratic cost of the probabilities. Here the cost is a logarithm.",
    lambda z, y: 0.5 * np.sum((p(z) - y) ** 2) / y.shape[1],
)


def network_case(sizes, m):
    """The output of a tanh network as a function of its weights, the weights, and targets."""
    W, b = parameters(rng, sizes)
    x = rng.normal(size=(sizes[0], m))

    def output(W):
        a = x
        for l in sorted(W):
            a = np.tanh(W[l] @ a + b[l])
        return a

    return output, W, rng.uniform(0.05, 0.95, (sizes[-1], m))


def absolute(W):
    """An output with a corner in each weight that is 0, where a one-sided difference is not 0."""
    return np.abs(W[1]) @ np.array([[0.5, -1.5], [2.0, 0.25]])


def near(value, output, W, y, l):
    """The exact gradient, if the answer is as near as a central difference gets with any sensible h."""
    ours, right = numbers(value), measured_gradient(output, W, y, l)
    good = ours is not None and ours.shape == right.shape and np.abs(ours - right).max() < 2e-8
    return right if good else value


@exercise(
    "05",
    cases=[
        (*network_case((3, 2, 4), 5), 1),
        (*network_case((4, 3, 2), 1), 2),
        (*network_case((2, 2, 2), 3), 2),
        (absolute, {1: np.array([[0.0, 1.5]])}, np.array([[0.4, 0.7]]), 1),
    ],
    view=near,
)
@hints(
    "First a function of the weights that gives one number: which number is to go down in training?",
    "Nudge one entry of a copy of W[l], up and down by h. `np.ndindex(W[l].shape)` names the entries one by one.",
    "`W | {l: nudged}` is a new dict with another array for layer l. The rest of the weights stay as they are.",
)
def measured_gradient(output, W, y, l):
    """dC/dW^l by central differences, shaped like W[l], for the quadratic cost C; output(W) is a^L (n^L, m)."""

    def cost(W):
        return 0.5 * np.sum((output(W) - y) ** 2) / y.shape[1]

    h = 1e-5
    derivatives = np.zeros(W[l].shape)
    for place in np.ndindex(W[l].shape):
        nudge = np.zeros(W[l].shape)
        nudge[place] = h
        derivatives[place] = (cost(W | {l: W[l] + nudge}) - cost(W | {l: W[l] - nudge})) / (2 * h)
    return derivatives


def measuring(of=quadratic_cost, up=1e-5, down=1e-5, width=None, together=False):
    """A mistake: the slope of another number, made of a and y, other steps or width, or all entries at once."""

    def answer(output, W, y, l):
        measured = np.zeros(W[l].shape)
        for place in np.ndindex(W[l].shape):
            nudge = np.full(W[l].shape, float(together))
            nudge[place] = 1
            values = [of(output(W | {l: W[l] + step * nudge}), y) for step in (up, -down)]
            measured[place] = (values[0] - values[1]) / (width or up + down)
        return measured

    return answer


def not_put_back(output, W, y, l):
    W, measured = {key: array.copy() for key, array in W.items()}, np.zeros(W[l].shape)
    for place in np.ndindex(W[l].shape):
        W[l][place] += 1e-5
        up = quadratic_cost(output(W), y)
        W[l][place] -= 2e-5
        measured[place] = (up - quadratic_cost(output(W), y)) / 2e-5
    return measured


mistakes(
    measured_gradient,
    "output_measured: You measure how the *output* changes, added up. A right backward pass is about the cost, "
    "so it would look wrong beside this.",
    measuring(lambda a, y: np.sum(a)),
    "mean_output_measured: You measure how the mean *output* changes. A right backward pass is about the cost, "
    "so it would look wrong beside this.",
    measuring(lambda a, y: np.mean(a)),
    "outputs_of_a_sample: You measure the sum of the *outputs* of a sample, averaged. The gradient is the cost's.",
    measuring(lambda a, y: np.sum(a) / y.shape[1]),
    "difference_measured: You measure a - y, without a square. Its slope is that of the output, and knows no target.",
    measuring(lambda a, y: np.abs(a - y).sum()),
    "twice: This is twice too large. Is the 1/2 of the cost there? And how far apart are the two points?",
    measuring(lambda a, y: 2 * quadratic_cost(a, y)),
    "added_up: You add up the costs of the samples. C is their mean.",
    measuring(lambda a, y: quadratic_cost(a, y) * y.shape[1]),
    "mean_over_everything: You take the mean over the outputs as well. Average over the samples only.",
    measuring(lambda a, y: 0.5 * np.mean((a - y) ** 2)),
    "first_sample: You measure the cost of the first sample alone. C is the mean over all of them.",
    measuring(lambda a, y: quadratic_cost(a[:, :1], y[:, :1])),
    "one_sided: You step to one side only. Step to both, which is far more exact.",
    measuring(down=0),
    "one_sided_with_a_tiny_step: You step to one side only. A tiny h hides it where the cost is smooth, "
    "but at a corner a step to one side has a slope, where both together give 0.",
    measuring(up=1e-8, down=0),
    "not_divided: These are differences of two costs. What must they be divided by?",
    measuring(width=1),
    "turned_around: The sign is wrong: which of the two costs comes first?",
    measuring(up=-1e-5, down=-1e-5, width=2e-5),
    "step_too_large: The formula is right, but h is too large: the error shrinks with its square.",
    measuring(up=0.01, down=0.01),
    "step_far_too_large: The formula is right, but with h = 0.1 it compares two distant points. Take 1e-5.",
    measuring(up=0.1, down=0.1),
    "all_at_once: You nudge all entries of the array at once, so every number is the same. Nudge one of them.",
    measuring(together=True),
    "not_put_back: Each entry stays nudged while the next are measured. Put it back, or nudge a copy.",
    not_put_back,
    "transposed: This is the transpose of the gradient. It has the shape of W[l].",
    lambda output, W, y, l: measured_gradient(output, W, y, l).T,
)
