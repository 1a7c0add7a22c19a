"""Nothing that a learner hands in breaks mlp_core: it gives what a slow calculation gives, or one sentence of ours.

    HYPOTHESIS_PROFILE=nightly python -m pytest -s tests/test_properties.py

tries some twenty times as many inputs, other ones each time, and says how many.
"""

import copy
import inspect
import math
import os
import re
from itertools import islice

import numpy as np
import pytest
from hostile import ANYTHING, REFUSED, TEXT, TRIED, arrays, filled, laid_out, mostly, outcome
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from four_equations import widgets
from four_equations.exercises import check
from four_equations.exercises.engine import EXERCISES, Verdict
from four_equations.support.table import points
from mlp_core import NeuralNetwork, costs, datasets
from mlp_core.activations import ACTIVATIONS
from mlp_core.gradients import check_gradient, numerical_gradient, relative_error

ALL_HEALTHY = list(HealthCheck)
EXAMPLES = {"ci": 20, "nightly": 600}
# In CI the same inputs each time: a failure there is the change's, not the day's.
settings.register_profile("ci", derandomize=True, max_examples=EXAMPLES["ci"])
settings.register_profile("nightly", max_examples=EXAMPLES["nightly"])
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci")


def tries(*strategies, share=1.0):
    """Call the test with what the strategies draw, a `share` of the profile's number of times."""

    def decorate(test):
        number = max(5, round(share * EXAMPLES[PROFILE]))
        quiet = settings(
            settings.get_profile(PROFILE),
            max_examples=number,
            deadline=None,
            database=None,
            suppress_health_check=ALL_HEALTHY,
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
        )
        return quiet(given(*strategies)(test))

    return decorate


@pytest.fixture(scope="module", autouse=True)
def report():
    yield
    print(f"\n{TRIED['calls']} calls, {TRIED['refused']} of them refused in a sentence")


# The slow references: plain Python, one number at a time.


def exp(z):
    return math.inf if z > 709 else math.exp(z)


def sigmoid(z):
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))


def sigmoid_slope(z):
    return sigmoid(z) * sigmoid(-z)


def tanh_slope(z):
    return (2 / (exp(z) + exp(-z))) ** 2


SLOW = {
    "sigmoid": (sigmoid, sigmoid_slope),
    "tanh": (math.tanh, tanh_slope),
    "relu": (lambda z: z if z > 0 else 0.0, lambda z: 1.0 if z > 0 else 0.0),
    "linear": (lambda z: z, lambda z: 1.0),
}


def slow_probabilities(logits):
    if len(logits) == 1:
        return [sigmoid(logits[0])]
    top = max(logits)
    parts = [exp(z - top) for z in logits]
    return [part / math.fsum(parts) for part in parts]


def slow_log_sum(logits):
    top = max(logits)
    return top + math.log(math.fsum(exp(z - top) for z in logits))


def slow_cost(name, a, y):
    """C, and the columns of its gradient; a and y are lists of columns."""
    total, gradient = 0.0, []
    for column, target in zip(a, y, strict=True):
        if name == "quadratic":
            total += math.fsum((p - q) ** 2 for p, q in zip(column, target, strict=True)) / 2
            gradient.append([p - q for p, q in zip(column, target, strict=True)])
        else:
            both = [0.0, column[0]] if len(column) == 1 else column
            total += slow_log_sum(both) - math.fsum(p * q for p, q in zip(column, target, strict=True))
            gradient.append([p - q for p, q in zip(slow_probabilities(column), target, strict=True)])
    return total / len(a), gradient


def slow_forward(net, column):
    """The lists z^l and a^l of one sample."""
    z, a = {}, {0: column}
    for l in range(1, net.L + 1):
        W, b = net.W[l].tolist(), net.b[l].tolist()
        z[l] = [
            math.fsum(w * v for w, v in zip(row, a[l - 1], strict=True)) + bj for row, (bj,) in zip(W, b, strict=True)
        ]
        a[l] = [SLOW[net.activations[l - 1]][0](v) for v in z[l]]
    return z, a


