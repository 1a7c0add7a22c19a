"""`backward` against automatic differentiation; the gradient check against right and wrong backward functions."""

import copy

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from nets import parameters, same, some_network

from mlp_core import NeuralNetwork
from mlp_core.gradients import GradientCheck, check_gradient, numerical_gradient, numerical_gradients, relative_error

pytestmark = pytest.mark.filterwarnings("error")

# Written without a look at mlp_core, in other formulas, so that no mistake is made twice.
SIGMA = {
    "sigmoid": lambda z: (1 + anp.tanh(z / 2)) / 2,
    "tanh": anp.tanh,
    "relu": lambda z: anp.where(z > 0, z, 0.0),
    "linear": lambda z: z,
}


def quadratic(a, y):
    return anp.sum(anp.square(a - y)) / (2 * y.shape[1])


def cross_entropy(a, y):
    if len(y) == 1:
        a, y = anp.concatenate([a, anp.zeros_like(a)]), np.concatenate([y, 1 - y])
    top = anp.max(a, axis=0)
    log_p = a - top - anp.log(anp.sum(anp.exp(a - top), axis=0))
    return -anp.sum(y * log_p) / y.shape[1]


def cost_of(parameters, activations, cost, x, y):
    a = x
    for (W, b), name in zip(parameters, activations, strict=True):
        a = SIGMA[name](anp.dot(W, a) + b)
    return {"quadratic": quadratic, "cross_entropy": cross_entropy}[cost](a, y)


@pytest.mark.parametrize("seed", range(48))
def test_backward_agrees_with_automatic_differentiation(seed):
    net, x, y = some_network(seed)
    ours = [(net.W[l], net.b[l]) for l in net.W]
    expected = grad(cost_of)(ours, net.activations, net.cost_name, x, y)
    dW, db = net.backward(y, *net.forward(x))
    for l, pair in enumerate(expected, 1):
        for found, theirs in zip((dW[l], db[l]), pair, strict=True):
            assert found.shape == theirs.shape
            assert abs(found - theirs).max() <= 1e-12 * max(1, abs(theirs).max())
    assert net.cost_of(x, y) == pytest.approx(cost_of(ours, net.activations, net.cost_name, x, y), rel=1e-12)


@pytest.mark.parametrize("seed", range(8))
def test_deltas_are_the_gradient_of_each_sample_with_respect_to_z(seed):
    net, x, y = some_network(seed)
    z, a = net.forward(x)
    delta = net.deltas(y, z, a)
    assert list(sorted(delta)) == list(range(1, net.L + 1))
    for l in delta:

        def cost_from(zl, l=l):
            al = SIGMA[net.activations[l - 1]](zl)
            rest = [(net.W[k], net.b[k]) for k in range(l + 1, net.L + 1)]
            return x.shape[1] * cost_of(rest, net.activations[l:], net.cost_name, al, y)

        np.testing.assert_allclose(delta[l], grad(cost_from)(z[l]), rtol=1e-12, atol=1e-13)


def test_numerical_gradient_has_the_closed_form_and_leaves_theta_alone():
    A, theta = np.array([[2.0, -1], [0.5, 3]]), np.array([[0.3, -0.7], [1.1, 0.2]])
    before = theta.tobytes()
    theta.setflags(write=False)
    found = numerical_gradient(lambda t: np.sum(A * t**3) + np.sin(t[0, 1]), theta)
    expected = 3 * A * theta**2
    expected[0, 1] += np.cos(theta[0, 1])
    np.testing.assert_allclose(found, expected, rtol=1e-8, atol=1e-9)
    assert theta.tobytes() == before


@pytest.mark.parametrize("theta", [3.0, 3, np.array([3]), [[3.0]]])
def test_numerical_gradient_of_any_shape(theta):
    found = numerical_gradient(lambda t: np.sum(t**2), theta)
    assert found.shape == np.shape(theta)
    np.testing.assert_allclose(found, 6, rtol=1e-9)


def test_numerical_gradient_of_a_function_that_gives_back_its_argument():
    assert numerical_gradient(lambda t: t, 3.0) == pytest.approx(1)


# Next to 1 the numbers lie closer below than above: 1 + 1e-16 is 1, 1 - 1e-16 is not.
@pytest.mark.parametrize(("theta", "h"), [(1.0, 1e-16), (-1.0, 1e-16), (1e308, 1e308), (-1e308, 1e308)])
def test_an_h_that_changes_theta_on_one_side_only_is_refused(theta, h):
    with pytest.raises(ValueError, match="h must fit the size of theta"):
        numerical_gradient(lambda t: 0.0, theta, h)


def test_numerical_gradients_are_near_and_leave_the_network_unchanged():
    net, x, y = some_network(3)
    before = copy.deepcopy(net)
    for found, expected in zip(numerical_gradients(net, x, y), net.backward(y, *net.forward(x)), strict=True):
        for l in net.W:
            np.testing.assert_allclose(found[l], expected[l], rtol=1e-6, atol=1e-9)
    assert same(net, before) and net.rng.bit_generator.state == before.rng.bit_generator.state


def test_numerical_gradients_that_fail_midway_leave_the_network_unchanged(monkeypatch):
    net, x, y = some_network(3)
    before, answers = copy.deepcopy(net), iter([0.0, 0.0])
    monkeypatch.setattr(NeuralNetwork, "cost_of", lambda *_: next(answers))
    with pytest.raises(StopIteration):
        numerical_gradients(net, x, y)
    assert same(net, before)


