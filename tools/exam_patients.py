"""Find the fault: the gradient check of a patient of notebook 08, and four mistakes of which one fits."""

import re
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from exam_questions import choice

from four_equations.clinic.diagnoses import DIAGNOSES
from four_equations.clinic.examination import Examination
from four_equations.clinic.mistakes import FAULTY
from four_equations.clinic.patients import SIGMOID

EQUATIONS = ("BP1", "BP2", "BP3", "BP4")
SEEDS = 100  # of the first weights


class Patient(NamedTuple):
    """A gradient check as rows (array, relative error, right or WRONG), and the names of four mistakes in FAULTY."""

    rows: tuple
    suspects: tuple
    mistake: str

    equation = property(lambda self: equations(self.mistake)[0])
    letter = property(lambda self: "ABCD"[self.suspects.index(self.mistake)])


def equations(name):
    """The equations that the sentence of a mistake names."""
    return sorted(set(re.findall(r"BP\d", FAULTY[name].__doc__)))


def expected(equation):
    """What a gradient check finds if this equation is wrong."""
    return DIAGNOSES[equation].signs[-1].expected


def examined(name, seed):
    """The clinic's examination of a network with this mistake."""
    return Examination(replace(SIGMOID, mistake=FAULTY[name]), seed)


@cache
def look_alikes():
    """The mistakes that a gradient check can tell from all others, in groups that make the same arrays wrong.

    Left out are those of which it would suspect another equation, such as a mean that is missing everywhere.
    """
    groups = {}
    for name in FAULTY:
        patient = examined(name, seed=0)
        if equations(name) == [patient.suspect]:
            groups.setdefault(tuple(patient.wrong), []).append(name)
    return tuple(groups.values())


def draw(rng):
    """The Patient that `rng` gives."""
    groups = sorted(look_alikes(), key=lambda group: rng.random())[:4]
    suspects = tuple(choice(rng, group) for group in groups)
    mistake = choice(rng, suspects)
    patient = examined(mistake, seed=int(SEEDS * rng.random()))
    # The error of a right array is rounding, and differs from machine to machine.
    rows = tuple(
        (name, f"{error:.0e}", "WRONG") if name in patient.wrong else (name, "below 1e-06", "right")
        for name, error in patient.gradient_check.items()
    )
    return Patient(rows, suspects, mistake)
