"""Mend the learner's own source by one small change: if that makes all right, it names the mistake and its line.

A rule takes a node of the source and the Names in it, and yields (name, what is the matter, the node instead).
"""

import ast
import copy
from itertools import islice
from time import monotonic

from .composing import filled, operation
from .inspection import function_node
from .rules import MENDS, OTHER_FUNCTIONS

AT_MOST = 120  # changes that are tried
SECONDS = 2  # for an answer that takes long itself
NEVER = (
    ast.While,
    ast.AsyncFor,
    ast.Import,
    ast.ImportFrom,
    ast.Global,
    ast.Nonlocal,
)  # it might not end, or not be the same
OUTSIDE = {"open", "input", "exec", "eval", "sleep", "save", "savetxt", "system"}  # better not called again and again


class Names:
    """The names in a function: its parameters, those that it uses, its loop variables, and what its loops assign."""

    def __init__(self, tree):
        nodes = list(ast.walk(tree))
        loops = [node for node in nodes if isinstance(node, (ast.For, ast.comprehension))]
        self.parameters = [argument.arg for argument in tree.args.args]
        self.used = {node.id for node in nodes if isinstance(node, ast.Name)}
        self.loops = [loop.target.id for loop in loops if isinstance(loop.target, ast.Name)]
        inside = [node for loop in loops if isinstance(loop, ast.For) for node in ast.walk(loop)]
        self.assigned = [node for node in inside if isinstance(node, ast.Assign) and len(node.targets) == 1]


def changed(node, **fields):
    other = copy.copy(node)
    vars(other).update(fields)
    return other


def operators(node, names):
    rule, operands = operation(node)
    if rule in ("p + q", "p - q") and getattr(operands["q"], "value", None) == 1:
        yield "off_by_one", "`{old}` is off by one", operands["p"]
    yield from brackets(node)
    for name, told, code in MENDS.get(rule, ()):
        for letter in operands:
            told = told.replace(f"{{{letter}}}", ast.unparse(operands[letter]))
        yield name, told, filled(code, operands)


def brackets(node):
    """Brackets that are missing around a sum or a difference, or around the inside of a function."""
    told = "`{old}` lacks brackets, or has them in the wrong place"
    left, right = getattr(node, "left", None), getattr(node, "right", None)
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        if isinstance(left, ast.BinOp) and isinstance(left.op, (ast.Mult, ast.Div)):  # p / q + r
            yield "brackets", told, changed(left, right=changed(node, left=left.right))
        if isinstance(right, ast.BinOp) and isinstance(right.op, (ast.Mult, ast.Div, ast.Pow)):  # p - q / r
            yield "brackets", told, changed(right, left=changed(node, right=right.left))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and isinstance(left, ast.Call) and left.args:
        yield "brackets", told, changed(left, args=[changed(node, left=left.args[0]), *left.args[1:]])


def functions(node, names):
    """Another function, another axis, none at all, or numbers from the given generator."""
    name = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
    if name in OTHER_FUNCTIONS:
        other, told = OTHER_FUNCTIONS[name]
        field = "attr" if isinstance(node.func, ast.Attribute) else "id"
        yield f"{name}_for_{other}", told, changed(node, func=changed(node.func, **{field: other}))
    if name in ("sum", "mean", "max", "min", "argmax", "argmin"):
        given = node.args[:1] if ast.unparse(node.func).startswith("np.") else []
        for axis in ("axis=0", "axis=1", "axis=0, keepdims=True", "axis=1, keepdims=True"):
            told = "`{old}` runs over the wrong entries, or loses a dimension: look at `axis` and `keepdims`"
            yield "axis", told, changed(node, args=given, keywords=ast.parse(f"f({axis})").body[0].value.keywords)
    if "rng" in names.parameters and name and ast.unparse(node.func).startswith(("np.random.", "random.")):
        told = "`{old}` draws numbers of its own, and the given `rng` is left out"
        yield "own_seed", told, changed(node, func=filled(f"rng.{name}", {}))
    if name not in ("", "range", "len", "sorted") and len(node.args) == 1:
        yield "too_much", "the function in `{old}` does not belong there", node.args[0]


