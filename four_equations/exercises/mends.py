"""Mend the learner's own source by one small change: if that makes all right, it names the mistake and its line."""

import ast
import re
from contextlib import suppress
from itertools import permutations
from time import process_time

from .inspection import function_node

SECONDS = 0.045  # of the processor for all changes, so the likely ones stand first
# A name, what is the matter, and what stands there -> what would be right. P, Q and R are any expressions, N a number,
# F a function, `any` a sum or the like, and ... what else a call has in its brackets.
TABLE = """
turned_round: `{old}` has its two sides in the wrong order
    P - Q -> Q - P | P @ Q -> Q @ P | P / Q -> Q / P | np.dot(P, Q) -> np.dot(Q, P)
matrix_product: `{old}` is a matrix product, where entry by entry is meant
    P @ Q -> P * Q | np.dot(P, Q) -> P * Q | np.matmul(P, Q) -> P * Q | P.dot(Q) -> P * Q
    P @ Q.T -> P * Q | np.dot(P, Q.T) -> P * Q
entry_by_entry: `{old}` multiplies entry by entry, where a matrix product is meant
    P * Q -> P @ Q | np.multiply(P, Q) -> P @ Q
no_transpose: `{old}` needs a transpose
    P @ Q -> P.T @ Q | P @ Q -> P @ Q.T | P @ Q -> Q.T @ P | np.dot(P, Q) -> P.T @ Q | np.dot(P, Q) -> P @ Q.T
max_for_argmax: `{old}` gives the largest value, where its place is meant
    P.max(...) -> P.argmax(...) | max(P) -> np.argmax(P)
sum_for_mean: `{old}` is a sum, where a mean is meant
    P.sum(...) -> P.mean(...)
mean_for_sum: `{old}` is a mean, where a sum is meant
    P.mean(...) -> P.sum(...)
other_end: `{old}` looks for the wrong end
    P.min(...) -> P.max(...) | P.argmin(...) -> P.argmax(...) | np.minimum(...) -> np.maximum(...)
at_equality: `{old}` decides wrongly where both sides are equal
    P > Q -> P >= Q | P >= Q -> P > Q | P < Q -> P <= Q | P <= Q -> P < Q
comparison_turned: `{old}` is turned round
    P > Q -> P < Q | P < Q -> P > Q | P >= Q -> P < Q | P < Q -> P >= Q | P <= Q -> P > Q | P != Q -> P == Q
sigmoid_for_slope: `{old}` is the sigmoid, where its slope is meant
    sigmoid(P) -> sigmoid_prime(P)
slope_for_sigmoid: `{old}` is the slope of the sigmoid, where the sigmoid is meant
    sigmoid_prime(P) -> sigmoid(P)
brackets: `{old}` lacks brackets, or has them in the wrong place
    P / Q + R -> P / (Q + R) | P / Q - R -> P / (Q - R) | P / Q * R -> P / (Q * R) | P * Q + R -> P * (Q + R)
    P * Q - R -> P * (Q - R) | P - Q * R -> (P - Q) * R | P + Q * R -> (P + Q) * R | P - Q / R -> (P - Q) / R
    P + Q / R -> (P + Q) / R | P - Q ** R -> (P - Q) ** R | F(P) ** Q -> F(P ** Q)
wrong_operator: `{old}` has the wrong operator
    P + Q -> P - Q | P - Q -> P + Q | P * Q -> P / Q | P / Q -> P * Q | P += Q -> P -= Q | P -= Q -> P += Q
divided: the division by `{Q}` in `{old}` does not belong there
    P / Q -> P
too_much: `{old}` has a part too many: `{Q}`
    P * Q -> P | P + Q -> P | P - Q -> P | P ** Q -> P
too_much: `{old}` has a part too many: `{P}`
    P * Q -> Q | P + Q -> Q
minus: the minus in `{old}` does not belong there
    -P -> P
transposed: the transpose `{old}` does not belong there
    P.T -> P
too_much: the function in `{old}` does not belong there
    F(P, ...) -> P
wrong_number: the number `{old}` is wrong
    N -> N + 1 | N -> N - 1 | N -> N * 2 | N -> N / 2 | N -> -N | N -> 0
rows_for_columns: `{old}` mixes up rows and columns: each sample is a column
    P.shape[0] -> P.shape[1] | P.shape[1] -> P.shape[0] | len(P) -> P.shape[1] | P[Q, R] -> P[R, Q]
axis: `{old}` runs over the wrong entries, or loses a dimension: look at `axis` and `keepdims`
    np.any(P, ...) -> np.any(P, axis=0) | np.any(P, ...) -> np.any(P, axis=1) | P.any(...) -> P.any(axis=0)
    np.any(P, ...) -> np.any(P, axis=0, keepdims=True) | np.any(P, ...) -> np.any(P, axis=1, keepdims=True)
    P.any(...) -> P.any(axis=1) | P.any(...) -> P.any(axis=1, keepdims=True)
    P.any(...) -> P.any(axis=0, keepdims=True)
assigned: `=` replaces in every round what was there before, where a sum is meant
    P = Q -> P += Q
loop: `{old}` begins or ends in the wrong place
    range(P, ...) -> range(P + 1, ...) | range(P, ...) -> range(P - 1, ...) | range(P, Q, ...) -> range(P, Q + 1, ...)
    range(P, Q, ...) -> range(P, Q - 1, ...) | range(P) -> range(1, P + 1)
other_index: `{old}` has the wrong index, such as that of another layer
    P[Q + R] -> P[Q] | P[Q - R] -> P[Q] | P[Q + R] -> P[Q - R] | P[Q - R] -> P[Q + R]
    P[Q] -> P[Q + 1] | P[Q] -> P[Q - 1]
"""
REDUCTIONS = ("sum", "mean", "max", "min", "argmax", "argmin")
ENDLESS = (ast.While, ast.AsyncFor, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal)
OUTSIDE = {"open", "input", "exec", "eval", "sleep", "save", "savetxt", "system"}  # better not called again and again


