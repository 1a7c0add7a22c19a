"""Exercises with many right answers, judged by what they do: any right one passes, and a wrong one is described."""

from collections import Counter
from itertools import product

import numpy as np
import pytest

from four_equations.exercises import check
from four_equations.exercises.engine import EXERCISES
from four_equations.exercises.n02_straight_pieces import bends
from mlp_core import NeuralNetwork

RIGHT = {name: exercise.reference for name, exercise in EXERCISES.items()}
CORNERS = np.array([[0, 1, 0, 1], [0, 0, 1, 1]])


def unit_normal(p, q):
    w = np.array([[p[1] - q[1], q[0] - p[0]]]) / np.linalg.norm(p - q)
    return [w, (-w @ p).item()]


def slope_with_a_case_for_vertical_lines(p, q):
    if p[0] == q[0]:
        return [-1, 0], p[0]
    m = (q[1] - p[1]) / (q[0] - p[0])
    return (m, -1), p[1] - m * p[0]


def cross_product(p, q):
    line = np.cross([*p, 1], [*q, 1])
    return line[:2], line[2:]


def three_gates(**others):
    return lambda: {"and": (1, 1, -1.5), "or": (1, 1, -0.5), "nand": (-1, -1, 1.5)} | others


def network(first, first_bias, second, second_bias):
    """An answer: a network with one hidden layer, from lists of weights and biases."""
    W = {1: np.array(first), 2: np.array([second])}
    return lambda *n: (W, {1: np.array(first_bias)[:, None], 2: np.array([[second_bias]])})


def relus(w, places, outputs):
    return network([[v] for v in w], [-v * x for v, x in zip(w, places, strict=True)], outputs, 0.5)()


def zigzag(n):
    return relus([1.0] * (n - 1), np.arange(n - 1) / 10, [2.0 * (-1) ** i for i in range(n - 1)])


def to_both_sides(n):
    return relus([(-1.0) ** i for i in range(n - 1)], range(n - 1), [0.1] * (n - 1))


def with_neurons_that_do_not_count(n):
    return relus([1.0] * n + [0.0], [*range(n - 1), -5, 0], [1.0] * (n - 1) + [0.0, 3.0])


def one_place_twice(n):
    """Two neurons bend at 3, but rounding makes two numbers of it: 0.1 * 3 / 0.1 is not 3."""
    assert 0.1 * 3 / 0.1 != 3
    return relus([0.1] + [1.0] * (n - 1), [3, *range(3, n + 2)], [1.0] * n)


def two_at_one_place(n):
    return relus([1.0] * (n - 1), [2, *range(2, n)], [1.0] * (n - 1))


def with_one_idle(n):
    return relus([1.0] * (n - 2) + [0.0], range(n - 1), [1.0] * (n - 1))


def gradient(f, theta, up=1e-6, down=1e-6):
    return np.array([(f(theta + up * e) - f(theta - down * e)) / (up + down) for e in np.eye(len(theta))])


def stepping(**sides):
    def answer(f, theta, lr, steps):
        for _ in range(steps):
            theta = theta - lr * gradient(f, theta, **sides)
        return theta

    return answer


def puts_back(f, theta, lr, steps):
    """Nudges its own copy, and puts every entry back."""
    theta = theta.copy()
    for _ in range(steps):
        slopes = []
        for i, old in enumerate(theta):
            values = []
            for theta[i] in (old + 1e-4, old - 1e-4):
                values.append(f(theta))
            theta[i] = old
            slopes.append((values[0] - values[1]) / 2e-4)
        theta -= lr * np.array(slopes)
    return theta.tolist()


def never_puts_back(f, theta, lr, steps):
    theta = theta.copy()
    for _ in range(steps):
        slopes = []
        for i in range(len(theta)):
            theta[i] += 1e-5
            above = f(theta)
            theta[i] -= 2e-5
            slopes.append((above - f(theta)) / 2e-5)
        theta -= lr * np.array(slopes)
    return theta


def moves_what_it_is_given(f, theta, lr, steps):
    for _ in range(steps):
        theta -= lr * gradient(f, theta)
    return theta


def in_turn_and_in_place(f, theta, lr, steps):
    for _ in range(steps):
        for i in range(len(theta)):
            theta[i] -= lr * gradient(f, theta)[i]
    return theta


def every_theta(f, theta, lr, steps):
    return [stepping()(f, theta, lr, k) for k in range(steps + 1)]


def half_as_far(f, theta, lr, steps):
    return RIGHT["minimum_of"](f, theta, lr / 2, steps)


