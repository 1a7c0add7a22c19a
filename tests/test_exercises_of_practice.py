"""Exercises on what goes wrong in practice: log(0) in a cost, what is measured, decay beside Adam, standardising."""

import numpy as np
import pytest
from numpy.linalg import norm

from four_equations.exercises import check
from four_equations.exercises.engine import EXERCISES
from mlp_core import NeuralNetwork, costs

RIGHT = {name: exercise.reference for name, exercise in EXERCISES.items()}


def column_by_column(z, y):
    total = 0
    for column, target in zip(z.T, y.T, strict=True):
        r = list(target).index(1)
        total += max(column) - column[r] + np.log(sum(np.exp(column - max(column))))
    return total / z.shape[1]


def by_logaddexp(z, y):
    return float((np.logaddexp.reduce(z, axis=0) - z[y.argmax(axis=0), np.arange(z.shape[1])]).mean())


def by_copies(output, W, y, l, h=1e-6):
    measured = np.empty_like(W[l])
    for j in range(len(W[l])):
        for k in range(len(W[l][0])):
            sides = []
            for sign in (1, -1):
                own = {key: array.copy() for key, array in W.items()}
                own[l][j, k] += sign * h
                sides.append(sum(norm(column) ** 2 for column in (output(own) - y).T) / 2 / len(y[0]))
            measured[j, k] = (sides[0] - sides[1]) / (2 * h)
    return measured


def by_four_points(output, W, y, l, h=1e-3):
    def cost(k, place):
        own = W[l].copy()
        own[place] += k * h
        return ((output({**W, l: own}) - y) ** 2).sum(axis=0).mean() / 2

    places = list(np.ndindex(W[l].shape))
    slopes = [(8 * (cost(1, p) - cost(-1, p)) - cost(2, p) + cost(-2, p)) / (12 * h) for p in places]
    return np.reshape(slopes, W[l].shape).tolist()


def shrunk_first(theta, m, v, t, grad, lr, beta1, beta2, eps, lam):
    theta = theta * (1 - lr * lam)
    return RIGHT["adam_step"](theta, m, v, t, grad, lr, beta1, beta2, eps)


def feature_by_feature(x_train, x):
    rows = []
    for old, new in zip(x_train, x, strict=True):
        spread = np.sqrt(((old - old.mean()) ** 2).mean())
        rows.append((new - old.mean()) / (spread if spread > 0 else 1))
    return rows


def in_place_of_zero(x_train, x):
    spread = np.std(x_train, 1)[:, None]
    spread[spread == 0] = 1
    return (x - np.mean(x_train, 1)[:, None]) / spread


@pytest.mark.parametrize(
    "name, answer",
    [
        ("softmax_cost", column_by_column),
        ("softmax_cost", by_logaddexp),
        ("softmax_cost", lambda z, y: costs.cross_entropy(z, y)),
        ("measured_gradient", by_copies),
        ("measured_gradient", by_four_points),
        ("adamw_step", shrunk_first),
        ("standardised", feature_by_feature),
        ("standardised", in_place_of_zero),
    ],
)
def test_right_answers_in_another_style_pass(name, answer):
    verdict = getattr(check, name)(answer)
    assert verdict.passed, verdict.message


def p(z):
    return np.exp(z - z.max(axis=0)) / np.exp(z - z.max(axis=0)).sum(axis=0)


def of_the_output(output, W, y, l):
    measured = np.zeros_like(W[l])
    for place in np.ndindex(W[l].shape):
        old = W[l][place]
        W[l][place] = old + 1e-5
        up = output(W).sum()
        W[l][place] = old - 1e-5
        down = output(W).sum()
        W[l][place] = old
        measured[place] = (up - down) / 2e-5
    return measured


def left_nudged(output, W, y, l):
    measured = np.zeros_like(W[l])
    for place in np.ndindex(W[l].shape):
        up = RIGHT["quadratic_cost"](output(W), y)
        W[l][place] += 1e-5
        measured[place] = (RIGHT["quadratic_cost"](output(W), y) - up) / 1e-5
    return measured


def decay_in_the_gradient(theta, m, v, t, grad, lr, beta1, beta2, eps, lam):
    grad = grad + lam * theta
    return RIGHT["adam_step"](theta, m, v, t, grad, lr, beta1, beta2, eps)


