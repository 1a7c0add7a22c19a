"""The backprop stepper: its numbers by a second method, its steps, and where it stops beside a wrong `backward`."""

import re
from itertools import pairwise

import numpy as np
import pytest
from use import buttons, controls, state, words

from four_equations.clinic import mistakes as clinic
from four_equations.exercises.engine import EXERCISES
from four_equations.figures.formats import brief, short
from four_equations.stepper.trace import Comparison, Walk
from four_equations.widgets import backprop_stepper
from four_equations.widgets.backprop_stepper import LINES, listing
from mlp_core import NeuralNetwork
from mlp_core.gradients import numerical_gradients

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


def walked(panel):
    """Go to the end with Next, and give what the panel says at each step."""
    said = [words(panel)]
    while panel.step.value < panel.step.max:
        buttons(panel)["Next"].click()
        said.append(words(panel))
    return said


def ends(said, pattern):
    """The numbers at the end of the sentences in which `pattern` is found."""
    return [s.split()[-1].removesuffix(".") for s in said if re.search(pattern, s)]


@every_sample
def test_the_walk_says_the_numbers_of_the_network_and_of_a_measurement(sample):
    net, x, y = sample
    said = walked(backprop_stepper(net, x, y))
    z, a = net.forward(x)
    delta, (dW, db) = net.deltas(y, z, a), net.backward(y, z, a)
    for l in net.W:
        error = "BP1" if l == net.L else f"BP2, layer {l}.* arrives"
        assert ends(said, rf"Forward, layer {l},.* the output is") == [brief(v) for v in a[l].ravel()]
        assert ends(said, error) == [brief(v) for v in delta[l].ravel()]
        assert ends(said, f"BP3, layer {l}") == [brief(v) for v in db[l].ravel()]
        assert ends(said, f"BP4, layer {l}") == [brief(v) for v in dW[l].ravel()]
    assert any(f"C = {brief(net.cost_of(x, y))}." in s for s in said)
    measured_W, measured_b = numerical_gradients(net, x, y)
    walk = Walk(net, x, y)
    for move in walk.moves:
        if move.kind in ("BP3", "BP4"):
            measured = (measured_b if move.kind == "BP3" else measured_W)[move.l][move.neuron, move.other]
            assert walk.number(move) == pytest.approx(measured, rel=1e-6, abs=1e-9)


@every_sample
def test_running_sums_end_at_the_networks_own(sample):
    walk = Walk(*sample)
    for l in walk.z:
        assert np.allclose(walk.sums[l][:, [-1]] + walk.net.b[l], walk.z[l])
    for l in walk.arrived:
        assert np.allclose(walk.arrived[l][:, [-1]] * walk.slope[l], walk.delta[l])


@every_sample
def test_the_picture_at_the_end_holds_every_number(sample):
    net, x, y = sample
    panel = backprop_stepper(net, x, y)
    controls(panel)["step"].value = panel.step.max
    z, a = net.forward(x)
    dW, db = net.backward(y, z, a)
    for l in net.W:
        rows = "; ".join(", ".join(short(v) for v in row) for row in dW[l])
        assert rows in panel.stage.alt and ", ".join(short(v) for v in db[l][:, 0]) in panel.stage.alt
    assert "?" not in panel.stage.alt


def test_the_number_of_steps():
    panel = backprop_stepper()
    # forward, the cost, BP1, BP2, and then BP3 and BP4
    counts = {"edge": 12 + 10 + 1 + 2 + 9 + 17, "neuron": 5 + 1 + 2 + 3 + 2 * 5, "layer": 2 + 1 + 1 + 1 + 2 * 2}
    for grain, count in counts.items():
        controls(panel)["one step is"].value = grain
        assert panel.step.max == count + 1  # and the end


@pytest.mark.parametrize("grain", ["edge", "neuron", "layer"])
@every_sample
def test_back_undoes_next_exactly(sample, grain):
    panel = backprop_stepper(*sample, grain=grain)
    seen = [state(panel)]
    while panel.step.value < panel.step.max:
        buttons(panel)["Next"].click()
        seen.append(state(panel))
    assert all(earlier != later for earlier, later in pairwise(seen))
    buttons(panel)["Next"].click()
    for before in reversed(seen):
        assert state(panel) == before
        buttons(panel)["Back"].click()
    assert state(panel) == seen[0]


