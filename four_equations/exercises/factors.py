"""Recognise a factor between an answer and what it should be: the sign, 2, 1/2, the number of samples, and so on."""

import numpy as np

NUMBERS = (1, 2, 0.5, 4, 0.25, 3, 10, 0.1, 100, 0.01)
POWERS = {0: "", -1: "divided by {}", 1: "multiplied by {}", -2: "divided by {} twice", 2: "multiplied by {} twice"}


def ratio(ours, theirs):
    """k if one array is k times the other, else None; 1 if both are 0 everywhere, ... if both are one word or error."""
    if not isinstance(ours, np.ndarray) or not isinstance(theirs, np.ndarray) or ours.shape != theirs.shape:
        return ... if isinstance(ours, str) and isinstance(theirs, str) and ours == theirs else None
    known = np.isfinite(ours)
    if (known != np.isfinite(theirs)).any():
        return None
    ours, theirs = ours[known], theirs[known]
    size, most = theirs @ theirs, np.abs(theirs).max(initial=0)
    k = float(theirs @ ours / size) if size else 1.0
    k = 0.0 if abs(k) < 1e-8 else k
    return k if np.abs(ours - k * theirs).max(initial=0) <= 1e-7 * (abs(k) * most + 1e-9) else None


def ratios(ours, theirs):
    """The factor between each two arrays, or None if there is none between some."""
    found = []
    for pair in zip(ours, theirs, strict=True):
        found.append(ratio(*pair))
        if found[-1] is None:
            return None
    return found


def samples_in(case):
    """The shape of the last argument that is two-dimensional: its columns are the samples. Else (0, 0)."""
    return next((part.shape for part in case[::-1] if isinstance(part, np.ndarray) and part.ndim == 2), (0, 0))


def quantities(parameters, case, right):
    """{what it is: number} of the numbers that a factor may depend on."""
    scalars = {name: value for name, value in zip(parameters, case, strict=True) if type(value) is float}
    found = {f"`{name}`": value for name, value in scalars.items()} | {f"1 - `{n}`": 1 - v for n, v in scalars.items()}
    found["the number of samples"] = samples_in(case)[1]
    for name, value in zip(parameters, case, strict=True):
        if isinstance(value, np.ndarray) and value.ndim == 2:
            found |= {f"the number of rows of `{name}`": len(value), f"the number of entries of `{name}`": value.size}
    layers = next((len(part) for part in case if isinstance(part, dict)), 0)
    found |= {"the number of layers": layers} if layers else {"the number of entries": np.size(right)}
    return {what: number for what, number in found.items() if number}


def recognised(factors, numbers):
    """(name, what is the matter) for a factor on each input and the quantities there, or None."""
    known = [(factor, own) for factor, own in zip(factors, numbers, strict=True) if factor is not ...]
    if not any(factor for factor, _ in known):
        return ("zero", "is 0") if known else ("", "")
    common = [what for what in known[0][1] if all(what in own for _, own in known)]
    for power, what in [(0, ""), *((power, what) for power in POWERS if power for what in common)]:
        rest = [factor / (own[what] ** power if what else 1) for factor, own in known]
        number, is_known = abs(rest[0]), any(abs(abs(rest[0]) - k) < 1e-6 * k for k in NUMBERS)
        if max(rest) - min(rest) <= 1e-6 * number and (is_known or not what and len(rest) > 1):
            told = ["has the wrong sign"] * (rest[0] < 0)
            told += [f"is {number:.4g} times what it should be"] * (abs(number - 1) > 1e-6)
            told += [f"is {POWERS[power].format(what)}"] * bool(power)
            names = ["sign"] * (rest[0] < 0) + ["factor" if is_known else "some_factor"] * (len(told) > (rest[0] < 0))
            return "+".join(names), " and ".join(told)
    return None
