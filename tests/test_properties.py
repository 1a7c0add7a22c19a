"""Nothing that a learner hands in breaks the course: it is refused in one sentence, or answered as plain numbers are.

    HYPOTHESIS_PROFILE=nightly python -m pytest tests/test_properties.py

tries thirty times as many inputs, other ones each time. That an answer is right is tested elsewhere; here only that it
does not depend on the kind of the numbers, on their layout in memory or on who made the array.
"""

import inspect
import math
import os
import re
from functools import partial
from itertools import islice

import numpy as np
import pytest
from hostile import ANYTHING, REFUSED, TEXT, arrays, mostly, outcome
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from four_equations import widgets
from four_equations.exercises import check
from four_equations.exercises.engine import EXERCISES, Verdict
from four_equations.support.table import points
from mlp_core import NeuralNetwork, costs, datasets
from mlp_core.activations import ACTIVATIONS
from mlp_core.gradients import check_gradient, numerical_gradient, relative_error

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"


def tries(*strategies, share=1.0):
    """Call the test with what the strategies draw: by day some 20 times with the same inputs, by night 600 times."""

    def decorate(test):
        quiet = settings(
            max_examples=max(5, round(share * (600 if NIGHTLY else 20))),
            derandomize=not NIGHTLY,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
        )
        return quiet(given(*strategies)(test))

    return decorate


@st.composite
def settings_of_networks(draw):
    layers = draw(st.lists(st.integers(1, 5), min_size=2, max_size=4))
    names = [draw(st.sampled_from(list(ACTIVATIONS))) for _ in layers[1:]]
    cost = draw(st.sampled_from(list(costs.COSTS)))
    if cost == "cross_entropy":
        names[-1] = "linear"
    return {"layers": layers, "activations": names, "cost": cost, "seed": draw(st.integers(0, 99)),
            "dtype": draw(st.sampled_from(["float64", "float64", "float32"]))}  # fmt: skip


@st.composite
def networks_with_data(draw):
    """(settings, x, y) that fit each other, most of the time."""
    given = draw(settings_of_networks())
    m, (inputs, *_, outputs) = draw(st.integers(1, 6)), given["layers"]
    x, y = draw(mostly(arrays((inputs, m)))), draw(mostly(arrays((outputs, m))))
    if given["cost"] == "cross_entropy" and draw(st.booleans()):
        y = draw(
            arrays((1, m), elements=st.sampled_from([0, 1])) if outputs == 1 else st.just(np.eye(outputs)[:, [0] * m])
        )
    return given, x, y


def numbers(net):
    return [*net.W.values(), *net.b.values()]


def trained(case, lr, batch_size, epochs):
    given, x, y = case
    net = NeuralNetwork(**given)
    try:
        return net.train(x, y, batch_size, epochs, lr), net.W
    finally:
        assert all(np.isfinite(p).all() for p in numbers(net))


def stepped(case, value):
    """Steps with something else in place of one argument."""
    given, x, y = case
    return [
        list(islice(NeuralNetwork(**given).steps(x, y, **{name: value}), 3)) for name in ("batch_size", "lr", "rng")
    ]


def gradients(case):
    given, x, y = case
    net = NeuralNetwork(**given)
    z, a = net.forward(x)
    return net.deltas(y, z, a), net.backward(y, z, a)


def asked(case):
    """All that can be asked of a network, which leaves it as it was."""
    given, x, y = case
    net = NeuralNetwork(**given)
    before = [p.tobytes() for p in numbers(net)], net.rng.bit_generator.state
    answers = net.forward(x), net.predict(x), net.cost_of(x, y), net.accuracy(x, y)
    assert ([p.tobytes() for p in numbers(net)], net.rng.bit_generator.state) == before
    return answers


def with_a_part(case, place, value):
    """The gradients when a dict, or an array in it, is something else."""
    given, x, y = case
    net = NeuralNetwork(**given)
    z, a = net.forward(x)
    parts = {"z": z, "a": a, "W": net.W, "b": net.b}
    if place in parts:
        parts[place] = value
    else:
        parts[place[0]][int(place[1])] = value
    net.W, net.b = parts["W"], parts["b"]
    return net.backward(y, parts["z"], parts["a"])


