"""How numbers are written, in pictures and in the words beneath them: with a real minus sign, and short."""

import numpy as np

SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def signed(number, form=".3g"):
    """The number in a format such as ".3g"."""
    return f"{number:{form}}".replace("-", "−")


def point(numbers):
    """A point or a vector: (2, −0.5)."""
    return f"({', '.join(map(signed, numbers))})"


def positional(number):
    """Three digits from the first that is not 0, never with an e: 0.0000246."""
    return np.format_float_positional(number, 3, unique=False, fractional=False, trim="-").replace("-", "−")


def decimals(number):
    """Four decimals, or scientific notation where these would say too little."""
    form = ".4f" if number == 0 or 1e-3 <= abs(number) < 1e3 else ".2e"
    return signed(number + 0.0, form)  # + 0.0: no −0


def brief(number):
    """As `decimals`, without zeros at the end."""
    return _trimmed(decimals(number))


def bracketed(number, write=brief):
    """In parentheses if it is negative, as a factor or a summand of a calculation."""
    return f"({write(number)})" if number < 0 else write(abs(number))


def short(number, least=0.0005):
    """At most six characters: −0.148, 12.3, and −3e−5 for numbers below `least` in size."""
    size = abs(number)
    if size == 0:
        return "0"
    if size < least or size >= 1000:
        mantissa, power = f"{number:.0e}".split("e")
        return f"{mantissa}e{int(power)}".replace("-", "−")
    digits = 3 if size < 9.9995 else 1 if size < 99.95 else 0
    return _trimmed(signed(number, f".{digits}f"))


def power_of_ten(number):
    """One digit times a power of ten, as in 2·10⁻⁴. For numbers that are not negative."""
    if number == 0 or not np.isfinite(number):
        return "0" if number == 0 else "∞"
    digit, power = f"{number:.0e}".split("e")
    return f"{digit}·10{superscript(int(power))}"


def distinct(number, other):
    """With as many digits as it takes to tell it from the other."""
    digits = next((n for n in (4, 8) if f"{number:.{n}g}" != f"{other:.{n}g}"), 17)
    return signed(number + 0.0, f".{digits}g")


def _trimmed(text):
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def superscript(number):
    """A layer's number as in W¹, a⁰, or an exponent as in 10⁻⁴."""
    return str(number).translate(SUPERSCRIPT)


def subscript(*numbers):
    """The numbers of neurons as in w₀₁, with a comma between them where one has two digits."""
    return (",".join if max(numbers) > 9 else "".join)(map(str, numbers)).translate(SUBSCRIPT)


def weight_name(l, j, k):
    """The weight to neuron j of layer l from neuron k of the layer before, as w²₀₁."""
    return f"w{superscript(l)}{subscript(j, k)}"
