"""Exercises of notebook 05 beyond sigmoids: the slope of relu, other activations, and softmax with cross-entropy."""

from functools import partial

import numpy as np

from mlp_core.activations import ACTIVATIONS, sigmoid, sigmoid_prime

from ..clinic.mistakes import SLOPES, faulty_backward, summed
from .engine import exercise, hints, mistakes, swapped, times
from .n02_forward_pass import parameters
from .n05_backpropagation import own_weights, weights_as_they_are, which_gradient

rng = np.random.default_rng(55)


@exercise(
    "05",
    cases=[
        (np.array([[-1.25, 0.5, 0.0], [2.0, -3.0, 0.75]]),),
        (np.array(1.5),),
        (np.array([-800.0, 0.0, 800.0, -0.25]),),
    ],
)
@hints(
    "Where does relu rise, and how steeply? Where is it flat?",
    "A comparison of z with a number gives True and False, entry by entry.",
    "At 0 relu has a corner, and this course takes 0 there: so is it `>` or `>=`?",
)
def relu_prime(z):
    """The slope of relu for an array z of any shape: 1 where z > 0, else 0. At 0, where it has none, it is 0."""
    return (z > 0).astype(float)


mistakes(
    relu_prime,
    "one_at_the_corner: It is right except at 0, where you give 1. This course takes 0 there.",
    lambda z: (z >= 0) * 1.0,
    "half_at_the_corner: It is right except at 0, where you give 1/2. This course takes 0 there.",
    lambda z: np.heaviside(z, 0.5),
    "zero_by_zero: It is right except at 0, where 0/0 gives nan. Which comparison says the same without dividing?",
    lambda z: np.maximum(z, 0) / z,
    "relu_itself: This is relu, not its slope. How steep is relu at z = 5?",
    lambda z: np.maximum(z, 0),
    "always_one: It is 1 everywhere. The activation a of relu is never below 0, so `a >= 0` says nothing. "
    "Where is relu flat?",
    lambda z: np.ones_like(z),
    "minus_one_below: You give -1 where z is negative. Does relu fall there?",
    lambda z: np.sign(z),
    "turned_round: You give 1 where z is negative. On which side is relu flat?",
    lambda z: (z < 0) * 1.0,
    "turned_round_at_the_corner_too: You give 1 up to 0, and 0 above. On which side is relu flat?",
    lambda z: (z <= 0) * 1.0,
    "compared_with_one: You give 0 for a z between 0 and 1. Where does relu begin to rise?",
    lambda z: (z > 1) * 1.0,
    "one_for_all: You give one number for the whole array. Each entry has a slope of its own.",
    lambda z: float(np.any(z > 0)),
    "of_the_sigmoid: This is the slope of the sigmoid.",
    lambda z: sigmoid_prime(z),
)


def mixed_case(sizes, names, m):
    """A network with these activations, one for each layer, and m samples."""
    W, b = parameters(rng, sizes)
    z, a = {}, {0: rng.normal(size=(sizes[0], m))}
    for l, name in enumerate(names, 1):
        z[l] = W[l] @ a[l - 1] + b[l]
        a[l] = ACTIVATIONS[name][0](z[l])
    slopes = {l: ACTIVATIONS[name][1] for l, name in enumerate(names, 1)}
    return W, z, a, rng.uniform(0.05, 0.95, (sizes[-1], m)), slopes


@exercise(
    "05",
    cases=[
        mixed_case((3, 5, 2, 4), ["relu", "tanh", "linear"], 6),
        mixed_case((3, 4, 5, 2), ["sigmoid", "linear", "tanh"], 1),
        mixed_case((3, 3, 3, 3), ["sigmoid", "tanh", "tanh"], 4),
        mixed_case((2, 3), ["tanh"], 5),
    ],
    parts=("dW", "db"),
    locate=which_gradient,
)
@hints(
    "Which of the four equations know the activation? In those, what takes the place of the slope of the sigmoid?",
    "`slopes[l]` is a function. Which layer's slope does each error need, and at what?",
    "BP1 needs `slopes[L](z[L])`, and BP2 for layer l needs `slopes[l](z[l])`.",
)
def backward_with(W, z, a, y, slopes):
    """(dW, db), dicts by layer, for the quadratic cost. slopes[l] is a function of z: sigma' of layer l."""
    L, m = max(W), y.shape[1]
    delta = {L: (a[L] - y) * slopes[L](z[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1].T @ delta[l + 1]) * slopes[l](z[l])
    dW = {l: delta[l] @ a[l - 1].T / m for l in W}
    db = {l: delta[l].sum(axis=1, keepdims=True) / m for l in W}
    return dW, db


def other_backward(W, z, a, y, slopes, slope=lambda slopes, z, a, l: slopes[l](z[l]), **changes):
    """A mistake: this slope of layer l, and the `changes` of `faulty_backward`."""
    return faulty_backward(W, z, a, y, slope=lambda z, a, l: slope(slopes, z, a, l), **changes)


def with_slope(slope=None, **changes):
    return partial(other_backward, **({"slope": slope} if slope else {}), **changes)


mistakes(
    backward_with,
    "sigmoid_everywhere: You take the slope of the sigmoid in every layer. What is `slopes` for?",
    with_slope(lambda slopes, z, a, l: sigmoid_prime(z[l])),
    "slope_of_the_next_layer: The last layer is right. In BP2 you take the slope function of the next layer. "
    "Which activation does an error pass back through on its way to the z of layer l?",
    with_slope(lambda slopes, z, a, l: slopes[min(l + 1, max(z))](z[l])),
    "first_slope_for_all: You use the slope of layer 1 in every layer. Each layer has its own.",
    with_slope(lambda slopes, z, a, l: slopes[1](z[l])),
    "last_slope_for_all: The last layer is right, but you use its slope in every layer. Each layer has its own.",
    with_slope(lambda slopes, z, a, l: slopes[max(z)](z[l])),
    "slopes_at_a: You call the slopes with a. They are functions of z.",
    with_slope(lambda slopes, z, a, l: slopes[l](a[l])),
    "activation_for_slope: You multiply by a where the slope belongs. Which function of z gives it?",
    with_slope(lambda slopes, z, a, l: a[l]),
    "no_slope_at_the_output: BP1 lacks its slope. The last layer has an activation too, and its slope is in `slopes`.",
    with_slope(output=SLOPES["none"]),
    "no_slope_in_hidden_layers: The last layer is right. What arrives in BP2 must pass back through the activation.",
    with_slope(hidden=SLOPES["none"]),
    "no_transpose: The last layer is right. In BP2 you multiply by W itself, where the shapes allow it.",
    with_slope(back=weights_as_they_are),
    "weights_of_the_layer_itself: The last layer is right. "
    "BP2 takes the weights that lead *out* of a layer, but you take those leading in.",
    with_slope(back=own_weights),
    "sums_for_means: Everything is too large by the number of samples: BP3 and BP4 take means.",
    with_slope(dW=summed, db=summed),
    "signs_turned: Every sign is turned: BP1 begins with a - y.",
    times(-1, backward_with),
    "order_of_the_pair: Your two dicts are swapped: first dW, then db.",
    swapped(backward_with),
)


def logits_case(n, m):
    return rng.normal(size=(n, m)), np.eye(n)[:, rng.integers(0, n, m)]


LARGE = np.array([[1000.0, -1000.0, -1000.0, 3.0], [999.0, -1001.0, 1000.0, 1.0], [998.5, -999.0, 0.0, 1.5]])


@exercise("05", cases=[logits_case(4, 5), (LARGE, np.eye(3)[:, [1, 2, 0, 0]]), logits_case(5, 1), logits_case(3, 3)])
@hints(
    "First the probabilities p, without overflow: what may you subtract from a column before the powers?",
    "Write out -log p of the true class as a function of all the z, and differentiate. What is left is very short.",
    "The probabilities minus the targets.",
)
def softmax_error(z, y):
    """delta^L (n, m) of softmax and cross-entropy, for logits z and one-hot targets y: dC_x/dz, without any nan."""
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0) - y