IN_ANOTHER_STYLE = [
    ("boundary", unit_normal),
    ("boundary", slope_with_a_case_for_vertical_lines),
    ("boundary", cross_product),
    ("boundary", lambda p, q: [-1e6 * part for part in RIGHT["boundary"](p, q)]),
    ("gates", lambda: {"nand": [-2, -3, 4], "and": np.array([0.3, 0.2, -0.4]), "or": (9, 8, -7), "not": (-1, 0.5)}),
    ("xor_weights", network([[20, -20], [-30, 30]], [-10, -9], [25, 20], -8)),
    ("xor_weights", network([[-20, 20], [20, -20]], [10, 10], [-20, -20], 30)),
    ("xor_weights", network([[1, -1], [-1, 1]], [-0.5, -0.5], [20, 20], -15.6)),
    ("pieces", zigzag),
    ("pieces", to_both_sides),
    ("pieces", with_neurons_that_do_not_count),
    ("pieces", one_place_twice),
    ("minimum_of", puts_back),
    ("minimum_of", stepping(up=1e-3, down=1e-3)),
    ("minimum_of", stepping(up=1e-8, down=1e-8)),
]


@pytest.mark.parametrize("name, answer", IN_ANOTHER_STYLE)
def test_right_answers_pass(name, answer):
    verdict = getattr(check, name)(answer)
    assert verdict.passed and verdict.message == "It does what the exercise asks."


# By exercise: the answer, the name of the mistake, and words that the learner reads.
TOLD = {
    "boundary": [
        (lambda p, q: ([1, 2], -p[0] - 2 * p[1]), "behaviour", "passes through p, but not through q, where z is 8."),
        (lambda p, q: ([1, 2], -q[0] - 2 * q[1]), "behaviour", "passes through q, but not through p, where z is -8."),
        (
            lambda p, q: (unit_normal(p, q)[0], RIGHT["boundary"](p, q)[1]),
            "behaviour",
            "z is -5.264 at p and -5.264 at q",
        ),
        (lambda p, q: (q - p, (p - q) @ (p + q) / 2), "along_the_line", "along the line"),
        (lambda p, q: (p, q), "type", "`b` must be a number, but is array([4. , 0.5])."),
        (lambda p, q: RIGHT["boundary"](p, q)[::-1], "type", "`w` must be 2 numbers, but is "),
        (lambda p, q: [*p, 1], "type", "The exercise asks for: (w, b) of a neuron"),
        (
            lambda p, q: ((1 / float(p[0] - q[0]), 0), 0),
            "behaviour",
            "w = (-0.3333, 0) and b = 0, so z is -0.3333 at p",
        ),
        (lambda p, q: 1 / int(p[0] - p[0]), "raises", "For which input is the denominator 0?"),
    ],
    "gates": [
        (three_gates(**{"or": (0.5, 1, -0.75)}), "behaviour", "Your OR says 0 at (1, 0), where z is -0.25."),
        (three_gates(**{"and": (1, 1, -1)}), "behaviour", "Your AND has z = 0 at (1, 0) and (0, 1): the boundary"),
        (three_gates(**{"and": (0.1, 0.2, -0.3)}), "behaviour", "Your AND has z = 0 at (1, 1): the boundary"),
        (
            three_gates(**{"and": (1, 2, -0.5)}),
            "behaviour",
            "Your AND says 1 at (1, 0) and (0, 1), where z is 0.5 and 1.5.",
        ),
        (
            three_gates(**{"or": (1, 1, -2.5), "nand": (1, 1, 1)}),
            "behaviour",
            "Your NAND says 1 at (1, 1), where z is 3.",
        ),
        (lambda: {"and": (1, 1, -1.5), "or": (1, 1, -0.5)}, "keys", "'or' and 'nand', but has 'and' and 'or'."),
        (three_gates(nand=((-1, -1), 1.5)), "type", 'The neuron "nand" must be 3 numbers, but is ((-1, -1), 1.5).'),
        (three_gates(nand=(-1, -1, np.nan)), "nan", "must hold finite numbers, but one is nan"),
        (lambda: None, "not_started", "Replace the dots"),
        (lambda: print(), "nothing", "Is the `return` missing?"),
        (lambda x: x, "arguments", "It must take no arguments, but yours takes (x)."),
        (lambda: {"and": ..., "or": ..., "nand": ...}, "unfinished", "dots"),
    ],
    "xor_weights": [
        (
            network([[20, 20], [5, 5]], [-10, -12.5], [20, -400], -10),
            "behaviour",
            "but hidden neuron 0 still answers like OR",
        ),
        (network([[-20, -20], [20, 20]], [30, -10], [20, 20], -30), "the_lesson_again", "two lines of the lesson"),
        (
            network([[20, -20], [-20, 20]], [-10, -10], [20, 0], -10),
            "behaviour",
            "At (0, 1) the output is 4.54e-05, but must",
        ),
        (network([[0, 0], [0, 0]], [0, 0], [20, 20], -20), "undecided", "exactly 1/2"),
        (network([[1, -1], [-1, 1]], [-0.5, -0.5], [1, 1], -0.5), "always_one", "make the weights larger"),
        (network([[20, -20]], [-10], [20], -10), "shape", "`W[1]` must have the shape (2, 2), but has (1, 2)."),
        (lambda: ({1: np.eye(2), 2: [[1, 1]]}, {1: [0, 0], 2: [0]}), "shape", "`b[1]` must have the shape (2, 1)"),
        (lambda: ({0: np.eye(2), 1: [[1, 1]]}, {0: [0, 0], 1: [0]}), "layers", "the keys 1, 2, but has 0, 1."),
    ],
    "pieces": [
        (two_at_one_place, "behaviour", "Hidden neurons 0 and 1 bend at the same place, x = 2."),
        (with_one_idle, "behaviour", "W[1] has a weight 0 into hidden neuron 0, so that neuron never bends."),
        (
            lambda n: RIGHT["pieces"](5),
            "behaviour",
            "For n = 2, the function has 5 pieces, with kinks at x = 0, 1, 2 and 3.",
        ),
        (lambda n: relus([2, 1, -1], [1, 1, 3], [1, -2, 0]), "cancelled", "their changes of slope cancel"),
        (
            lambda n: [{l: part.T for l, part in side.items()} for side in zigzag(n)],
            "shape",
            "shape (k, 1), but has (1, 2)",
        ),
    ],
    "minimum_of": [
        (never_puts_back, "behaviour", "which is near, but 8e-05 off."),
        (stepping(up=0.1, down=0.1), "behaviour", "is h too large"),
        (stepping(up=1e-12, down=1e-12), "behaviour", "so tiny that rounding spoils it"),
        (stepping(up=1e-3, down=0), "one_sided", "one side"),
        (stepping(up=0, down=1e-7), "one_sided_with_a_tiny_step", "one side"),
        (moves_what_it_is_given, "changes_input", "The result is right, but it changes what it was given: theta"),
        (in_turn_and_in_place, "in_turn", "measured at one point"),
        (every_theta, "shape", "an array of the shape (2,), like theta, but is [array("),
        (half_as_far, "divided", "the division by `2` in `lr / 2`"),
        (lambda f, theta, lr, steps: f(theta[0]), "raises", "which has no entries. Was an array meant?"),
    ],
}


