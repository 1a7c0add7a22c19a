"""What a learner might hand in, as hypothesis draws it, and what must come of it: an answer or a sentence."""

import re
import warnings
from collections import Counter
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
TRIED = Counter()

KINDS = ["bool", "int8", "uint8", "int16", "uint16", "int32", "int64", "uint64", "float16", "float32", "float64",
         "longdouble", ">f8", ">i4"]  # fmt: skip
# No full stop in it: a message is one sentence, and repeats what came.
TEXT = st.text("abx01 ,;-+e\t\n\0é∞{}%'\"\\", max_size=12)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 12),
    st.sampled_from([2**63, -(2**63), 10**30, 10**400]),
    st.floats(-100, 100),
    st.floats(),
    st.sampled_from([5e-324, 1e-300, 1e300, 1.7e308, -0.0]),
    st.sampled_from([1j, Decimal("1"), Fraction(1, 3), ..., NotImplemented, object(), len, int, np.nan, b"01"]),
    TEXT,
    st.sampled_from([np.float16(1), np.float32(2), np.int8(3), np.uint8(3), np.longdouble(1), np.True_, np.str_("a")]),
)


class Subclass(np.ndarray):
    """An array of a class of the learner's own."""


@st.composite
def laid_out(draw, array):
    """The same numbers in another form: another order in memory, another class, another owner."""
    form = draw(st.sampled_from(["C", "F", "list", "strided", "reversed", "read-only", "memmap", "masked", "subclass",
                                 "nested tuple"]))  # fmt: skip
    if form == "F":
        return np.asfortranarray(array)
    if form == "list":
        return array.tolist()
    if form == "nested tuple":
        return tuple(map(tuple, array)) if array.ndim == 2 else tuple(array.tolist()) if array.ndim else array
    if form == "strided" and array.ndim:
        wide = np.repeat(array, 2, axis=-1)
        return wide[..., ::2]
    if form == "reversed" and array.ndim:
        return array[::-1].copy()[::-1]
    if form == "read-only":
        array = array.copy()
        array.flags.writeable = False
    elif form == "memmap" and array.size and array.ndim:
        import tempfile

        with tempfile.TemporaryFile() as file:
            mapped = np.memmap(file, array.dtype, "w+", shape=array.shape)
        mapped[:] = array
        return mapped
    elif form == "masked":
        return np.ma.masked_array(array, mask=draw(st.booleans()))
    elif form == "subclass":
        return array.view(Subclass)
    return array


@st.composite
def filled(draw, shape, elements=None, kinds=KINDS):
    """An array of this shape with numbers of any kind in it: mostly moderate ones, so that it can be of use."""
    dtype = np.dtype(draw(st.sampled_from(kinds)))
    if elements is None and draw(st.booleans()):
        elements = hnp.from_dtype(dtype)
    elif elements is None and dtype.kind == "f":
        elements = st.floats(-8, 8, width=16)
    elif elements is None:
        elements = st.integers(0 if dtype.kind == "u" else -8, 8) if dtype.kind != "b" else st.booleans()
    if dtype == np.longdouble:  # hypothesis does not know it
        return draw(hnp.arrays("float64", shape, elements=st.floats(-8, 8))).astype(dtype)
    return draw(hnp.arrays(dtype, shape, elements=elements))


@st.composite
def arrays(draw, *shapes):
    """An array of one of these shapes, or now and then of any other, in any form."""
    any_shape = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
    shape = draw(st.one_of(*[st.just(shape) for shape in shapes] * 3, any_shape))
    return draw(laid_out(draw(filled(shape))))


ODD = st.one_of(
    st.lists(SCALARS, max_size=4),
    st.lists(st.lists(SCALARS, max_size=3), max_size=3),
    st.lists(SCALARS, max_size=3).map(lambda values: np.array([*values, None], dtype=object)),
    hnp.arrays("complex64", (2, 2)),
    hnp.arrays("<U3", (2, 2), elements=st.text("ab1", max_size=3)),
    hnp.arrays("datetime64[s]", 2),
    st.dictionaries(st.integers(0, 3), st.floats(), max_size=3),
    st.sampled_from([{1, 2}, frozenset(), range(3), memoryview(b"abc"), [[]], (), {}]),
    st.builds(count),
    st.builds(lambda: (n for n in (1, 2))),
)
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
    TRIED["calls"] += 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            result = function(*arguments, **settings)
        except Exception as error:
            check_ours(error)
            TRIED["refused"] += 1
            result = REFUSED
    assert seen([arguments, settings]) == before, "it changed an argument"
    return result


def check_ours(error):
    """One sentence that says what was expected and what came, raised by mlp_core itself."""
    text = str(error)
    frame = error.__traceback__
    while frame.tb_next:
        frame = frame.tb_next
    where = Path(frame.tb_frame.f_code.co_filename)
    if type(error) not in (ValueError, TypeError, Diverged) or not OURS & {*where.parents}:
        raise error
    if type(error) is Diverged:
        assert re.fullmatch(r"[A-Z][^.\n]* (inf|nan|-inf|infinite) at step \d+: try a smaller learning rate\.", text), (
            text
        )
        return
    assert re.search(r"\bmust\b.*\bbut\b", text), text
    assert "\n" not in text and ". " not in text and re.search(r"[^.]\.$", text) and len(text) < 400, text
