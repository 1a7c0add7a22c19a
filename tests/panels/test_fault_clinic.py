"""The fault clinic trains in step with the page, says why a diagnosis does or does not fit, and shows the cure."""

import pytest
from use import buttons, controls, paint, state, words

from four_equations.clinic.diagnoses import DIAGNOSES
from four_equations.clinic.patients import CASES
from four_equations.widgets import fault_clinic


def press(panel, label, times=1):
    for _ in range(times):
        buttons(panel)[label].click()


def diagnose(panel, key):
    controls(panel)["diagnosis"].value = key
    press(panel, "Diagnose")
    return words(panel)


def play(panel):
    panel.play.value = True
    for _ in range(400):
        paint(panel)
    assert not panel.play.value


@pytest.mark.parametrize("name", CASES)
def test_the_right_diagnosis_is_confirmed_with_its_signs_and_the_wrong_one_refused_with_reasons(name):
    panel, true = fault_clinic(name), CASES[name].diagnosis
    press(panel, "Diagnose")
    assert "Choose a diagnosis first" in words(panel) and not panel.stage.notes
    said = diagnose(panel, "BP3" if true != "BP3" else "healthy")
    assert "It would mean that" in said and "But" in said and buttons(panel)["Treat"].disabled
    said = diagnose(panel, true)
    assert f"Right: {DIAGNOSES[true].name}" in said and "The evidence" in said
    assert buttons(panel)["Treat"].disabled == (true == "healthy")
    assert "attempt: 0 of 1" in panel.stage.notes, "only the first attempt counts"


@pytest.mark.parametrize("name", ["dead relu", "wrong sign"])
def test_the_treated_recovers_beside_the_untreated(name):
    panel = fault_clinic(name, seed=1)
    press(panel, "Step")
    diagnose(panel, CASES[name].diagnosis)
    press(panel, "Treat")
    play(panel)
    untreated, treated = panel.runs
    assert treated.ended and untreated.ended and untreated.accuracies[-1] < 0.5 < 0.95 <= treated.accuracies[-1]
    assert "treated" in words(panel) and "Untreated" in panel.stage.alt


def test_a_run_does_not_depend_on_how_it_was_cut_into_pictures():
    stepped, played = fault_clinic("rate too small"), fault_clinic("rate too small")
    play(played)
    press(stepped, "Step", 60)
    assert stepped.runs[0].costs == played.runs[0].costs and state(stepped)[0] == state(played)[0]


def test_pause_goes_back_to_the_picture_that_the_page_shows_and_the_run_comes_the_same_way_again():
    panel, other = fault_clinic("healthy relu"), fault_clinic("healthy relu")
    panel.play.value = True
    panel.stage._handle_custom_msg({"held": panel.stage.number - 2}, [])
    assert not panel.play.value and "epoch 1 of 60" in words(panel)
    press(panel, "Step", 5)
    press(other, "Step", 6)
    assert state(panel) == state(other) and panel.runs[0].epoch == 6


def test_the_gradient_check_is_shown_array_by_array():
    panel = fault_clinic("w without transpose")
    press(panel, "Gradient check")
    for name, error in panel.examination.gradient_check.items():
        assert (f"{name} {error:.1g} WRONG" if error > 1e-6 else f"{name} {error:.0e} right") in words(panel)


def test_every_test_says_something_and_its_result_remains_until_reset():
    panel = fault_clinic("shuffled labels")
    start = state(panel)
    for test in panel.tests:
        before = words(panel)
        test.click()
        assert f"{test.description}:" in words(panel) and words(panel) != before
        assert f"{test.description}:" not in panel.stage.notes
    press(panel, "Step")
    assert all(f"{test.description}:" in words(panel) + panel.stage.notes for test in panel.tests)
    press(panel, "Reset")
    assert state(panel) == start


def test_every_patient_comes_once_and_none_is_named():
    panel = fault_clinic("dead relu", seed=2)
    seen = []
    for _ in CASES:
        seen.append(panel.waiting[panel.at])
        assert seen[-1] not in words(panel) + panel.stage.alt or seen[-1] == "healthy"
        press(panel, "Next patient")
    assert seen[0] == "dead relu" == panel.waiting[panel.at] and sorted(seen) == sorted(CASES)


def test_divergence_pauses_and_says_why():
    panel = fault_clinic("healthy relu")
    for l in (1, 2):
        panel.runs[0].net.W[l] = 1e200 * panel.runs[0].net.W[l]
    panel.play.value = True
    assert not panel.play.value and "smaller learning rate" in words(panel)
