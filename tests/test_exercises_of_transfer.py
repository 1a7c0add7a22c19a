"""The exercises of transfer in 04, 05, 06 and 10: right answers in other styles, wrong ones told, their data."""

import inspect
from itertools import combinations

import numpy as np
import pytest

from four_equations.clinic import failed_checks
from four_equations.exercises import check, to_mend
from four_equations.exercises.engine import EXERCISES
from four_equations.exercises.n05_planted_bugs import BUGS, left, with_three_bugs
from mlp_core import NeuralNetwork, costs
from mlp_core.activations import ACTIVATIONS, sigmoid, sigmoid_prime
from mlp_core.gradients import check_gradient, numerical_gradient

RIGHT = {name: exercise.reference for name, exercise in EXERCISES.items()}


def sample_by_sample(W, delta):
    return np.column_stack([sum(W[1][j] * column[j] for j in range(len(column))) for column in delta[1].T])


def forward_mode(w, x, y):
    a1 = 1 / (1 + np.exp(-w * x))
    by_w = a1 * (1 - a1) * x
    a2 = 1 / (1 + np.exp(-w * a1))
    return (a2 - y) * a2 * (1 - a2) * (a1 + w * by_w)


def central(w, x, y, h=1e-5):
    up, down = (0.5 * (sigmoid(v * sigmoid(v * x)) - y) ** 2 for v in (w + h, w - h))
    return (up - down) / (2 * h)


def with_loops(W, z, a, y, slopes):
    L, m = len(W), len(y[0])
    dW, db = {l: np.zeros_like(W[l]) for l in W}, {l: np.zeros((len(W[l]), 1)) for l in W}
    for i in range(m):
        error = (a[L][:, i] - y[:, i]) * slopes[L](z[L][:, i])
        for l in range(L, 0, -1):
            dW[l] += np.outer(error, a[l - 1][:, i]) / m
            db[l][:, 0] += error / m
            if l > 1:
                error = W[l].T.dot(error) * slopes[l - 1](z[l - 1][:, i])
    return [dW, db]


def with_einsum(W, z, a, y, slopes):
    delta, m = None, y.shape[1]
    dW, db = {}, {}
    for l in sorted(W, reverse=True):
        arrives = a[l] - y if delta is None else np.einsum("jk,jm->km", W[l + 1], delta)
        delta = slopes[l](z[l]) * arrives
        dW[l], db[l] = np.einsum("jm,km->jk", delta, a[l - 1]) / m, delta.mean(axis=1)[:, None]
    return dW, db


def with_sigmoids(answer):
    return lambda W, z, a, y: answer(W, z, a, y, {l: sigmoid_prime for l in W})


def column_by_column(z, y):
    errors = []
    for i in range(z.shape[1]):
        powers = [np.exp(v - max(z[:, i])) for v in z[:, i]]
        errors.append([power / sum(powers) - t for power, t in zip(powers, y[:, i], strict=True)])
    return list(map(list, zip(*errors, strict=True)))


def by_logarithms(z, y):
    top = z - z.max(0, keepdims=True)
    return np.exp(top - np.log(np.sum(np.exp(top), 0))) - y


def entry_by_entry(theta, m, v, t, grad, lr, beta1, beta2, eps):
    theta, m, v = theta.copy(), m.copy(), v.copy()
    for i in np.ndindex(theta.shape):
        m[i] += (1 - beta1) * (grad[i] - m[i])
        v[i] += (1 - beta2) * (grad[i] ** 2 - v[i])
        theta[i] -= lr * m[i] / (1 - beta1**t) / ((v[i] / (1 - beta2**t)) ** 0.5 + eps)
    return theta, m, v


def with_both_corrections_in_the_rate(theta, m, v, t, grad, lr, beta1, beta2, eps):
    root = np.sqrt(1 - beta2**t)
    m, v = m * beta1 + grad - beta1 * grad, v * beta2 + grad * grad * (1 - beta2)
    return [theta - lr * root / (1 - beta1**t) * m / (v**0.5 + root * eps), m, v]


def copied_and_changed(dW, W, lam):
    gradient = {l: dW[l].copy() for l in dW}
    for l in gradient:
        gradient[l] += lam * W[l]
    return gradient