def slow_backward(net, x, y):
    """dW and db as lists, by the chain rule written out for each weight."""
    dW = {l: np.zeros(net.W[l].shape) for l in net.W}
    db = {l: np.zeros(net.b[l].shape) for l in net.b}
    for column, target in zip(x, y, strict=True):
        z, a = slow_forward(net, column)
        (_, [error]) = slow_cost(net.cost_name, [a[net.L]], [target])
        for l in range(net.L, 0, -1):
            slope = SLOW[net.activations[l - 1]][1]
            error = [e * slope(v) for e, v in zip(error, z[l], strict=True)]
            for j, e in enumerate(error):
                db[l][j, 0] += e / len(x)
                for k, v in enumerate(a[l - 1]):
                    dW[l][j, k] += e * v / len(x)
            W = net.W[l].tolist()
            error = [math.fsum(W[j][k] * e for j, e in enumerate(error)) for k in range(net.layers[l - 1])]
    return dW, db


def columns(value):
    return np.asarray(value, dtype=float).T.tolist()


def moderate(*values, most=1e3):
    """Whether the numbers are such that rounding does not count."""
    flat = [np.abs(np.asarray(value, dtype=float)).ravel() for value in values]
    return all(np.all(v < most) for v in flat)


# Activations and costs


@pytest.mark.parametrize("name", ACTIVATIONS)
@tries(mostly(arrays((), (3,), (2, 3))))
def test_activations(name, z):
    for function, slow in zip(ACTIVATIONS[name], SLOW[name], strict=True):
        found = outcome(function, z)
        if found is REFUSED:
            continue
        assert np.shape(found) == np.shape(z)
        numbers = np.asarray(z, dtype=np.float32 if getattr(z, "dtype", None) == np.float32 else float)
        rtol = 1e-5 if numbers.dtype == np.float32 else 1e-12
        for given_number, number in zip(numbers.ravel().tolist(), np.ravel(found).tolist(), strict=True):
            if math.isnan(given_number):
                assert math.isnan(number) or name in ("relu", "linear")
            elif abs(given_number) < 700 or name in ("relu", "linear"):
                assert math.isclose(number, slow(given_number), rel_tol=rtol, abs_tol=rtol)
            else:
                assert math.isfinite(number)


@st.composite
def outputs_and_targets(draw):
    shape = draw(st.tuples(st.integers(1, 3), st.integers(1, 4)))
    return draw(mostly(arrays(shape))), draw(mostly(arrays(shape)))


@pytest.mark.parametrize("name", costs.COSTS)
@tries(outputs_and_targets())
def test_costs(name, pair):
    cost, gradient = (outcome(function, *pair) for function in costs.COSTS[name])
    assert (cost is REFUSED) == (gradient is REFUSED)
    if cost is REFUSED:
        return
    assert np.ndim(cost) == 0 and gradient.shape == np.shape(pair[0]) == np.shape(pair[1])
    if moderate(*pair):
        expected, expected_gradient = slow_cost(name, *map(columns, pair))
        np.testing.assert_allclose(cost, expected, rtol=1e-4, atol=1e-3)
        np.testing.assert_allclose(gradient.T, expected_gradient, rtol=1e-4, atol=1e-4)


@tries(mostly(arrays((3, 2), (1, 4))))
def test_softmax(a):
    p = outcome(costs.softmax, a)
    if p is not REFUSED and moderate(a, most=1e300):
        np.testing.assert_allclose(p.T, [np.atleast_1d(softmax_of(column)) for column in columns(a)], atol=1e-5)


def softmax_of(column):
    return [1.0] if len(column) == 1 else slow_probabilities(column)


# The network

SIZES = st.lists(st.integers(1, 5), min_size=2, max_size=4)


@st.composite
def settings_of_networks(draw):
    layers = draw(SIZES)
    names = draw(st.lists(st.sampled_from(list(ACTIVATIONS)), min_size=len(layers) - 1, max_size=len(layers) - 1))
    cost = draw(st.sampled_from(list(costs.COSTS)))
    if cost == "cross_entropy":
        names[-1] = "linear"
    return {"layers": layers, "activations": names, "cost": cost, "seed": draw(st.integers(0, 99)),
            "dtype": draw(st.sampled_from(["float64", "float64", "float32"]))}  # fmt: skip