@pytest.mark.parametrize(
    "name, answer, mistake",
    [
        ("softmax_cost", lambda z, y: -(y * np.log(p(z))).sum(axis=0).mean(), "nan_from_zero"),
        ("softmax_cost", lambda z, y: -np.log(p(z)[y == 1]).mean(), "infinite"),
        ("softmax_cost", lambda z, y: -(y * np.log(np.maximum(p(z), 1e-15))).sum(axis=0).mean(), "at_most_35"),
        ("softmax_cost", lambda z, y: -(y * np.log(p(z) + 1e-8)).sum() / y.shape[1], "at_most_18"),
        ("softmax_cost", lambda z, y: -np.log(np.clip(p(z), 1e-7, 1 - 1e-7)[y == 1]).mean(), "cut_off_at_16"),
        ("measured_gradient", of_the_output, "output_measured"),
        ("measured_gradient", left_nudged, "changes_input"),
        ("adamw_step", decay_in_the_gradient, "in_the_gradient"),
        ("adamw_step", lambda *arguments: RIGHT["adam_step"](*arguments[:-1]), "no_decay"),
        ("standardised", lambda x_train, x: RIGHT["standardised"](x, x), "own_mean_and_spread"),
        (
            "standardised",
            lambda x_train, x: (x - x_train.mean(1, keepdims=True)) / x_train.std(1, keepdims=True),
            "zero_by_zero",
        ),
    ],
)
def test_the_slips_that_are_met_in_practice_are_named(name, answer, mistake):
    verdict = getattr(check, name)(answer)
    assert verdict.mistake == mistake and verdict.named, (verdict.mistake, verdict.message)


def test_the_references_agree_with_the_package():
    rng = np.random.default_rng(8)
    net, x, y = NeuralNetwork([3, 4, 2], ["tanh", "sigmoid"], seed=9), rng.normal(size=(3, 5)), rng.uniform(size=(2, 5))

    def output(W):
        net.W = W
        return net.forward(x)[1][2]

    W = net.W
    dW, _ = net.backward(y, *net.forward(x))
    for l in W:
        np.testing.assert_allclose(RIGHT["measured_gradient"](output, W, y, l), dW[l], rtol=1e-6, atol=1e-10)
    z, one_hot = 50 * rng.normal(size=(4, 6)), np.eye(4)[:, rng.integers(0, 4, 6)]
    assert np.isclose(RIGHT["softmax_cost"](z, one_hot), costs.cross_entropy(z, one_hot))


def silenced(z):
    with np.errstate(all="ignore"):
        return 1 / (1 + np.exp(-z))


def silenced_for_good(z):
    old = np.seterr(over="ignore")
    a = 1 / (1 + np.exp(-z))
    np.seterr(**old)
    return a


@pytest.mark.parametrize("answer", [silenced, silenced_for_good, lambda z: 1 / (1 + np.exp(-z))])
def test_a_sigmoid_that_overflows_does_not_do_what_the_task_demands_even_in_silence(answer):
    verdict = check.sigmoid(answer)
    assert verdict.mistake == "warns" and "not even if its warning is silenced" in verdict.message


def by_parts(z):
    a = np.empty_like(z)
    a[z >= 0] = 1 / (1 + np.exp(-z[z >= 0]))
    a[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
    return a


def with_out(z):
    e = np.exp(-abs(z), out=np.zeros_like(z), where=abs(z) < 700)
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


@pytest.mark.parametrize(
    "answer", [by_parts, with_out, lambda z: np.exp(-np.logaddexp(0, -z)), lambda z: (np.tanh(z / 2) + 1).real / 2]
)
def test_a_sigmoid_that_never_overflows_passes(answer):
    verdict = check.sigmoid(answer)
    assert verdict.passed, verdict.message


@pytest.mark.parametrize("change", [str.upper, str.title, str.lower])
def test_upper_and_lower_case_are_no_mistake(change):
    for name in ("remedy", "diagnose"):
        assert getattr(check, name)(lambda letter, name=name: change(RIGHT[name](letter))).passed
    for name in ("broken_equation", "causes"):
        assert getattr(check, name)(lambda name=name: {change(k): change(v) for k, v in RIGHT[name]().items()}).passed
    assert check.gates(lambda: {change(gate): weights for gate, weights in RIGHT["gates"]().items()}).passed
