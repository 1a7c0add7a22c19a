"""Recognise a factor between an answer and what it should be: the sign, 2, 1/2, the number of samples, and so on."""

from itertools import product

import numpy as np

NUMBERS = {1: "", 2: "2", 0.5: "1/2", 4: "4", 0.25: "1/4", 3: "3", 100: "100", 10: "10", 0.1: "0.1", 0.01: "0.01"}
POWERS = {0: "", 1: "multiplied by {}", -1: "divided by {}", -2: "divided by {} twice", 2: "multiplied by {} twice"}


def factor_between(ours, theirs):
    """k if one array is k times the other, else None; 1 if both are 0 everywhere."""
    if isinstance(ours, str) or isinstance(theirs, str) or ours.shape != theirs.shape:
        return None
    known = np.isfinite(ours)
    if (known != np.isfinite(theirs)).any():
        return None
    ours, theirs = ours[known], theirs[known]
    size, most = theirs @ theirs, np.abs(theirs).max(initial=0)
    k = float(theirs @ ours / size) if size else 1.0
    k = 0.0 if abs(k) < 1e-8 else k
    return k if np.abs(ours - k * theirs).max(initial=0) <= 1e-7 * (abs(k) * most + 1e-9) else None


def samples_in(case):
    """The shape of the last argument that is two-dimensional: its columns are the samples. Else (0, 0)."""
    return next((part.shape for part in case[::-1] if isinstance(part, np.ndarray) and part.ndim == 2), (0, 0))


def factors_between(ours, theirs):
    """The factor between each two arrays, or None if two of them differ by more than that."""
    found = []
    for pair in zip(ours, theirs, strict=True):
        found.append(factor_between(*pair))
        if found[-1] is None:
            return None
    return found


def argument_behind(label, parameters, case):
    """The argument that a part of the answer is made from: that of its name, or the first; of its layer, or None."""
    member, _, layer = label.partition("[")
    arguments = dict(zip(parameters, case, strict=True))
    found = arguments.get(member, case[0] if case else None)
    return found.get(int(layer[:-1])) if isinstance(found, dict) and layer[:-1].isdigit() else found


def quantities(parameters, case, right):
    """{what it is: number} of the numbers that a factor may depend on."""
    scalars = {name: value for name, value in zip(parameters, case, strict=True) if type(value) is float}
    found = {f"`{name}`": value for name, value in scalars.items()} | {f"1 - `{n}`": 1 - v for n, v in scalars.items()}
    rows, columns = samples_in(case)
    if columns:
        found |= {
            "the number of samples": columns,
            "the number of rows": rows,
            "the number of all entries": rows * columns,
        }
    layers = next((len(part) for part in case if isinstance(part, dict)), 0)
    found |= {"the number of layers": layers} if layers else {"the number of entries": np.size(right)}
    return {what: number for what, number in found.items() if number}


def recognised(factors, numbers):
    """(name, what is the matter) for a factor on each input and the quantities there, or None."""
    if not any(factors):
        return "zero", "is 0"
    options = [(sign, q, "", 0) for q, sign in product(NUMBERS, (1, -1))]
    common = sorted(set.intersection(*map(set, numbers)))
    options += [(sign, q, s, e) for e, q, s, sign in product((-1, 1, -2, 2), (1, 2, 0.5), common, (1, -1))]
    for sign, q, what, power in options:
        expected = [sign * q * (own[what] ** power if what else 1) for own in numbers]
        if all(abs(f - k) <= 1e-6 * abs(k) for f, k in zip(factors, expected, strict=True)):
            told = ["has the wrong sign"] * (sign < 0) + [f"is {NUMBERS[q]} times what it should be"] * (q != 1)
            told += [f"is {POWERS[power].format(what)}"] * bool(power)
            return "+".join(["sign"] * (sign < 0) + ["factor"] * (q != 1 or power != 0)), " and ".join(told)
    if len(factors) > 1 and max(factors) - min(factors) <= 1e-6 * abs(factors[0]) and abs(factors[0] - 1) > 1e-2:
        return "some_factor", f"is {factors[0]:.4g} times what it should be"
    return None