NETWORKS = settings_of_networks().map(lambda arguments: NeuralNetwork(**arguments))


@tries(settings_of_networks(), st.sampled_from(["layers", "activations", "cost", "seed", "dtype"]), ANYTHING)
def test_making_a_network(arguments, name, value):
    net = outcome(NeuralNetwork, **arguments)
    assert net is not REFUSED and net.layers == arguments["layers"]
    other = outcome(NeuralNetwork, **arguments | {name: value})
    if other is not REFUSED:
        assert [W.shape for W in other.W.values()] == list(zip(other.layers[1:], other.layers[:-1], strict=True))


@tries(st.integers(-2, 60), st.lists(st.integers(-1, 5), max_size=4))
def test_layers_that_are_not_there(most, sizes):
    outcome(NeuralNetwork, [10**most if most > 20 else most, *sizes], ["relu"] * len(sizes))


def state(net):
    return [p.tobytes() for p in [*net.W.values(), *net.b.values()]], net.rng.bit_generator.state


def targets(draw, net, m):
    """An array y that fits, as the cost wants it."""
    n = net.layers[-1]
    if net.cost_name == "quadratic":
        return draw(filled((n, m)))
    if n == 1:
        return draw(filled((1, m), st.sampled_from([0, 1]), ["bool", "uint8", "float64", "float16", "int64"]))
    labels = draw(st.lists(st.integers(0, n - 1), min_size=m, max_size=m))
    return np.eye(n)[:, labels].astype(draw(st.sampled_from(["bool", "int8", "float32", "float64"])))


@st.composite
def networks_with_data(draw, most=6):
    net = draw(NETWORKS)
    m = draw(st.integers(1, most))
    x = draw(mostly(laid_out(draw(filled((net.layers[0], m))))))
    return net, x, draw(mostly(laid_out(targets(draw, net, m))))


@tries(networks_with_data())
def test_forward_predict_cost_and_accuracy(case):
    net, x, y = case
    before = state(net)
    passed, classes = outcome(net.forward, x), outcome(net.predict, x)
    cost, accuracy = outcome(net.cost_of, x, y), outcome(net.accuracy, x, y)
    assert state(net) == before
    assert (passed is REFUSED) == (classes is REFUSED) and (cost is REFUSED) == (accuracy is REFUSED)
    if passed is REFUSED:
        assert cost is REFUSED
        return
    z, a = passed
    assert all(z[l].dtype == a[l].dtype == net.dtype for l in z)
    if not moderate(x):
        return
    rtol = 1e-3 if net.dtype == np.float32 else 1e-9
    slow = [slow_forward(net, column) for column in columns(x)]
    for l in z:
        np.testing.assert_allclose(z[l].T, [sample[0][l] for sample in slow], rtol=rtol, atol=rtol)
        np.testing.assert_allclose(a[l].T, [sample[1][l] for sample in slow], rtol=rtol, atol=rtol)
    if cost is not REFUSED and moderate(y):
        outputs = [sample[1][net.L] for sample in slow]
        np.testing.assert_allclose(cost, slow_cost(net.cost_name, outputs, columns(y))[0], rtol=rtol, atol=rtol)
        assert 0 <= accuracy <= 1 and classes.shape == (len(slow),)


@tries(networks_with_data())
def test_backward(case):
    net, x, y = case
    passed = outcome(net.forward, x)
    if passed is REFUSED:
        return
    found = outcome(net.backward, y, *passed)
    assert (found is REFUSED) == (outcome(net.deltas, y, *passed) is REFUSED)
    if found is REFUSED or not moderate(x, y, most=100):
        return
    rtol = 1e-2 if net.dtype == np.float32 else 1e-8
    for ours, expected in zip(found, slow_backward(net, columns(x), columns(y)), strict=True):
        for l in ours:
            np.testing.assert_allclose(ours[l], expected[l], rtol=rtol, atol=rtol)


