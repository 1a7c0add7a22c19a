"""The questions of an exam paper: a network of small whole numbers, drawn from a student's id, and a patient of 08.

A box is one number that the student writes, as (array, row, column). What a named mistake writes there is found by
computing everything again with that mistake in it, and so is every later number that only follows from it.
"""

import random
import re
from hashlib import sha256
from typing import NamedTuple

import numpy as np

from four_equations.clinic.mistakes import FAULTY, by_the_transpose, errors, faulty_backward, zeroed
from four_equations.exercises import check
from mlp_core.activations import relu, relu_prime

LAYERS = [2, 3, 3]  # the last two are equal, so that a forgotten transpose still gives numbers
FORWARD, BACK = ("z[1]", "a[1]", "z[2]"), ("delta[2]", "delta[1]", "db[1]", "dW[2]", "dW[1]")
ROWS = {"dW[2]": slice(1)}  # of this array only the first row is asked
LARGEST = 60
TRIES = 100_000  # some hundreds are needed
SMALL = (-3, -2, -1, 1, 2, 3)  # weights, biases and inputs
ERRORS = (-7, -6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 7)  # of the outputs


class Sample(NamedTuple):
    """A network, relu and then linear, and one sample: dicts W and b by layer, and columns x and y, all of floats."""

    W: dict
    b: dict
    x: np.ndarray
    y: np.ndarray


class Mistake(NamedTuple):
    """A mistake that the course names: where, under which name, the arrays that it spoils itself, and its rule."""

    source: str
    name: str
    spoils: tuple
    changes: dict

    key = property(lambda self: f"{self.source}.{self.name}")

    @property
    def sentence(self):
        """What the course says of it, without the marks of emphasis."""
        known = FAULTY if self.source == "clinic" else getattr(check, self.source).mistakes
        return re.sub(r"\*(\w+)\*", r"\1", known[self.name].__doc__)


def slopes(z, a, l):
    """The slope of layer l at z: of relu in layer 1, of a linear output in layer 2."""
    return relu_prime.unchecked(z[l]) if l == 1 else np.ones_like(z[l])


def no_slopes(z, a, l):
    return np.ones_like(z[l])


def numbers(
    sample, W_2=lambda W: W, bias=1, sigma=relu.unchecked, target=1, slope=slopes, back=by_the_transpose, **changes
):
    """Everything that is asked, a dict of arrays, with the changes of a mistake.

    In the forward pass those are W_2, a function of W^2, a factor of the biases, and sigma of layer 1. `target` is a
    factor of y; `slope`, `back` and the other changes are those of the clinic's `errors` and `faulty_backward`.
    """
    W, b, y = sample.W, sample.b, target * sample.y
    z, a = {}, {0: sample.x}
    z[1] = W[1] @ a[0] + bias * b[1]
    a[1] = sigma(z[1])
    z[2] = a[2] = W_2(W[2]) @ a[1] + bias * b[2]
    delta = errors(W, z, a, y, slope, back)
    dW, db = faulty_backward(W, z, a, y, slope=slope, back=back, **changes)
    return dict(zip(FORWARD + BACK, (z[1], a[1], z[2], delta[2], delta[1], db[1], dW[2], dW[1]), strict=True))


def error_times(factor):
    """Slopes that make the error of the output `factor` times as large."""
    return lambda z, a, l: (factor if l == 2 else 1) * slopes(z, a, l)


def slope_first(W, a, delta, l):
    """What goes back if the slope of the layer where it arrives is applied before the weights."""
    return W[l + 1].T @ (delta[l + 1] * (a[l] > 0))


def turned(dW, m):
    """The transpose, where it has the shape that is asked."""
    return dW.T if dW.shape == dW.T.shape else dW


