"""The activations and the costs against numerical derivatives, closed forms, and their limits far from 0."""

import math

import numpy as np
import pytest
from nets import random_targets

from mlp_core.activations import ACTIVATIONS, relu_prime, sigmoid, sigmoid_prime, tanh
from mlp_core.costs import COSTS, cross_entropy, cross_entropy_gradient, quadratic, softmax

pytestmark = pytest.mark.filterwarnings("error")


def test_the_known_names():
    assert set(ACTIVATIONS) == {"sigmoid", "tanh", "relu", "linear"}
    assert set(COSTS) == {"quadratic", "cross_entropy"}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_derivative_is_the_numerical_derivative(name):
    f, prime = ACTIVATIONS[name]
    z = np.random.default_rng(1).normal(0, 3, (20, 30))
    z = z[abs(z) > 1e-3]
    h = 1e-5
    np.testing.assert_allclose(prime(z), (f(z + h) - f(z - h)) / (2 * h), rtol=1e-8, atol=1e-9)


def test_relu_has_derivative_0_at_its_corner():
    np.testing.assert_array_equal(relu_prime(np.array([-1.0, -0.0, 0.0, 5e-324])), [0, 0, 0, 1])


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("shape", [(), (5,), (2, 3), (2, 0)])
def test_activations_keep_the_shape_and_leave_z_alone(name, shape):
    z = np.full(shape, 2)  # whole numbers, which become floats
    z.setflags(write=False)
    for f in ACTIVATIONS[name]:
        assert f(z).shape == shape
        np.testing.assert_array_equal(f(z), f(z.astype(float)))


@pytest.mark.parametrize("z", [0, 0.3, 1, 5, 20, 36])
def test_sigmoid_and_tanh_have_their_closed_forms(z):
    assert sigmoid(-z) == pytest.approx(math.exp(-z) / (1 + math.exp(-z)), rel=1e-14)
    assert sigmoid(z) + sigmoid(-z) == pytest.approx(1, abs=1e-15)
    assert tanh(z / 2) == pytest.approx(2 * sigmoid(z) - 1, rel=1e-14, abs=1e-15)


@pytest.mark.parametrize("z", [40, 100, 700, 709.7])
def test_the_lower_tail_of_sigmoid_is_the_exponential(z):
    assert sigmoid(-z) == pytest.approx(math.exp(-z), rel=1e-12, abs=1e-307)
    assert sigmoid_prime(-z) == pytest.approx(math.exp(-z), rel=1e-12, abs=1e-307)
    assert sigmoid_prime(z) == pytest.approx(math.exp(-z), abs=1e-15)


@pytest.mark.parametrize("z", [1e3, 1e4, 1e300])
def test_tails_of_the_activations(z):
    ends = np.array([-z, z])
    with np.errstate(all="raise", under="ignore"):
        got = {name: [f(ends).tolist() for f in pair] for name, pair in ACTIVATIONS.items()}
    assert got == {
        "sigmoid": [[0, 1], [0, 0]],
        "tanh": [[-1, 1], [0, 0]],
        "relu": [[0, z], [0, 1]],
        "linear": [[-z, z], [1, 1]],
    }


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 5), (2, 1), (4, 7)])
def test_cost_gradient_is_the_numerical_gradient(cost, n, m):
    rng = np.random.default_rng(n + m)
    value, gradient = COSTS[cost]
    a, y, h = rng.normal(0, 2, (n, m)), random_targets(cost, n, m, rng), 1e-5
    expected = np.empty((n, m))
    for entry in np.ndindex(n, m):
        step = np.zeros((n, m))
        step[entry] = h
        # The gradient is per sample and the cost is a mean, hence the factor m.
        expected[entry] = m * (value(a + step, y) - value(a - step, y)) / (2 * h)
    np.testing.assert_allclose(gradient(a, y), expected, rtol=1e-7, atol=1e-8)


def test_quadratic_by_hand():
    a, y = np.array([[3.0, 1], [0, 1]]), np.array([[0.0, 1], [4, 0]])
    assert quadratic(a, y) == (25 / 2 + 1 / 2) / 2


def test_cross_entropy_of_several_outputs_is_the_mean_of_minus_y_log_p():
    rng = np.random.default_rng(2)
    a, y = rng.normal(0, 3, (4, 6)), random_targets("cross_entropy", 4, 6, rng)
    total = 0
    for i in range(6):
        odds = [math.exp(v) for v in a[:, i]]
        total -= sum(y[j, i] * math.log(odds[j] / sum(odds)) for j in range(4))
    assert cross_entropy(a, y) == pytest.approx(total / 6, rel=1e-13)


def test_cross_entropy_of_one_output_is_that_of_two_with_the_other_logit_0():
    rng = np.random.default_rng(3)
    a, y = rng.normal(0, 3, (1, 8)), rng.uniform(size=(1, 8))
    both = cross_entropy(np.vstack([a, 0 * a]), np.vstack([y, 1 - y]))
    assert cross_entropy(a, y) == pytest.approx(both, rel=1e-13)
    p = [1 / (1 + math.exp(-v)) for v in a[0]]
    by_hand = -np.mean([t * math.log(q) + (1 - t) * math.log(1 - q) for t, q in zip(y[0], p, strict=True)])
    assert cross_entropy(a, y) == pytest.approx(by_hand, rel=1e-13)


@pytest.mark.parametrize("size", [1e4, 1e300])
def test_tails_of_cross_entropy(size):
    one = np.array([[size, -size, size, -size]])
    y = np.array([[1.0, 0, 0, 1]])
    several = np.array([[size, -size], [-size, size], [0, -size]])
    wrong = np.array([[0.0, 1], [1, 0], [0, 0]])
    with np.errstate(all="raise", under="ignore"):
        assert [cross_entropy(one[:, [i]], y[:, [i]]) for i in range(4)] == [0, 0, size, size]
        assert cross_entropy_gradient(one, y).tolist() == [[0, 0, 1, -1]]
        assert cross_entropy(several, wrong) == 2 * size
        assert cross_entropy_gradient(several, wrong).tolist() == [[1, -1], [-1, 1], [0, 0]]


def test_softmax_columns_are_distributions_and_ignore_a_shift():
    a = np.random.default_rng(4).normal(0, 3, (5, 7))
    p = softmax(a)
    assert (p > 0).all()
    np.testing.assert_allclose(p.sum(axis=0), 1, rtol=1e-14)
    np.testing.assert_allclose(softmax(a + 1e4), p, rtol=1e-11)
    np.testing.assert_allclose(np.log(p[0] / p[1]), a[0] - a[1], rtol=1e-12)


@pytest.mark.parametrize("name", COSTS)
def test_a_and_y_of_two_shapes_are_refused(name):
    for function in COSTS[name]:
        with pytest.raises(ValueError, match=r"y must have the shape of a, \(2, 3\)"):
            function(np.ones((2, 3)), np.ones((2, 1)))


def test_softmax_of_what_is_not_finite_gives_nan_and_no_warning():
    assert np.isnan(softmax(np.array([[np.inf, np.nan], [0, 0]]))).all()
    with np.errstate(all="raise"):
        assert softmax(np.array([[0.0], [-800]])).tolist() == [[1], [0]]
