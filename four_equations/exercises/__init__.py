"""The exercises of the course: `from four_equations.exercises import check`, then `check.NAME(your_function)`.

`check.NAME.hint()` gives the next hint, `check.NAME.solution()` the reference. Each module holds the exercises of one
notebook: the reference, its inputs, and its named mistakes.
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
)
from .engine import EXERCISES, Text, progress
from .mending import to_mend  # noqa: F401, the code that notebooks 05 and 06 show
from .n06_curves import REMEDIES, runs  # noqa: F401, for notebook 06


class Check:
    """Every exercise as an attribute: `check.shapes`, `check.backward`, ..."""

    def __getattr__(self, name):
        try:
            return EXERCISES[name]
        except KeyError:
            raise AttributeError(f"There is no exercise {name!r}. There are: {', '.join(EXERCISES)}.") from None

    def __dir__(self):
        return list(EXERCISES)

    def progress(self, notebook):
        """Show which exercises of a notebook, such as "04", have been solved in this session."""
        return Text(progress(notebook))


check = Check()