MISTAKES = {
    mistake.key: mistake
    for mistake in (
        Mistake("forward", "biases_forgotten", ("z[1]", "z[2]"), dict(bias=0)),
        Mistake("relu", "absolute", ("a[1]",), dict(sigma=np.abs)),
        Mistake("relu", "the_identity", ("a[1]",), dict(sigma=lambda z: z)),
        Mistake("layer_forward", "weights_transposed", ("z[2]",), dict(W_2=np.transpose)),
        Mistake("output_error", "y_minus_a", ("delta[2]",), dict(slope=error_times(-1))),
        Mistake("output_error", "doubled", ("delta[2]",), dict(slope=error_times(2))),
        Mistake("output_error", "added", ("delta[2]",), dict(target=-1)),
        Mistake("backward_with", "first_slope_for_all", ("delta[2]",), dict(slope=lambda z, a, l: relu_prime(z[l]))),
        Mistake("hidden_error", "no_transpose", ("delta[1]",), dict(back=lambda W, a, d, l: W[l + 1] @ d[l + 1])),
        Mistake("hidden_error", "slope_left_out", ("delta[1]",), dict(slope=no_slopes)),
        Mistake("hidden_error", "slope_before_the_weights", ("delta[1]",), dict(back=slope_first, slope=no_slopes)),
        Mistake("clinic", "biases_forgotten", ("db[1]",), dict(db=zeroed)),
        Mistake("weight_gradient", "swapped", ("dW[2]",), dict(dW=turned)),
        Mistake("clinic", "z_for_a", ("dW[2]",), dict(inputs=lambda z, a: {**z, 0: a[0]})),
        Mistake("clinic", "activation_of_the_same_layer", ("dW[2]",), dict(inputs=lambda z, a: {**a, 1: a[2]})),
    )
}


def boxes(arrays):
    """{(array, row, column): number} of what is asked of these arrays."""
    asked = {name: array[ROWS.get(name, slice(None))].tolist() for name, array in arrays.items()}
    return {
        (name, j, k): number + 0.0  # no -0
        for name, rows in asked.items()
        for j, row in enumerate(rows)
        for k, number in enumerate(row)
    }


def right_numbers(sample):
    """{box: number} of a Sample."""
    return boxes(numbers(sample))


def spoiled(sample, mistake, right):
    """{box: number} of what a mistake makes wrong, its own numbers and those that follow."""
    found = boxes(numbers(sample, **mistake.changes))
    return {box: number for box, number in found.items() if abs(number - right[box]) > 1e-9}


def wrong_numbers(sample):
    """{box: {key of a mistake: number}} of every number that a mistake makes wrong."""
    right = right_numbers(sample)
    wrong = {box: {} for box in right}
    for key, mistake in MISTAKES.items():
        for box, number in spoiled(sample, mistake, right).items():
            wrong[box][key] = number
    return wrong


def friendly(sample):
    """Whether nothing is 0 but for the dead relu, one output is negative, and all numbers are small."""
    right = numbers(sample)
    never = sample.y, right["z[2]"], right["delta[1]"][right["z[1]"] > 0]
    largest = max(np.abs(array).max() for array in (sample.y, *right.values()))
    return all(map(np.all, never)) and (right["z[2]"] < 0).any() and largest <= LARGEST


def unambiguous(sample):
    """Whether every wrong number betrays one mistake alone, and no mistake gives a right number by accident.

    It is no accident if it is so in a network of no particular numbers: there a dead relu hides the mistake.
    """
    right, known = right_numbers(sample), set()
    for mistake in MISTAKES.values():
        found = spoiled(sample, mistake, right).items()
        if known & found:
            return False
        known |= found
    wrong = wrong_numbers(sample)
    return all(wrong[box].keys() == of_one.keys() for box, of_one in wrong_numbers(nudged(sample)).items())


def nudged(sample):
    """The sample with every number moved a little, so that none is whole any more and no sign changes."""
    rng = np.random.default_rng(0)

    def moved(array):
        return array + 1e-4 * rng.random(array.shape)

    W, b = ({l: moved(array) for l, array in part.items()} for part in sample[:2])
    return Sample(W, b, moved(sample.x), moved(sample.y))


def generator(*words):
    """A random.Random that these words begin, the same on every machine and in every version of Python.

    Of its methods only `random` is promised to stay as it is.
    """
    return random.Random(int.from_bytes(sha256("\n".join(words).encode()).digest(), "big"))


def choice(rng, things):
    return things[int(rng.random() * len(things))]


def draw(rng):
    """The first Sample that `rng` gives which is friendly and unambiguous. Raises RuntimeError if none seems to be."""

    def array(rows, columns=1, of=SMALL):
        return np.array([[float(choice(rng, of)) for _ in range(columns)] for _ in range(rows)])

    inputs, hidden, outputs = LAYERS
    for _ in range(TRIES):
        W, b, x = {1: array(hidden, inputs)}, {1: array(hidden)}, array(inputs)
        z = W[1] @ x + b[1]
        if np.sum(z < 0) == 1 and z.all():
            W[2], b[2] = array(outputs, hidden), array(outputs)
            answer = W[2] @ relu.unchecked(z) + b[2]
            sample = Sample(W, b, x, answer - array(outputs, of=ERRORS))
            if friendly(sample) and unambiguous(sample):
                return sample
    raise RuntimeError(f"None of {TRIES} networks tells all mistakes apart: two of MISTAKES may be the same.")
