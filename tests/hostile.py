"""What a learner might hand in, as hypothesis draws it, and what must come of it: an answer or a sentence."""

import re
import warnings
from decimal import Decimal
from fractions import Fraction
from itertools import count
from pathlib import Path

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import four_equations
import mlp_core
from mlp_core import Diverged

OURS = {Path(package.__file__).parent for package in (four_equations, mlp_core)}
REFUSED = object()
KINDS = ["bool", "int8", "uint8", "int16", "int32", "int64", "uint64", "float16", "float32", "float64", ">f8", ">i4"]
# No full stop in it: a message is one sentence, and repeats what came.
TEXT = st.text("abx01 ,;-+e\t\n\0é∞{}%'\"\\", max_size=12)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 12),
    st.floats(),
    TEXT,
    st.sampled_from([5e-324, 1e300, -0.0, 1j, Decimal(1), Fraction(1, 3), ..., len, int, b"01",
                     np.float16(1), np.float32(2), np.uint8(3), np.longdouble(1), np.True_, np.str_("a")]),
)  # fmt: skip
ODD = st.one_of(
    st.lists(SCALARS, max_size=4),
    st.lists(st.lists(SCALARS, max_size=3), max_size=3),
    st.lists(SCALARS, max_size=3).map(lambda values: np.array([*values, None], dtype=object)),
    hnp.arrays("complex64", (2, 2)),
    hnp.arrays("<U3", (2, 2), elements=st.text("ab1", max_size=3)),
    hnp.arrays("datetime64[s]", 2),
    st.dictionaries(st.integers(0, 3), st.floats(), max_size=3),
    st.sampled_from([{1, 2}, range(3), memoryview(b"abc"), [[]], (), {}]),
    st.builds(count),
    st.builds(lambda: (n for n in (1, 2))),
)


class Subclass(np.ndarray):
    """An array of a class of the learner's own."""


LAYOUTS = [
    np.asfortranarray,
    np.ndarray.tolist,
    lambda array: np.repeat(array, 2, axis=-1)[..., ::2] if array.ndim else array,
    lambda array: array[::-1].copy()[::-1] if array.ndim else array,
    lambda array: (
        np.frombuffer(array.tobytes(), array.dtype).reshape(array.shape) if array.size else array
    ),  # read-only
    lambda array: np.ma.masked_array(array, mask=False),
    lambda array: np.ma.masked_array(array, mask=True),
    lambda array: array.view(Subclass),
    lambda array: array,
]


@st.composite
def arrays(draw, *shapes, elements=None):
    """An array of one of these shapes, now and then of any other, of any kind of numbers and in any layout."""
    any_shape = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
    dtype = np.dtype(draw(st.sampled_from(KINDS)))
    if elements is None and dtype.kind in "iu":
        elements = st.integers(0 if dtype.kind == "u" else -8, 8)
    elif elements is None and dtype.kind == "f":
        elements = st.one_of(st.floats(-8, 8, width=16), hnp.from_dtype(dtype))
    shape = draw(st.one_of(*[st.just(shape) for shape in shapes] * 3, any_shape))
    return draw(st.sampled_from(LAYOUTS))(draw(hnp.arrays(dtype, shape, elements=elements)))


ANYTHING = st.one_of(SCALARS, arrays(), ODD)


def mostly(strategy):
    """What fits, five times in six, and anything else."""
    return st.integers(0, 5).flatmap(lambda n: ANYTHING if n == 0 else strategy)


def seen(value):
    """What can be told of a value without changing it."""
    if isinstance(value, np.ndarray):
        return str(type(value)), value.dtype.str, value.shape, value.strides, np.asarray(value).tobytes()
    if isinstance(value, dict):
        return {key: seen(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [seen(part) for part in value]
    return type(value), None if isinstance(value, count) else id(value)


def outcome(function, *arguments, **settings):
    """What the function gave, or REFUSED. Fails if it warned, changed an argument, or raised what is not ours."""
    before = seen([arguments, settings])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            result = function(*arguments, **settings)
        except Exception as error:
            check_ours(error)
            result = REFUSED
    assert seen([arguments, settings]) == before, "it changed an argument"
    return result


def check_ours(error):
    """One sentence that says what was expected and what came, raised by the course itself."""
    text, frame = str(error), error.__traceback__
    while frame.tb_next:
        frame = frame.tb_next
    if type(error) not in (ValueError, TypeError, Diverged) or not OURS & {
        *Path(frame.tb_frame.f_code.co_filename).parents
    }:
        raise error
    if type(error) is Diverged:
        form = r"[A-Z][^.\n]* (inf|nan|-inf|infinite) at step \d+: try a smaller learning rate\."
        assert re.fullmatch(form, text), text
    else:
        assert re.search(r"\bmust\b.*\bbut\b", text), text
        assert "\n" not in text and ". " not in text and re.search(r"[^.]\.$", text) and len(text) < 400, text