@pytest.mark.parametrize("name, answer, mistake, words", [(name, *row) for name, rows in TOLD.items() for row in rows])
def test_a_wrong_answer_is_told_what_it_does(name, answer, mistake, words):
    verdict = getattr(check, name)(answer)
    assert (verdict.mistake, words in verdict.message) == (mistake, True), verdict.message


def of_the_package(W, b, *activations):
    """A network of the package with these parameters."""
    net = NeuralNetwork(layers=[W[1].shape[1], len(W[1]), len(W[2])], activations=activations)
    net.W, net.b = W, {l: b[l].astype(float) for l in b}
    return net


def test_xor_is_judged_as_the_network_of_the_package_answers():
    lines = np.array([[1, 1, -0.5], [1, 1, -1.5], [1, -1, -0.5], [-1, 1, -0.5], [1, 0, -0.5]])
    rows, seen = [20 * sign * line for line in lines for sign in (1, -1)], Counter()
    for *first, output in product(rows[:8], rows, rows[:8]):
        W = {l: np.array(part)[:, :2] for l, part in ((1, first), (2, [output]))}
        b = {l: np.array(part)[:, 2:] for l, part in ((1, first), (2, [output]))}
        _, a = of_the_package(W, b, "sigmoid", "sigmoid").forward(CORNERS.astype(float))
        hidden, (answer,) = a[1] > 0.5, (a[2] > 0.5).tolist()
        as_in_the_lesson = any(row.sum() in (1, 3) and row[1] == row[2] for row in hidden)
        kind = ("lesson" if as_in_the_lesson else "own") if answer == [0, 1, 1, 0] else "wrong"
        assert check.xor_weights(lambda: (W, b)).passed == (kind == "own")  # noqa: B023, called at once
        seen[kind] += 1
    assert min(seen.values()) >= 8 and len(seen) == 3


def test_kinks_are_where_the_slope_of_the_network_changes():
    rng, counts = np.random.default_rng(1), set()
    for _ in range(300):
        k = rng.integers(1, 6)
        w, b, out = rng.integers(-2, 3, (3, k, 1)).astype(float)
        w[0] = 1
        parameters = {1: w, 2: out.T}, {1: b, 2: np.ones((1, 1))}
        places = np.unique(-b[w != 0] / w[w != 0])  # at least 1/2 apart
        near = np.add.outer([-0.1, 0, 0.1], places).reshape(1, -1)
        left, middle, right = of_the_package(*parameters, "relu", "linear").forward(near)[1][2].reshape(3, -1)
        real = places[abs(left + right - 2 * middle) > 1e-9]
        assert [place for place, _, kept in bends(*parameters) if kept] == real.tolist()
        counts.add(len(real))
    assert counts >= {0, 1, 2, 3}


def test_the_descent_is_that_of_a_gradient_by_hand():
    _, theta, lr, steps = check.minimum_of.cases[0]
    by_hand = theta
    for _ in range(steps):
        by_hand = by_hand - lr * np.array([2 * by_hand[0] + by_hand[1] - 3, by_hand[0] + 4 * by_hand[1]])
    np.testing.assert_allclose(RIGHT["minimum_of"](*check.minimum_of.cases[0]), by_hand, rtol=1e-9)
