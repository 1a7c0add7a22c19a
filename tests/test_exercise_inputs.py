"""The inputs of the exercises tell mistakes apart; and what would slip through if they told less."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from test_exercise_mutants import functions, mutants

from four_equations.exercises.engine import EXERCISES, Exercise
from four_equations.exercises.equality import agree

LESS_TELLING = {  # an array in place of an array
    "positive": np.abs,
    "whole": np.rint,
    "one sample": lambda array: array[:, :1] if array.ndim == 2 and array.shape[1] > 1 else array,
    "no zeros": lambda array: np.where(array == 0, 0.3, array) if array.dtype.kind == "f" else array,
    "moderate": lambda array: np.clip(array, -5, 5) if array.dtype.kind == "f" else array,
}
ENTRY_BY_ENTRY = ["sigmoid", "relu", "sigmoid_prime", "relu_prime"]
SLIPS = Counter()
COMPOSED = {name: exercise for name, exercise in EXERCISES.items() if exercise.composed}
every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)


def replaced(part, change):
    if isinstance(part, dict):
        return {key: replaced(value, change) for key, value in part.items()}
    return change(part) if isinstance(part, np.ndarray) else part


def on(exercise, cases):
    """The exercise with other inputs; None if its reference cannot have them."""
    other = Exercise(exercise.reference, exercise.notebook, cases, exercise.view, exercise.parts)
    return None if any(outcome.error for outcome in other.known(other.reference)) else other


def unseen(exercise, answers):
    """Which of these wrong answers agree with the reference on all inputs."""
    return {n for n, wrong in answers if all(map(agree, exercise.outcomes(wrong), exercise.known(exercise.reference)))}


def sizes(case):
    """The sizes of the layers of a network."""
    return {len(W) for W in case[0].values()} if case and isinstance(case[0], dict) else set()


@every_exercise
def test_no_listed_mistake_agrees_with_the_reference_or_with_another(exercise):
    known = [exercise.known(function) for function in (exercise.reference, *exercise.mistakes.values())]
    assert not [pair for pair in combinations(known, 2) if all(map(agree, *pair))]


@pytest.mark.parametrize("exercise", COMPOSED.values(), ids=COMPOSED)
def test_what_would_slip_through_with_inputs_that_tell_less(exercise):
    others = zip(mutants(exercise.reference), functions(exercise, mutants(exercise.reference)), strict=True)
    answers = [*exercise.mistakes.items(), *others]
    real = unseen(on(exercise, exercise.cases), answers)
    for kind, change in LESS_TELLING.items():
        less = on(exercise, [tuple(replaced(part, change) for part in case) for case in exercise.cases])
        slips = unseen(less, answers) - real if less else set()
        print(f"{exercise.name}, {kind}: {', '.join(sorted(slips)) or 'nothing'}")
        SLIPS[kind] += len(slips)


def test_each_kind_of_input_is_needed():
    assert min(SLIPS.values()) > 0 or not SLIPS  # empty if the test before was not run


def test_inputs_begin_with_a_negative_fraction_and_sizes_are_not_repeated_everywhere():
    for name in ENTRY_BY_ENTRY:
        first = EXERCISES[name].cases[0][0].flat[0]
        assert first < 0 and first % 1, name
    for exercise in EXERCISES.values():
        arrays = [part for case in exercise.cases for part in case if isinstance(part, np.ndarray) and part.ndim == 2]
        assert not arrays or any(len(array) != len(array.T) for array in arrays), exercise.name
        assert not any(map(sizes, exercise.cases)) or max(len(sizes(case)) for case in exercise.cases) > 1, (
            exercise.name
        )