def p(z, axis=0):
    """The probabilities, without overflow."""
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


mistakes(
    softmax_error,
    "y_minus_p: Every sign is turned. If p is too large, the derivative of the cost is positive.",
    times(-1, softmax_error),
    "slope_applied_twice: You multiply by p(1 - p) at the end, but the derivative by z includes that already.",
    lambda z, y: (p(z) - y) * p(z) * (1 - p(z)),
    "only_the_diagonal: You multiply dC/dp by the derivative of each p by its *own* z. "
    "But every z moves all the probabilities of its column.",
    lambda z, y: -(y / p(z)) * p(z) * (1 - p(z)),
    "only_the_true_class: It is right where y is 1, and 0 elsewhere. "
    "But raising any other z lowers the probability of the true class too.",
    lambda z, y: -y * (1 - p(z)),
    "cost_itself: These are the terms of the cost. What is their derivative with respect to each z?",
    lambda z, y: -y * np.log(p(z)),
    "only_the_slope: p(1 - p) does not know the targets. How does the cost depend on p?",
    lambda z, y: p(z) * (1 - p(z)),
    "by_p: This is the derivative by the probabilities. How do they depend on z?",
    lambda z, y: -y / p(z),
    "sigmoid_for_softmax: You took the sigmoid of each logit by itself. "
    "The probabilities of a column must add up to 1.",
    lambda z, y: sigmoid(z) - y,
    "along_the_rows: Your probabilities add up to 1 along the rows. Each *column* is a sample.",
    lambda z, y: p(z, axis=1) - y,
    "summed_along_the_rows: Your powers are divided by the sum of a row. Each *column* must add up to 1.",
    lambda z, y: np.exp(z - z.max(axis=0)) / np.exp(z - z.max(axis=0)).sum(axis=1, keepdims=True) - y,
    "over_everything: All your probabilities together add up to 1. Each column must do so by itself.",
    lambda z, y: p(z, axis=None) - y,
    "overflows: It is right until the logits are large, where you get nan. What can you subtract from each column?",
    lambda z, y: np.exp(z) / np.exp(z).sum(axis=0) - y,
    "one_largest_for_all: It is nearly right, but you subtract the largest of the *whole* array: "
    "a column far below it becomes 0/0.",
    lambda z, y: np.exp(z - z.max()) / np.exp(z - z.max()).sum(axis=0) - y,
    "only_p: These are the probabilities. How far are they from the targets?",
    lambda z, y: p(z),
    "not_normalised: Your powers are not divided by their sum, so they are no probabilities yet.",
    lambda z, y: np.exp(z - z.max(axis=0)) - y,
    "by_the_mean: Your columns add up to the number of classes, because you divide the powers by their mean.",
    lambda z, y: p(z) * len(z) - y,
    "no_powers: You took the logits for probabilities. What turns them into numbers that add up to 1?",
    lambda z, y: z - y,
    "averaged: You divided by the number of samples. In an error each column is one sample.",
    lambda z, y: softmax_error(z, y) / z.shape[1],
    "target_added: You add p and y. A right answer must have the error 0: which combination gives that?",
    lambda z, y: softmax_error(z, -y),
    "multiplied: You multiply by the sum of the powers. A share is a part divided by the whole.",
    lambda z, y: p(z) * np.exp(z - z.max(axis=0)).sum(axis=0) ** 2 - y,
)
