"""How letters and numbers are written in every picture."""

import re
from functools import lru_cache

import numpy as np

from .picture import COLOUR, INK

LETTERS = {letter: COLOUR[name] for letter, name in zip("azWwbδ", ("a", "z", "W", "W", "b", "delta"), strict=True)}
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def superscript(l):
    """A layer's number as it stands in W¹, a⁰."""
    return str(l).translate(SUPERSCRIPT)


def subscript(*numbers):
    """The numbers of neurons as they stand in w₀₁. A comma parts them where one has two digits."""
    return (",".join if max(numbers) > 9 else "".join)(map(str, numbers)).translate(SUBSCRIPT)


def weight_name(l, j, k):
    """The weight to neuron j of layer l from neuron k of the layer before, as w²₀₁."""
    return f"w{superscript(l)}{subscript(j, k)}"


def signed(number, form=".3g"):
    """The number as text with a real minus sign."""
    return f"{number:{form}}".replace("-", "−")


def decimal(number):
    """The number as text, three digits from the first that is not 0, never with an e: 0.0000246."""
    return np.format_float_positional(number, 3, unique=False, fractional=False, trim="-").replace("-", "−")


def svg_text(x, y, text, colour=INK, size=14, halo=False, anchor="middle", weight="normal"):
    outline = 'paint-order="stroke" stroke="white" stroke-width="5" ' if halo else ""
    bold = ' font-weight="bold"' if weight == "bold" else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" dy="0.35em" text-anchor="{anchor}" {outline}'
        f'fill="{colour}" font-size="{size}"{bold}>{text}</text>'
    )


def decimals(number):
    """The number with four decimals, or in scientific form where these would say too little."""
    form = ".4f" if number == 0 or 1e-3 <= abs(number) < 1e3 else ".2e"
    return signed(number + 0.0, form)


def brief(number):
    """The same without zeros at its end."""
    text = decimals(number)
    return text if "e" in text else text.rstrip("0").rstrip(".")


def inner(number):
    """The same, in parentheses if it is negative: for inside a calculation."""
    return f"({brief(number)})" if number < 0 else brief(number)


def short(number):
    """The number in at most six characters, for where there is little room."""
    size = abs(number)
    if size == 0:
        return "0"
    if size < 0.0005 or size >= 1000:
        mantissa, power = f"{number:.0e}".split("e")
        return f"{mantissa}e{int(power)}".replace("-", "−")
    digits = 3 if size < 9.9995 else 1 if size < 99.95 else 0
    text = f"{number:.{digits}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


NARROWER = {"j": 0.56, "k": 0.1}  # than a digit, by these shares of it
MARKED = re.compile(r"(.)((?:[\^_](?:\{[^}]*\}|.))+)")  # a letter, and what is raised (^) or lowered (_) after it
DIGIT = 0.636  # the width of a digit in our fonts, for a size of 1
MARK = re.compile(r"([\^_])(?:\{([^}]*)\}|(.))")


def rich_text(x, y, text, size=14, anchor="start", weight="normal", colour=INK):
    """A line with symbols, "δ^2_0 = w^2_{01}": what follows ^ is raised and _ lowered, all in the symbol's colour."""
    return (
        f'<text x="{x:.1f}" y="{y + 0.35 * size:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}" '
        f'font-weight="{weight}" style="white-space:pre">{_spans(text, size)}</text>'
    )


@lru_cache(4096)
def _spans(text, size):
    spans, end, level, ahead = [], 0, 0, 0.0

    def add(piece, fill, to, back=0.0):
        nonlocal level, ahead
        back, ahead = back - ahead, 0.0
        shift = f' dy="{0.32 * size * (level - to):.1f}"' if to != level else ""
        shift += f' dx="{-back:.1f}"' if back else ""
        small = f' font-size="{0.72 * size:.1f}"' if to else ""
        spans.append(f"<tspan{fill}{shift}{small}>{piece}</tspan>")
        level = to

    for found in MARKED.finditer(text):
        if found.start() > end:
            add(text[end : found.start()], "", 0)
        fill = f' fill="{LETTERS[found[1]]}"' if found[1] in LETTERS else ""
        add(found[1], fill, 0)
        above = ""
        for kind, braced, single in MARK.findall(found[2]):
            # What is lowered stands beneath a raised digit; all digits are as wide.
            back = DIGIT * 0.72 * size if kind == "_" and above.isdigit() and len(above) == 1 else 0
            add(braced or single, fill, 1 if kind == "^" else -1, back)
            above = braced or single
            ahead = back * NARROWER.get(above, 0)
        end = found.end()
    if end < len(text):
        add(text[end:], "", 0)
    return "".join(spans)
