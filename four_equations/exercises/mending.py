"""The cells of the exercises in which a learner mends code that is given."""

import re

from .engine import source
from .n05_planted_bugs import with_three_bugs
from .n06_six_faults import with_six_faults

FAULTY = {"planted_bugs": with_three_bugs, "six_faults": with_six_faults}


def to_mend(name):
    """The source of the cell of exercise `name`: the code with its faults, under the learner's name for it."""
    if name not in FAULTY:
        raise ValueError(f"name must be one of {', '.join(FAULTY)}, but got {name!r}.")
    lines = source(FAULTY[name]).replace(FAULTY[name].__name__, f"my_{name}").splitlines()
    return "\n".join(re.sub("  # noqa.*", "", line) for line in lines if '"""' not in line)
