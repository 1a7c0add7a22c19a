"""Explain an error that an answer raises: the learner's own line, and what the error means in the course's terms."""

import re
import traceback

OTHERS = ("four_equations", "mlp_core", "numpy")  # whose lines are not the learner's own
SHAPE = re.compile(r"\((\d+(?:,\s*\d*)*)\)")


def own_line(error):
    """The last line of the learner's own code that the error came through, or None."""
    frames = traceback.extract_tb(error.__traceback__)[1:]
    own = [frame.line for frame in frames if not any(name in frame.filename for name in OTHERS)]
    return own[-1] if own and own[-1] else None


def raised(error, cause):
    """Two sentences: the line and the error, and its cause."""
    line = own_line(error)
    where = f"In the line `{line}` it" if line else "It"
    text = " ".join(str(error).split()).rstrip(".") or "no message"
    return f"{where} stops with {type(error).__name__}: {text}. {cause}"


def shapes_in(error):
    """The shapes that a message of numpy names."""
    return [tuple(map(int, re.findall(r"\d+", found))) for found in SHAPE.findall(str(error))]


def cause_in_the_shapes(error):
    """(name, sentence) if the two shapes that do not fit give their cause away."""
    if re.search(MEANINGS[2][0], str(error)):
        return "one_number_at_a_time", MEANINGS[2][1]
    if isinstance(error, KeyError) and len(error.args) == 1 and type(error.args[0]) is int:
        return "no_such_layer", (
            f"There is no entry {error.args[0]}. The layers count from 1 to L, and only a has an entry 0, the input: "
            "where does the loop begin and end, and which index is needed here?"
        )
    if not isinstance(error, ValueError) or len(shapes := shapes_in(error)[:2]) != 2:
        return None
    flat = [shape for shape in shapes if len(shape) == 1]
    if len(flat) == 1:
        return "flat", (
            f"The array of shape ({flat[0][0]},) is flat, and numpy takes a flat array for a row. "
            "Keep it in two dimensions: `ravel`, `flatten` and sums without `keepdims=True` make arrays flat."
        )
    one, other = shapes
    if one == other[::-1] and one != other and "broadcast" in str(error):
        return "transposed", "One of the two is the transpose of what is needed: their rows and columns are exchanged."
    if len(one) == len(other) == 2 and one[1] == other[1] and abs(one[0] - other[0]) == 1 and "broadcast" in str(error):
        return "one_row_too_many", (
            f"One side has {max(one[0], other[0])} rows and the other {min(one[0], other[0])}, so one row is extra. "
            "Is a column of ones for the bias, or a row that belongs to it, still in there?"
        )


MEANINGS = [  # what the message of an error contains, what that means
    (r"matmul|shapes.*aligned", "In a product with `@` the inner sizes must be equal. "
     "Print both shapes: which two arrays meet there, and from which layers do they come?"),
    (r"broadcast", "Entry by entry, as with `*` or `+`, both shapes must fit. "
     "Print both: which two arrays meet there, and from which layers do they come?"),
    (r"only 0-dimensional arrays|only length-1 arrays|truth value of an array",
     "That works for one number, but an array came. The functions of numpy take each entry by itself."),
    (r"axis.*out of bounds",
     "Rows are axis 0 and columns axis 1. Which of them does this array have, and which index is meant?"),
    (r"invalid index to scalar|not subscriptable",
     "That is a single number, which has no entries. Was an array meant?"),
    (r"'function'|missing 1 required positional argument",
     "A function has to be called, with everything that it needs in its brackets. What does this one take?"),
    (r"'dict'", "That is a dict by layer, not an array. Compute with its entries, one layer after the other."),
]  # fmt: skip


def meaning(error):
    """Explain the usual errors of numpy and Python in the terms of the course."""
    for pattern, sentence in MEANINGS:
        if re.search(pattern, str(error)):
            return sentence
    if isinstance(error, ZeroDivisionError):
        return "For which input is the denominator 0?"
    if isinstance(error, (KeyError, IndexError)):
        return "There is no such layer or place. Where does the loop begin and end, and what index is needed here?"
    if isinstance(error, NameError):
        return "A name is missing: is it one of the arguments, or was its cell not run?"
    return "What did you expect in this line?"
