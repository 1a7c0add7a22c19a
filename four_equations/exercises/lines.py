"""What the lines of a learner's own source tell: one that stops with an error, and those that are suspicious."""

import ast
import re
import traceback

import numpy as np

from .inspection import function_node

OTHERS = ("four_equations", "mlp_core", "numpy", "copy.py")  # whose lines are not the learner's own
BOTH = "Print both shapes: which two arrays meet there, and from which layers do they come?"
MEANINGS = [  # what the kind of an error and its message contain, the name of the mistake, what that means
    (r"only 0-dimensional|only length-1 arrays|truth value of an array", "one_number_at_a_time",
     "That works for one number, but an array came. The functions of numpy take each entry by itself."),
    (r"KeyError: \d+$", "no_such_layer",
     "There is no such layer. They count from 1 to L, and only a has an entry 0, the input: where does the loop begin "
     "and end, and which index is needed here?"),
    (r"\(\d+,\).*\(\d+,\d+\)|\(\d+,\d+\).*\(\d+,\)", "flat",
     "One of the two arrays is flat, and numpy takes a flat array for a row. Keep it in two dimensions: `ravel`, "
     "`flatten` and sums without `keepdims=True` make arrays flat."),
    (r"broadcast.*\((\d+),(\d+)\) \((?!\1)\2,\1\)", "transposed",
     "One of the two is the transpose of what is needed: their rows and columns are exchanged."),
    (r"matmul|shapes.*aligned", "raises", f"In a product with `@` the inner sizes must be equal. {BOTH}"),
    (r"broadcast", "raises", f"Entry by entry, as with `*` or `+`, both shapes must fit. {BOTH}"),
    (r"axis.*out of bounds", "raises",
     "Rows are axis 0 and columns axis 1. Which of them does this array have, and which index is meant?"),
    (r"invalid index to scalar|not subscriptable", "raises",
     "That is a single number, which has no entries. Was an array meant?"),
    (r"'function'|missing 1 required positional argument", "raises",
     "A function has to be called, with everything that it needs in its brackets. What does this one take?"),
    (r"'dict'", "raises",
     "That is a dict by layer, not an array. Compute with its entries, one layer after the other."),
    (r"^ZeroDivisionError", "raises", "For which input is the denominator 0?"),
    (r"^(Key|Index)Error", "raises", "There is no such place. Which index is needed here?"),
    (r"^NameError", "raises", "A name is missing: is it one of the arguments, or was its cell not run?"),
    (r"", "raises", "What did you expect in this line?"),
]  # fmt: skip


def cause(error):
    """(name, sentence): what an error of numpy or Python means in the terms of the course."""
    text = f"{type(error).__name__}: {' '.join(str(error).split())}"
    return next((name, told) for pattern, name, told in MEANINGS if re.search(pattern, text))


def raised(error, told):
    """Two sentences: the learner's own line and the error, and what it means."""
    frames = traceback.extract_tb(error.__traceback__)[1:]
    own = [frame.line for frame in frames if not any(name in frame.filename for name in OTHERS)]
    where = f"In the line `{own[-1]}` it" if own and own[-1] else "It"
    text = " ".join(str(error).split()).rstrip(".") or "no message"
    return f"{where} stops with {type(error).__name__}: {text}. {told}"


def read(answer):
    """The nodes of an answer's source, a function that gives the line of one, and the arguments by name."""
    tree, text = function_node(answer.function)
    arguments = dict(zip(answer.exercise.parameters, answer.case, strict=True))
    return list(ast.walk(tree)) if tree else [], lambda node: text[node.lineno - 1].strip(), arguments


def names(nodes, context):
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, context)}


def misused(answer):
    """np.multiply(a, b, c) multiplies two things, and puts the result into the third; shuffle(x) leaves y as it is."""
    nodes, line, arguments = read(answer)
    arrays = {name for name, value in arguments.items() if np.ndim(value) == 2}
    for node in (node for node in nodes if isinstance(node, ast.Call)):
        name, shuffled = getattr(node.func, "attr", ""), names(node.args, ast.Load) & arrays
        if name in ("matmul", "dot", "multiply", "add", "subtract") and len(node.args) == 3:
            return "third_argument", (
                f"In the line `{line(node)}`, the third argument of `np.{name}` is where the result goes. "
                "It takes two things, and a third one needs a second call."
            )
        if name in ("shuffle", "permutation", "permuted") and len(arrays) > 1 and shuffled:
            return "shuffled_alone", (
                f"The line `{line(node)}` shuffles `{min(shuffled)}` by itself, and along its rows. "
                "One order of the columns must serve both arrays."
            )


def suspicious(answer):
    """A variable of the notebook, numbers of its own, an argument that is never read, or a name replaced in a loop."""
    nodes, line, arguments = read(answer)
    own, used = names(nodes, ast.Store) | arguments.keys(), names(nodes, ast.Load)
    variables = getattr(answer.function, "__globals__", {})
    for node in nodes:
        value = variables.get(node.id) if isinstance(node, ast.Name) and node.id not in own else None
        if any(isinstance(part, np.ndarray) for part in (value.values() if isinstance(value, dict) else [value])):
            told = "is not an argument, but a variable of the notebook. The check calls it with other arrays."
            return "from_the_notebook", f"The line `{line(node)}` uses `{node.id}`, which {told}"
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if called.startswith(("np.random.", "random.")) and "rng" in arguments:
            return "own_seed", f"The line `{line(node)}` draws its own numbers. Draw them with the rng."
        inside = list(ast.walk(node)) if isinstance(node, ast.For) else []
        for part in (part for part in inside if isinstance(part, ast.Assign)):
            if names(part.targets[:1], ast.Store) & used - names(inside, ast.Load):
                told = "in every round, so only that of the last one is left. Should they be added up?"
                return "assigned", f"The line `{line(part)}` replaces `{part.targets[0].id}` {told}"
        if isinstance(node, ast.Constant) and type(node.value) is float and 0 < node.value < 1e-9:
            if any(map(callable, arguments.values())):
                told = "it is so small that rounding spoils the difference, or all of it: a float has 16 digits."
                return "step_too_small", f"The line `{line(node)}` has {node.value}. As a step, {told}"
    readable = nodes and not answer.error and not nodes[0].args.vararg
    for name, value in arguments.items() if readable else ():
        if name not in used and (callable(value) or np.ndim(value) == 0 and not isinstance(value, dict)):
            return f"{name}_unused", f"`{name}` is never used. What takes its place in your lines?"