def parsed(form):
    statement = ast.parse(form.strip()).body[0]
    return statement.value if isinstance(statement, ast.Expr) else statement


def rules(table):
    """(name, what is the matter, what stands there, what would be right) for each arrow of a table."""
    for line in table.strip().splitlines():
        if not line.startswith(" "):
            name, told = line.split(": ", 1)
            continue
        for rule in line.split("|"):
            for reduction in REDUCTIONS if ".any" in rule else [""]:
                wrong, right = rule.replace(".any", f".{reduction}").split("->")
                yield name, told, parsed(wrong), right


RULES = list(rules(TABLE))


def fits(form, node, found):
    """Whether a node has this form; what its letters and dots stand for is entered in `found`."""
    if isinstance(form, ast.Name) and form.id in "PQRFN":
        number = isinstance(node, ast.Constant) and type(node.value) in (int, float)
        return isinstance(node, ast.expr) and found.setdefault(form.id, node) is node and (number or form.id != "N")
    if isinstance(form, list):
        return len(form) == len(node) and all(fits(*pair, found) for pair in zip(form, node, strict=True))
    if type(form) is not type(node) or not isinstance(form, ast.AST):
        return form == node
    if isinstance(form, ast.Call) and form.args and getattr(form.args[-1], "value", None) is ...:
        first = len(form.args) - 1
        found["..."] = ", ".join(map(ast.unparse, [*node.args[first:], *node.keywords]))
        return fits(form.func, node.func, found) and fits(form.args[:first], node.args[:first], found)
    return all(fits(part, getattr(node, field), found) for field, part in ast.iter_fields(form) if field != "ctx")


def filled(form, found):
    """The node of a form with what its letters and dots stand for."""
    text = re.sub(r"\b[PQRFN]\b", lambda letter: f"({ast.unparse(found[letter[0]])})", form)
    return parsed(text.replace("...", found.get("...", "...")))


def slots(tree):
    """{kind of node: [(what holds it, its key there, node)]} of a function; a number in a tuple is one of a shape."""
    found = {}
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent) if parent not in (tree, tree.args) else [("body", tree.body)]:
            for key, node in enumerate(value) if isinstance(value, list) else [(field, value)]:
                if not isinstance(parent, ast.Tuple) or not isinstance(node, ast.Constant):
                    holder = value if isinstance(value, list) else vars(parent)
                    found.setdefault(type(node), []).append((holder, key, node))
    return found


def of_arguments(tree):
    """The rules for the arguments of a function and its loops: what stands in place of one of them."""
    names = [argument.arg for argument in tree.args.args]
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for name in names:
        if name not in used:
            yield f"fixed_{name}", f"it is always {{old}}, whatever `{name}` is", parsed("N"), name
    for loop in (node.target for node in ast.walk(tree) if isinstance(node, (ast.For, ast.comprehension))):
        for index in ("{}", "{} + 1", "{} - 1") if isinstance(loop, ast.Name) else ():
            yield "other_index", "`{old}` has the wrong index", parsed("P[Q]"), f"P[{index.format(loop.id)}]"
    for one, other in permutations(names, 2):
        yield f"{one}_for_{other}", "`{old}` is taken, where another argument belongs", parsed(one), other


def changes(tree):
    """(name, what is the matter, node, its parts) of each change, while the tree is changed."""
    places = slots(tree)
    for name, told, wrong, right in [*RULES, *of_arguments(tree)]:
        kind = ast.Constant if getattr(wrong, "id", "") == "N" else type(wrong)
        for holder, key, node in places.get(kind, ()):
            if fits(wrong, node, found := {}):
                with suppress(SyntaxError):  # as of a pair to which something is added
                    holder[key] = filled(right, found)
                    yield name, told, node, found
                holder[key] = node


def harmless(tree):
    """Whether a function may be called again and again with changes: it ends, and reaches nothing outside."""
    nodes = list(ast.walk(tree))
    words = {getattr(node, "id", getattr(node, "attr", "")) for node in nodes}
    return not words & OUTSIDE and not any(isinstance(node, ENDLESS) for node in nodes)


def mended(function, works, chosen):
    """(name, message) of the first change that makes `works(changed function)` true, or None.

    If the learner has `chosen` numbers, of which many are right, none is said to be wrong.
    """
    tree, lines = function_node(function)
    if tree is None or not harmless(tree):
        return None
    space = dict(function.__globals__)
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        with suppress(ValueError):  # one that is empty still
            space[name] = cell.cell_contents
    end = process_time() + SECONDS
    for name, told, node, found in changes(tree):
        if process_time() > end:
            return None
        if chosen and name == "wrong_number":
            continue
        try:
            exec(compile(ast.Module([tree], []), "<mended>", "exec"), own := dict(space))
        except Exception:  # the change makes no sense there
            continue
        if works(own[tree.name]):
            parts = {letter: ast.unparse(found.get(letter, node)) for letter in "PQ"}
            told = told.format(old=ast.unparse(node), **parts)
            return name, f"In the line `{lines[node.lineno - 1].strip()}`, {told}. The rest is right."