@tries(networks_with_data(), st.sampled_from(["y", "z", "a", "z[1]", "a[0]", "W[1]", "b[1]", "W", "b"]), ANYTHING)
def test_dicts_of_something_else(case, place, value):
    net, x, y = case
    passed = outcome(net.forward, x)
    if passed is REFUSED:
        return
    z, a = passed
    arguments = {"y": y, "z": z, "a": a}
    if place in arguments:
        arguments[place] = value
    elif place[0] in "za":
        arguments[place[0]][int(place[2])] = value
    elif place in "Wb":
        setattr(net, place, value)
    else:
        getattr(net, place[0])[1] = value
    for function in (net.deltas, net.backward):
        outcome(function, **arguments)
    outcome(net.forward, x)


LRS = st.one_of(st.floats(1e-3, 0.3), st.sampled_from([5e-324, 1e-200, 1e5, 1e300, 1.7e308, np.float32(0.1), 1]))


@st.composite
def trainings(draw):
    net, x, y = draw(networks_with_data())
    return net, x, y, {
        "batch_size": draw(mostly(st.one_of(st.integers(1, 8), st.just(10**30)))),
        "lr": draw(mostly(LRS)),
        "rng": draw(mostly(st.one_of(st.none(), st.builds(np.random.default_rng, st.integers(0, 9))))),
    }  # fmt: skip


def finite(net):
    return all(np.isfinite(p).all() for p in [*net.W.values(), *net.b.values()])


def slow_training(net, x, y, batch_size, lr, rng, epochs):
    """The same mini-batches, each with the slow gradient."""
    rng, history = rng or net.rng, []
    for _ in range(epochs):
        order, total = rng.permutation(len(x)).tolist(), 0.0
        for start in range(0, len(x), batch_size):
            part = order[start : start + batch_size]
            batch = [x[i] for i in part], [y[i] for i in part]
            outputs = [slow_forward(net, column)[1][net.L] for column in batch[0]]
            total += slow_cost(net.cost_name, outputs, batch[1])[0] * len(part)
            dW, db = slow_backward(net, *batch)
            net.W = {l: net.W[l] - lr * dW[l] for l in dW}
            net.b = {l: net.b[l] - lr * db[l] for l in db}
        history.append(total / len(x))
    return history


@tries(trainings(), mostly(st.integers(1, 3)).filter(lambda n: not isinstance(n, int) or n < 100))
def test_training(case, epochs):
    net, x, y, arguments = case
    generator = arguments["rng"] if isinstance(arguments["rng"], np.random.Generator) else None
    other, its = copy.deepcopy(net), arguments | {"rng": copy.deepcopy(generator)}
    history = outcome(net.train, x, y, epochs=epochs, **arguments)
    assert finite(net)
    if history is REFUSED:
        return
        return
    assert len(history) == epochs and np.isfinite(history).all()
    if moderate(x, y, most=10) and its["lr"] <= 0.3 and other.dtype == float:
        slow = slow_training(other, columns(x), columns(y), **its, epochs=epochs)
        if moderate(*other.W.values(), most=100):
            np.testing.assert_allclose(history, slow, rtol=1e-6, atol=1e-9)
            np.testing.assert_allclose(net.W[1], other.W[1], rtol=1e-6, atol=1e-7)


@tries(trainings())
def test_steps(case):
    net, x, y, arguments = case
    steps = outcome(net.steps, x, y, **arguments)
    if steps is not REFUSED:
        outcome(list, islice(steps, 5))
    assert finite(net)


# Gradients


@tries(mostly(arrays((), (3,), (2, 2))), mostly(st.floats(1e-6, 1e-3)))
def test_numerical_gradient(theta, h):
    def f(values):
        return sum(v * v for v in values.ravel().tolist())  # Python's numbers: they do not warn

    found = outcome(numerical_gradient, f, theta, h)
    if found is not REFUSED and moderate(theta, h) and float(h) > 1e-6:
        np.testing.assert_allclose(found, 2 * np.asarray(theta, dtype=float), rtol=1e-3, atol=1e-3)


