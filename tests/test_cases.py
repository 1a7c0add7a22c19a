"""The patients of the fault clinic are honest: symptoms that show, one diagnosis, a cure."""

import numpy as np
import pytest

from four_equations.clinic.diagnoses import DIAGNOSES, suspect
from four_equations.clinic.patients import CASES, CURED, RELU, Chart, Run
from mlp_core.datasets import spirals

SEEDS = (0, 7)
WRONG_BACKWARD = [name for name, case in CASES.items() if case.sick.mistake]
LEARN_NOTHING = [name for name in CASES if name not in (*WRONG_BACKWARD, "healthy", "healthy relu")]


def trained(setup, seed):
    run = Run(setup, seed)
    while not run.done:
        run.advance()
    return run


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", CASES)
def test_just_its_own_diagnosis_fits_a_patient(name, seed):
    chart = Chart(CASES[name].sick, seed)
    fit = [key for key, diagnosis in DIAGNOSES.items() if not diagnosis.judge(chart)[1]]
    assert fit == [CASES[name].diagnosis]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("healthy", dict.fromkeys(case.healthy for case in CASES.values()))
def test_every_treatment_cures(healthy, seed):
    run = trained(healthy, seed)
    assert run.accuracies[-1] >= CURED and run.costs[-1] < 0.2 * run.costs[0]


@pytest.mark.parametrize("name", LEARN_NOTHING)
def test_who_has_another_fault_than_a_wrong_backward_answers_hardly_half(name):
    assert max(trained(CASES[name].sick, seed).accuracies[-1] for seed in SEEDS) < 0.55


def test_a_wrong_backward_may_learn_and_no_curve_betrays_it():
    assert trained(CASES["biases forgotten"].sick, 0).accuracies[-1] > CURED


@pytest.mark.parametrize("name", WRONG_BACKWARD)
def test_the_wrong_arrays_lead_to_the_equation_of_the_mistake(name):
    case = CASES[name]
    assert suspect(Chart(case.sick, 0)) == case.diagnosis == case.sick.mistake.__doc__[:3]
    assert suspect(Chart(case.healthy, 0)) is None


def test_the_symptoms_by_a_second_method():
    x, y = spirals(300, seed=0, arms=3)
    dead = CASES["dead relu"].sick.network(0)
    assert (dead.forward(x)[0][1] <= 0).all(axis=1).mean() > 0.9
    saturated = CASES["weights too large"].sick.network(0)
    a = saturated.forward(x)[1]
    assert all(np.mean((a[l] < 0.01) | (a[l] > 0.99)) > 0.5 for l in (1, 2, 3))
    zero = CASES["zero weights"].sick.network(0)
    assert not any(zero.W[l].any() for l in zero.W)
    deep = CASES["vanishing gradient"].sick.network(0)
    dW, _ = deep.backward(y, *deep.forward(x))
    assert 0 < np.abs(dW[1]).mean() < np.abs(dW[deep.L]).mean() / 300
    shuffled = CASES["shuffled labels"].sick.data(0)
    assert np.array_equal(shuffled[0], x) and 0.2 < (shuffled[1].argmax(0) == y.argmax(0)).mean() < 0.5
    assert np.array_equal(CASES["inputs not scaled"].sick.data(0)[0], 100 * x)


@pytest.mark.parametrize("name", ["dead relu", "rate too large", "biases forgotten"])
def test_a_run_is_the_training_of_its_network_and_the_same_each_time(name):
    setup = CASES[name].sick
    runs, net, (x, y) = [Run(setup, 3) for _ in range(2)], setup.network(3), setup.data(3)
    for run in runs:
        run.advance(), run.advance()
    net.train(x, y, batch_size=10, epochs=2, lr=setup.lr)
    assert runs[0].costs == runs[1].costs and runs[0].epoch == 2
    assert runs[0].costs[-1] == pytest.approx(net.cost_of(x, y))
    assert runs[0].accuracies[-1] == net.accuracy(x, y)
    assert all(np.array_equal(runs[0].net.W[l], net.W[l]) for l in net.W)


def test_divergence_ends_a_run_and_says_why():
    run = Run(RELU, 0)
    run.net.W[1], run.net.W[2] = 1e300 * run.net.W[1], np.full((16, 16), np.inf)
    run.advance()
    assert run.done and "smaller learning rate" in run.stopped and run.epoch == 1
