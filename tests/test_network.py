"""Shapes, seeds, mini-batches, training, divergence and prediction of `NeuralNetwork`."""

import contextlib
import copy
import re
import subprocess
import sys
import warnings
from itertools import islice

import numpy as np
import pytest

from mlp_core import Diverged, NeuralNetwork, Step
from mlp_core.activations import ACTIVATIONS

pytestmark = pytest.mark.filterwarnings("error")


def data(n_in=2, n_out=1, m=23, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n_in, m)), rng.normal(size=(n_out, m))


def parameters(net):
    return [*net.W.values(), *net.b.values()]


def same(net, other):
    return all(np.array_equal(p, q) for p, q in zip(parameters(net), parameters(other), strict=True))


def test_importing_loads_nothing_heavy():
    heavy = "{'matplotlib', 'ipywidgets', 'IPython', 'tqdm', 'scipy', 'pandas'}"
    code = f"import sys, mlp_core; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("m", [1, 7])
@pytest.mark.parametrize("layers", [[2, 1], [1, 1], [3, 5, 2], [4, 1, 6, 2, 3]])
def test_shapes_and_keys_of_the_design(layers, m):
    L = len(layers) - 1
    net = NeuralNetwork(layers, ["tanh"] * L)
    x, y = data(layers[0], layers[-1], m)
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
    assert {array.dtype for part in (net.W, net.b, z, a, delta, dW, db) for array in part.values()} == {np.dtype(float)}
    assert type(net.cost_of(x, y)) is float
    assert np.shape(net.cost(a[L], y)) == ()
    assert net.predict(x).shape == (m,)
    assert np.issubdtype(net.predict(x).dtype, np.integer)


def test_forward_by_hand():
    net = NeuralNetwork([2, 2, 1], ["relu", "linear"])
    net.W = {1: np.array([[1.0, -2], [3, 4]]), 2: np.array([[5.0, 6]])}
    net.b = {1: np.array([[0.5], [-1]]), 2: np.array([[7.0]])}
    z, a = net.forward([[1, 2], [3, 0]])
    assert {l: v.tolist() for l, v in z.items()} == {1: [[-4.5, 2.5], [14, 5]], 2: [[91, 49.5]]}
    assert {l: v.tolist() for l, v in a.items()} == {0: [[1, 2], [3, 0]], 1: [[0, 2.5], [14, 5]], 2: [[91, 49.5]]}


def test_a_sample_does_not_feel_its_neighbours():
    net = NeuralNetwork([3, 4, 2], ["tanh", "sigmoid"])
    x, _ = data(3, m=6)
    whole = net.forward(x)[1][2]
    alone = np.hstack([net.forward(x[:, [i]])[1][2] for i in range(6)])
    np.testing.assert_allclose(whole, alone, rtol=1e-13)


def test_the_variance_of_a_layer_is_that_of_its_own_activation():
    net = NeuralNetwork([300, 300, 300, 300], ["tanh", "relu", "tanh"])
    assert [300 * net.W[l].var() for l in net.W] == pytest.approx([1, 2, 1], rel=0.05)


@pytest.mark.parametrize(("activation", "variance"), [("relu", 2 / 400), ("tanh", 1 / 400), ("sigmoid", 1 / 400)])
def test_initial_weights_have_the_variance_they_promise(activation, variance):
    net = NeuralNetwork([400, 500], [activation])
    # The sample variance of 200,000 normal numbers has a relative standard deviation of 0.3 per cent.
    assert net.W[1].var() == pytest.approx(variance, rel=0.02)
    assert abs(net.W[1].mean()) < 5 * np.sqrt(variance / 200_000)
    assert not net.b[1].any()


def test_seeds():
    x, y = data()
    nets = [NeuralNetwork([2, 4, 1], ["tanh", "linear"], seed=seed) for seed in (5, 5, 6)]
    assert same(nets[0], nets[1]) and not same(nets[0], nets[2])
    histories = [net.train(x, y, epochs=3, batch_size=4, lr=0.1) for net in nets]
    assert histories[0] == histories[1] and same(nets[0], nets[1])
    assert histories[0] != histories[2]


