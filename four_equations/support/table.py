"""Points from a table of text."""

import re
from math import isfinite

import numpy as np

from mlp_core import _validation as validate


def points(table, reach=np.inf):
    """x (2, m) and y (1, m) from text with a point per line: x0, x1 (both from -reach to reach) and the class, 0 or 1.

    The numbers of a line are separated by commas, semicolons, tabs or spaces. Raises TypeError for anything but text,
    ValueError that names the line for a line that is no such point.
    """
    if not isinstance(table, str):
        raise TypeError(f"table must be text with a point per line, but got {type(table).__name__}.")
    rows = [_point(number, line.strip(), reach) for number, line in enumerate(table.splitlines(), 1) if line.strip()]
    if not rows:
        raise ValueError("table must hold at least one line, x0, x1 and the class, but is empty.")
    numbers = np.array(rows).T
    return numbers[:2], numbers[2:]


def _point(number, line, reach):
    try:
        x0, x1, label = map(float, re.split(r"[,;\s]+", line))
        if all(isfinite(x) and abs(x) <= reach for x in (x0, x1)) and label in (0, 1):
            return x0, x1, label
    except ValueError:
        pass
    expected = "x0, x1 and the class 0 or 1" + (f", x0 and x1 from −{reach} to {reach}" if isfinite(reach) else "")
    raise ValueError(f"Line {number} of the table must hold {expected}, but is {validate.shown(line)}.")
