"""Shapes, seeds, training, divergence, prediction and the progress bar of `NeuralNetwork`."""

import contextlib
import copy
import re
from itertools import islice

import numpy as np
import pytest
from nets import finite, same

from mlp_core import Diverged, NeuralNetwork, Step

pytestmark = pytest.mark.filterwarnings("error")


def small(m=23, hidden="tanh", seed=0):
    rng = np.random.default_rng(0)
    net = NeuralNetwork([2, 3, 1], [hidden, "linear"], seed=seed)
    return net, rng.normal(size=(2, m)), rng.normal(size=(1, m))


@pytest.mark.parametrize("m", [1, 7])
@pytest.mark.parametrize("layers", [[1, 1], [3, 5, 2], [4, 1, 6, 2, 3]])
def test_shapes_and_keys_of_the_design(layers, m):
    L = len(layers) - 1
    net, rng = NeuralNetwork(layers, ["tanh"] * L), np.random.default_rng(0)
    x, y = rng.normal(size=(layers[0], m)), rng.normal(size=(layers[-1], m))
    z, a = net.forward(x)
    delta = net.deltas(y, z, a)
    dW, db = net.backward(y, z, a)
    weights = {l: (layers[l], layers[l - 1]) for l in range(1, L + 1)}
    biases = {l: (layers[l], 1) for l in range(1, L + 1)}
    columns = {l: (layers[l], m) for l in range(1, L + 1)}

    def shapes(arrays):
        return {l: array.shape for l, array in arrays.items()}

    assert shapes(net.W) == shapes(dW) == weights
    assert shapes(net.b) == shapes(db) == biases
    assert shapes(z) == shapes(delta) == columns
    assert shapes(a) == columns | {0: x.shape}
    assert set(net.sigma) == set(net.sigma_prime) == set(weights)
    assert (net.layers, net.L) == (layers, L)
    assert type(net.cost_of(x, y)) is float and np.shape(net.cost(a[L], y)) == ()
    assert net.predict(x).shape == (m,) and net.predict(x).dtype.kind == "i"


def test_forward_by_hand():
    net = NeuralNetwork([2, 2, 1], ["relu", "linear"])
    net.W = {1: np.array([[1.0, -2], [3, 4]]), 2: np.array([[5.0, 6]])}
    net.b = {1: np.array([[0.5], [-1]]), 2: np.array([[7.0]])}
    z, a = net.forward([[1, 2], [3, 0]])
    assert {l: v.tolist() for l, v in z.items()} == {1: [[-4.5, 2.5], [14, 5]], 2: [[91, 49.5]]}
    assert {l: v.tolist() for l, v in a.items()} == {0: [[1, 2], [3, 0]], 1: [[0, 2.5], [14, 5]], 2: [[91, 49.5]]}


def test_each_layers_first_weights_have_the_variance_of_its_activation():
    net = NeuralNetwork([400, 500, 300, 600], ["relu", "tanh", "sigmoid"])
    # The sample variance of 150,000 normal numbers has a relative standard deviation of 0.4 per cent.
    assert [net.layers[l - 1] * net.W[l].var() for l in net.W] == pytest.approx([2, 1, 1], rel=0.02)
    assert all(abs(W.mean()) < 5 * W.std() / np.sqrt(W.size) for W in net.W.values())
    assert not any(b.any() for b in net.b.values())


def test_the_seed_alone_decides_the_weights_and_the_training():
    results = []
    for seed, of_numpy in ((5, 1), (5, 2), (6, 2)):
        np.random.seed(of_numpy)
        before = np.random.get_state()[1].tobytes(), np.random.get_state()[2]
        net, x, y = small(seed=seed)
        results.append((copy.deepcopy(net), net.train(x, y, epochs=3), net))
        assert (np.random.get_state()[1].tobytes(), np.random.get_state()[2]) == before
    (start, history, end), again, other = results
    assert same(start, again[0]) and history == again[1] and same(end, again[2])
    assert not same(start, other[0]) and history != other[1]


