"""Exercises of notebook 02 that ask for the weights of neurons: gates, and XOR.

Many weights are right, so an answer is judged by what it does.
"""

import numpy as np

from .chosen_weights import CORNERS, answers, finite, flat, listed, network, point
from .engine import exercise, hints, mistakes
from .equality import Behaviour, Mismatch
from .n02_forward_pass import forward, sigmoid

GATES = {"and": "0001", "or": "0111", "nand": "1110"}  # at CORNERS


def gate_answers(value):
    """What each gate answers at the four corners."""
    if not isinstance(value, dict):
        raise TypeError("not a dict")
    value = {str(key).lower(): own for key, own in value.items()}
    if not GATES.keys() <= value.keys():
        keys = listed([repr(key) for key in value]) if value else "none"
        raise Mismatch("keys", f"The dict must have the keys 'and', 'or' and 'nand', but has {keys}.")
    found, told = {}, []
    for gate, right in GATES.items():
        name = f'the neuron "{gate}"'
        w = finite(flat(value[gate], name, 3), name)
        z = [w @ (*x, 1) for x in CORNERS]
        found[gate] = answers(z, [abs(w) @ (*x, 1) for x in CORNERS])
        for answer in "?01":
            wrong = [i for i, (ours, must) in enumerate(zip(found[gate], right, strict=True)) if answer == ours != must]
            where = listed([point(CORNERS[i]) for i in wrong]) if wrong else ""
            if wrong and answer == "?":
                told.append(f"Your {gate.upper()} has z = 0 at {where}: the boundary must not pass through a corner.")
            elif wrong:
                values = listed(dict.fromkeys(f"{z[i]:.4g}" for i in wrong))
                told.append(f"Your {gate.upper()} says {answer} at {where}, where z is {values}.")
    return Behaviour(found, " ".join(told))


@exercise("02", cases=[()], view=gate_answers)
@hints(
    "Draw the four corners and a line that has all the corners with the answer 1 on one side.",
    "With both weights 1, what is w·x at each corner? Choose b so that z is 0 between the two right values.",
    "NAND says the opposite of AND everywhere. What happens to the answer when z changes its sign?",
)
def gates():
    """{"and": (w0, w1, b), "or": (w0, w1, b), "nand": (w0, w1, b)}: neurons that say 1 where w0 x0 + w1 x1 + b > 0."""
    return {"and": (1, 1, -1.5), "or": (1, 1, -0.5), "nand": (-1, -1, 1.5)}


mistakes(
    gates,
    "and_or_swapped: Your AND answers like OR, and your OR like AND. Which of them needs both inputs?",
    lambda: gates() | {"and": gates()["or"], "or": gates()["and"]},
    "nand_is_and: Your NAND answers like AND. It must say the opposite at every corner.",
    lambda: gates() | {"nand": gates()["and"]},
    "nand_is_nor: Your NAND says 1 at (0, 0) alone, so it is a NOR. NAND says 0 only where both inputs are 1.",
    lambda: gates() | {"nand": (-1, -1, 0.5)},
    "biases_forgotten: Your biases are 0, so every boundary passes through (0, 0). Between which corners must it pass?",
    lambda: {gate: (*w, 0) for gate, (*w, _) in gates().items()},
    "biases_turned_round: Your AND and OR say 1 everywhere, and your NAND says 0. Which sign must each bias have?",
    lambda: {gate: (*w, -b) for gate, (*w, b) in gates().items()},
    "zero_taken_for_one: z is exactly 0 at corners where AND and OR must say 1, but a neuron says 1 only above 0. "
    "Let each boundary pass between the corners.",
    lambda: {"and": (1, 1, -2), "or": (1, 1, -1), "nand": (-1, -1, 2)},
)


LESSON = {"0111": "OR", "0001": "AND", "1000": "NOR", "1110": "NAND"}