IN_ANOTHER_STYLE = [
    ("other_output_error", lambda a, y, z: 4 * np.power(a - y, 3) / np.cosh(z) ** 2),
    ("other_output_error", lambda a, y, z: ((1 - a) * (1 + a) * (y - a) ** 2 * -4 * (y - a)).tolist()),
    ("input_gradient", lambda W, delta: np.einsum("jk,jm->km", W[1], delta[1])),
    ("input_gradient", sample_by_sample),
    ("shared_weight", forward_mode),
    ("shared_weight", central),
    ("broken_equation", lambda: {"a": "bp1", "b": "bp2", "c": "bp4"}),
    ("broken_equation", lambda: dict(zip("CBA", ["BP 4", "Bp2", "bP1"], strict=True))),
    ("causes", lambda: dict(zip("mnopq", CAUSES, strict=True))),
    ("relu_prime", lambda z: z > 0),
    ("relu_prime", lambda z: np.heaviside(z, 0)),
    ("relu_prime", lambda z: np.where(z > 0, 1, 0)),
    ("relu_prime", lambda z: np.sign(np.maximum(z, 0))),
    ("backward_with", with_loops),
    ("backward_with", with_einsum),
    ("softmax_error", column_by_column),
    ("softmax_error", by_logarithms),
    ("softmax_error", lambda z, y: costs.softmax(z) - y),
    ("planted_bugs", with_sigmoids(with_loops)),
    ("planted_bugs", with_sigmoids(with_einsum)),
    ("planted_bugs", RIGHT["backward"]),
    ("momentum_step", lambda theta, v, grad, lr, beta: [theta - lr * beta * v - lr * grad, grad + v * beta]),
    ("momentum_step", lambda theta, v, grad, lr, beta: tuple(np.array([theta - lr * (u := beta * v + grad), u]))),
    ("adam_step", entry_by_entry),
    ("adam_step", with_both_corrections_in_the_rate),
    ("decayed_gradient", copied_and_changed),
    (
        "decayed_gradient",
        lambda dW, W, lam: {l: (lam * w + g).tolist() for (l, g), w in zip(dW.items(), W.values(), strict=True)},
    ),
]


@pytest.mark.parametrize("name, answer", IN_ANOTHER_STYLE)
def test_right_answers_in_another_style_pass(name, answer):
    verdict = getattr(check, name)(answer)
    assert verdict.passed, verdict.message


def momentum_in_place(theta, v, grad, lr, beta):
    v *= beta
    v += grad
    return theta - lr * v, v


def adam_in_place(theta, m, v, t, grad, lr, beta1, beta2, eps):
    m *= beta1
    m += (1 - beta1) * grad
    _, _, v = RIGHT["adam_step"](theta, m, v, t, grad, lr, beta1, beta2, eps)
    return RIGHT["adam_step"](theta, (m - (1 - beta1) * grad) / beta1, v, t, grad, lr, beta1, beta2, eps)[0], m, v


def decay_in_place(dW, W, lam):
    for l in dW:
        dW[l] += lam * W[l]
    return dW


def other_slopes(W, z, a, y, slopes):
    slopes[1] = sigmoid_prime
    return RIGHT["backward_with"](W, z, a, y, slopes)


def slopes_lost(W, z, a, y, slopes):
    answer = RIGHT["backward_with"](W, z, a, y, slopes)
    del slopes[1]
    return answer


CAUSES = ["Labels", "zero weights", "RATE too small", "vanishing gradient", "dead  relus"]


def broken(**names):
    return lambda: {"A": "BP1", "B": "BP2", "C": "BP4"} | names