def test_a_generator_that_is_passed_in_shuffles_in_place_of_the_networks_own():
    nets = [small()[0] for _ in range(3)]
    _, x, y = small()
    nets[1].rng = np.random.default_rng(8)
    state = copy.deepcopy(nets[0].rng.bit_generator.state)
    histories = [
        nets[0].train(x, y, epochs=2, rng=np.random.default_rng(8)),
        nets[1].train(x, y, epochs=2),
        nets[2].train(x, y, epochs=2),
    ]
    assert histories[0] == histories[1] != histories[2]
    assert nets[0].rng.bit_generator.state == state


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("batch_size", [1, 4, 100])
def test_training_leaves_x_and_y_unchanged(batch_size, order):
    (free, x, y), (locked, *_) = small(), small()
    x, y = np.array(x, order=order), np.array(y, order=order)
    before = x.tobytes(), y.tobytes()
    free.train(x, y, batch_size, epochs=2)
    assert (x.tobytes(), y.tobytes()) == before
    x.setflags(write=False)
    y.setflags(write=False)
    locked.train(x, y, batch_size, epochs=2)
    assert same(free, locked)


@pytest.mark.parametrize("kind", [np.float32, np.int64, np.bool_, list])
def test_training_takes_any_real_numbers(kind):
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 2, (2, 9)), rng.integers(0, 2, (1, 9))
    nets = [NeuralNetwork([2, 3, 1], ["tanh", "sigmoid"]) for _ in range(2)]
    nets[0].train(x.astype(float), y.astype(float), epochs=2)
    nets[1].train(*([v.tolist() if kind is list else v.astype(kind) for v in (x, y)]), epochs=2)
    assert same(*nets)


def test_steps_are_numbered_from_1_and_train_one_batch_each():
    net, x, y = small(m=10)
    first_cost, before = net.cost_of(x, y), copy.deepcopy(net)
    steps = net.steps(x, y, batch_size=10)
    assert same(net, before)
    step = next(steps)
    assert isinstance(step, Step) and (step.epoch, step.number) == (1, 1)
    assert step.cost == pytest.approx(first_cost, rel=1e-13)
    assert not same(net, before)
    assert [tuple(step)[:2] for step in islice(net.steps(x, y, batch_size=4), 4)] == [(1, 1), (1, 2), (1, 3), (2, 4)]


def test_it_learns_xor():
    x, y = np.array([[0, 0, 1, 1], [0, 1, 0, 1]]), np.array([[0, 1, 1, 0]])
    net = NeuralNetwork([2, 8, 1], ["tanh", "linear"], "cross_entropy")
    net.train(x, y, batch_size=2, epochs=200, lr=0.5)
    assert net.predict(x).tolist() == [0, 1, 1, 0]
    assert net.accuracy(x, y) == 1


@pytest.mark.parametrize("hidden", ["relu", "linear"])
@pytest.mark.parametrize("lr", [1e2, 1e6, 1e300])
@pytest.mark.parametrize("batch_size", [7, 20])
def test_diverged_leaves_finite_parameters(hidden, lr, batch_size):
    net, x, y = small(20, hidden)
    with pytest.raises(Diverged) as caught:
        net.train(x, y, batch_size, epochs=200, lr=lr)
    assert type(caught.value.step) is int
    assert f"step {caught.value.step}:" in str(caught.value)
    assert finite(net)
    if batch_size == 20:
        assert np.isfinite(net.cost_of(x, y))


def test_diverged_names_the_first_step_whose_cost_is_not_finite():
    net = NeuralNetwork([1, 1], ["linear"])
    w, b, expected = float(net.W[1][0, 0]), 0.0, 1
    while 0.5 * (w * 2 + b - 1) * (w * 2 + b - 1) < float("inf"):
        error = w * 2 + b - 1
        last, w, b = (w, b), w - 3.0 * error * 2, b - 3.0 * error
        expected += 1
    with pytest.raises(Diverged) as caught:
        net.train([[2.0]], [[1.0]], epochs=10_000, lr=3.0)
    assert caught.value.step == expected > 10
    assert (net.W[1][0, 0], net.b[1][0, 0]) == pytest.approx(last, rel=1e-9)


