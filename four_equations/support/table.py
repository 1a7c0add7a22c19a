"""Points from a table of text."""

import re

import numpy as np

from mlp_core import _validation as validate


def points(table, reach):
    """x (2, m) and y (1, m) from text with a point per line: x0 and x1, from -reach to reach, and the class, 0 or 1.

    The numbers of a line are separated by commas, semicolons, tabs or spaces. Raises ValueError, which names the line,
    for a line that is no such point.
    """
    lines = [(number, line.strip()) for number, line in enumerate(table.splitlines(), 1) if line.strip()]
    if not lines:
        raise ValueError("table must hold at least one line, x0, x1 and the class, but is empty.")
    numbers = np.array([_point(number, line, reach) for number, line in lines]).T
    return numbers[:2], numbers[2:]


def _point(number, line, reach):
    try:
        x0, x1, label = map(float, re.split(r"[,;\s]+", line))
        if abs(x0) <= reach and abs(x1) <= reach and label in (0, 1):
            return x0, x1, label
    except ValueError:
        pass
    raise ValueError(
        f"Line {number} of the table must hold x0 and x1, each from −{reach} to {reach}, and the class 0 or 1, "
        f"but is {validate.shown(line)}."
    )
