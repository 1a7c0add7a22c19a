"""How letters and numbers are written in every picture."""

import numpy as np

from ..pictures import INK

SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def superscript(l):
    """A layer's number as it stands in W¹, a⁰."""
    return str(l).translate(SUPERSCRIPT)


def signed(number, form=".3g"):
    """The number as text with a real minus sign."""
    return f"{number:{form}}".replace("-", "−")


def decimal(number):
    """The number as text, three digits from the first that is not 0, never with an e: 0.0000246."""
    return np.format_float_positional(number, 3, unique=False, fractional=False, trim="-").replace("-", "−")


def svg_text(x, y, text, colour=INK, size=14, halo=False, anchor="middle"):
    outline = 'paint-order="stroke" stroke="white" stroke-width="5" ' if halo else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" dy="0.35em" text-anchor="{anchor}" {outline}'
        f'fill="{colour}" font-size="{size}">{text}</text>'
    )
