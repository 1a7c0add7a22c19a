"""A step in place gives the numbers of the equations; what someone replaces is used; float32 stays float32."""

import copy
from itertools import islice

import numpy as np
import pytest
from nets import close, parameters, same, settings_of_training, some_network

from mlp_core import NeuralNetwork
from mlp_core.activations import ACTIVATIONS
from mlp_core.costs import COSTS
from mlp_core.gradients import check_gradient
from mlp_core.training import Training

pytestmark = pytest.mark.filterwarnings("error")


def by_hand(net, x, y, lr):
    """A step of gradient descent by the methods of the network; its cost before it."""
    z, a = net.forward(x)
    dW, db = net.backward(y, z, a)
    net.W, net.b = ({l: p[l] - lr * d[l] for l in p} for p, d in ((net.W, dW), (net.b, db)))
    return float(net.cost(a[net.L], y))


def as_written(net, x, y, batch_size, lr, epochs):
    """The history of a training that only uses the methods of `network.py`."""
    history = []
    for _ in range(epochs):
        order = net.rng.permutation(x.shape[1])
        batches = [order[start : start + batch_size] for start in range(0, len(order), batch_size)]
        history.append(sum(by_hand(net, x[:, b], y[:, b], lr) * len(b) for b in batches) / len(order))
    return history