def xor_answers(value):
    """What the network answers at the four corners; if that is XOR, which hidden neurons answer as in the lesson."""
    W, b = network(value, 2, 2, 1)
    z, a = forward(np.array(CORNERS, float).T, W, b, sigmoid)
    size = {l: abs(W[l]) @ a[l - 1] + abs(b[l]) for l in W}
    found = answers(z[2][0], size[2][0])
    if found == "0110":
        hidden = [answers(*rows).replace("?", "0") for rows in zip(z[1], size[1], strict=True)]  # as only a > 1/2 is 1
        old = [j for j in range(2) if hidden[j] in LESSON]
        lines = listed([f"hidden neuron {j} still answers like {LESSON[hidden[j]]}" for j in old]) if old else ""
        return Behaviour(f"{found}, {old}", f"It solves XOR, but {lines}, as in the lesson. Find another line.")
    told = []
    for x, ours, right, output in zip(CORNERS, found, "0110", a[2][0], strict=True):
        if ours != right:
            is_now = "exactly 1/2" if ours == "?" else f"{output:.4g}"
            told.append(
                f"At {point(x)} the output is {is_now}, but must be {'below' if right == '0' else 'above'} 1/2."
            )
    return Behaviour(found, " ".join(told))


@exercise("02", cases=[()], view=xor_answers)
@hints(
    "The lesson cuts off (0, 0) and (1, 1), the corners where XOR says 0. Which other two could lines cut off?",
    "Let hidden neuron 0 say 1 at (1, 0) alone, with weights of opposite sign, and neuron 1 at (0, 1) alone.",
    "Now the output has to say 1 if one of them does. With large weights, such as 20, each answer is near 0 or 1.",
)
def xor_weights():
    """(W, b), dicts by layer, of a 2-2-1 network of sigmoid neurons that solves XOR, but without OR and AND."""
    steep = 20
    W = {1: steep * np.array([[1, -1], [-1, 1]]), 2: steep * np.array([[1, 1]])}
    b = {1: steep * np.array([[-0.5], [-0.5]]), 2: steep * np.array([[-0.5]])}
    return W, b


def two_two_one(first, second, output):
    """A mistake: a steep 2-2-1 network, each of whose neurons has the weights and bias (w0, w1, b)."""
    rows = {1: 20 * np.array([first, second]), 2: 20 * np.array([output])}
    return lambda: ({l: rows[l][:, :2] for l in rows}, {l: rows[l][:, 2:] for l in rows})


ONLY_10, ONLY_01 = (1, -1, -0.5), (-1, 1, -0.5)
OR, AND, NAND, ALWAYS, NOTHING = (1, 1, -0.5), (1, 1, -1.5), (-1, -1, 1.5), (1, 1, 0.5), (0, 0, 0)
mistakes(
    xor_weights,
    "the_lesson_again: It solves XOR, but with the two lines of the lesson. Which other pair of lines would do?",
    two_two_one(OR, AND, ONLY_10),
    "turned_round: It says the opposite of XOR at every corner. How do you turn the answer of the output neuron round?",
    two_two_one(ONLY_10, ONLY_01, (-1, -1, 0.5)),
    "undecided: The output is exactly 1/2 at all four corners, because its z is 0. Nothing is decided yet.",
    two_two_one(NOTHING, NOTHING, NOTHING),
    "always_zero: It says 0 at all four corners. What do the hidden neurons pass on at (1, 0), and is it enough?",
    two_two_one(ONLY_10, ONLY_01, AND),
    "always_one: It says 1 at all four corners. What does the output neuron get at (0, 0)? If the hidden "
    "activations there are not near 0, make the weights larger; if they are, look at the last bias.",
    two_two_one(ONLY_10, ONLY_01, ALWAYS),
    "only_or: It answers like OR. At (1, 1) something has to pull the output down again.",
    two_two_one(OR, OR, OR),
    "only_nand: It answers like NAND. At (0, 0) something has to pull the output down.",
    two_two_one(NAND, NAND, OR),
    "only_and: It answers like AND, which is right at (0, 0) alone. Where must XOR say 1?",
    two_two_one(AND, AND, OR),
)
