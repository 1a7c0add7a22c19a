"""Exercises of notebook 04 whose formula is on no page: another cost, the input, a shared weight, a broken equation.

`clinic.failed_checks` makes the reports in which the broken equation is to be found.
"""

from functools import partial
from operator import add

import numpy as np

from mlp_core.activations import sigmoid, sigmoid_prime

from .choices import named_choices
from .engine import exercise, hints, mistakes, times

rng = np.random.default_rng(44)


def fourth_power_case(n, m):
    z = rng.normal(size=(n, m))
    return np.tanh(z), rng.uniform(-0.95, 0.95, (n, m)), z


@exercise("04", cases=[fourth_power_case(3, 5), fourth_power_case(4, 1), fourth_power_case(4, 4)])
@hints(
    "BP1 asks the same two things: how much does the cost care about an output, and how much does that react to z?",
    "Only one term of the sum contains a_j. What is the derivative of (a_j - y_j)^4, and what is that of tanh?",
    "4 (a - y)^3 is the first factor. The second is 1 minus the square of tanh.",
)
def other_output_error(a, y, z):
    """BP1 for C_x = sum_j (a_j - y_j)^4 and a = tanh(z): delta^L of shape (n, m)."""
    return 4 * (a - y) ** 3 * (1 - np.tanh(z) ** 2)


def with_slope(slope):
    """A mistake: another slope at the output."""
    return lambda a, y, z: 4 * (a - y) ** 3 * slope(a, z)


def with_derivative(derivative):
    """A mistake: another derivative of the cost, of the distance a - y."""
    return lambda a, y, z: derivative(a - y) * (1 - np.tanh(z) ** 2)


mistakes(
    other_output_error,
    "cost_of_the_lesson: a - y belongs to the quadratic cost. What is the derivative of a fourth power?",
    with_derivative(lambda distance: distance),
    "factor_forgotten: Every number is a quarter of what it should be. What comes down from the exponent?",
    times(1 / 4, other_output_error),
    "slope_of_the_sigmoid: a(1 - a) is the slope of the sigmoid, if a is its value. Here a is tanh of z.",
    with_slope(lambda a, z: a * (1 - a)),
    "sigmoid_prime_at_z: You multiply by the slope of the sigmoid. Here the activation is tanh.",
    lambda a, y, z: 4 * (a - y) ** 3 * sigmoid_prime(z),
    "slope_at_a: You take tanh twice. The slope of tanh belongs at z, and a is tanh of z already.",
    with_slope(lambda a, z: 1 - np.tanh(a) ** 2),
    "no_slope: This is how much the cost cares about each output. How much does the output react to its z?",
    with_slope(lambda a, z: 1),
    "sign_turned: Every sign is turned. If an output is too large, the derivative of the cost is positive.",
    times(-1, other_output_error),
    "mean_taken: You divided by the number of samples. In BP1 each column is one sample.",
    lambda a, y, z: other_output_error(a, y, z) / a.shape[1],
    "sign_lost: Your error is never negative, but where a is below y it must be. What sign has -2 cubed?",
    with_derivative(lambda distance: 4 * abs(distance) ** 3),
    "not_differentiated: This has the fourth power itself, which is the cost. BP1 begins with its derivative.",
    with_derivative(lambda distance: distance**4),
    "tanh_for_its_slope: You multiply by tanh. BP1 takes its slope.",
    with_slope(lambda a, z: a),
    "slope_above_one: Your slope is above 1, and tanh is nowhere that steep. Look at the sign in it.",
    with_slope(lambda a, z: 1 + a**2),
    "slope_negative: Your slope is negative, but tanh always rises. What must be subtracted from 1?",
    with_slope(lambda a, z: 0 - a**2),
    "target_added: You add a and y. A right answer must have the error 0: which combination gives that?",
    lambda a, y, z: other_output_error(a, -y, z),
)


def input_case(sizes, m):
    layers = range(1, len(sizes))
    W = {l: rng.normal(size=(sizes[l], sizes[l - 1])) for l in layers}
    return W, {l: rng.normal(size=(sizes[l], m)) for l in layers}