@pytest.mark.parametrize(("size", "lr"), [(1, 1e300), (1e200, 0.5)], ids=["the update", "the cost"])
def test_a_first_step_that_diverges_changes_nothing(size, lr):
    net, x, y = small(20, "linear")
    before = copy.deepcopy(net)
    with pytest.raises(Diverged) as caught:
        net.train(size * x, y, batch_size=20, epochs=1, lr=lr)
    assert caught.value.step == 1 and same(net, before)


@pytest.mark.parametrize("m", [1, 3])
@pytest.mark.parametrize("layers", [[1, 1], [1, 1, 1]])
def test_no_parameter_becomes_infinite_behind_a_saturated_activation(layers, m):
    # A sigmoid hides an infinite weight: the output is 0 or 1 and the cost stays finite.
    net = NeuralNetwork(layers, ["sigmoid"] * (len(layers) - 1))
    net.W = {l: np.zeros((1, 1)) for l in net.W}
    with contextlib.suppress(Diverged):
        net.train([[100.0] * m], [[1000.0] * m], batch_size=1, epochs=3, lr=1.7e308)
    assert finite(net)


def test_training_after_an_abandoned_run_that_broke_the_network_leaves_finite_parameters():
    net, x, y = small(20, "linear")
    with contextlib.suppress(Diverged):
        next(net.steps(x * 1e3, y, batch_size=20, lr=1.7e308))
    with contextlib.suppress(Diverged):
        net.train(x, y, batch_size=20, epochs=1, lr=0.1)
    assert finite(net)


@pytest.mark.parametrize("own", [True, False])
def test_the_last_step_may_make_the_cost_infinite_and_no_parameter(own):
    net = NeuralNetwork([1, 1], ["linear"])
    if own:
        net.sigma[1] = lambda z: z.copy()
    with pytest.raises(Diverged, match="The cost became inf at step 1"):
        net.train([[1e100]], [[0.0]], epochs=1, lr=1e-40)


def test_history_of_huge_but_finite_costs_gives_no_warning():
    net = NeuralNetwork([1, 1], ["linear"])
    net.W[1][:] = 1
    with contextlib.suppress(Diverged):
        net.train(np.full((1, 3), 1.26e154), np.zeros((1, 3)), batch_size=1, epochs=1, lr=1e-322)


@pytest.mark.parametrize("cost", ["quadratic", "cross_entropy"])
def test_prediction_of_several_outputs_is_the_largest(cost):
    net = NeuralNetwork([3, 3], ["linear"], cost)
    net.W[1] = np.eye(3)
    x = np.array([[2.0, -1, 0], [1, -3, 5], [0, -2, 4]])
    y = np.array([[1.0, 0, 0], [0, 1, 1], [0, 0, 0]])
    assert net.predict(x).tolist() == [0, 0, 1]
    assert net.accuracy(x, y) == pytest.approx(2 / 3) and type(net.accuracy(x, y)) is float
    if cost == "quadratic":
        assert net.cost_of(x, y) == pytest.approx((2 / 2 + 21 / 2 + 32 / 2) / 3)


# A logit says class 1 above 0, which is the probability 1/2; any other output says it above 1/2.
@pytest.mark.parametrize(
    ("cost", "predicted", "accuracy"),
    [("quadratic", [0, 0, 0, 0, 1], 4 / 5), ("cross_entropy", [0, 0, 1, 1, 1], 4 / 5)],
)
def test_prediction_of_one_output(cost, predicted, accuracy):
    net = NeuralNetwork([1, 1], ["linear"], cost)
    net.W[1][:] = 1
    x = np.array([[-2.0, 0, 0.4, 0.5, 0.6]])
    assert net.predict(x).tolist() == predicted
    assert net.accuracy(x, [[0, 0, 1, 0, 1]]) == accuracy