@tries(ANYTHING, ANYTHING)
def test_numerical_gradient_of_a_function_of_no_use(f, value):
    outcome(numerical_gradient, f if not callable(f) else 3, [1.0, 2.0])
    outcome(numerical_gradient, lambda theta: value, [1.0, 2.0])


@tries(mostly(arrays((3,), (2, 2))), mostly(arrays((3,), (2, 2))), mostly(st.just(0.0)))
def test_relative_error(g, h, floor):
    found = outcome(relative_error, g, h, floor)
    if found is REFUSED or not moderate(g, h, [float(floor)], most=1e150):
        return
    g, h = (np.asarray(value, dtype=float).ravel().tolist() for value in (g, h))
    size = math.hypot(*g) + math.hypot(*h) + float(floor)
    assert math.isclose(found, math.dist(g, h) / size if size else 0.0, rel_tol=1e-9, abs_tol=1e-12)


@tries(networks_with_data(), ANYTHING, mostly(st.none()), share=0.3)
def test_check_gradient(case, gradients, tolerance):
    net, x, y = case
    outcome(check_gradient, net, x, y, tolerance=tolerance)
    outcome(check_gradient, net, x, y, backward=lambda y, z, a: gradients)
    outcome(check_gradient, net, x, y, backward=lambda y, z, a: ({1: gradients}, {1: gradients}))
    outcome(check_gradient, gradients, x, y)


# Data

NUMBERS = st.one_of(st.integers(-1, 40), st.sampled_from([10**10, 10**30, 10**400]))


@pytest.mark.parametrize("make", [datasets.xor, datasets.moons, datasets.circles, datasets.spirals])
@tries(mostly(NUMBERS), mostly(st.floats(0, 2000)), mostly(st.integers(0, 9)))
def test_points_in_the_plane(make, m, noise, seed):
    made = outcome(make, m, noise, seed)
    if made is not REFUSED:
        x, y = made
        assert x.shape == (2, m) and y.shape == (1, m) and np.isfinite(x).all()
        assert abs(int(y.sum()) - m / 2) <= 0.5


@tries(mostly(NUMBERS), mostly(NUMBERS))
def test_spirals_of_many_arms(m, arms):
    made = outcome(datasets.spirals, m, arms=arms)
    if made is not REFUSED:
        assert made[0].shape == (2, m) and made[1].shape == (1 if arms == 2 else arms, m)


NUMERALS = st.sampled_from(
    ["0", "1", "-1", "2.5", "1e3", "1e999", "nan", "inf", "-0", "0x1", "1_0", "", "٣", "1.0", "a"]
)
LINES = st.tuples(st.lists(NUMERALS, max_size=4), st.sampled_from([",", ", ", ";", "\t", " ", " , ", ",,", ".", "|"]))
TABLES = st.lists(LINES.map(lambda line: line[1].join(line[0])), max_size=5).map("\n".join)


def point_of(line):
    """x0, x1 and the class of a line, or None: by another way than ours."""
    words = line.replace(";", " ").replace(",", " ").split()
    try:
        numbers = [float(word) for word in words]
    except ValueError:
        return None
    return numbers if len(numbers) == 3 and all(map(math.isfinite, numbers)) and numbers[2] in (0, 1) else None


@tries(mostly(st.one_of(TABLES, TEXT)))
@example("1,2,1\n" * 1000)
@example("1" * 100_000)
def test_points_from_a_table(table):
    found = outcome(points, table)
    if isinstance(table, str):
        expected = [point_of(line) for line in table.splitlines() if line.strip()]
        if found is REFUSED:
            assert not expected or None in expected or re.search(r"^\s*[,;]|[,;]\s*$|[,;]\s*[,;]", table, re.M)
        else:
            assert np.vstack(found).T.tolist() == expected


@tries(mostly(arrays((3,), (0,))), mostly(st.one_of(st.integers(0, 9), NUMBERS)))
def test_one_hot(labels, classes):
    y = outcome(datasets.one_hot, labels, classes)
    if y is not REFUSED:
        assert y.tolist() == [[float(int(label) == j) for label in np.asarray(labels)] for j in range(classes)]


