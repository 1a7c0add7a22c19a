"""The backprop stepper: its numbers by a second method, its steps, and where it stops beside a wrong `backward`."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from use import buttons, controls, state, words

from four_equations.clinic.mistakes import MISTAKES
from four_equations.exercises.engine import EXERCISES
from four_equations.figures.formats import brief, short
from four_equations.stepper.comparison import Comparison
from four_equations.stepper.trace import Trace
from four_equations.widgets import backprop_stepper
from four_equations.widgets.backprop_stepper import CODE, listing
from mlp_core import NeuralNetwork

rng = np.random.default_rng(0)


def network(layers, activations, cost="quadratic"):
    net = NeuralNetwork(layers, activations, cost=cost, seed=1)
    for l in net.b:
        net.b[l] = rng.normal(size=net.b[l].shape)
    y = np.eye(layers[-1])[:, [0]] if cost == "cross_entropy" else rng.uniform(size=(layers[-1], 1))
    return net, rng.normal(size=(layers[0], 1)), y


SAMPLES = {
    "2-3-2": network([2, 3, 2], ["sigmoid", "sigmoid"]),
    "largest": network([4, 8, 8, 4], ["tanh", "relu", "linear"], "cross_entropy"),
    "one output": network([3, 2, 1], ["sigmoid", "linear"], "cross_entropy"),
    "no hidden layer": network([1, 1], ["tanh"]),
}
every_sample = pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
every_grain = pytest.mark.parametrize("grain", ["edge", "neuron", "layer"])


def stepped(panel):
    """Go to the end with Next; returns what the panel says at each step."""
    said = [words(panel)]
    while panel.step.value < panel.step.max:
        buttons(panel)["Next"].click()
        said.append(words(panel))
    return said


def at_the_end(panel):
    panel.step.value = panel.step.max
    return words(panel)


@every_sample
def test_the_steps_say_the_numbers_of_the_network_and_the_last_picture_holds_them(sample):
    net, x, y = sample
    panel = backprop_stepper(net, x, y)
    said = stepped(panel)
    z, a = net.forward(x)
    delta, (dW, db) = net.deltas(y, z, a), net.backward(y, z, a)
    for l in net.W:
        expected = {rf"Forward, layer {l},.* the output is": a, f"BP3, layer {l}": db, f"BP4, layer {l}": dW}
        expected["BP1" if l == net.L else f"BP2, layer {l}.* arrives"] = delta
        for pattern, arrays in expected.items():
            numbers = [s.split()[-1].removesuffix(".") for s in said if re.search(pattern, s)]
            assert numbers == [brief(number) for number in arrays[l].ravel()]
        rows = "; ".join(", ".join(map(short, row)) for row in dW[l])
        assert rows in panel.stage.alt and ", ".join(map(short, db[l][:, 0])) in panel.stage.alt
    assert any(f"C = {brief(net.cost_of(x, y))}." in s for s in said) and "?" not in panel.stage.alt


@every_sample
def test_the_sums_of_a_trace_end_at_the_networks_own(sample):
    trace = Trace(*sample)
    for l in trace.z:
        assert np.allclose(trace.sums["product"][l][:, [-1]] + trace.net.b[l], trace.z[l])
        assert np.allclose(trace.da[l] * trace.slope[l], trace.delta[l])


@every_grain
@every_sample
def test_back_undoes_next_exactly(sample, grain):
    panel = backprop_stepper(*sample, grain=grain)
    seen = [state(panel)]
    for _ in range(panel.step.max + 1):  # once more than there are steps
        buttons(panel)["Next"].click()
        seen.append(state(panel))
    assert all(earlier != later for earlier, later in pairwise(seen[:-1]))
    for before in [*reversed(seen[:-1]), seen[0]]:
        assert state(panel) == before
        buttons(panel)["Back"].click()


def test_another_grain_keeps_the_place_and_is_drawn_once():
    panel = backprop_stepper()
    panel.step.value = 30
    number = panel.stage.number
    # Forward, the cost, BP1, BP2, BP3 and BP4, and the end. Back at "edge", the whole layer is done.
    neurons, layers, lines = 5 + 1 + 2 + 3 + 2 * 5 + 1, 2 + 1 + 1 + 1 + 2 * 2 + 1, 12 + 10 + 1 + 2 + 9 + 17 + 1
    places = [("neuron", "neuron 1", neurons), ("layer", "BP2: the errors", layers), ("edge", "neuron 2", lines)]
    for drawn, (grain, said, steps) in enumerate(places, 1):
        controls(panel)["one step is"].value = grain
        assert "BP2" in words(panel) and said in words(panel)
        assert panel.stage.number == number + drawn and panel.step.max == steps


def test_reset_returns_to_the_first_step_whatever_the_grain():
    panel = backprop_stepper(backward=EXERCISES["backward"].reference)
    start = state(panel)
    controls(panel)["one step is"].value = "layer"
    buttons(panel)["Next"].click()
    buttons(panel)["Reset"].click()
    assert state(panel) == start and "Step 34 of 52" in words(panel)


def test_the_line_of_code_at_work_is_marked():
    for function, marks in CODE.items():
        for mark in marks.values():
            assert len([line for line in listing(function) if mark in line]) == 1
    panel, heights = backprop_stepper(), set()
    marks = {1: "z[l] =", 4: "a[l] =", 24: "# BP1", 26: "# BP2", 35: "# BP3", 37: "# BP4"}
    for step in range(panel.step.max + 1):
        panel.step.value = step
        heights.add(panel.stage.notes.count("\n"))
        if step in marks:
            (marked,) = re.findall(r"<b[^>]*>▶(.*?)</b>", panel.stage.notes)
            assert marks[step] in marked
    assert len(heights) == 1  # nothing beneath the code jumps


# Beside a backward of one's own


@every_sample
def test_a_right_backward_gets_to_the_end(sample):
    net, x, y = sample
    count = sum(net.W[l].size + net.b[l].size for l in net.W)
    said = stepped(backprop_stepper(net, x, y, lambda W, z, a, y: net.backward(y, z, a)))
    assert "BP3" not in said[0] and f"all {count} of your numbers agree" in said[-1]
    assert not any("part" in s for s in said) and "sum and mean are the same" in said[-1]


def wrong_entry(W, z, a, y):
    dW, db = EXERCISES["backward"].reference(W, z, a, y)
    dW[1][2, 0] += 1e-4
    return dW, db


OWN_ERRORS = {"wrong entry": wrong_entry, **EXERCISES["backward"].mistakes}
WRONG = {  # a wrong backward -> the entry where the panel stops, and the equation it names
    "output_without_slope": ("db[2][0, 0] should be −0.125, and yours is −0.5.", "look at BP1, in layer 2"),
    "signs_turned": ("yours is 0.125. The sign is turned.", "look at BP1, in layer 2"),
    "hidden_without_slope": ("db[1][0, 0] should be −0.1366, and yours is −0.5463.", "look at BP2, in layer 1"),
    "z_for_a": ("dW[2][0, 0] should be −0.0625, and yours is 0.", "look at BP4"),
    "wrong entry": ("BP4, layer 1", "dW[1][2, 0] should be −0.0537, and yours is −0.0536. All of db[1] is"),
    "biases_left_at_zero": ("db[2][0, 0] should be −0.125, and yours is", "look at BP3"),
    "product_swapped": ("dW[2] must have shape (2, 3), but came with shape (3, 2).", "That is the transpose"),
    "flat_biases": ("db[2] must have shape (2, 1), but came with shape (2,).", "Your"),
}


@every_grain
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_backward_stops_the_panel_at_its_first_wrong_entry(name, grain):
    panel = backprop_stepper(backward=OWN_ERRORS[name], grain=grain)
    said = stepped(panel)
    assert not any("Look" in s for s in said[:-1])
    assert "✗".encode() in panel.stage.picture and "agree" not in said[-1]
    for part in WRONG[name]:
        assert part in said[-1] and part in panel.stage.alt


def test_a_transposed_square_matrix_is_recognised():
    net, x, y = network([2, 2, 2], ["tanh", "sigmoid"])
    dW, db = net.backward(y, *net.forward(x))
    said = at_the_end(backprop_stepper(net, x, y, gives(({l: dW[l].T for l in dW}, db))))
    assert "dW[2][0, 1]" in said and "Yours is the transpose." in said


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.__name__)
def test_every_mistake_of_the_clinic_that_one_sample_shows_is_found(mistake):
    net = NeuralNetwork([2, 5, 5, 3], ["sigmoid"] * 3, seed=2)
    x, y = rng.normal(size=(2, 1)), rng.uniform(size=(3, 1))
    found = Comparison(Trace(net, x, y), lambda W, z, a, y: mistake(net, y, z, a))
    if mistake.__name__ in ("sum_for_mean", "divided_twice"):
        assert found.difference is None
    else:
        assert f"ook at {re.search(r'BP[1-4]', mistake.__doc__)[0]}" in found.why


def test_deltas_of_ones_own_are_compared_too():
    mistakes, reference = EXERCISES["deltas"].mistakes, EXERCISES["deltas"].reference
    panel = backprop_stepper(deltas=mistakes["no_slope_in_hidden_layers"])
    assert "Step 23" in words(panel)
    assert "delta[1][0, 0] should be −0.1366, and yours is −0.5463. Look at BP2" in at_the_end(panel)
    assert "all 5 of your numbers agree" in at_the_end(backprop_stepper(deltas=reference))


def raises(W, z, a, y):
    return W[9]


def gives(answer):
    return lambda W, z, a, y: answer


@pytest.mark.parametrize(
    "backward, sentence, ends",
    [
        (gives(None), "Your backward gives None: it is not written yet.", True),
        (gives(...), "Your backward gives ...: it is not written yet.", True),
        (gives(7), "must give the pair (dW, db), but it gave 7.", True),
        (raises, "Your backward stops at return W[9] with KeyError: 9", True),
        (lambda y: 7, "must take (W, z, a, y), but yours takes (y).", True),
        (gives(({}, {})), "Your db has no layer 2.", False),
        (gives(([1], [2])), "Your db must be a dict by layer, but got [2].", False),
        (gives(({1: "x", 2: "x"}, {1: "x", 2: [["x"]] * 2})), "Your db[2] must be an array of real numbers", False),
        (gives(({1: ..., 2: ...}, {1: ..., 2: ...})), "Your db[2] must have shape (2, 1), but came with", False),
    ],
)
def test_an_answer_that_cannot_be_compared_is_named_at_the_start_or_where_the_panel_stops(backward, sentence, ends):
    said = stepped(backprop_stepper(backward=backward))
    assert sentence in said[0 if ends else -1] and ("The end" in said[-1]) == ends
    assert not any("agree" in s for s in said)


def test_the_learners_function_cannot_change_the_numbers_of_the_panel():
    def spoils(W, z, a, y):
        for arrays in (W, z, a):
            for array in arrays.values():
                array[:] = 0

    net, x, y = SAMPLES["2-3-2"]
    panel, other = backprop_stepper(net, x, y, spoils), backprop_stepper(net, x, y)
    assert at_the_end(panel) == at_the_end(other) and panel.stage.alt == other.stage.alt and net.W[1].any()


@every_grain
def test_the_last_step_is_the_end_or_where_the_first_number_differs(grain):
    wrong, right = OWN_ERRORS["output_without_slope"], EXERCISES["backward"].reference
    panel = backprop_stepper(backward=wrong, grain=grain, step="last")
    assert "db[2][0, 0] should be −0.125, and yours is −0.5." in words(panel) and panel.step.value == panel.step.max
    panel = backprop_stepper(saved=dict(step="last", backward=wrong), backward=right, grain=grain)
    assert "should be −0.125, and yours is −0.5." in panel._repr_mimebundle_()["text/html"]
    assert "all 17 of your numbers agree" in words(backprop_stepper(backward=right, grain=grain, step="last"))
    with pytest.raises(TypeError, match="step must be a whole number from 0 to"):
        backprop_stepper(step="first")


def test_the_shapes_are_an_equation_in_brackets():
    def shapes(step):
        """The texts of the lowest row beneath the matrices."""
        panel = backprop_stepper(step=step)
        *_, matrices = ElementTree.fromstring(panel.stage.picture)
        texts = [part for part in matrices if part.tag.endswith("text")]
        lowest = max(float(part.get("y")) for part in texts)
        row = " ".join(part.text for part in texts if float(part.get("y")) == lowest)
        assert panel.stage.alt.endswith(f"Shapes: {row}.")
        return row

    assert shapes(2) == "(3, 1) = (3, 2) · (2, 1) + (3, 1)"
    assert shapes(24) == "(2, 1) = (2, 1) ⊙ (2, 1)"
    assert shapes(30) == "(3, 1) = (3, 2) · (2, 1) ⊙ (3, 1)"
    assert shapes(40) == "(2, 3) = (2, 1) · (1, 3)" and shapes("last") == "(3, 2) (2, 3) (3, 1) (2, 1)"


@pytest.mark.parametrize(
    "arguments, error",
    [
        ((NeuralNetwork([2, 16, 1], ["tanh"] * 2), [[1], [1]], [[1.0]]), r"at most 4 layers .* \[2, 16, 1\]\.$"),
        ((SAMPLES["2-3-2"][0],), "must come with a network of your own"),
        ((SAMPLES["2-3-2"][0], np.ones((2, 5)), np.ones((2, 1))), r"x must have shape \(2, 1\)"),
        (("net", [[1]], [[1]]), "net must be a NeuralNetwork"),
        ((None, None, None, 3), "backward must be a function"),
        ((None, None, None, None, None, "fine"), "grain must be one of edge, layer, neuron"),
    ],
)
def test_bad_arguments_raise_one_clear_sentence(arguments, error):
    with pytest.raises((ValueError, TypeError), match=error):
        backprop_stepper(*arguments)