def test_numbers_that_are_too_large_become_inf_or_nan_without_a_warning():
    net = NeuralNetwork([1, 2, 1], ["linear", "linear"])
    net.W = {1: np.array([[1e300], [-1e300]]), 2: np.array([[1e300, 1e300]])}
    z, a = net.forward([[1e300]])
    assert np.isnan(a[2]).all()
    assert not np.isfinite(net.deltas([[0.0]], z, a)[1]).any()
    assert not np.isfinite(net.backward([[0.0]], z, a)[0][1]).any()
    assert np.isnan(net.cost_of([[1e300]], [[0.0]]))
    # Finite until BP4, or until BP2.
    a, y = {0: np.full((1, 1), 1e200), 1: np.ones((2, 1)), 2: np.zeros((1, 1))}, [[1e200]]
    net.W[2][:] = 1
    assert np.isfinite(net.deltas(y, z, a)[1]).all()
    assert np.isinf(net.backward(y, z, a)[0][1]).all()
    net.W[2][:] = 1e200
    assert np.isinf(net.deltas(y, z, a)[1]).all()
    net.cost = lambda a, y: 0.5 * np.sum((a - y) ** 2)
    assert net.cost_of([[0.0]], y) == np.inf


def test_the_defaults_are_those_of_the_course():
    """Mini-batches of 10, a rate of 0.5, 100 epochs."""
    (plain, x, y), (told, *_) = small(33), small(33)
    assert plain.train(x, y) == told.train(x, y, batch_size=10, epochs=100, lr=0.5)
    pairs = zip(plain.steps(x, y), told.steps(x, y, batch_size=10, lr=0.5), strict=True)
    assert all(one == other for one, other in islice(pairs, 9))


class Clock:
    """Time that passes by `step` seconds whenever somebody looks."""

    def __init__(self, monkeypatch, step):
        self.now, self.step = 100.0, step
        monkeypatch.setattr("mlp_core._progress.monotonic", self)
        monkeypatch.delenv("TQDM_DISABLE", raising=False)

    def __call__(self):
        self.now += self.step
        return self.now


def test_the_progress_bar_comes_after_two_seconds_and_goes(monkeypatch, capsys):
    """At 0.5 s an epoch, the last three of six have one; seconds are rounded down."""
    Clock(monkeypatch, 0.5)
    net, x, y = small(5)
    net.train(x, y, epochs=6)
    _, *lines, blank, rest = capsys.readouterr().out.split("\r")
    assert [re.search(r"(\d+)%.*\| (\d)/6 \[00:0(\d)<00:0(\d), +2.00epoch/s\]", line).groups() for line in lines] == [
        ("67", "4", "2", "1"),
        ("83", "5", "2", "0"),
        ("100", "6", "3", "0"),
    ]
    assert {*map(len, lines), len(blank)} == {79}
    assert not blank.strip() and not rest


# 100 epochs of 0.03 s: a second is left of three, and a bar comes at most every 0.1 s.
@pytest.mark.parametrize(("step", "disabled", "bars"), [(0.01, False, 0), (1, True, 0), (0.03, False, 9)])
def test_a_progress_bar_comes_only_where_it_is_wanted_and_not_too_often(monkeypatch, capsys, step, disabled, bars):
    Clock(monkeypatch, step)
    if disabled:
        monkeypatch.setenv("TQDM_DISABLE", "1")
    net, x, y = small(5)
    net.train(x, y, epochs=100)
    shown = capsys.readouterr().out
    assert shown.count("epoch/s") == bars and bool(shown) == bool(bars)


def test_the_progress_bar_goes_when_training_diverges(monkeypatch, capsys):
    Clock(monkeypatch, 3)
    net, x, y = small(5)
    with pytest.raises(Diverged):
        net.train(x, y, lr=1e6)
    assert capsys.readouterr().out.endswith("\r" + " " * 79 + "\r")
