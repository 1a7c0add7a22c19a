"""Training in place gives the numbers of the equations; what somebody replaces is used; float32 stays float32."""

import copy
from itertools import islice

import numpy as np
import pytest

from mlp_core import Diverged, NeuralNetwork
from mlp_core.activations import ACTIVATIONS
from mlp_core.costs import COSTS
from mlp_core.gradients import check_gradient
from mlp_core.training import CACHE, WIDE, Training

pytestmark = pytest.mark.filterwarnings("error")


def parameters(net):
    return [*net.W.values(), *net.b.values()]


def same(net, other):
    return all(np.array_equal(p, q) for p, q in zip(parameters(net), parameters(other), strict=True))


def some_training(seed, dtype="float64"):
    """A random network, random data, and random settings of its training."""
    rng = np.random.default_rng(seed)
    depth, cost = seed % 4 + 1, list(COSTS)[seed // 4 % 2]
    layers = rng.integers(1, 12, depth + 1).tolist()
    if seed % 5 == 0:
        layers[0] = int(rng.integers(WIDE - 2, WIDE + 30))
    if seed % 7 == 0:
        layers[depth // 2] = int(rng.integers(WIDE - 2, WIDE + 30))
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


def as_written(net, x, y, batch_size, lr, epochs):
    """The history and the network of a training that only uses the methods of `network.py`."""
    net, history = copy.deepcopy(net), []
    for _ in range(epochs):
        order, total = net.rng.permutation(x.shape[1]), 0
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            total += net._step(x[:, batch], y[:, batch], lr) * len(batch)
        history.append(total / len(order))
    return history, net


@pytest.mark.parametrize("seed", range(120))
def test_training_in_place_gives_the_numbers_of_the_equations(seed, monkeypatch):
    net, x, y, settings = some_training(seed)
    expected, other = as_written(net, x, y, **settings, epochs=3)
    # Were the equations used to train, the comparison would say nothing.
    monkeypatch.setattr(Training, "_step_as_written", None)
    history = net.train(x, y, **settings, epochs=3)
    np.testing.assert_allclose(history, expected, rtol=1e-11)
    for l in net.W:
        np.testing.assert_allclose(net.W[l], other.W[l], rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(net.b[l], other.b[l], rtol=1e-10, atol=1e-12)


def test_the_random_trainings_cover_the_cases():
    cases = [some_training(seed) for seed in range(120)]
    assert {(net.L, net.cost_name) for net, *_ in cases} == {(L, cost) for L in (1, 2, 3, 4) for cost in COSTS}
    assert {(name, l == net.L) for net, *_ in cases for l, name in enumerate(net.activations, 1)} == {
        (name, last) for name in ACTIVATIONS for last in (True, False)
    }
    wide = {tuple(n > WIDE for n in net.layers[:-1]) for net, *_ in cases}
    assert wide >= {(False,), (True,), (False, False), (True, False), (False, True), (True, True)}
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


@pytest.mark.parametrize("size", [1, 28, 33, 300, 1e4])
@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_logits_of_any_size(size, outputs, dtype):
    """Up to a certain size softmax subtracts no largest entry."""
    net = NeuralNetwork([2, outputs], ["linear"], "cross_entropy", dtype=dtype)
    rng = np.random.default_rng(0)
    x, y = size * rng.normal(size=(2, 12)), np.eye(max(2, outputs))[:outputs, rng.integers(0, outputs, 12)]
    expected, other = as_written(net, x, y, 5, 0.1 / size, epochs=1)
    rtol = 1e-11 if dtype == "float64" else 1e-4
    np.testing.assert_allclose(net.train(x, y, 5, epochs=1, lr=0.1 / size), expected, rtol=rtol)
    np.testing.assert_allclose(net.W[1], other.W[1], rtol=rtol)


def small(seed=0, activations=("sigmoid", "tanh", "linear")):
    rng = np.random.default_rng(seed)
    net = NeuralNetwork([3, 4, 4, 2], list(activations), seed=seed)
    return net, rng.normal(size=(3, 17)), rng.normal(size=(2, 17))


def test_many_samples_are_gathered_in_several_parts():
    net = NeuralNetwork([2, 3, 1], ["tanh", "linear"])
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 1000)), rng.normal(size=(1, 1000))
    assert net._training(x, y, 3, 0.1, None).chunk < 1000 / 2
    expected, other = as_written(net, x, y, 3, 0.1, epochs=2)
    np.testing.assert_allclose(net.train(x, y, 3, epochs=2, lr=0.1), expected, rtol=1e-11)
    np.testing.assert_allclose(net.W[1], other.W[1], rtol=1e-10)


def test_a_mini_batch_of_more_numbers_than_are_gathered_at_a_time():
    net = NeuralNetwork([WIDE // 2, 1], ["linear"])
    m = CACHE // net.layers[0] + 1
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(net.layers[0], m)), rng.normal(size=(1, m))
    expected, other = as_written(net, x, y, m, 0.1, epochs=1)
    np.testing.assert_allclose(net.train(x, y, m, epochs=1, lr=0.1), expected, rtol=1e-11)
    np.testing.assert_allclose(net.W[1], other.W[1], rtol=1e-10)


def test_logits_whose_exponential_is_too_large_for_float32():
    net = NeuralNetwork([1, 2], ["linear"], "cross_entropy", dtype="float32")
    net.W[1] = np.array([[1], [-1]], "float32")
    assert net.train([[100.0]], [[1.0], [0.0]], epochs=1) == [0] and net.W[1].tolist() == [[1], [-1]]


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


CHANGES = [
    half_backward,
    half_deltas,
    other_forward,
    other_sigma,
    other_slope,
    other_cost,
    another_known_sigma,
    a_known_cost,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("after", [0, 1, 3])
def test_what_somebody_replaces_is_used_from_then_on(change, after):
    (net, x, y), (plain, *_) = small(), small()
    expected, order = copy.deepcopy(net), copy.deepcopy(net.rng).permutation(17)
    steps, plain_steps = net.steps(x, y, 5, lr=0.1), plain.steps(x, y, 5, lr=0.1)
    for i in range(4):
        if i == after:
            change(net)
            change(expected)
        next(steps), next(plain_steps)
        batch = order[5 * i : 5 * i + 5]
        expected._step(x[:, batch], y[:, batch], 0.1)
    for l in net.W:
        np.testing.assert_allclose(net.W[l], expected.W[l], rtol=1e-11)
        np.testing.assert_allclose(net.b[l], expected.b[l], rtol=1e-11)
    assert not same(net, plain)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_train_uses_what_somebody_replaced(change):
    net, x, y = small()
    change(net)
    expected, other = as_written_with(change, *small())
    np.testing.assert_allclose(net.train(x, y, 5, epochs=2, lr=0.1), expected, rtol=1e-11)
    np.testing.assert_allclose(net.W[1], other.W[1], rtol=1e-11)


def as_written_with(change, net, x, y):
    change(net)
    rng, history = copy.deepcopy(net.rng), []
    for _ in range(2):
        order = rng.permutation(17)
        batches = [order[start : start + 5] for start in range(0, 17, 5)]
        history.append(sum(net._step(x[:, b], y[:, b], 0.1) * len(b) for b in batches) / 17)
    return history, net


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
    np.testing.assert_allclose(half.W[1], plain.W[1], rtol=1e-12)
    monkeypatch.setattr(NeuralNetwork, "backward", Half.backward)
    patched.train(x, y, epochs=1, lr=0.2)
    np.testing.assert_allclose(patched.W[1], plain.W[1], rtol=1e-12)


def swapped(net):
    net.W[2], net.W[3] = net.W[3][[0, 1, 0, 1]] + 0, net.W[2][:2]


@pytest.mark.parametrize(
    "assign",
    [
        lambda net: net.W.update({1: np.full((4, 3), 0.5)}),
        lambda net: net.b.update({2: np.array([[1], [2], [3], [4]])}),
        lambda net: net.W[3].__imul__(2),
        lambda net: setattr(net, "W", {l: 2 * W for l, W in net.W.items()}),
        lambda net: net.W.update({2: net.W[2].T}),
        lambda net: net.W.update({1: net.W[1].tolist()}),
        swapped,
    ],
    ids=["one", "whole numbers", "in place", "all", "transposed", "list", "swapped"],
)
def test_parameters_that_somebody_assigns_between_steps_are_used(assign):
    net, x, y = small()
    order = copy.deepcopy(net.rng).permutation(17)
    steps = net.steps(x, y, 5, lr=0.1)
    next(steps)
    assign(net)
    expected = copy.deepcopy(net)
    expected.W = {l: np.asarray(W) for l, W in expected.W.items()}
    expected._step(x[:, order[5:10]], y[:, order[5:10]], 0.1)
    next(steps)
    for l in net.W:
        np.testing.assert_allclose(net.W[l], expected.W[l], rtol=1e-12)
        np.testing.assert_allclose(net.b[l], expected.b[l], rtol=1e-12)


@pytest.mark.parametrize(
    ("assign", "error", "words"),
    [
        (lambda net: setattr(net, "W", {}), ValueError, r"W must have the keys \[1, 2, 3\], but has \[\]"),
        (lambda net: net.W.update({2: np.ones((1, 1))}), ValueError, r"W\[2\] must have shape"),
        (lambda net: net.b.update({1: np.ones((9, 9))}), ValueError, r"b\[1\] must have shape"),
        (lambda net: net.W.update({2: net.W[2].astype(object)}), TypeError, r"W\[2\] must be an array of real numbers"),
    ],
    ids=["none", "one number", "too many", "objects"],
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


def test_two_trainings_of_one_network_by_turns():
    net, x, y = small()
    first, second = net.steps(x, y, 5, lr=0.1), net.steps(x[:, :6], y[:, :6], 3, lr=0.2)
    expected = copy.deepcopy(net)
    rng = copy.deepcopy(net.rng)
    orders = rng.permutation(17), rng.permutation(6)
    for i in range(2):
        for steps, order, size, lr in ((first, orders[0], 5, 0.1), (second, orders[1], 3, 0.2)):
            next(steps)
            batch = order[size * i : size * i + size]
            expected._step(x[:, batch], y[:, batch], lr)
    for l in net.W:
        np.testing.assert_allclose(net.W[l], expected.W[l], rtol=1e-12)


@pytest.mark.parametrize("change", [lambda net: None, half_backward])
def test_batches_given_to_a_backward_are_its_own(change):
    """Somebody's backward may keep what it is given, or write into it."""
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


def test_an_interruption_at_the_end_of_a_step_as_written_takes_it_back():
    net, x, y = small()
    before, step = (net.W, net.b), net._step

    def interrupted(*arguments):
        step(*arguments)
        raise KeyboardInterrupt

    net._step = interrupted
    with pytest.raises(KeyboardInterrupt):
        net.train(x, y, 5, epochs=1)
    assert net.W is before[0] and net.b is before[1]


@pytest.mark.parametrize("own", [True, False])
def test_the_last_step_may_make_the_cost_infinite_and_no_parameter(own):
    net = NeuralNetwork([1, 1], ["linear"])
    if own:
        net.sigma[1] = lambda z: z.copy()
    with pytest.raises(Diverged, match="The cost became inf at step 1"):
        net.train([[1e100]], [[0.0]], epochs=1, lr=1e-40)


@pytest.mark.parametrize("size", [1e150, 1e154, 1e200])
def test_the_cost_of_all_samples_is_finite_after_training(size):
    """Only the last mini-batch is seen after the last update; the others may be worse."""
    net = NeuralNetwork([1, 1], ["linear"])
    x, y = np.array([[0.0, size]]), np.array([[0.0, 0.0]])
    try:
        net.train(x, y, batch_size=1, epochs=1, lr=1e-300)
    except Diverged:
        return
    assert np.isfinite(net.cost_of(x, y))


@pytest.mark.parametrize("hidden", [["relu"], ["sigmoid"], ["tanh", "relu"], ["linear", "tanh"]])
@pytest.mark.parametrize("size", [1.0, 1e150])
@pytest.mark.parametrize("lr", [1e-2, 1e2, 1e6, 1e150])
def test_a_bound_of_the_cost_holds_for_bounded_layers_and_others(hidden, size, lr):
    """A single step, after which nothing is seen: its update alone can make the cost infinite."""
    net = NeuralNetwork([1] * (len(hidden) + 2), [*hidden, "linear"], seed=1)
    training = net._training([[3.0]], [[size]], 1, lr, None)
    try:
        training.epoch()
    except Diverged:
        return
    if training.surely_finite():
        assert np.isfinite(net.cost_of([[3.0]], [[size]]))
    else:
        assert size * lr > 1  # else it would never be sure


# The square of it is the largest number.
ROOT = np.sqrt(np.finfo(float).max)


def with_parameters(layers, activations, W, b, x, y):
    """A `Training` for one sample, whose network has all weights of layer l at W[l] and all its biases at b[l]."""
    net = NeuralNetwork(layers, activations)
    training = net._training([[x]], [[y]], 1, 1e-300, None)
    training.epoch()
    for l in net.W:
        net.W[l][:], net.b[l][:] = W[l], b[l]
    return training


# A single linear neuron, -t x against y > 0: nothing is lost in the bound, and a sign makes the difference.
@pytest.mark.parametrize(("x", "t", "y"), [(1e100, ROOT / 1e100, 0), (1e100, ROOT / 2e100, ROOT / 2), (ROOT, 0.25, 0)])
@pytest.mark.parametrize("share", [0.999, 1.001])
def test_the_bound_of_the_cost_is_sharp_for_a_single_neuron(x, t, y, share):
    training = with_parameters([1, 1], ["linear"], {1: -share * t}, {1: 0}, x, share * y)
    assert training.surely_finite() == (share * (t * x + y) < ROOT)


# Nine tanh that say 1 have the norm 3; with a bias as large as the weights, 10 t comes out of theirs, |theta| is
# sqrt(10) t, and the bound of the output is sqrt(10) t (3 + 1).
@pytest.mark.parametrize(("share", "sure"), [(0.78, True), (0.8, False), (1.001, False)])
def test_the_bound_of_the_cost_for_saturated_neurons(share, sure):
    t = share * ROOT / 10
    training = with_parameters([1, 9, 1], ["tanh", "linear"], {1: 100, 2: t}, {1: 0, 2: t}, 1.0, 0.0)
    assert training.surely_finite() == sure == (4 * np.sqrt(10) * t < ROOT)
    assert np.isfinite(training.net.cost_of([[1.0]], [[0.0]])) == (share < 1)


# float32


@pytest.mark.parametrize("seed", range(16))
def test_in_float32_nothing_is_promoted(seed):
    net, x, y, settings = some_training(seed, "float32")
    z, a = net.forward(x)
    dW, db = net.backward(y, z, a)
    written = copy.deepcopy(net)
    written._step(x, y, 0.1)
    arrays = [*parameters(net), *parameters(written)]
    for part in (z, a, net.deltas(y, z, a), dW, db):
        arrays += part.values()
    steps = net.steps(x, y, **settings)
    next(steps), next(steps)
    arrays += parameters(net)
    net.train(x, y, **settings, epochs=1)
    arrays += [*parameters(net), np.asarray(net.cost(net.forward(x)[1][net.L], y.astype("float32")))]
    assert {array.dtype for array in arrays} == {np.dtype("float32")}


def test_in_float32_no_array_of_a_step_in_place_is_of_another_type():
    for seed in range(16):
        net, x, y, settings = some_training(seed, "float32")
        training = net._training(x, y, **settings, rng=None)
        training.epoch()
        found = []

        def collect(value, found=found):
            if isinstance(value, np.ndarray):
                found.append(value.dtype)
            elif isinstance(value, dict):
                collect(list(value.values()))
            elif isinstance(value, list | tuple):
                [collect(part) for part in value]
            elif hasattr(value, "theta"):
                collect(vars(value))

        collect(vars(training))
        assert len(found) > 20 and set(found) == {np.dtype("float32")}


@pytest.mark.parametrize("seed", range(16))
def test_float32_trains_as_float64_but_for_rounding(seed):
    (net, x, y, settings), (other, *_) = some_training(seed, "float32"), some_training(seed)
    np.testing.assert_allclose(
        net.train(x, y, **settings, epochs=2), other.train(x, y, **settings, epochs=2), rtol=1e-4
    )


def test_the_first_weights_in_float32_are_the_rounded_ones_of_float64():
    single, double = (NeuralNetwork([5, 4, 3], ["relu", "tanh"], dtype=dtype) for dtype in ("float32", "float64"))
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


@pytest.mark.parametrize("dtype", ["float32", np.float32, np.dtype("float32")])
def test_dtype_may_be_given_as_numpy_has_it(dtype):
    assert NeuralNetwork([2, 1], ["tanh"], dtype=dtype).dtype == np.float32