def test_the_global_random_state_is_neither_used_nor_changed():
    x, y = data()
    results = []
    for seed in (1, 2):
        np.random.seed(seed)
        before = np.random.get_state()[1].tobytes(), np.random.get_state()[2]
        net = NeuralNetwork([2, 4, 1], ["tanh", "linear"])
        results.append((net.train(x, y, epochs=2), net))
        assert (np.random.get_state()[1].tobytes(), np.random.get_state()[2]) == before
    assert results[0][0] == results[1][0] and same(results[0][1], results[1][1])


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("batch_size", [1, 4, 23, 100])
def test_training_leaves_x_and_y_unchanged(batch_size, order):
    x, y = data()
    x, y = np.array(x, order=order), np.array(y, order=order)
    before = x.tobytes(), y.tobytes()
    free, locked = (NeuralNetwork([2, 3, 1], ["tanh", "linear"]) for _ in range(2))
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


def telling_data(m):
    """A network that passes x on, and m samples whose costs are 1, 2, 4, ...

    With a learning rate too small to move a weight, the cost of a mini-batch times its size is a sum of powers of 2:
    it tells which samples were in it. A sample paired with another's target would cost millions.
    """
    net = NeuralNetwork([1, 1], ["linear"])
    net.W[1][:] = 1
    x = 1e5 * np.arange(m)[None]
    return net, x, x + np.sqrt(2.0 ** np.arange(1, m + 1))


def members(cost, size, m):
    total = round(cost * size)
    assert total == pytest.approx(cost * size, rel=1e-6) and 0 < total < 2**m, "x and y are torn apart"
    return {i for i in range(m) if total >> i & 1}


