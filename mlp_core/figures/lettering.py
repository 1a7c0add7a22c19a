"""How letters and numbers are written in every picture."""

from ..pictures import INK

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


def svg_text(x, y, text, colour=INK, size=14, halo=False, anchor="middle"):
    outline = 'paint-order="stroke" stroke="white" stroke-width="5" ' if halo else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" dy="0.35em" text-anchor="{anchor}" {outline}'
        f'fill="{colour}" font-size="{size}">{text}</text>'
    )