def test_another_grain_stays_at_the_same_place_and_is_drawn_once():
    panel = backprop_stepper()
    panel.step.value = 30  # in BP2, layer 1, neuron 1
    number = panel.stage.number
    controls(panel)["one step is"].value = "neuron"
    assert "BP2, layer 1, neuron 1" in words(panel) and panel.stage.number == number + 1
    controls(panel)["one step is"].value = "layer"
    assert "BP2" in words(panel) and panel.stage.number == number + 2
    controls(panel)["one step is"].value = "edge"
    assert "BP2, layer 1, neuron 2" in words(panel)  # the whole layer was done


def test_reset_returns_to_the_first_step_whatever_the_grain():
    panel = backprop_stepper(backward=EXERCISES["backward"].reference)
    start = state(panel)
    controls(panel)["one step is"].value = "layer"
    buttons(panel)["Next"].click()
    buttons(panel)["Reset"].click()
    assert state(panel) == start and "Step 34 of 52" in words(panel)


def test_the_line_of_code_that_works_is_marked():
    for name, mark in LINES.values():
        assert len([line for line in listing(name) if mark in line]) == 1
    panel = backprop_stepper()
    for step, line in {
        1: "self.W[l] @ a[l - 1]",
        4: "self.sigma[l]",
        24: "# BP1",
        26: "# BP2",
        35: "# BP3",
        37: "# BP4",
    }.items():
        panel.step.value = step
        (marked,) = re.findall(r"<b[^>]*>▶(.*?)</b>", panel.stage.notes)
        assert line in marked
    heights = set()
    for step in range(panel.step.max + 1):
        panel.step.value = step
        heights.add(panel.stage.notes.count("\n"))
    assert len(heights) == 1  # what stands beneath the code never jumps


# Beside a backward of one's own


def last(panel):
    panel.step.value = panel.step.max
    return words(panel)


@every_sample
def test_a_right_backward_walks_to_the_end(sample):
    net, x, y = sample
    count = sum(net.W[l].size + net.b[l].size for l in net.W)
    said = walked(backprop_stepper(net, x, y, net.backward))
    assert "BP3" not in said[0] and f"all {count} numbers of yours agree" in said[-1]
    assert not any("part" in s for s in said)


def test_the_sum_in_place_of_the_mean_cannot_be_seen_and_the_panel_says_so():
    mistakes = EXERCISES["backward"].mistakes
    for name in ("sums_for_means", "divided_twice"):
        said = last(backprop_stepper(backward=mistakes[name]))
        assert "agree" in said and "sum and mean are the same" in said


def wrong_entry(l, j, k):
    def backward(W, z, a, y):
        dW, db = EXERCISES["backward"].reference(W, z, a, y)
        dW[l][j, k] += 1e-4
        return dW, db

    return backward