@pytest.mark.parametrize(
    ("g", "h", "floor", "expected"),
    [
        ([3.0, 4], [3.0, 4], 0, 0),
        ([3.0, 4], [0, 0], 0, 1),
        ([3.0], [1.0], 0, 0.5),
        ([0.0], [0.0], 0, 0),
        ([2.0], [-2.0], 0, 1),
        ([1.0], [2.0], 3, 1 / 6),
    ],
)
def test_relative_error_by_hand(g, h, floor, expected):
    assert relative_error(np.array(g), np.array(h), floor) == pytest.approx(expected)


def test_relative_error_refuses_a_floor_below_0():
    with pytest.raises(ValueError, match="floor must be a number from 0"):
        relative_error([1.0], [2.0], floor=-0.5)


def names(*layers, kinds=("dW", "db")):
    return {f"{kind}[{l}]" for l in layers for kind in kinds}


def no_prime_at_the_output(net, y, z, a):
    other = copy.copy(net)
    other.sigma_prime = {**net.sigma_prime, net.L: np.ones_like}
    return other.backward(y, z, a)


def not_transposed(net, y, z, a):
    other = copy.copy(net)
    other.W = {l: W.T for l, W in net.W.items()}
    return other.backward(y, z, a)


def sums_for_means(net, y, z, a):
    m = y.shape[1]
    return [{l: m * v for l, v in part.items()} for part in net.backward(y, z, a)]


def own_layers_a(net, y, z, a):
    delta = net.deltas(y, z, a)
    return {l: delta[l] @ a[l].T / y.shape[1] for l in delta}, net.backward(y, z, a)[1]


def bias_gradient_zero(net, y, z, a):
    return net.backward(y, z, a)[0], {l: np.zeros_like(b) for l, b in net.b.items()}


@pytest.mark.parametrize(
    ("backward", "wrong"),
    [
        (no_prime_at_the_output, names(1, 2, 3)),
        (not_transposed, names(1, 2)),
        (sums_for_means, names(1, 2, 3)),
        (own_layers_a, names(1, 2, 3, kinds=["dW"])),
        (bias_gradient_zero, names(1, 2, 3, kinds=["db"])),
        (NeuralNetwork.backward, set()),
    ],
)
def test_check_gradient_names_exactly_the_wrong_arrays(backward, wrong):
    rng = np.random.default_rng(7)
    net = NeuralNetwork([3, 3, 3, 3], ["tanh", "sigmoid", "tanh"])
    net.b = {l: rng.normal(size=(3, 1)) for l in net.b}
    x, y = rng.normal(size=(3, 5)), rng.normal(size=(3, 5))
    check = check_gradient(net, x, y, lambda W, z, a, y: backward(net, y, z, a))
    assert set(check) == names(1, 2, 3)
    assert {name for name, error in check.items() if not error <= check.tolerance} == wrong
    assert check.passed == (not wrong)
    head, *lines = repr(check).splitlines()
    assert {line.split()[0] for line in lines if line.endswith("WRONG")} == wrong
    assert {line.split()[0] for line in lines if line.endswith("right")} == names(1, 2, 3) - wrong


@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-6), ("float32", 1e-4)])
@pytest.mark.parametrize("seed", range(16))
def test_a_right_gradient_passes_and_one_wrong_by_a_hundredth_does_not(seed, dtype, tolerance):
    net, x, y = some_network(seed, dtype, corner=1e-3)
    check = check_gradient(net, x, y)
    assert check.passed and check.tolerance == tolerance
    assert net.dtype == dtype and {p.dtype for p in parameters(net)} == {np.dtype(dtype)}
    wrong = [{l: 1.01 * g for l, g in part.items()} for part in net.backward(y, *net.forward(x))]
    dead = not any(g.any() for part in wrong for g in part.values())  # all relu at 0
    assert check_gradient(net, x, y, lambda W, z, a, y: wrong).passed == dead


def test_a_vanished_gradient_passes_and_is_wrong_if_given_as_zero():
    # A right array much smaller than the cost: the rounding of the numerical gradient must not be called a mistake.
    net = NeuralNetwork([2] + [5] * 8 + [1], ["sigmoid"] * 9)
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 20)), rng.integers(0, 2, (1, 20)).astype(float)
    check = check_gradient(net, x, y)
    assert check.passed, check
    check = check_gradient(net, x, y, lambda W, z, a, y: bias_gradient_zero(net, y, z, a))
    assert all(not check[name] <= check.tolerance for name in names(*net.b, kinds=["db"]))


def test_check_gradient_passes_where_the_cost_is_large_and_the_gradient_small():
    # C is 5e11: the rounding of it, divided by h, is 10 and more, and so much is missing from the numerical gradient.
    net = NeuralNetwork([1, 1], ["sigmoid"])
    net.b[1][:] = 12
    check = check_gradient(net, [[0.5]], [[1e6]])
    assert check.passed, check
    z, a = net.forward([[0.5]])
    assert net.backward([[1e6]], z, a)[1][1] == pytest.approx((a[1] - 1e6) * a[1] * (1 - a[1]))


@pytest.mark.parametrize(("error", "word"), [(1e-6, "right"), (float("nan"), "WRONG")])
def test_an_error_as_large_as_the_tolerance_passes_and_nan_does_not(error, word):
    check = GradientCheck({"dW[1]": error}, 1e-6)
    assert check.passed == (word == "right")
    assert repr(check).endswith(word)
