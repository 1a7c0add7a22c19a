"""Read off a function, without calling it, its source, its docstring, its arguments, and the dots left in it."""

import ast
import contextlib
import inspect
import textwrap


def source(function):
    """The source of a function without its decorators."""
    lines = textwrap.dedent(inspect.getsource(function)).splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if line.startswith("def "))
    return "".join(lines[first:])


def sentence(function):
    """The docstring as one paragraph."""
    return " ".join(function.__doc__.split())


def is_blank(function):
    """Whether a function has no body but dots, pass or a docstring."""
    code = getattr(function, "__code__", None)

    def blank(): ...

    def with_docstring():
        """As the body of a function that is yet to be written."""

    codes = [blank.__code__.co_code, with_docstring.__code__.co_code]
    return code is not None and code.co_code in codes and code.co_consts[-1] is None


def awaits_code(function, error):
    """Whether a function, which may raise `error`, has dots where code belongs: a statement or value, not an index."""
    try:
        nodes = list(ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]))
    except Exception:  # it has no source, or is a lambda within a longer statement
        return "ellipsis" in str(error)  # Python's name for the type of the dots
    slices = [node.slice for node in nodes if isinstance(node, ast.Subscript)]
    indices = {part for index in slices for part in getattr(index, "elts", [index])}
    return any(isinstance(node, ast.Constant) and node.value is ... for node in nodes if node not in indices)


def has_dots(value, depth=4):
    """Whether an answer is dots, or contains them, `depth` levels down: a list may contain itself."""
    if depth and isinstance(value, (dict, tuple, list)):
        return any(has_dots(part, depth - 1) for part in (value.values() if isinstance(value, dict) else value))
    return value is ...


def wrong_arguments(function, names):
    """A sentence about a function that does not take the arguments `names` in this order, or None."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some built-in functions have no signature; calling them will tell
        return None
    taken = list(signature.parameters)
    with contextlib.suppress(TypeError):
        signature.bind(*names)
        if taken == names or sorted(taken) != sorted(names):
            return None
    order = ", in this order," if len(names) > 1 else ""
    theirs = f"({', '.join(taken)})" if taken else "nothing"
    if not names:
        return f"It must take no arguments, but yours takes {theirs}."
    return f"It must take ({', '.join(names)}){order} but yours takes {theirs}."


def function_node(function):
    """(the node of a function that has its source as a `def`, the lines of that source), or (None, [])."""
    try:
        lines = textwrap.dedent(inspect.getsource(function)).splitlines()
        node = ast.parse("\n".join(lines)).body[0]
    except Exception:  # it has no source, or is a lambda within a longer statement
        return None, []
    if not isinstance(node, ast.FunctionDef) or node.name != function.__name__:
        return None, []
    node.decorator_list = []
    return node, lines


def empty_helper(function):
    """The name of a function that this one calls and that is still blank, or None."""
    code, names = getattr(function, "__code__", None), getattr(function, "__globals__", {})
    called = code.co_names if code else ()
    return next((name for name in called if inspect.isfunction(names.get(name)) and is_blank(names[name])), None)
