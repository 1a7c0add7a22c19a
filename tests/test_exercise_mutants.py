"""Wrong answers that nobody listed: each reference with one operator, index, axis, number or transpose changed."""

import ast
import textwrap

import pytest

from four_equations.exercises.engine import EXERCISES, source

GENERIC = {"wrong_value"}  # its sentence only says where the answer is farthest off
OPERATORS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.MatMult, ast.MatMult: ast.Mult, ast.Div: ast.Mult}
COMPARISONS = {ast.Eq: ast.NotEq, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.Lt: ast.GtE}

EQUIVALENT = {("numerical_derivative", "1e-05 -> 2e-05")}  # as exact as the step of the reference


def mutants(tree):
    """(what was changed, changed copy of the tree) for each single change."""
    count = sum(1 for _ in ast.walk(tree))
    for place in range(count):
        for change in (operator, comparison, transpose, number, keepdims, name_of_sum):
            copy = ast.parse(ast.unparse(tree))
            node = list(ast.walk(copy))[place]
            if (done := change(node)) is not None:
                yield done, ast.fix_missing_locations(copy)


def operator(node):
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        before = ast.unparse(node)
        node.op = OPERATORS[type(node.op)]()
        return f"{before} -> {ast.unparse(node)}"
    return None


def comparison(node):
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        before = ast.unparse(node)
        node.ops = [COMPARISONS[type(node.ops[0])]()]
        return f"{before} -> {ast.unparse(node)}"
    return None


def transpose(node):
    """W.T becomes W: the attribute gives way to what it is taken of."""
    for field, value in ast.iter_fields(node):
        if isinstance(value, ast.Attribute) and value.attr == "T":
            before = ast.unparse(node)
            setattr(node, field, value.value)
            return f"{before} -> {ast.unparse(node)}"
    return None


def number(node):
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        before, node.value = node.value, 1 - node.value if node.value in (0, 1) else 2 * node.value
        return f"{before} -> {node.value}"
    return None


def keepdims(node):
    if isinstance(node, ast.keyword) and node.arg == "keepdims":
        node.value = ast.Constant(False)
        return "keepdims=False"
    return None


def name_of_sum(node):
    if isinstance(node, ast.Attribute) and node.attr in ("sum", "mean", "max", "argmax"):
        before = node.attr
        node.attr = {"sum": "mean", "mean": "sum", "max": "min", "argmax": "argmin"}[before]
        return f"{before} -> {node.attr}"
    return None


def verdicts(exercise):
    """(what was changed, verdict) for every mutant of the reference."""
    tree = ast.parse(textwrap.dedent(source(exercise.reference)))
    for change, mutant in mutants(tree):
        namespace = dict(exercise.reference.__globals__)
        exec(compile(mutant, "mutant", "exec"), namespace)
        yield change, exercise(namespace[exercise.name])


SEEN = {"all": 0, "specific": 0}


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda exercise: exercise.name)
def test_every_mutant_is_refused(exercise):
    passed, unspecific = [], []
    for change, verdict in verdicts(exercise):
        if (exercise.name, change) in EQUIVALENT:
            assert verdict.passed
            continue
        if verdict.passed:
            passed.append(change)
            continue
        SEEN["all"] += 1
        SEEN["specific"] += verdict.mistake not in GENERIC
        if verdict.mistake in GENERIC:
            unspecific.append((change, verdict.mistake, verdict.message))
    print(exercise.name, "passed:", passed, "generic:", *unspecific, sep="\n  ")
    assert not passed


def test_most_mutants_get_a_sentence_of_their_own():
    print(f"{SEEN['specific']} of {SEEN['all']} refused mutants get a specific sentence")
    assert SEEN["specific"] / SEEN["all"] > 0.5