@pytest.mark.parametrize("seed", range(48))
def test_a_step_in_place_gives_the_numbers_of_the_equations(seed, monkeypatch):
    (net, x, y), settings = some_network(seed), settings_of_training(seed)
    written, stepped = copy.deepcopy(net), copy.deepcopy(net)
    expected = as_written(written, x, y, **settings, epochs=3)
    # Were the equations used to train, the comparison would say nothing.
    monkeypatch.setattr(Training, "as_written", None)
    history = net.train(x, y, **settings, epochs=3)
    np.testing.assert_allclose(history, expected, rtol=1e-11)
    assert isinstance(history, list) and {type(cost) for cost in history} == {float}
    close(net, written)
    assert list(net.W) == list(net.b) == list(range(1, net.L + 1))
    for _ in islice(stepped.steps(x, y, **settings), 3 * -(-x.shape[1] // settings["batch_size"])):
        pass
    assert same(net, stepped), "steps and train differ"


def test_the_random_trainings_cover_the_cases():
    cases = [(*some_network(seed), settings_of_training(seed)) for seed in range(48)]
    assert {(net.L, net.cost_name) for net, *_ in cases} == {(L, cost) for L in (1, 2, 3, 4) for cost in COSTS}
    assert {(name, l == net.L) for net, *_ in cases for l, name in enumerate(net.activations, 1)} == {
        (name, last) for name in ACTIVATIONS for last in (True, False)
    }
    assert {(net.cost_name, net.layers[-1] == 1) for net, *_ in cases} == {(c, one) for c in COSTS for one in (0, 1)}
    remainders = {(x.shape[1] > s["batch_size"], x.shape[1] % s["batch_size"] > 0) for _, x, _, s in cases}
    assert remainders >= {(True, True), (True, False), (False, True)}
    assert {any(b.any() for b in net.b.values()) for net, *_ in cases} == {True, False}


@pytest.mark.parametrize(("n", "m", "batch_size"), [(50, 1000, 3), (2, 2**15, 7), (327, 101, 101)])
def test_samples_are_gathered_in_parts_of_whole_mini_batches(n, m, batch_size):
    net, rng = NeuralNetwork([n, 1], ["tanh"]), np.random.default_rng(0)
    x, y, other = rng.normal(size=(n, m)) / n, rng.normal(size=(1, m)), copy.deepcopy(net)
    expected = as_written(other, x, y, batch_size, 0.1, epochs=1)
    np.testing.assert_allclose(net.train(x, y, batch_size, epochs=1, lr=0.1), expected, rtol=1e-10)
    close(net, other)


def small(seed=0, activations=("sigmoid", "tanh", "linear")):
    rng = np.random.default_rng(seed)
    net = NeuralNetwork([3, 4, 4, 2], list(activations), seed=seed)
    return net, rng.normal(size=(3, 17)), rng.normal(size=(2, 17))


def halved(part):
    return {l: values / 2 for l, values in part.items()}


def half_backward(net):
    net.backward = lambda y, z, a: tuple(map(halved, type(net).backward(net, y, z, a)))


# What someone may put in the place of a part of a network.
CHANGES = {
    "backward": half_backward,
    "deltas": lambda net: vars(net).update(deltas=lambda y, z, a: halved(type(net).deltas(net, y, z, a))),
    "forward": lambda net: vars(net).update(forward=lambda x: type(net).forward(net, 2 * np.asarray(x))),
    "sigma": lambda net: (net.sigma.update({1: np.sin}), net.sigma_prime.update({1: np.cos})),
    "slope": lambda net: net.sigma_prime.update({2: np.ones_like}),
    "known sigma": lambda net: (net.sigma.update({1: np.tanh}), net.sigma_prime.update({1: ACTIVATIONS["tanh"][1]})),
    "cost": lambda net: vars(net).update(cost=lambda a, y: np.sum(a - y) ** 4, cost_gradient=lambda a, y: (a - y) ** 3),
    "known cost": lambda net: vars(net).update(zip(("cost", "cost_gradient"), COSTS["cross_entropy"], strict=True)),
}
each_change = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)


@each_change
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


@each_change
def test_train_uses_what_someone_replaced(change):
    (net, x, y), (other, *_) = small(), small()
    change(net)
    change(other)
    expected = as_written(other, x, y, 9, 0.1, epochs=1)
    assert net.train(x, y, 9, epochs=1, lr=0.1) == pytest.approx(expected, rel=1e-11)
    close(net, other)


def test_a_method_of_a_subclass_or_put_into_the_class_is_used(monkeypatch):
    original = NeuralNetwork.backward

    class Half(NeuralNetwork):
        def backward(self, y, z, a):
            return tuple(map(halved, original(self, y, z, a)))

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
        (lambda dW, db: (dW, db, {}), TypeError, "^backward must give a pair of dicts"),
        (lambda dW, db: (dW, {1: db[1]}), ValueError, r"^db must be a dict with the keys \[1, 2, 3\]"),
        (lambda dW, db: (dW, {l: db[l].ravel() for l in db}), ValueError, r"^db\[1\] must have shape \(4, 1\)"),
    ],
    ids=["nothing", "three", "a layer alone", "flat"],
)
def test_a_backward_that_gives_something_else_is_refused(gives, error, words):
    net, x, y = small()
    before = copy.deepcopy(net)
    net.backward = lambda y, z, a: gives(*type(net).backward(net, y, z, a))
    for use in (lambda: net.train(x, y, epochs=1), lambda: check_gradient(net, x, y)):
        with pytest.raises(error, match=words):
            use()
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
        (lambda net: net.W.update({4: np.ones((1, 2))}), ValueError, r"W must have the keys .* but has \[1, 2, 3, 4\]"),
        (lambda net: net.W.update({2: np.ones((1, 1))}), ValueError, r"W\[2\] must have shape"),
        (lambda net: net.W.update({2: net.W[2].astype(object)}), TypeError, r"W\[2\] must be an array of real numbers"),
    ],
    ids=["none", "one more", "one number", "objects"],
)
def test_parameters_that_do_not_fit_are_refused(assign, error, words):
    net, x, y = small()
    steps = net.steps(x, y, 5, lr=0.1)
    next(steps)
    assign(net)
    for use in (lambda: next(steps), lambda: net.forward(x), lambda: net.train(x, y)):
        with pytest.raises(error, match=words):
            use()


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


@pytest.mark.parametrize("seed", range(16))
def test_in_float32_nothing_is_promoted(seed):
    (net, x, y), settings = some_network(seed, "float32"), settings_of_training(seed)
    double, *_ = some_network(seed)
    assert all(np.array_equal(net.W[l], double.W[l].astype("float32")) for l in net.W)
    z, a = net.forward(x)
    dW, db = net.backward(y, z, a)
    arrays = parameters(net)
    for part in (z, a, net.deltas(y, z, a), dW, db):
        arrays += part.values()
    history = net.train(x, y, **settings, epochs=2)
    np.testing.assert_allclose(history, double.train(x, y, **settings, epochs=2), rtol=1e-4)
    next(net.steps(x, y, **settings))
    arrays += parameters(net)
    half_backward(net)
    net.train(x, y, **settings, epochs=1)
    arrays += [*parameters(net), np.asarray(net.cost(net.forward(x)[1][net.L], y.astype("float32")))]
    assert {array.dtype for array in arrays} == {np.dtype("float32")}
