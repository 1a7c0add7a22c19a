"""The exercises of the course: `from four_equations.exercises import check`, then `check.NAME(your_function)`.

`check.NAME.hint()` gives the next hint, `check.NAME.solution()` the reference, and `check` by itself shows which
exercises of the course are solved. Each module holds the exercises of one notebook: the reference, its inputs, and its
named mistakes.
"""

from . import (  # noqa: F401, importing them registers their exercises
    n01_notation,
    n01_straight_line,
    n02_forward_pass,
    n02_logic,
    n02_straight_pieces,
    n03_cost_and_gradient,
    n03_descent,
    n04_four_equations,
    n04_transfer,
    n05_backpropagation,
    n05_measuring,
    n05_other_slopes,
    n05_planted_bugs,
    n06_curves,
    n06_loops,
    n06_six_faults,
    n06_training,
    n06_weight_decay,
    n07_handwritten_digits,
    n07_judging,
    n08_when_it_does_not_learn,
    n08_without_a_name,
    n10_better_steps,
    n10_standardising,
    n10_weight_decay,
)
from .engine import EXERCISES, Text, progress
from .mending import to_mend  # noqa: F401, the code that notebooks 05 and 06 show
from .n06_curves import REMEDIES, runs  # noqa: F401, for notebook 06
from .overview import Overview


class Check:
    """Every exercise as an attribute: `check.shapes`, `check.backward`, ..."""

    def __getattr__(self, name):
        try:
            return EXERCISES[name]
        except KeyError:
            raise AttributeError(f"There is no exercise {name!r}. There are: {', '.join(EXERCISES)}.") from None

    def __dir__(self):
        return list(EXERCISES)

    def __repr__(self):
        return repr(self.progress())

    def _repr_html_(self):
        return self.progress()._repr_html_()

    def progress(self, notebook=None):
        """Show which exercises are solved: those of a notebook, such as "04", or of the whole course."""
        if notebook is None:
            return Overview()
        known = sorted({exercise.notebook for exercise in EXERCISES.values()})
        if notebook not in known:
            raise ValueError(f'There are no exercises in notebook "{notebook}". Ask for one of {", ".join(known)}.')
        return Text(progress(notebook))


check = Check()
