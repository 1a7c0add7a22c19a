"""Lines of the learner's own source that are suspicious in a wrong answer. What is said of them is true anyway."""

import ast

import numpy as np

from .inspection import function_node, source


class Source:
    """What the suspicions read in a wrong answer: the tree of the source, its calls with their lines, the arguments."""

    def __init__(self, answer):
        self.tree, lines = function_node(answer.function)
        nodes = self.nodes = list(ast.walk(self.tree)) if self.tree else []
        self.reference = source(answer.exercise.reference)
        self.globals = getattr(answer.function, "__globals__", {})
        self.line = lambda node: lines[node.lineno - 1].strip()
        self.calls = [(node, getattr(node.func, "attr", "")) for node in nodes if isinstance(node, ast.Call)]
        self.names = {node.id for node in nodes if isinstance(node, ast.Name)}
        self.numbers = [node for node in nodes if isinstance(node, ast.Constant) and type(node.value) in (int, float)]
        self.arguments = dict(zip(answer.exercise.parameters, answer.case, strict=True))


def misused_function(answer):
    """np.multiply(a, b, c) multiplies two things, and puts the result into the third; shuffle(x) leaves y as it is."""
    seen = Source(answer)
    for found in shuffled_alone(seen):
        return found
    for node, name in seen.calls:
        if name in ("matmul", "dot", "multiply", "add", "subtract") and len(node.args) == 3:
            return "third_argument", (
                f"In the line `{seen.line(node)}`, the third argument of `np.{name}` is where the result goes. "
                f"It takes two things, and a third one needs a second call."
            )


def suspicious_line(answer):
    seen = Source(answer)
    return next((found for look in LOOKS for found in look(seen)), None) if seen.tree and answer.original else None


def own_random_numbers(source):
    for node, _ in source.calls:
        if "rng" in source.arguments and ast.unparse(node.func).startswith(("np.random.", "random.")):
            told = "draws numbers of its own. Draw them with the rng that you are given."
            yield "own_seed", f"The line `{source.line(node)}` {told}"


def shuffled_alone(source):
    arrays = {name for name, value in source.arguments.items() if np.ndim(value) == 2}
    for node, name in source.calls:
        for taken in {getattr(part, "id", "") for part in node.args} & arrays:
            if name in ("shuffle", "permutation", "permuted") and len(arrays) > 1:
                yield (
                    "shuffled_alone",
                    (
                        f"The line `{source.line(node)}` shuffles `{taken}` by itself, and along its rows. "
                        "One order of the columns must serve both arrays."
                    ),
                )


def argument_unused(source):
    """A number, a function or a generator that is never read."""
    for name, value in () if source.tree.args.vararg else source.arguments.items():
        if name not in source.names and (callable(value) or np.ndim(value) == 0 and not isinstance(value, dict)):
            fixed = [node for node in source.numbers if node.value not in (0, 1, 2)]
            there = f" In the line `{source.line(fixed[0])}` there is a fixed {fixed[0].value}." if fixed else ""
            yield f"{name}_unused", f"`{name}` is never used. What takes its place in your lines?{there}"


def tiny_step(source):
    for node in source.numbers:
        if 0 < node.value < 1e-9 and any(map(callable, source.arguments.values())):
            yield (
                "step_too_small",
                (
                    f"In the line `{source.line(node)}` the step {node.value} is so small that rounding spoils the "
                    "difference, or leaves nothing of it: a float has 16 digits."
                ),
            )


def replaced_in_a_loop(source):
    """total = ... in a loop, which only a line after the loop reads."""
    for loop in (node for node in source.nodes if isinstance(node, ast.For)):
        inside = list(ast.walk(loop))
        read = {node.id for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        for node in inside:
            name = getattr(node.targets[0], "id", "") if isinstance(node, ast.Assign) else ""
            if name and name not in read and name in source.names:
                yield (
                    "assigned",
                    (
                        f"The line `{source.line(node)}` replaces `{name}` in every round, "
                        "so only that of the last one is left. Should they be added up?"
                    ),
                )


def matrix_product(source):
    for node in source.nodes if "@" not in source.reference else ():
        product = isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult)
        if product or isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("dot", "matmul"):
            told = "is a matrix product. This task needs none: everything is entry by entry."
            yield "matrix_product", f"In the line `{source.line(node)}`, `{ast.unparse(node)}` {told}"


def from_the_notebook(source):
    """A variable of the notebook that is used in place of an argument."""
    here = {node.id for node in source.nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for node in source.nodes:
        name = getattr(node, "id", "")
        if name in source.globals and name not in here and name not in source.arguments:
            value = source.globals[name]
            if any(isinstance(part, np.ndarray) for part in (value.values() if isinstance(value, dict) else [value])):
                told = "is not an argument, but a variable of the notebook. The check calls it with other arrays."
                yield "from_the_notebook", f"The line `{source.line(node)}` uses `{name}`, which {told}"


LOOKS = [from_the_notebook, own_random_numbers, argument_unused, tiny_step, replaced_in_a_loop, matrix_product]