@pytest.mark.parametrize(("m", "batch_size"), [(13, 5), (12, 4), (13, 1), (13, 13), (13, 50), (1, 10)])
def test_an_epoch_visits_every_sample_once_and_in_its_pair(m, batch_size):
    net, x, y = telling_data(m)
    sizes = [batch_size] * (m // batch_size) + [m % batch_size] * (m % batch_size > 0)
    steps = net.steps(x, y, batch_size, lr=1e-300)
    for epoch in (1, 2, 3):
        taken = list(islice(steps, len(sizes)))
        assert [step.epoch for step in taken] == [epoch] * len(sizes)
        batches = [members(step.cost, size, m) for step, size in zip(taken, sizes, strict=True)]
        assert [len(batch) for batch in batches] == sizes
        assert set.union(*batches) == set(range(m))


def order_of(steps, m):
    return [members(step.cost, 1, m).pop() for step in islice(steps, m)]


def test_every_epoch_is_shuffled_afresh():
    net, x, y = telling_data(13)
    steps = net.steps(x, y, batch_size=1, lr=1e-300)
    orders = [tuple(order_of(steps, 13)) for _ in range(5)]
    assert len({*orders, tuple(range(13))}) == 6


def test_the_shuffle_is_the_permutation_of_the_rng_that_is_passed_in():
    net, x, y = telling_data(13)
    own_state = copy.deepcopy(net.rng.bit_generator.state)
    expected = np.random.default_rng(5)
    steps = net.steps(x, y, batch_size=1, lr=1e-300, rng=np.random.default_rng(5))
    for _ in range(2):
        assert order_of(steps, 13) == expected.permutation(13).tolist()
    assert net.rng.bit_generator.state == own_state


def test_the_shuffle_is_by_default_that_of_the_networks_own_rng():
    net, x, y = telling_data(13)
    expected = copy.deepcopy(net.rng).permutation(13).tolist()
    assert order_of(net.steps(x, y, batch_size=1, lr=1e-300), 13) == expected


def test_train_uses_the_rng_that_is_passed_in():
    x, y = data()
    nets = [NeuralNetwork([2, 3, 1], ["tanh", "linear"]) for _ in range(3)]
    histories = [
        net.train(x, y, epochs=2, rng=np.random.default_rng(s)) for net, s in zip(nets, (8, 8, 9), strict=True)
    ]
    assert histories[0] == histories[1] != histories[2]


@pytest.mark.parametrize(
    "bad", [{"lr": 0}, {"batch_size": 0}, {"rng": 1}, {"x": [[1.0]]}, {"y": [[1.0]]}], ids=lambda bad: next(iter(bad))
)
def test_steps_refuses_bad_arguments_before_the_first_step(bad):
    x, y = data()
    with pytest.raises((ValueError, TypeError)):
        NeuralNetwork([2, 1], ["linear"]).steps(**({"x": x, "y": y} | bad))


def test_steps_are_numbered_from_1_and_train_one_batch_each():
    net = NeuralNetwork([2, 3, 1], ["tanh", "linear"])
    x, y = data(m=10)
    first_cost, before = net.cost_of(x, y), copy.deepcopy(net)
    steps = net.steps(x, y, batch_size=10)
    assert same(net, before)
    step = next(steps)
    assert isinstance(step, Step) and (step.epoch, step.number) == (1, 1)
    assert step.cost == pytest.approx(first_cost, rel=1e-13)
    assert not same(net, before)
    assert [tuple(step)[:2] for step in islice(net.steps(x, y, batch_size=4), 4)] == [(1, 1), (1, 2), (1, 3), (2, 4)]


@pytest.mark.parametrize(
    ("activations", "cost"),
    [(["tanh", "sigmoid"], "quadratic"), (["relu", "linear"], "quadratic"), (["sigmoid", "linear"], "cross_entropy")],
)
@pytest.mark.parametrize("batch_size", [4, 23])
def test_a_step_is_w_minus_lr_dw(activations, cost, batch_size):
    net = NeuralNetwork([2, 3, 2], activations, cost, seed=1)
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 23)), np.eye(2)[:, rng.integers(0, 2, 23)]
    before = copy.deepcopy(net)
    batch = np.random.default_rng(3).permutation(23)[:batch_size]
    dW, db = before.backward(y[:, batch], *before.forward(x[:, batch]))
    next(net.steps(x, y, batch_size, lr=0.3, rng=np.random.default_rng(3)))
    for l in net.W:
        np.testing.assert_allclose(net.W[l], before.W[l] - 0.3 * dW[l], rtol=1e-13, atol=1e-15)
        np.testing.assert_allclose(net.b[l], before.b[l] - 0.3 * db[l], rtol=1e-13, atol=1e-15)


def test_train_is_as_many_steps_and_its_history_their_weighted_mean():
    x, y = data(m=23)
    trained, stepped = (NeuralNetwork([2, 3, 1], ["tanh", "linear"], seed=2) for _ in range(2))
    history = trained.train(x, y, batch_size=5, epochs=4, lr=0.1)
    costs = [step.cost for step in islice(stepped.steps(x, y, batch_size=5, lr=0.1), 20)]
    expected = [np.dot(costs[i : i + 5], [5, 5, 5, 5, 3]) / 23 for i in range(0, 20, 5)]
    assert same(trained, stepped)
    assert isinstance(history, list) and {type(cost) for cost in history} == {float}
    assert history == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("hidden", ACTIVATIONS)
@pytest.mark.parametrize("cost", ["quadratic", "cross_entropy"])
def test_full_batch_gradient_descent_reduces_the_cost_at_every_epoch(hidden, cost):
    net = NeuralNetwork([2, 6, 2], [hidden, "linear"], cost, seed=4)
    x, _ = data(m=20)
    y = np.eye(2)[:, (x[0] > x[1]).astype(int)]
    before = net.cost_of(x, y)
    history = net.train(x, y, batch_size=20, epochs=30, lr=0.05)
    assert len(history) == 30
    assert history[0] == pytest.approx(before, rel=1e-13)
    assert all(np.diff([*history, net.cost_of(x, y)]) < 0)


