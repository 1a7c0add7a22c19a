"""Help to look at an answer that nothing explains: a small input, what was expected and what came, side by side."""

import copy

import numpy as np

from .equality import leaves, same
from .factors import samples_in

WIDEST = 5  # columns of a matrix that are shown, and rows


def smallest(answer):
    """(case, parts) for the smallest input on which the answer differs, with one sample and layers of two if it does.

    All axes of one length are cut together, because they stand for the same thing.
    """
    exercise, case, parts = answer.exercise, answer.case, answer.parts
    if exercise.view is None:
        for length, end in [(samples_in(case)[1], 1), *((length, 2) for length in lengths(case))]:
            smaller = cut(case, length, end)
            if found := differing(answer, smaller):
                case, parts = smaller, found
    return case, parts


def differing(answer, case):
    """The parts on this input if the answer runs there and differs from the reference, else None."""
    found, right = (answer.exercise.run(function, case) for function in (answer.function, answer.exercise.reference))
    if found.error is not None or right.error is not None:
        return None
    try:
        parts = leaves(found.value, right.value, parts=answer.exercise.parts)
    except Exception:  # Mismatch among them
        return None
    shapes_fit = all(np.shape(ours) == np.shape(theirs) for _, ours, theirs in parts)
    return parts if shapes_fit and not all(same(*part[1:]) for part in parts) else None


def arrays_in(case):
    for part in case:
        yield from (part.values() if isinstance(part, dict) else [part])


def lengths(case):
    return sorted({length for part in arrays_in(case) for length in np.shape(part) if length > 2}, reverse=True)


def cut(case, length, end):
    """The case with the first `end` entries of every axis of this length."""

    def smaller(part):
        if isinstance(part, dict):
            return {key: smaller(value) for key, value in part.items()}
        if isinstance(part, np.ndarray) and part.ndim:
            return part[tuple(slice(end if size == length else None) for size in part.shape)].copy()
        return copy.deepcopy(part)

    return tuple(smaller(part) for part in case)


def table(array, marks=None):
    """The rows of an array as text, those entries marked with `*` that differ."""
    array = np.atleast_2d(array)[:WIDEST, :WIDEST]
    marks = np.zeros(array.shape, bool) if marks is None else np.atleast_2d(marks)[:WIDEST, :WIDEST]
    cells = [[f"{v:.3g}{'*' if mark else ' '}" for v, mark in zip(*both, strict=True)]
             for both in zip(array, marks, strict=True)]  # fmt: skip
    width = max((len(cell) for row in cells for cell in row), default=1)
    return ["[" + " ".join(cell.rjust(width) for cell in row) + "]" for row in cells]


def beside(*blocks):
    """Blocks of lines next to each other, each under its heading."""
    height = max(map(len, blocks))
    widths = [max(map(len, block)) for block in blocks]
    full = [[line.ljust(width) for line in block] + [" " * width] * (height - len(block))
            for block, width in zip(blocks, widths, strict=True)]  # fmt: skip
    return ["   ".join(row).rstrip() for row in zip(*full, strict=True)]


def shown(name, value):
    """An argument as a block of lines, and its shape."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf" and 0 < value.ndim < 3:
        return [f"{name} {value.shape}", *table(value)]
    text = getattr(value, "__name__", None) or " ".join(repr(value).split())
    return [name, text if len(text) <= 40 else text[:37] + "..."]


def flattened(parameters, case):
    for name, value in zip(parameters, case, strict=True):
        if isinstance(value, dict):
            yield from ((f"{name}[{key}]", part) for key, part in value.items())
        else:
            yield name, value


def side_by_side(answer):
    """Lines of text: the arguments, then each array that differs, as expected and as it came."""
    case, parts = smallest(answer)
    blocks = [shown(*pair) for pair in flattened(answer.exercise.parameters, case)]
    lines = [line for i in range(0, len(blocks), 4) for line in [*beside(*blocks[i : i + 4]), ""]]
    for label, ours, right in [part for part in parts if not same(*part[1:])][:2]:
        marks = ~np.isclose(ours, right, rtol=1e-7, atol=1e-12)
        name = label if not label.startswith("the result") else label.removeprefix("the ")
        lines += beside(
            [f"{name}, expected {right.shape}", *table(right)], [f"yours {ours.shape}", *table(ours, marks)]
        )
        lines.append("")
    return "\n" + "".join(f"    {line}\n" for line in lines[:-1])