WRONG = {  # a mistake of the exercise -> the entry where the walk stops, and the equation it names
    "output_without_slope": ("db[2][0, 0] should be −0.125, and yours is −0.5.", "look at BP1, in layer 2"),
    "signs_turned": ("yours is 0.125. The sign is turned.", "look at BP1, in layer 2"),
    "hidden_without_slope": ("db[1][0, 0] should be −0.1366, and yours is −0.5463.", "look at BP2, in layer 1"),
    "z_for_a": ("dW[2][0, 0] should be −0.0625, and yours is 0.", "look at BP4"),
    "biases_left_at_zero": ("db[2][0, 0] should be −0.125, and yours is", "look at BP3"),
    "product_swapped": ("dW[2] must have shape (2, 3), but came with shape (3, 2).", "That is the transpose"),
    "flat_biases": ("db[2] must have shape (2, 1), but came with shape (2,).", "Your"),
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("grain", ["edge", "neuron", "layer"])
def test_a_wrong_backward_stops_the_walk_at_its_first_wrong_entry(name, grain):
    panel = backprop_stepper(backward=EXERCISES["backward"].mistakes[name], grain=grain)
    said = walked(panel)
    assert all(part in said[-1] for part in WRONG[name]) and not any("Look" in s for s in said[:-1])
    assert "✗".encode() in panel.stage.picture and "agree" not in said[-1]
    for part in WRONG[name]:
        assert part in panel.stage.alt


def test_the_walk_stops_at_the_one_entry_that_is_wrong():
    panel = backprop_stepper(backward=wrong_entry(1, 2, 0))
    assert "dW[1][2, 0] should be −0.0537, and yours is −0.0536. All of db[1] is right" in last(panel)
    assert "BP4, layer 1, neuron 2: for the line from neuron 0" in words(panel)
    assert "dW[2][1, 2]" in last(backprop_stepper(backward=wrong_entry(2, 1, 2)))


def test_a_transposed_square_matrix_is_recognised():
    net, x, y = network([2, 2, 2], ["tanh", "sigmoid"])

    def turned(y, z, a):
        dW, db = net.backward(y, z, a)
        return {l: dW[l].T for l in dW}, db

    said = last(backprop_stepper(net, x, y, turned))
    assert "dW[2][0, 1]" in said and "Yours is the transpose." in said


@pytest.mark.parametrize("mistake", clinic.MISTAKES, ids=lambda mistake: mistake.__name__)
def test_every_mistake_of_the_clinic_that_one_sample_shows_is_found(mistake):
    net = NeuralNetwork([2, 5, 5, 3], ["sigmoid"] * 3, seed=2)
    x, y = rng.normal(size=(2, 1)), rng.uniform(size=(3, 1))
    found = Comparison(Walk(net, x, y), lambda y, z, a: mistake(net, y, z, a))
    if mistake.__name__ in ("sum_for_mean", "divided_twice"):
        assert found.parts is None
        return
    equation = re.search(r"BP\d|first layer", mistake.__doc__)[0].replace("first layer", "BP2")
    assert f"ook at {equation}" in found.why
    if mistake.__name__ == "first_layer_left_out":
        assert found.parts == ("BP3", 1, 0, 0)


def test_deltas_of_ones_own_are_compared_too():
    mistakes, reference = EXERCISES["deltas"].mistakes, EXERCISES["deltas"].reference
    panel = backprop_stepper(deltas=mistakes["no_slope_in_hidden_layers"])
    assert "Step 23" in words(panel)
    assert "delta[1][0, 0] should be −0.1366, and yours is −0.5463. Look at BP2" in last(panel)
    assert "all 5 numbers of yours agree" in last(backprop_stepper(deltas=reference))


def unfinished(y, z, a): ...


def raises(W, z, a, y):
    return W[9]


@pytest.mark.parametrize(
    "backward, sentence",
    [
        (unfinished, "Your backward gives None: it is not written yet."),
        (raises, "Your backward stops at return W[9] with KeyError: 9"),
        (lambda y, z, a: 7, "must give the pair (dW, db), but it gave 7."),
        (lambda y: 7, "must take (y, z, a) or (W, z, a, y), but yours takes (y)."),
    ],
)
def test_a_backward_that_gives_nothing_to_compare_is_named_and_the_walk_goes_on(backward, sentence):
    said = walked(backprop_stepper(backward=backward))
    assert sentence in said[0] and not any("agree" in s for s in said) and "The end" in said[-1]


@pytest.mark.parametrize(
    "answer, sentence",
    [
        (({}, {}), "Your db has no layer 2."),
        (([1], [2]), "Your db must be a dict by layer, but came as [2]."),
        (({1: "x", 2: "x"}, {1: [["x"]] * 3, 2: [["x"]] * 2}), "Your db[2] must be an array of real numbers"),
        (({1: ..., 2: ...}, {1: ..., 2: ...}), "Your db[2] must have shape (2, 1), but came with shape ()."),
    ],
)
def test_an_answer_of_another_form_stops_the_walk_with_a_sentence(answer, sentence):
    assert sentence in last(backprop_stepper(backward=lambda y, z, a: answer))


def test_the_learners_function_cannot_change_the_numbers_of_the_walk():
    def spoils(W, z, a, y):
        for arrays in (W, z, a):
            for array in arrays.values():
                array[:] = 0
        return None

    net, x, y = SAMPLES["2-3-2"]
    assert [s[10:] for s in walked(backprop_stepper(net, x, y, spoils))][-3:] == [
        s[10:] for s in walked(backprop_stepper(net, x, y))
    ][-3:]
    assert net.W[1].any()


def test_bad_arguments_raise_one_clear_sentence():
    net, x, y = SAMPLES["2-3-2"]
    with pytest.raises(ValueError, match=r"^To be drawn, net must have at most 4 layers .* \[2, 16, 1\]\.$"):
        backprop_stepper(NeuralNetwork([2, 16, 1], ["tanh"] * 2), x, [[1.0]])
    with pytest.raises(ValueError, match="must come with a network of your own"):
        backprop_stepper(net)
    with pytest.raises(ValueError, match=r"x must have shape \(2, 1\)"):
        backprop_stepper(net, np.ones((2, 5)), y)
    with pytest.raises(TypeError, match="net must be a NeuralNetwork"):
        backprop_stepper("net", x, y)
    with pytest.raises(TypeError, match="backward must be a function"):
        backprop_stepper(backward=3)
    with pytest.raises(ValueError, match="grain must be one of edge, neuron, layer"):
        backprop_stepper(grain="fine")