def test_it_learns_xor():
    x, y = np.array([[0, 0, 1, 1], [0, 1, 0, 1]]), np.array([[0, 1, 1, 0]])
    net = NeuralNetwork([2, 8, 1], ["tanh", "linear"], "cross_entropy")
    net.train(x, y, batch_size=2, epochs=200, lr=0.5)
    assert net.predict(x).tolist() == [0, 1, 1, 0]
    assert net.accuracy(x, y) == 1


def diverging(hidden):
    rng = np.random.default_rng(0)
    net = NeuralNetwork([2, 5, 1], [hidden, "linear"])
    return net, rng.normal(size=(2, 20)), rng.normal(size=(1, 20))


def finite(net):
    return all(np.isfinite(p).all() for p in parameters(net))


@pytest.mark.parametrize("hidden", ["relu", "linear"])
@pytest.mark.parametrize("lr", [1e2, 1e6, 1e100, 1e300])
@pytest.mark.parametrize("batch_size", [7, 20])
def test_diverged_leaves_finite_parameters(hidden, lr, batch_size):
    net, x, y = diverging(hidden)
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


def test_diverged_when_only_the_last_update_breaks_the_network():
    net, x, y = diverging("linear")
    before = copy.deepcopy(net)
    with pytest.raises(Diverged) as caught:
        net.train(x, y, batch_size=20, epochs=1, lr=1e300)
    assert caught.value.step == 1
    assert same(net, before)


def test_diverged_at_the_first_step_changes_nothing():
    net, x, y = diverging("linear")
    before = copy.deepcopy(net)
    with pytest.raises(Diverged) as caught:
        net.train(x * 1e200, y, epochs=1)
    assert caught.value.step == 1
    assert same(net, before)


@pytest.mark.parametrize("layers", [[1, 1], [1, 1, 1]])
def test_no_parameter_becomes_infinite_behind_a_saturated_activation(layers):
    # A sigmoid hides an infinite weight: the output is 0 or 1 and the cost stays finite.
    net = NeuralNetwork(layers, ["sigmoid"] * (len(layers) - 1))
    x, y = np.array([[100.0]]), np.array([[1000.0]])
    net.W = {l: np.zeros((1, 1)) for l in net.W}
    with contextlib.suppress(Diverged):
        net.train(x, y, epochs=3, lr=1.7e308)
    assert finite(net)


def test_training_after_an_abandoned_run_that_broke_the_network_leaves_finite_parameters():
    net, x, y = diverging("linear")
    with contextlib.suppress(Diverged):
        next(net.steps(x * 1e3, y, batch_size=20, lr=1.7e308))
    with contextlib.suppress(Diverged):
        net.train(x, y, batch_size=20, epochs=1, lr=0.1)
    assert finite(net)


def test_history_of_huge_but_finite_costs_gives_no_warning():
    net = NeuralNetwork([1, 1], ["linear"])
    net.W[1][:] = 1
    with contextlib.suppress(Diverged):
        net.train(np.full((1, 3), 1.26e154), np.zeros((1, 3)), batch_size=1, epochs=1, lr=1e-322)


def test_divergence_gives_no_warning_even_when_warnings_are_shown():
    net, x, y = diverging("relu")
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        with pytest.raises(Diverged):
            net.train(x, y, epochs=50, lr=1e6)
    assert not shown


