"""Help to look at an answer that nothing explains: a small input, what was expected and what came, side by side."""

import copy
from itertools import zip_longest

import numpy as np

from .equality import Mismatch, leaves, same
from .factors import samples_in

WIDEST = 5  # columns of a matrix that are shown, and rows


def smallest(answer):
    """(case, parts) for the smallest input on which the answer differs, with one sample and layers of two if it does.

    All axes of one length are cut together, because they stand for the same thing.
    """
    exercise, case, parts = answer.exercise, answer.case, answer.parts
    lengths = {length for part in flattened(exercise.parameters, case).values() for length in np.shape(part)}
    for length in [samples_in(case)[1], *sorted(lengths, reverse=True)] if exercise.view is None else ():
        smaller = cut(case, length, 1 if length == samples_in(case)[1] else 2)
        ours, right = exercise.run(answer.function, smaller), exercise.run(exercise.reference, smaller)
        try:
            found = leaves(ours.value, right.value, parts=exercise.parts)
        except (Mismatch, TypeError, ValueError):
            continue
        fits = not ours.error and all(np.shape(mine) == np.shape(theirs) for _, mine, theirs in found)
        if fits and not right.error and any(not same(*part[1:]) for part in found):
            case, parts = smaller, found
    return case, parts


def cut(case, length, end):
    """The case with the first `end` entries of every axis of this length."""
    if isinstance(case, (tuple, dict)):
        keys = case if isinstance(case, dict) else range(len(case))
        parts = {key: cut(case[key], length, end) for key in keys}
        return parts if isinstance(case, dict) else tuple(parts.values())
    if isinstance(case, np.ndarray):
        return case[tuple(slice(end if size == length else None) for size in case.shape)]
    return copy.deepcopy(case)


def flattened(parameters, case):
    """The arguments by name, and the arrays of a dict each by its own."""
    found = {}
    for name, value in zip(parameters, case, strict=True):
        found |= {f"{name}[{key}]": part for key, part in value.items()} if isinstance(value, dict) else {name: value}
    return found


def block(name, value, marks=False):
    """Lines: a name, and the rows of an array below it, with a `*` at each entry that is marked."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf" or value.ndim > 2:
        text = getattr(value, "__name__", None) or " ".join(repr(value).split())
        return [name, text if len(text) <= 40 else text[:37] + "..."]
    array, marks = (np.atleast_2d(part)[:WIDEST, :WIDEST] for part in (value, marks | np.zeros(value.shape, bool)))
    cells = np.vectorize(lambda v, mark: f"{v:.3g}{'*' if mark else ' '}", otypes=[object])(array, marks)
    width = max((len(cell) for row in cells for cell in row), default=1)
    return [f"{name} {value.shape}", *("[" + " ".join(cell.rjust(width) for cell in row) + "]" for row in cells)]


def beside(blocks, gap="   "):
    """Blocks of lines next to each other."""
    widths = [max(map(len, lines)) for lines in blocks]
    rows = zip_longest(*blocks, fillvalue="")
    return [gap.join(line.ljust(width) for line, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def side_by_side(answer):
    """Lines of text: the arguments, then each array that differs, as expected and as it came."""
    case, parts = smallest(answer)
    blocks = [block(*pair) for pair in flattened(answer.exercise.parameters, case).items()]
    groups = [blocks[i : i + 4] for i in range(0, len(blocks), 4)]
    for label, ours, right in [part for part in parts if not same(*part[1:])][:2]:
        marks = ~np.isclose(ours, right, rtol=1e-7, atol=1e-12)
        groups.append([block(f"{label.removeprefix('the ')}, expected", right), block("yours", ours, marks)])
    return "\n" + "\n".join("".join(f"    {line}\n" for line in beside(group)) for group in groups)