# The name of the exercise, the answer, the name of the mistake, and words that the learner reads.
TOLD = [
    ("momentum_step", momentum_in_place, "changes_input", "it changes what it was given: v."),
    ("adam_step", adam_in_place, "changes_input", "m"),
    ("decayed_gradient", decay_in_place, "changes_input", "it changes what it was given: dW."),
    ("backward_with", other_slopes, "changes_input", "It changes slopes while it works"),
    ("backward_with", slopes_lost, "changes_input", "it changes what it was given: slopes."),
    ("backward_with", lambda W, z, a, y, slopes: (a[3] - y) * slopes[3], "raises", "A function has to be called"),
    ("backward_with", lambda W, z, a, y, slopes: (a[3] - y) * slopes[3](), "raises", "A function has to be called"),
    ("momentum_step", lambda theta, v, grad, lr, beta: (theta, grad), "equation", "`v` is wrong already"),
    ("momentum_step", lambda theta, v, grad, lr, beta: (theta, beta * v + grad), "not_moved", "look at the step"),
    (
        "adam_step",
        lambda theta, m, v, *rest: (theta, *RIGHT["adam_step"](theta, m, v, *rest)[1:]),
        "not_moved",
        "look at the two corrections and at the step",
    ),
    (
        "momentum_step",
        lambda theta, grad, v, lr, beta: (theta, v),
        "arguments",
        "It must take (theta, v, grad, lr, beta)",
    ),
    (
        "adam_step",
        lambda theta, m, v, t, grad, lr, beta1, beta2, eps: (theta, m, v),
        "not_moved",
        "mean of the gradients",
    ),
    (
        "adam_step",
        lambda theta, m, v, t, grad, lr, beta1, beta2, eps: (theta * np.sqrt(-abs(grad)), m, v),
        "nan",
        "Where do you divide by 0, or take the root",
    ),
    ("softmax_error", lambda z, y: np.exp(z - z.mean(axis=0)) / np.exp(z - z.mean(axis=0)).sum(axis=0) - y, "nan", "?"),
    ("softmax_error", lambda z, y: np.exp(z - z[0]) / np.exp(z - z[0]).sum(axis=0) - y, "nan", "what overflows?"),
    ("relu_prime", lambda z: 1.0, "one_for_all", "You give one number for the whole array."),
    ("relu_prime", lambda z: 1.0 if z > 0 else 0.0, "one_number_at_a_time", "works for one number, but an array came"),
    ("input_gradient", lambda W, delta: (W[1].T @ delta[1]).T, "transpose", "that is the transpose"),
    (
        "decayed_gradient",
        lambda dW, W, lam: dW + lam * W,
        "raises",
        "Compute with its entries, one layer after the other",
    ),
    ("shared_weight", lambda w, x, y: 3 * RIGHT["shared_weight"](w, x, y), "factor", "3 times"),
    ("broken_equation", broken(A="BP4", B="BP4"), "behaviour", "In A even dW[3] and db[3] are wrong."),
    ("broken_equation", broken(C="BP2"), "behaviour", "In C every db is right, and so is every error."),
    ("broken_equation", broken(A="bp2", B="bp1"), "a_and_b_swapped", "C is right"),
    ("broken_equation", broken(A="BP5"), "type", 'For A name one of "BP1", "BP2", "BP3" and "BP4", but it is'),
    ("broken_equation", broken(A=1), "type", "but it is 1."),
    ("broken_equation", lambda: {"A": "BP1"}, "keys", "must have the keys 'A', 'B' and 'C'"),
    ("broken_equation", lambda: "BP1", "type", "The exercise asks for: {"),
    ("causes", lambda: dict(zip("MNOPQ", CAUSES[::-1], strict=True)), "behaviour", "In Q one line of the report"),
    ("causes", lambda: dict.fromkeys("MNOPQ", "bad luck"), "type", 'For M name one of "labels", "zero weights"'),
    ("causes", lambda: dict.fromkeys("MNOPQ", [1]), "type", "but it is [1]."),
    ("broken_equation", broken(A=...), "unfinished", "dots"),
    ("planted_bugs", with_three_bugs, "not_started", "All three bugs are still in it."),
]


@pytest.mark.parametrize("name, answer, mistake, words", TOLD)
def test_a_wrong_answer_is_told_what_is_wrong(name, answer, mistake, words):
    verdict = getattr(check, name)(answer)
    assert (verdict.mistake, words in verdict.message) == (mistake, True), (verdict.mistake, verdict.message)


# The formulas by a second method


def test_the_fourth_power_and_the_input_by_central_differences():
    rng = np.random.default_rng(0)
    z, y = rng.normal(size=(3, 2)), rng.uniform(size=(3, 2))
    measured = numerical_gradient(lambda z: np.sum((np.tanh(z) - y) ** 4), z)
    np.testing.assert_allclose(RIGHT["other_output_error"](np.tanh(z), y, z), measured, rtol=1e-6)
    net, x = NeuralNetwork([4, 5, 3], ["sigmoid", "tanh"], seed=1), rng.normal(size=(4, 2))
    delta = net.deltas(y, *net.forward(x))
    measured = numerical_gradient(lambda x: 2 * net.cost_of(x, y), x)  # the cost is a mean of 2
    np.testing.assert_allclose(RIGHT["input_gradient"](net.W, delta), measured, rtol=1e-6)


@pytest.mark.parametrize("names", [["relu", "tanh", "linear"], ["linear", "sigmoid", "relu"]])
def test_other_activations_and_softmax_as_in_the_package(names):
    rng = np.random.default_rng(2)
    net, x, y = NeuralNetwork([3, 5, 4, 2], names, seed=3), rng.normal(size=(3, 6)), rng.uniform(size=(2, 6))
    slopes = {l: ACTIVATIONS[name][1] for l, name in enumerate(names, 1)}
    assert check_gradient(net, x, y, lambda W, z, a, y: RIGHT["backward_with"](W, z, a, y, slopes)).passed
    z, one_hot = 5 * rng.normal(size=(4, 6)), np.eye(4)[:, rng.integers(0, 4, 6)]
    measured = numerical_gradient(lambda z: 6 * costs.cross_entropy(z, one_hot), z)
    np.testing.assert_allclose(RIGHT["softmax_error"](z, one_hot), measured, rtol=1e-5, atol=1e-9)