def test_prediction_of_several_outputs_is_the_largest():
    net = NeuralNetwork([3, 3], ["linear"], "cross_entropy")
    net.W[1] = np.eye(3)
    x = np.array([[2.0, -1, 0], [1, -3, 5], [0, -2, 4]])
    y = np.array([[1.0, 0, 0], [0, 1, 1], [0, 0, 0]])
    assert net.predict(x).tolist() == [0, 0, 1]
    assert net.accuracy(x, y) == pytest.approx(2 / 3)
    assert type(net.accuracy(x, y)) is float
    quadratic = NeuralNetwork([3, 3], ["linear"])
    quadratic.W[1] = np.eye(3)
    assert quadratic.predict(x).tolist() == [0, 0, 1]
    assert quadratic.accuracy(x, y) == pytest.approx(2 / 3)
    assert quadratic.cost_of(x, y) == pytest.approx((2 / 2 + 21 / 2 + 32 / 2) / 3)


# A logit says class 1 above 0, which is the probability 1/2; any other output says it above 1/2.
@pytest.mark.parametrize(
    ("cost", "predicted", "accuracy"), [("quadratic", [0, 0, 0, 1], 3 / 4), ("cross_entropy", [0, 0, 1, 1], 1)]
)
def test_prediction_of_one_output(cost, predicted, accuracy):
    net = NeuralNetwork([1, 1], ["linear"], cost)
    net.W[1][:] = 1
    x = np.array([[-2.0, -0.1, 0.4, 0.6]])
    assert net.predict(x).tolist() == predicted
    assert net.accuracy(x, [[0, 0, 1, 1]]) == accuracy


@pytest.mark.parametrize("cost", ["quadratic", "cross_entropy"])
def test_an_output_at_the_threshold_says_class_0(cost):
    net = NeuralNetwork([1, 1], ["linear"], cost)
    net.W[1][:] = 1
    assert net.predict([[0.5 if cost == "quadratic" else 0.0]]).tolist() == [0]


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
    net, x, y = some_network_and_data(m=33)
    plain, told = copy.deepcopy(net), copy.deepcopy(net)
    assert plain.train(x, y) == told.train(x, y, batch_size=10, epochs=100, lr=0.5)
    plain, told = copy.deepcopy(net), copy.deepcopy(net)
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
    net, x, y = some_network_and_data(m=5)
    net.train(x, y, epochs=6)
    _, *lines, blank, rest = capsys.readouterr().out.split("\r")
    assert [re.search(r"(\d+)%.*\| (\d)/6 \[00:0(\d)<00:0(\d), +2.00epoch/s\]", line).groups() for line in lines] == [
        ("67", "4", "2", "1"),
        ("83", "5", "2", "0"),
        ("100", "6", "3", "0"),
    ]
    assert {*map(len, lines), len(blank)} == {79}
    assert not blank.strip() and not rest


@pytest.mark.parametrize("ends", ["disabled", "soon"])
def test_no_progress_bar_where_none_is_wanted(monkeypatch, capsys, ends):
    Clock(monkeypatch, 0.01 if ends == "soon" else 1)
    if ends == "disabled":
        monkeypatch.setenv("TQDM_DISABLE", "1")
    net, x, y = some_network_and_data(m=5)
    net.train(x, y, epochs=100)
    assert capsys.readouterr().out == ""


def test_the_progress_bar_is_drawn_ten_times_a_second_at_most(monkeypatch, capsys):
    Clock(monkeypatch, 0.03)
    net, x, y = some_network_and_data(m=5)
    net.train(x, y, epochs=100)
    assert capsys.readouterr().out.count("epoch/s") == 9  # a second is left of three; 0.12 s are the next of 0.1 s


@pytest.mark.filterwarnings("ignore")
def test_the_progress_bar_goes_when_training_diverges(monkeypatch, capsys):
    Clock(monkeypatch, 3)
    net, x, y = some_network_and_data(m=5)
    with pytest.raises(Diverged):
        net.train(x, y, lr=1e6)
    assert capsys.readouterr().out.endswith("\r" + " " * 79 + "\r")


def some_network_and_data(m):
    rng = np.random.default_rng(0)
    return NeuralNetwork([2, 3, 1], ["tanh", "linear"]), rng.normal(size=(2, m)), rng.normal(size=(1, m))
