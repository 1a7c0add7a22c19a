"""A step in place gives the numbers of the equations; what someone replaces is used; float32 stays float32."""

import copy
from itertools import islice

import numpy as np
import pytest

from mlp_core import Diverged, NeuralNetwork
from mlp_core.activations import ACTIVATIONS
from mlp_core.costs import COSTS
from mlp_core.gradients import check_gradient
from mlp_core.training import Training

pytestmark = pytest.mark.filterwarnings("error")


def parameters(net):
    return [*net.W.values(), *net.b.values()]


def same(net, other):
    return all(np.array_equal(p, q) for p, q in zip(parameters(net), parameters(other), strict=True))


def close(net, other, rtol=1e-10):
    for p, q in zip(parameters(net), parameters(other), strict=True):
        np.testing.assert_allclose(p, q, rtol=rtol, atol=1e-12)


def some_training(seed, dtype="float64"):
    """A random network, random data, and random settings of its training."""
    rng = np.random.default_rng(seed)
    depth, cost = seed % 4 + 1, list(COSTS)[seed // 4 % 2]
    layers = rng.integers(1, 12, depth + 1).tolist()
    names = [str(name) for name in rng.choice(list(ACTIVATIONS), depth)]
    if cost == "cross_entropy":
        names[-1] = "linear"
    m, batch_size = (int(n) for n in rng.integers(1, (60, 25)))
    x = rng.normal(size=(layers[0], m)) / np.sqrt(layers[0])
    if cost == "quadratic":
        y = rng.normal(size=(layers[-1], m))
    else:
        y = rng.uniform(size=(1, m)) if layers[-1] == 1 else rng.dirichlet(np.ones(layers[-1]), m).T
    net = NeuralNetwork(layers, names, cost, seed, dtype)
    net.b = {l: rng.normal(size=b.shape).astype(dtype) for l, b in net.b.items()}
    if seed % 3:
        x, y = np.asfortranarray(x), np.asfortranarray(y)
    return net, x, y, {"batch_size": batch_size, "lr": float(rng.uniform(0.01, 0.2))}


def by_hand(net, x, y, lr):
    """A step of gradient descent by the methods of the network; its cost before it."""
    z, a = net.forward(x)
    dW, db = net.backward(y, z, a)
    net.W, net.b = ({l: p[l] - lr * d[l] for l in p} for p, d in ((net.W, dW), (net.b, db)))
    return float(net.cost(a[net.L], y))


def as_written(net, x, y, batch_size, lr, epochs):
    """The history and the network of a training that only uses the methods of `network.py`."""
    net, history = copy.deepcopy(net), []
    for _ in range(epochs):
        order = net.rng.permutation(x.shape[1])
        batches = [order[start : start + batch_size] for start in range(0, len(order), batch_size)]
        history.append(sum(by_hand(net, x[:, b], y[:, b], lr) * len(b) for b in batches) / len(order))
    return history, net


@pytest.mark.parametrize("seed", range(120))
def test_a_step_in_place_gives_the_numbers_of_the_equations(seed, monkeypatch):
    net, x, y, settings = some_training(seed)
    expected, other = as_written(net, x, y, **settings, epochs=3)
    # Were the equations used to train, the comparison would say nothing.
    monkeypatch.setattr(Training, "as_written", None)
    np.testing.assert_allclose(net.train(x, y, **settings, epochs=3), expected, rtol=1e-11)
    close(net, other)
    assert list(net.W) == list(net.b) == list(range(1, net.L + 1))


def test_the_random_trainings_cover_the_cases():
    cases = [some_training(seed) for seed in range(120)]
    assert {(net.L, net.cost_name) for net, *_ in cases} == {(L, cost) for L in (1, 2, 3, 4) for cost in COSTS}
    assert {(name, l == net.L) for net, *_ in cases for l, name in enumerate(net.activations, 1)} == {
        (name, last) for name in ACTIVATIONS for last in (True, False)
    }
    assert {(net.cost_name, net.layers[-1] == 1) for net, *_ in cases} == {(c, one) for c in COSTS for one in (0, 1)}
    remainders = {(x.shape[1] > s["batch_size"], x.shape[1] % s["batch_size"] > 0) for _, x, _, s in cases}
    assert remainders == {(True, True), (True, False), (False, True), (False, False)}


@pytest.mark.parametrize("seed", range(20))
def test_steps_and_train_give_the_same_numbers_to_the_last_bit(seed):
    net, x, y, settings = some_training(seed)
    stepped = copy.deepcopy(net)
    net.train(x, y, **settings, epochs=2)
    for _ in islice(stepped.steps(x, y, **settings), 2 * -(-x.shape[1] // settings["batch_size"])):
        pass
    assert same(net, stepped)


@pytest.mark.parametrize(("n", "m", "batch_size"), [(50, 1000, 3), (2, 2**15, 7), (327, 101, 101)])
def test_samples_are_gathered_in_parts_of_whole_mini_batches(n, m, batch_size):
    net, rng = NeuralNetwork([n, 1], ["tanh"]), np.random.default_rng(0)
    x, y = rng.normal(size=(n, m)) / n, rng.normal(size=(1, m))
    expected, other = as_written(net, x, y, batch_size, 0.1, epochs=1)
    np.testing.assert_allclose(net.train(x, y, batch_size, epochs=1, lr=0.1), expected, rtol=1e-10)
    close(net, other)


def small(seed=0, activations=("sigmoid", "tanh", "linear")):
    rng = np.random.default_rng(seed)
    net = NeuralNetwork([3, 4, 4, 2], list(activations), seed=seed)
    return net, rng.normal(size=(3, 17)), rng.normal(size=(2, 17))


def half_backward(net):
    def backward(y, z, a):
        dW, db = type(net).backward(net, y, z, a)
        return {l: dW[l] / 2 for l in dW}, {l: db[l] / 2 for l in db}

    net.backward = backward


def half_deltas(net):
    net.deltas = lambda y, z, a: {l: d / 2 for l, d in type(net).deltas(net, y, z, a).items()}


def other_forward(net):
    net.forward = lambda x: type(net).forward(net, 2 * np.asarray(x))


def other_sigma(net):
    net.sigma[1], net.sigma_prime[1] = np.sin, np.cos


def other_slope(net):
    net.sigma_prime[2] = np.ones_like


def other_cost(net):
    net.cost, net.cost_gradient = (lambda a, y: np.sum(a - y) ** 4 / y.shape[1]), (lambda a, y: (a - y) ** 3)


def another_known_sigma(net):
    net.sigma[1], net.sigma_prime[1] = ACTIVATIONS["relu"]


def a_known_cost(net):
    net.cost, net.cost_gradient = COSTS["cross_entropy"]


CHANGES = [half_backward, half_deltas, other_forward, other_sigma, other_slope, other_cost, another_known_sigma,
           a_known_cost]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("after", [0, 1, 3])
def test_what_someone_replaces_is_used_from_then_on(change, after):
    (net, x, y), (plain, *_) = small(), small()
    expected, order = copy.deepcopy(net), copy.deepcopy(net.rng).permutation(17)
    steps, plain_steps = net.steps(x, y, 5, lr=0.1), plain.steps(x, y, 5, lr=0.1)
    for i in range(4):
        if i == after:
            change(net)
            change(expected)
        next(steps), next(plain_steps)
        batch = order[5 * i : 5 * i + 5]
        by_hand(expected, x[:, batch], y[:, batch], 0.1)
    close(net, expected)
    assert not same(net, plain)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_train_uses_what_someone_replaced(change):
    (net, x, y), (other, *_) = small(), small()
    change(net)
    change(other)
    order = copy.deepcopy(net.rng).permutation(17)
    costs = [by_hand(other, x[:, b], y[:, b], 0.1) for b in (order[:9], order[9:])]
    assert net.train(x, y, 9, epochs=1, lr=0.1)[0] == pytest.approx((9 * costs[0] + 8 * costs[1]) / 17, rel=1e-11)
    close(net, other)


def test_a_method_of_a_subclass_or_put_into_the_class_is_used(monkeypatch):
    original = NeuralNetwork.backward

    class Half(NeuralNetwork):
        def backward(self, y, z, a):
            dW, db = original(self, y, z, a)
            return {l: dW[l] / 2 for l in dW}, {l: db[l] / 2 for l in db}

    plain, x, y = small()
    half, patched = Half([3, 4, 4, 2], plain.activations), copy.deepcopy(plain)
    half.train(x, y, epochs=1, lr=0.2)
    plain.train(x, y, epochs=1, lr=0.1)
    close(half, plain)
    monkeypatch.setattr(NeuralNetwork, "backward", Half.backward)
    patched.train(x, y, epochs=1, lr=0.2)
    close(patched, plain)


@pytest.mark.parametrize(
    ("gives", "error", "words"),
    [
        (lambda dW, db: None, TypeError, "^backward must give a pair of dicts, dW and db, but gave None"),
        (lambda dW, db: (dW, {1: db[1]}), ValueError, r"^db must be a dict with the keys \[1, 2, 3\]"),
        (lambda dW, db: (dW, {l: db[l].ravel() for l in db}), ValueError, r"^db\[1\] must have shape \(4, 1\)"),
    ],
    ids=["nothing", "a layer alone", "flat"],
)
def test_a_backward_that_gives_something_else_is_refused(gives, error, words):
    net, x, y = small()
    before = copy.deepcopy(net)
    net.backward = lambda y, z, a: gives(*type(net).backward(net, y, z, a))
    with pytest.raises(error, match=words):
        net.train(x, y, epochs=1)
    assert same(net, before)


@pytest.mark.parametrize(
    "assign",
    [
        lambda net: net.W.update({1: np.full((4, 3), 0.5)}),
        lambda net: net.b.update({2: np.array([[1], [2], [3], [4]])}),
        lambda net: net.W[3].__imul__(2),
        lambda net: setattr(net, "W", {l: 2 * W for l, W in net.W.items()}),
    ],
    ids=["one", "whole numbers", "in place", "all"],
)
def test_parameters_that_someone_assigns_between_steps_are_used(assign):
    net, x, y = small()
    order = copy.deepcopy(net.rng).permutation(17)
    steps = net.steps(x, y, 5, lr=0.1)
    next(steps)
    assign(net)
    expected = copy.deepcopy(net)
    by_hand(expected, x[:, order[5:10]], y[:, order[5:10]], 0.1)
    next(steps)
    close(net, expected)


@pytest.mark.parametrize(
    ("assign", "error", "words"),
    [
        (lambda net: setattr(net, "W", {}), ValueError, r"W must have the keys \[1, 2, 3\], but has \[\]"),
        (
            lambda net: net.W.update({4: np.ones((1, 2))}),
            ValueError,
            r"W must have the keys \[1, 2, 3\], but has \[1, ",
        ),
        (lambda net: net.W.update({2: np.ones((1, 1))}), ValueError, r"W\[2\] must have shape"),
        (lambda net: net.W.update({2: net.W[2].astype(object)}), TypeError, r"W\[2\] must be an array of real numbers"),
    ],
    ids=["none", "one more", "one number", "objects"],
)
def test_parameters_that_do_not_fit_are_refused_between_steps(assign, error, words):
    net, x, y = small()
    steps = net.steps(x, y, 5, lr=0.1)
    next(steps)
    assign(net)
    with pytest.raises(error, match=words):
        next(steps)


@pytest.mark.parametrize("change", [lambda net: None, half_backward])
def test_arrays_seen_before_or_between_steps_never_change(change):
    net, x, y = small()
    change(net)
    seen = []
    steps = net.steps(x, y, 5, lr=0.1)
    for _ in range(6):
        held = (net.W, net.b, *parameters(net))
        seen.append((held, copy.deepcopy(held)))
        next(steps)
    net.train(x, y, epochs=2)
    for held, before in seen:
        for now, then in zip(held[2:], before[2:], strict=True):
            assert np.array_equal(now, then)
        assert all(np.array_equal(held[i][l], before[i][l]) for i in (0, 1) for l in held[i])


def test_batches_given_to_a_backward_are_its_own():
    """Someone's backward may keep what it is given, or write into it."""
    net, x, y = small()
    kept, before = [], x.tobytes()

    def backward(y, z, a):
        kept.append((a[0], a[0].copy()))
        result = type(net).backward(net, y, z, a)
        y += 1
        return result

    net.backward = backward
    net.train(x, y, 5, epochs=2)
    assert all(np.array_equal(a, copied) for a, copied in kept)
    assert x.tobytes() == before


def test_errors_of_the_caller_are_not_silenced_between_steps():
    net, x, y = small()
    before = np.geterr()
    steps = net.steps(x, y)
    next(steps)
    assert np.geterr() == before
    steps.close()
    assert np.geterr() == before


def test_a_training_that_is_interrupted_leaves_whole_parameters():
    net, x, y = small()

    class Interrupting(np.random.Generator):
        epochs = 0

        def permutation(self, m):
            self.epochs += 1
            if self.epochs == 3:
                raise KeyboardInterrupt
            return super().permutation(m)

    twice = copy.deepcopy(net)
    twice.train(x, y, epochs=2, rng=np.random.default_rng(1))
    with pytest.raises(KeyboardInterrupt):
        net.train(x, y, epochs=9, rng=Interrupting(np.random.PCG64(1)))
    assert same(net, twice)


def test_an_interruption_says_where_it_came():
    """17 samples are four mini-batches of 5: the sixth is the second of the second epoch."""
    net, x, y = small()
    sigma, calls = net.sigma[1], []

    def interrupting(z):
        calls.append(z)
        if len(calls) == 6:
            raise KeyboardInterrupt
        return sigma(z)

    net.sigma[1] = interrupting
    with pytest.raises(KeyboardInterrupt, match="^Stopped in epoch 2, at step 6: the network keeps"):
        net.train(x, y, 5, epochs=9)


@pytest.mark.parametrize("own", [True, False])
def test_the_last_step_may_make_the_cost_infinite_and_no_parameter(own):
    net = NeuralNetwork([1, 1], ["linear"])
    if own:
        net.sigma[1] = lambda z: z.copy()
    with pytest.raises(Diverged, match="The cost became inf at step 1"):
        net.train([[1e100]], [[0.0]], epochs=1, lr=1e-40)


@pytest.mark.parametrize("seed", range(16))
def test_in_float32_nothing_is_promoted(seed):
    net, x, y, settings = some_training(seed, "float32")
    z, a = net.forward(x)
    dW, db = net.backward(y, z, a)
    arrays = parameters(net)
    for part in (z, a, net.deltas(y, z, a), dW, db):
        arrays += part.values()
    steps = net.steps(x, y, **settings)
    next(steps), next(steps)
    arrays += parameters(net)
    net.train(x, y, **settings, epochs=1)
    half_backward(net)
    net.train(x, y, **settings, epochs=1)
    arrays += [*parameters(net), np.asarray(net.cost(net.forward(x)[1][net.L], y.astype("float32")))]
    assert {array.dtype for array in arrays} == {np.dtype("float32")}


@pytest.mark.parametrize("seed", range(16))
def test_float32_trains_as_float64_but_for_rounding(seed):
    (net, x, y, settings), (other, *_) = some_training(seed, "float32"), some_training(seed)
    np.testing.assert_allclose(
        net.train(x, y, **settings, epochs=2), other.train(x, y, **settings, epochs=2), rtol=1e-4
    )


def test_the_first_weights_in_float32_are_the_rounded_ones_of_float64():
    single, double = (NeuralNetwork([5, 4, 3], ["relu", "tanh"], dtype=dtype) for dtype in ("float32", np.float64))
    assert all(np.array_equal(single.W[l], double.W[l].astype("float32")) for l in double.W)


@pytest.mark.parametrize("seed", range(16))
def test_a_gradient_check_of_float32(seed):
    net, x, y, _ = some_training(3 * seed + 1, "float32")
    if "relu" in net.activations:
        return
    assert check_gradient(net, x, y).passed
    assert net.dtype == np.float32 and {p.dtype for p in parameters(net)} == {np.dtype("float32")}
    assert not check_gradient(net, x, y, lambda y, z, a: [{l: 1.01 * g for l, g in part.items()}
                                                          for part in net.backward(y, z, a)]).passed  # fmt: skip