def sums(node, names):
    """In a loop, `total = x` where `total += x` is meant."""
    if node in names.assigned:
        told = "`=` replaces in every round what was there before, where a sum is meant"
        yield "assigned", told, ast.AugAssign(node.targets[0], ast.Add(), node.value)


def numbers(node, names):
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        for name in names.parameters:
            if name not in names.used:
                yield f"fixed_{name}", f"it is always {{old}}, whatever `{name}` is", filled(name, {})
        for value in (node.value + 1, node.value - 1) if type(node.value) is int else ():
            yield "off_by_one", "the {old} is off by one", ast.Constant(value)
        for factor in (2, 0.5, -1, 0) if node.value else ():
            yield "wrong_number", "the number {old} is wrong", ast.Constant(node.value * factor)


def sizes(node, names):
    """Rows for columns: in `shape[0]`, and in an index [i, j]."""
    if isinstance(node, ast.Subscript) and getattr(node.value, "attr", "") == "shape":
        if isinstance(node.slice, ast.Constant) and node.slice.value in (0, 1):
            told = "`{old}` counts along the wrong axis: each sample is a column"
            yield "rows_for_columns", told, changed(node, slice=ast.Constant(1 - node.slice.value))
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple) and len(node.slice.elts) == 2:
        told = "`{old}` has the row and the column in the wrong order"
        yield "index_order", told, changed(node, slice=changed(node.slice, elts=node.slice.elts[::-1]))


def layers(node, names):
    """The layer after, the one before, or that of the loop, in place of a layer."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and isinstance(node.value, ast.Name):
        if not isinstance(node.slice, (ast.Slice, ast.Tuple)):
            own = ast.unparse(node.slice)
            for index in [
                f"{own} + 1",
                f"{own} - 1",
                *(loop + step for loop in names.loops for step in ("", " + 1", " - 1")),
            ]:
                yield "other_layer", "`{old}` belongs to another layer", changed(node, slice=filled(index, {}))


def arguments(node, names):
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names.parameters:
        for other in names.parameters:
            if other != node.id:
                told = f"`{node.id}` is taken, where another argument belongs"
                yield f"{node.id}_for_{other}", told, filled(other, {})


RULES = [operators, functions, sums, sizes, numbers, layers, arguments]


def slots(tree):
    """(parent's fields or list, key, node) of every expression and statement; a number in a tuple is one of a shape."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if isinstance(value, ast.AST) and parent is not tree:
                yield vars(parent), field, value
            elif isinstance(value, list):
                for i, part in enumerate(value):
                    if not isinstance(parent, ast.Tuple) or not isinstance(part, ast.Constant):
                        yield value, i, part


def changes(tree, rules):
    """(name, what is the matter, line number) of each change, while the tree is changed."""
    names, places = Names(tree), [slot for slot in slots(tree) if isinstance(slot[2], (ast.expr, ast.stmt))]
    for rule in rules:
        for holder, key, node in places:
            for name, told, other in rule(node, names):
                holder[key] = other
                for part in ast.walk(other):
                    if not hasattr(part, "lineno"):
                        ast.copy_location(part, node)
                yield name, told.replace("{old}", ast.unparse(node)), node.lineno
                holder[key] = node


def mended(function, works, chosen=False):
    """(name, message) of the first change that makes `works(changed function)` true, or None.

    Where the learner has `chosen` numbers, of which many are right, only operators and functions are changed.
    """
    tree, lines = function_node(function)
    words = {getattr(node, "id", getattr(node, "attr", "")) for node in ast.walk(tree)} if tree else OUTSIDE
    if words & OUTSIDE or any(isinstance(node, NEVER) for node in ast.walk(tree)):
        return None
    cells = [cell.cell_contents for cell in function.__closure__ or ()]
    space = function.__globals__ | dict(zip(function.__code__.co_freevars, cells, strict=True))
    end = monotonic() + SECONDS
    for name, told, number in islice(changes(tree, RULES[: 4 if chosen else None]), AT_MOST):
        if monotonic() > end:
            return None
        own = dict(space)
        try:
            exec(compile(ast.Module([tree], []), "<mended>", "exec"), own)
        except Exception:  # the change makes no sense there
            continue
        if works(own[tree.name]):
            return name, f"In the line `{lines[number - 1].strip()}`, {told}. The rest is right."