@tries(
    mostly(arrays((2, 5), (2, 4))), mostly(arrays((5,), (1, 5))), mostly(st.floats(0, 1.5)), mostly(st.integers(0, 9))
)
def test_split(x, y, test, seed):
    made = outcome(datasets.split, x, y, test, seed)
    if made is not REFUSED:
        (x_train, y_train), (x_test, y_test) = made
        m = np.shape(x)[-1]
        assert x_train.shape[-1] + x_test.shape[-1] == y_train.shape[-1] + y_test.shape[-1] == m
        assert 0 < x_test.shape[-1] < m


@tries(ANYTHING.filter(lambda value: not isinstance(value, str) or "\0" in value or not value))
def test_what_is_no_path(path):
    assert outcome(datasets.load_mnist, path) is REFUSED
    assert outcome(NeuralNetwork.load, path) is REFUSED
    assert outcome(NeuralNetwork([1, 1], ["relu"]).save, path) is REFUSED


# Exercises: they never raise, and their verdict can be shown


@pytest.mark.parametrize("name", EXERCISES)
@tries(ANYTHING, share=0.1)
def test_verdicts(name, value):
    exercise = EXERCISES[name]
    made = {}
    exec(f"def answer({', '.join(exercise.parameters)}): return value", {"value": value}, made)
    for answer in (value, made["answer"]):
        verdict = getattr(check, name)(answer)
        TRIED["calls"] += 1
        assert isinstance(verdict, Verdict) and not verdict.passed
        assert isinstance(verdict.message, str) and repr(verdict) and verdict._repr_html_()


# Panels: what they cannot show they refuse

NEEDS_NOTHING = [widgets.activation_explorer, widgets.layer_builder, widgets.neuron_explorer, widgets.surface_explorer,
                 widgets.training_explorer, widgets.playground, widgets.fault_clinic]  # fmt: skip
OF_A_NETWORK = [widgets.backprop_stepper, widgets.descent_explorer, widgets.error_flow]
OF_IMAGES = [widgets.digit_explorer, widgets.hidden_neurons, widgets.draw_digit]


def name_of(make):
    return make.__name__


def check_panel(make, data, fitting):
    """Make a panel with settings that fit, one of them replaced by anything."""
    name = data.draw(st.sampled_from(list(inspect.signature(make).parameters)))
    panel = outcome(make, **{**fitting, name: data.draw(ANYTHING)})
    if panel is not REFUSED:
        assert panel.stage.picture and panel.stage.alt
        panel.close()


def test_every_panel_is_tried():
    tried = NEEDS_NOTHING + OF_A_NETWORK + OF_IMAGES
    assert sorted(map(name_of, tried)) == sorted(widgets.__all__)


@pytest.mark.parametrize("make", NEEDS_NOTHING + OF_A_NETWORK, ids=name_of)
@tries(st.data(), share=0.1)
def test_settings_of_panels(make, data):
    check_panel(make, data, {})


@pytest.mark.parametrize("make", OF_A_NETWORK, ids=name_of)
@tries(networks_with_data(most=1), st.data(), share=0.2)
def test_panels_of_a_network(make, case, data):
    net, x, y = case
    check_panel(make, data, {"net": net, "x": x, "y": y})


@pytest.mark.parametrize("make", OF_IMAGES, ids=name_of)
@tries(NETWORKS, st.data(), share=0.2)
def test_panels_of_a_classifier(make, net, data):
    side, classes, m = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 3)), data.draw(st.integers(1, 5))
    net = NeuralNetwork([side**2, *net.layers[1:-1], classes], net.activations, net.cost_name, dtype=net.dtype)
    x = data.draw(mostly(laid_out(data.draw(filled((side**2, m))))))
    labels = data.draw(mostly(st.lists(st.integers(0, classes - 1), min_size=m, max_size=m)))
    check_panel(make, data, {"net": net, "x": x, "labels": labels})