def squares(theta):
    return sum(v * v for v in np.ravel(theta).tolist())  # Python's numbers do not warn


CASES, MATRICES, POINTS = networks_with_data(), mostly(arrays((3, 2), (1, 4))), mostly(arrays((2, 5), (2, 4)))
SEEDS, COUNTS = mostly(st.integers(0, 9)), mostly(st.integers(-1, 40))
RATES = mostly(st.one_of(st.floats(1e-3, 0.3), st.sampled_from([5e-324, 1e5, 1.7e308, np.float32(0.1), 1])))
PARTS = mostly(st.sampled_from([(0.6, 0.2, 0.2), (0.5, 0.5), [1], (0.9, 0.2), (1, 0), (0.9, 0.05, 0.05)]))
# What is called, and what draws each of its arguments.
CALLS = {
    "softmax": (costs.softmax, MATRICES),
    "spirals of many arms": (lambda m, arms: datasets.spirals(m, arms=arms), COUNTS, COUNTS),
    "one_hot": (datasets.one_hot, mostly(arrays((3,), (0,))), COUNTS),
    "split": (datasets.split, POINTS, mostly(arrays((5,), (1, 5))), PARTS, SEEDS),
    "numerical_gradient": (partial(numerical_gradient, squares), MATRICES, mostly(st.just(1e-4))),
    "a function of no use": (lambda value: numerical_gradient(lambda theta: value, [1.0, 2.0]), ANYTHING),
    "relative_error": (relative_error, MATRICES, MATRICES, mostly(st.just(0.0))),
    "a network": (asked, CASES),
    "its gradients": (gradients, CASES),
    "a part of them": (with_a_part, CASES, st.sampled_from(["z", "a", "W", "b", "z1", "a0", "W1", "b1"]), ANYTHING),
    "its settings": (
        lambda given, name, value: NeuralNetwork(**given | {name: value}).W,
        settings_of_networks(), st.sampled_from(["layers", "activations", "cost", "seed"]), ANYTHING,
    ),
    "training": (trained, CASES, RATES, mostly(st.integers(1, 8)), st.integers(1, 3)),
    "steps": (stepped, CASES, ANYTHING),
}  # fmt: skip
CALLS |= {f"{name} {n}": (f, MATRICES) for name, pair in ACTIVATIONS.items() for n, f in enumerate(pair)}
CALLS |= {f"{name} {n}": (f, MATRICES, MATRICES) for name, pair in costs.COSTS.items() for n, f in enumerate(pair)}
CALLS |= {
    make.__name__: (make, COUNTS, mostly(st.floats(0, 2000)), SEEDS)
    for make in (datasets.xor, datasets.moons, datasets.circles, datasets.spirals)
}


def plain(value):
    """The same numbers in an ordinary array, of whole numbers or float64; what holds no numbers, as it is."""
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    if not isinstance(value, list | np.ndarray):
        return value
    try:
        array = np.array(value)
    except ValueError:  # ragged
        return value
    return array.astype(float if array.dtype.kind == "f" else int) if array.dtype.kind in "biuf" else value


def leaves(value):
    """Every array and number in nested dicts, lists and tuples."""
    if isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from leaves(part)
    else:
        yield value


def moderate(values):
    """Whether no number is so large that another order of a sum would give something else."""
    arrays = [np.asarray(value) for value in leaves(values)]
    return all(array.dtype.kind not in "f" or (np.abs(array) < 1e4).all() for array in arrays)


@pytest.mark.parametrize("name", CALLS)
@tries(st.data(), share=3)
def test_an_answer_of_plain_numbers_or_one_sentence(name, data):
    function, *strategies = CALLS[name]
    arguments = tuple(data.draw(strategy) for strategy in strategies)
    found = outcome(function, *arguments)
    if found is not REFUSED and moderate(arguments):
        expected = outcome(function, *plain(arguments))
        for ours, other in zip(leaves(found), leaves(expected), strict=True):
            np.testing.assert_allclose(ours, other, rtol=1e-5, atol=1e-5)