def test_weight_decay_is_the_gradient_of_the_cost_with_its_term():
    rng = np.random.default_rng(4)
    net, x, y = NeuralNetwork([3, 4, 2], ["tanh", "sigmoid"], seed=5), rng.normal(size=(3, 6)), rng.uniform(size=(2, 6))
    dW, _ = net.backward(y, *net.forward(x))
    W = net.W.copy()

    def cost(first):
        net.W[1] = first
        return net.cost_of(x, y) + 0.3 / 2 * sum((net.W[l] ** 2).sum() for l in net.W)

    measured = numerical_gradient(cost, W[1])
    np.testing.assert_allclose(RIGHT["decayed_gradient"](dW, W, 0.3)[1], measured, rtol=1e-6)


def test_the_first_step_of_adam_has_the_size_of_the_rate_and_momentum_adds_up():
    grad = np.array([3.0, -0.02, 500.0])
    theta, m, v = RIGHT["adam_step"](np.zeros(3), np.zeros(3), np.zeros(3), 1, grad, 0.1, 0.9, 0.999, 1e-8)
    np.testing.assert_allclose(theta, -0.1 * np.sign(grad), rtol=1e-6)
    np.testing.assert_allclose([m, v], [0.1 * grad, 0.001 * grad**2])
    theta, v = np.zeros(3), np.zeros(3)
    for _ in range(200):
        theta, v = RIGHT["momentum_step"](theta, v, grad, 0.1, 0.9)
    np.testing.assert_allclose(v, 10 * grad)  # 1 / (1 - beta) times a constant gradient


# What the exercises show


def test_the_reports_of_the_broken_equations_show_what_is_said_of_them():
    everything = {f"{kind}[{l}]" for kind in ("dW", "db") for l in (1, 2, 3)}
    wrong = {"A": everything, "B": everything - {"dW[3]", "db[3]"}, "C": {"dW[1]", "dW[2]", "dW[3]"}}
    reports = failed_checks()
    assert {letter: {name for name, e in r.items() if e > 1e-6} for letter, r in reports.items()} == wrong
    for report in reports.values():
        assert all(error > 0.01 or error < 1e-7 for error in report.values()) and not report.passed
    assert "dW[3]     7e-01  WRONG" in repr(reports["C"])


EQUAL = NeuralNetwork([3, 3, 3, 3], ["sigmoid"] * 3, seed=6)


def passes(function, net=EQUAL):
    rng = np.random.default_rng(7)
    x, y = rng.normal(size=(net.layers[0], 5)), rng.uniform(size=(net.layers[-1], 5))
    return check_gradient(net, x, y, function).passed


def test_the_code_to_mend_runs_and_each_bug_alone_fails_the_gradient_check():
    namespace = {"sigmoid_prime": sigmoid_prime}
    exec(to_mend("planted_bugs"), namespace)
    mine = namespace["my_planted_bugs"]
    assert list(inspect.signature(mine).parameters) == check.planted_bugs.parameters
    assert not passes(mine) and not passes(with_three_bugs) and passes(RIGHT["planted_bugs"])
    assert repr(check.planted_bugs(mine)).startswith("○ planted_bugs: not started. All three bugs")
    for count in (1, 2, 3):
        assert not any(passes(left(*bugs)) for bugs in combinations(BUGS, count))
    assert passes(left())
    unequal = NeuralNetwork([3, 5, 2, 4], ["sigmoid"] * 3, seed=6)
    with pytest.raises(ValueError):
        passes(mine, unequal)


MENDED = {
    "BP2": ("sigmoid_prime(z[l + 1])", "sigmoid_prime(z[l])"),
    "BP4": ("a[l].T", "a[l - 1].T"),
    "BP3": ("keepdims=True)", "keepdims=True) / m"),
}


@pytest.mark.parametrize("mended", [kept for n in (1, 2) for kept in combinations(MENDED, n)])
def test_a_half_mended_pass_is_told_which_lines_still_fail(mended):
    text = to_mend("planted_bugs")
    for equation in mended:
        assert text.count(MENDED[equation][0]) == 1
        text = text.replace(*MENDED[equation])
    namespace = {"sigmoid_prime": sigmoid_prime}
    exec(text, namespace)
    message = check.planted_bugs(namespace["my_planted_bugs"]).message
    told = message.split("left, in the line")[1].split(". ")[0]
    assert {equation for equation in MENDED if equation in told} == MENDED.keys() - set(mended)
    assert not any(code in message for pair in MENDED.values() for code in pair)


def test_the_learners_cell_is_at_hand():
    assert to_mend("planted_bugs").startswith("def my_planted_bugs(W, z, a, y):\n    L, m = ")
