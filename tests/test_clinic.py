"""The clinic is honest: each mistake is wrong where it should be, and each patient has one diagnosis and a cure."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from four_equations.clinic.diagnoses import DIAGNOSES
from four_equations.clinic.examination import Examination
from four_equations.clinic.homework import CAUSES, report, wreck
from four_equations.clinic.mistakes import MISTAKES
from four_equations.clinic.patients import CASES, PATIENTS, RELU, diagnosis, network, patient
from four_equations.clinic.runs import Run
from mlp_core import NeuralNetwork
from mlp_core.datasets import one_hot, spirals, split
from mlp_core.gradients import check_gradient

ROOT = Path(__file__).resolve().parent.parent
ALL = {"dW[1]", "db[1]", "dW[2]", "db[2]", "dW[3]", "db[3]"}
HIDDEN, FIRST, BIASES = ALL - {"dW[3]", "db[3]"}, {"dW[1]", "db[1]"}, {"db[1]", "db[2]", "db[3]"}
WRONG_ARRAYS = dict.fromkeys((mistake.__name__ for mistake in MISTAKES), ALL) | {
    "no_slope_in_hidden_layers": HIDDEN,
    "slope_of_the_next_layer": FIRST,
    "w_without_transpose": FIRST,
    "activation_of_the_same_layer": {"dW[2]"},
    "z_for_a": {"dW[2]", "dW[3]"},
    "biases_forgotten": BIASES,
    "one_gradient_for_all_biases": BIASES,
    "weights_updated_too_early": HIDDEN,
    "first_layer_left_out": FIRST,
}
SAMPLE = spirals(9, seed=3, arms=3)
SEEDS = (0, 7)
CURED = 0.95  # the accuracy of every treated patient


# The fifteen mistakes and the lettered patients


def wrong(net):
    check = check_gradient(net, *SAMPLE)
    return {name for name, error in check.items() if error > check.tolerance}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.__name__)
def test_each_mistake_is_wrong_in_just_its_arrays(mistake):
    assert wrong(network(5, mistake)) == WRONG_ARRAYS[mistake.__name__]


@pytest.mark.parametrize("letter", PATIENTS)
def test_a_patient_has_the_mistake_of_its_diagnosis_and_the_same_weights_as_all(letter):
    mistake, net, first = PATIENTS[letter], patient(letter), NeuralNetwork([2, 16, 16, 3], ["sigmoid"] * 3, seed=0)
    assert wrong(net) == (WRONG_ARRAYS[mistake.__name__] if mistake else set())
    assert diagnosis(letter) == (mistake.__doc__ if mistake else diagnosis("C"))
    assert all(np.array_equal(net.W[l], first.W[l]) and not net.b[l].any() for l in first.W), "after a backward pass"


@pytest.mark.parametrize("function", [patient, diagnosis])
def test_an_unknown_letter_is_refused(function):
    with pytest.raises(ValueError, match=r"letter must be one of A, B, .* L, but got \['A'\]"):
        function(["A"])


def test_notebook_08_says_what_training_makes_of_every_mistake():
    notebook = nbformat.read(ROOT / "notebooks" / "08_when_it_does_not_learn.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    rows, named = (set(re.findall(form, text, flags=re.M)) for form in (r"^\| ([\w ]+) \| [\d.]+ \|", r"\*([\w ]+)\*"))
    assert {"right", *(name.replace("_", " ") for name in WRONG_ARRAYS)} <= rows | named


# The patients of the panel


def trained(setup, seed):
    run = Run(setup, seed)
    while not run.ended:
        run.advance()
    return run


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", CASES)
def test_just_its_own_diagnosis_fits_a_patient(name, seed):
    case = CASES[name]
    examination = Examination(case.sick, seed)
    assert [key for key, diagnosis in DIAGNOSES.items() if not diagnosis.judge(examination)[1]] == [case.diagnosis]
    assert not case.sick.mistake or case.sick.mistake.__doc__.startswith(case.diagnosis)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("healthy", dict.fromkeys(case.healthy for case in CASES.values()))
def test_every_treatment_cures(healthy, seed):
    run = trained(healthy, seed)
    assert run.accuracies[-1] >= CURED and run.costs[-1] < 0.2 * run.costs[0]


@pytest.mark.parametrize("name", [n for n in CASES if not CASES[n].sick.mistake and not n.startswith("healthy")])
def test_a_patient_with_a_right_backward_and_a_fault_gets_hardly_half_right(name):
    assert max(trained(CASES[name].sick, seed).accuracies[-1] for seed in SEEDS) < 0.55


def test_a_wrong_backward_may_learn_and_no_curve_betrays_it():
    assert trained(CASES["biases forgotten"].sick, 0).accuracies[-1] > CURED


def test_the_symptoms_by_a_second_method():
    x, y = spirals(300, seed=0, arms=3)
    sick = {name: CASES[name].sick for name in CASES}
    assert (sick["dead relu"].network(0).forward(x)[0][1] <= 0).all(axis=1).mean() > 0.9
    a = sick["weights too large"].network(0).forward(x)[1]
    assert all(np.mean((a[l] < 0.01) | (a[l] > 0.99)) > 0.5 for l in (1, 2, 3))
    shuffled = sick["shuffled labels"].data(0)
    assert np.array_equal(shuffled[0], x) and 0.2 < (shuffled[1].argmax(0) == y.argmax(0)).mean() < 0.5
    assert np.array_equal(sick["inputs not scaled"].data(0)[0], 100 * x)


@pytest.mark.parametrize("name", ["dead relu", "biases forgotten"])
def test_a_run_is_the_training_of_its_network_and_comes_the_same_way_again(name):
    setup = CASES[name].sick
    run, net, (x, y) = Run(setup, 3), setup.network(3), setup.data(3)
    run.advance(), run.advance()
    net.train(x, y, batch_size=10, epochs=2, lr=setup.lr)
    costs = run.costs
    assert costs[-1] == pytest.approx(net.cost_of(x, y)) and run.accuracies[-1] == net.accuracy(x, y)
    run.epoch = 0
    run.advance(), run.advance()
    assert run.costs == costs and run.epoch == 2


def test_divergence_ends_a_run_and_says_why():
    run = Run(RELU, 0)
    run.net.W[1], run.net.W[2] = 1e300 * run.net.W[1], np.full((16, 16), np.inf)
    run.advance()
    assert run.ended and "smaller learning rate" in run.stopped and run.epoch == 1


# The exercises


@pytest.mark.parametrize("letter", CAUSES)
def test_a_report_without_a_name_is_of_a_patient_that_has_just_its_cause(letter):
    examination = Examination(CASES[CAUSES[letter]].sick, 10 + list(CAUSES).index(letter))
    fitting = [key for key, diagnosis in DIAGNOSES.items() if not diagnosis.judge(examination)[1]]
    assert fitting == [CASES[CAUSES[letter]].diagnosis]
    said = report(letter)
    assert said.startswith(f"Patient {letter}\n") and "every array right" in said and CAUSES[letter] not in said


def test_an_unknown_report_is_refused():
    with pytest.raises(ValueError, match="letter must be one of M, N, O, P, Q"):
        report("A")


def test_the_wreck_learns_when_its_five_faults_are_cured_and_with_any_four_cured_it_does_worse():
    def reached(*left):
        x, labels, net, lr = wreck()
        x = x if "pixels" in left else x / 16
        labels = labels if "labels" in left else np.roll(labels, -1)
        net.W = net.W if "weights" in left else {l: W / 8 for l, W in net.W.items()}
        lr = lr if "rate" in left else 0.3
        if "backward" not in left:
            del net.backward
        training, validation, _ = ((part, one_hot(of, 10)) for part, of in split(x, labels))
        net.train(*training, batch_size=16, epochs=5, lr=lr)
        return net.accuracy(*validation)

    assert reached() > 0.9
    assert max(reached(fault) for fault in ("pixels", "labels", "rate")) < 0.4
    x, labels, net, _ = wreck()
    check = check_gradient(net, x[:, :7], one_hot(labels[:7], 10))
    assert {name for name, error in check.items() if error > check.tolerance} == FIRST