@exercise("04", cases=[input_case((3, 5, 2, 4), 6), input_case((4, 2, 3), 1), input_case((3, 3, 3, 3), 3)])
@hints(
    "How does x reach the cost? Only through z of layer 1.",
    "That is BP2 at l = 0. But what does BP2 multiply by at the end, and does the input have that?",
    "The transpose of `W[1]` times the error of layer 1, and nothing else.",
)
def input_gradient(W, delta):
    """dC_x/dx of shape (n^0, m), a column per sample, from the dicts W and delta, both with the layers 1..L."""
    return W[1].T @ delta[1]


def straight_back(W, delta):
    """The error of the last layer, carried through all weights without a slope."""
    arrives = delta[max(W)]
    for l in range(max(W), 0, -1):
        arrives = W[l].T @ arrives
    return arrives


mistakes(
    input_gradient,
    "minus: Every sign is turned. Nothing is subtracted on the way back.",
    times(-1, input_gradient),
    "no_transpose: Where the shapes allow it, you multiply by W itself. "
    "Which weights lead *out* of an input, a row or a column?",
    lambda W, delta: W[1] @ delta[1],
    "last_layer: This is what arrives below the *last* layer. x is below layer 1: which W and which error meet there?",
    lambda W, delta: W[max(W)].T @ delta[max(W)],
    "one_layer_too_soon: You stop at the output of layer 1. x is one layer further back.",
    lambda W, delta: W[2].T @ delta[2],
    "error_itself: This is the error of layer 1, which is the derivative with respect to its z. How does x enter z?",
    lambda W, delta: delta[1],
    "slope_invented: You multiply by the slope of a sigmoid. The input has no activation function, "
    "so which slope could that be?",
    lambda W, delta: W[1].T @ delta[1] * sigmoid_prime(W[1].T @ delta[1]),
    "averaged: You divided by the number of samples. There is a column for each sample here, with its own cost.",
    lambda W, delta: input_gradient(W, delta) / delta[1].shape[1],
    "one_column: You took the mean over the samples. Every sample has an x of its own, and so a column of its own.",
    lambda W, delta: input_gradient(W, delta).mean(axis=1, keepdims=True),
    "straight_back: You carry the last error back through all the weights, past every slope. "
    "Which error knows those slopes already?",
    straight_back,
    "weights_and_error_of_two_layers: Where the shapes allow it, you pair the weights of layer 1 with the last error. "
    "Which error belongs to the z that these weights make?",
    lambda W, delta: W[1].T @ delta[max(W)],
)


@exercise(
    "04", cases=[(0.8, 1.5, 0.2), (-1.2, 0.7, 0.9), (2.5, -0.6, 0.35)],
    uses="from mlp_core.activations import sigmoid, sigmoid_prime\n",
)  # fmt: skip
@hints(
    "Give the two uses different names, w1 and w2, and write down the derivative for each.",
    "Wiggle w a little: both uses move, and C feels both. What must be done with the two derivatives?",
    "The last use has the error times a^1. The first has that error, carried back through w and the slope, times x.",
)
def shared_weight(w, x, y):
    """dC/dw, a number, for a^1 = sigma(w x), a^2 = sigma(w a^1) and C = 1/2 (a^2 - y)^2: the same w is used twice."""
    z1 = w * x
    a1 = sigmoid(z1)
    z2 = w * a1
    delta2 = (sigmoid(z2) - y) * sigmoid_prime(z2)
    delta1 = w * delta2 * sigmoid_prime(z1)
    return delta1 * x + delta2 * a1


def by_first_use(w, x, a1, delta1, delta2):
    return delta1 * x


def by_last_use(w, x, a1, delta1, delta2):
    return delta2 * a1


def uses(w, x, y, together=add, first=by_first_use, last=by_last_use):
    """A mistake: other derivatives by the first and the last use of w, or another way to put them together."""
    a1 = sigmoid(w * x)
    delta2 = (sigmoid(w * a1) - y) * sigmoid_prime(w * a1)
    known = w, x, a1, w * delta2 * sigmoid_prime(w * x), delta2
    return together(first(*known), last(*known))


def by_uses(*together, **changes):
    return partial(uses, **({"together": together[0]} if together else {}), **changes)