@tries(CASES, ANYTHING, mostly(st.none()), share=0.3)
def test_check_gradient(case, gradients, tolerance):
    given, x, y = case
    net = NeuralNetwork(**given)
    outcome(check_gradient, net, x, y, tolerance=tolerance)
    outcome(check_gradient, net, x, y, backward=lambda W, z, a, y: gradients)
    outcome(check_gradient, net, x, y, backward=lambda W, z, a, y: ({1: gradients}, {1: gradients}))


NUMERALS = st.sampled_from(["0", "1", "-1", "2.5", "1e3", "1e999", "nan", "inf", "0x1", "1_0", "", "٣", "1.0", "a"])
LINES = st.tuples(st.lists(NUMERALS, max_size=4), st.sampled_from([",", ", ", ";", "\t", " ", " , ", ",,", ".", "|"]))
TABLES = st.lists(LINES.map(lambda line: line[1].join(line[0])), max_size=5).map("\n".join)


def point_of(line):
    """x0, x1 and the class of a line, or None: by another way than ours."""
    try:
        values = [float(word) for word in line.replace(";", " ").replace(",", " ").split()]
    except ValueError:
        return None
    return values if len(values) == 3 and all(map(math.isfinite, values)) and values[2] in (0, 1) else None


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


@pytest.mark.parametrize("name", EXERCISES)
@tries(ANYTHING, share=0.1)
def test_an_exercise_never_raises_and_its_verdict_can_be_shown(name, value):
    made = {}
    exec(f"def answer({', '.join(EXERCISES[name].parameters)}): return value", {"value": value}, made)
    for answer in (value, made["answer"]):
        verdict = getattr(check, name)(answer)
        assert isinstance(verdict, Verdict) and not verdict.passed
        assert isinstance(verdict.message, str) and repr(verdict) and verdict._repr_html_()


# What each panel is given, so that it can be made.
OF_A_NETWORK = {widgets.backprop_stepper, widgets.descent_explorer, widgets.error_flow}
OF_IMAGES = {widgets.digit_explorer, widgets.hidden_neurons, widgets.draw_digit}
PANELS = {name: getattr(widgets, name) for name in widgets.__all__}


def fitting(make, given, data):
    """Arguments of which a panel can be made: some panels show a network with its data."""
    if make in OF_IMAGES:
        side, classes, m = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 3)), data.draw(st.integers(1, 5))
        net = NeuralNetwork(**given | {"layers": [side**2, *given["layers"][1:-1], classes]})
        labels = data.draw(mostly(st.lists(st.integers(0, classes - 1), min_size=m, max_size=m)))
        return {"net": net, "x": data.draw(mostly(arrays((side**2, m)))), "labels": labels}
    if make is widgets.predict:
        return {"question": "Which?"} | data.draw(st.sampled_from([{"choices": ["a", "b"]}, {"low": 0, "high": 1}]))
    if make in OF_A_NETWORK and data.draw(st.booleans()):
        sizes = given["layers"]
        x, y = (data.draw(mostly(arrays((n, 1)))) for n in (sizes[0], sizes[-1]))
        return {"net": NeuralNetwork(**given), "x": x, "y": y}
    return {}


@pytest.mark.parametrize("name", PANELS)
@tries(settings_of_networks(), st.data(), share=0.2)
def test_a_panel_refuses_what_it_cannot_show(name, given, data):
    make = PANELS[name]
    arguments = fitting(make, given, data)
    replaced = data.draw(st.sampled_from(list(inspect.signature(make).parameters)))
    panel = outcome(make, **arguments | {replaced: data.draw(ANYTHING)})
    if panel is not REFUSED:
        assert panel.options if make is widgets.predict else panel.stage.picture and panel.stage.alt
        panel.close()
