"""The mistakes of the clinic are wrong, each in the arrays that it should be; only the healthy patients are right."""

import importlib.util
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from four_equations.clinic.mistakes import LR, MISTAKES, PATIENTS, diagnosis, network, patient
from mlp_core import NeuralNetwork
from mlp_core.datasets import spirals
from mlp_core.gradients import check_gradient

ROOT = Path(__file__).resolve().parent.parent
ALL = {"dW[1]", "db[1]", "dW[2]", "db[2]", "dW[3]", "db[3]"}
HIDDEN = ALL - {"dW[3]", "db[3]"}
FIRST = {"dW[1]", "db[1]"}
WRONG_ARRAYS = {
    "no_slope_at_the_output": ALL,
    "no_slope_in_hidden_layers": HIDDEN,
    "slope_at_a": ALL,
    "sigmoid_for_its_slope": ALL,
    "slope_of_the_next_layer": FIRST,
    "w_without_transpose": FIRST,
    "activation_of_the_same_layer": {"dW[2]"},
    "z_for_a": {"dW[2]", "dW[3]"},
    "sum_for_mean": ALL,
    "divided_twice": ALL,
    "wrong_sign": ALL,
    "biases_forgotten": {"db[1]", "db[2]", "db[3]"},
    "one_gradient_for_all_biases": {"db[1]", "db[2]", "db[3]"},
    "weights_updated_too_early": HIDDEN,
    "first_layer_left_out": FIRST,
}


@pytest.fixture(scope="module")
def sample():
    return spirals(9, seed=3, arms=3)


def wrong(net, sample):
    check = check_gradient(net, *sample)
    return {name for name, error in check.items() if error > check.tolerance}


def test_the_healthy_network_is_right(sample):
    assert not wrong(network(seed=5), sample)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.__name__)
def test_each_mistake_is_wrong_in_just_its_arrays(mistake, sample):
    assert wrong(network(5, mistake), sample) == WRONG_ARRAYS[mistake.__name__]


def test_weights_updated_too_early_is_what_a_loop_with_updates_inside_computes(sample):
    net, (x, y) = network(5), sample
    z, a = net.forward(x)
    W, m = {l: net.W[l].copy() for l in net.W}, y.shape[1]
    delta = (a[3] - y) * net.sigma_prime[3](z[3])
    for l in (3, 2, 1):
        dW = delta @ a[l - 1].T / m
        W[l] = W[l] - LR * dW
        if l > 1:
            delta = (W[l].T @ delta) * net.sigma_prime[l - 1](z[l - 1])
    sick = next(net for net in (network(5, mistake) for mistake in MISTAKES) if "early" in str(net.backward))
    assert np.allclose(sick.backward(y, z, a)[0][1], dW)


@pytest.mark.parametrize("letter", PATIENTS)
def test_a_patient_has_the_mistake_of_its_diagnosis(letter, sample):
    mistake = PATIENTS[letter]
    assert wrong(patient(letter), sample) == (WRONG_ARRAYS[mistake.__name__] if mistake else set())
    assert diagnosis(letter) == (mistake.__doc__ if mistake else diagnosis("C"))


def test_patients_begin_with_the_same_weights_and_keep_them_after_a_backward_pass(sample):
    x, y = sample
    first = NeuralNetwork([2, 16, 16, 3], ["sigmoid"] * 3, seed=0)
    for letter in PATIENTS:
        net = patient(letter)
        net.backward(y, *net.forward(x))
        assert all(np.array_equal(net.W[l], first.W[l]) and not net.b[l].any() for l in first.W)


@pytest.mark.parametrize("letter", ["M", "a", "", "AB", 1, None, ["A"]])
def test_an_unknown_letter_is_refused(letter):
    for function in (patient, diagnosis):
        with pytest.raises(ValueError, match="letter must be one of A, B") as raised:
            function(letter)
        assert repr(letter) in str(raised.value)


def test_the_table_of_notebook_08_has_every_mistake_and_its_gradient_errors():
    """The accuracies take minutes; the errors of the gradients are computed here once more."""
    spec = importlib.util.spec_from_file_location("wrong", ROOT / "tests" / "benchmarks" / "wrong_backward.py")
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    notebook = nbformat.read(ROOT / "notebooks" / "08_when_it_does_not_learn.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    rows = re.findall(r"^\| ([\w ]+) \|(?: [\d.]+ \|){3} (\S+) \| (\S+) \|$", text, flags=re.M)
    printed = {name: (float(worst), float(whole)) for name, worst, whole in rows}
    assert set(printed) == {"right"} | {mistake.__name__.replace("_", " ") for mistake in MISTAKES}
    for mistake in MISTAKES:
        assert printed[mistake.__name__.replace("_", " ")] == pytest.approx(benchmark.errors(mistake), rel=0.06)