mistakes(
    shared_weight,
    "only_the_last_use: This is the derivative by the last use alone. w also makes a^1.",
    by_uses(lambda first, last: last),
    "only_the_first_use: This is the derivative by the first use alone. w is used a second time, beside a^1.",
    by_uses(lambda first, last: first),
    "mean_of_both: You took the mean of the two derivatives. But both uses move when w does, by the full amount.",
    by_uses(lambda first, last: (first + last) / 2),
    "multiplied: You multiplied the two derivatives. Along one path factors multiply. What do two paths do?",
    by_uses(lambda first, last: first * last),
    "difference: You subtract one derivative from the other. Both uses move the same C: what becomes of their effects?",
    by_uses(lambda first, last: first - last),
    "twice_the_last: You count the last use twice. The first use has a derivative of its own.",
    by_uses(lambda first, last: 2 * last),
    "first_slope_missing: The last use is right. On the way back to the first, the slope of a^1 is missing.",
    by_uses(first=lambda w, x, a1, delta1, delta2: w * delta2 * x),
    "weight_missing: The last use is right. The way back to the first leads through w, and that factor is missing.",
    by_uses(first=lambda w, x, a1, delta1, delta2: delta1 / w * x),
    "last_slope_missing: The slope of a^2 is missing, in both derivatives.",
    lambda w, x, y: shared_weight(w, x, y) / sigmoid_prime(w * sigmoid(w * x)),
    "x_for_a1: The first use is right. What does w multiply when it is used the second time?",
    by_uses(last=lambda w, x, a1, delta1, delta2: delta2 * x),
    "minus: The sign is turned: the derivative of the cost by a^2 is a^2 - y.",
    times(-1, shared_weight),
    "target_added: You add a^2 and y. When a^2 is right, dC/dw must be 0.",
    lambda w, x, y: shared_weight(w, x, -y),
)


RIGHT = {"A": "BP1", "B": "BP2", "C": "BP4"}
POINTERS = {
    "A": "In A even dW[3] and db[3] are wrong. Which equation is at work there already?",
    "B": "In B dW[3] and db[3] are right, and before them dW and db fail together. Which equation comes between?",
    "C": "In C every db is right, and so is every error. Which equation makes the arrays that fail?",
}


def named_equations(value):
    """Which equation is named for each of A, B and C, and a pointer for those that are wrong."""
    return named_choices(value, RIGHT, ("BP1", "BP2", "BP3", "BP4"), POINTERS)


@exercise("04", cases=[()], view=named_equations)
@hints(
    "For each report, find the arrays that are right. What must be in order for them to come out right?",
    "dW and db of one layer share its error. If one of the two is right, so is the error.",
    "The errors are made from the last layer to the first. In which layer do dW and db begin to fail together?",
)
def broken_equation():
    """{"A": ..., "B": ..., "C": ...}: for each report the equation that is broken, "BP1", "BP2", "BP3" or "BP4"."""
    return {"A": "BP1", "B": "BP2", "C": "BP4"}


def named(A="BP1", B="BP2", C="BP4"):
    return lambda: {"A": A, "B": B, "C": C}


mistakes(
    broken_equation,
    "a_and_b_swapped: C is right, and A and B are swapped. In which of them does the last layer fail already?",
    named(A="BP2", B="BP1"),
    "b_and_c_swapped: A is right, and B and C are swapped. In which of them are all errors right?",
    named(B="BP4", C="BP2"),
    "a_and_c_swapped: B is right, and A and C are swapped. A broken BP1 spoils every array: where do you see that?",
    named(A="BP4", C="BP1"),
    "always_bp1: You name BP1 three times. Can BP1 be wrong if dW[3] and db[3] are right, as in B?",
    named(B="BP1", C="BP1"),
    "bp1_suspected_in_b: A and C are right. In B dW[3] and db[3] are right, so BP1 has done its work well.",
    named(B="BP1"),
    "bp2_suspected_in_a: B and C are right. In A the last layer is wrong already, and BP2 has not been used there.",
    named(A="BP2"),
    "bp3_suspected_in_c: A and B are right. In C the db are right, and those are all that BP3 makes.",
    named(C="BP3"),
    "bp4_suspected_in_b: A and C are right. In B the db fail as well as the dW. What do the two share?",
    named(B="BP4"),
    "bp3_suspected_in_b: A and C are right. In B the dW fail too, which BP3 does not make. What do dW and db share?",
    named(B="BP3"),
)
