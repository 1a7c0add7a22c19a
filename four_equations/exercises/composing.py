"""Make mistakes of a reference, and pairs of them: each operation in its source can be done in another way.

The reference is compiled once, with every operation replaced by `_do(place, operands)`. A Change is the choice of
another operation at one place, or at all places where the same operation stands.
"""

import ast
import copy
from functools import cache, partial

import numpy as np

from mlp_core.activations import sigmoid, sigmoid_prime

from .crashes import meaning
from .equality import leaves, same
from .inspection import function_node, sentence
from .rules import NEVER_FORGOTTEN, REDUCTIONS, RULES, SLOPES, SYMBOLS


class Change:
    """A mistake: its name, its sentence, the function that makes it, and whether the exercise lists it.

    For an operation that is done in another way, `it` is that way and the sources of the operands.
    """

    def __init__(self, name, sentence, function, listed=False, it=None):
        self.name, self.text, self.function, self.listed, self.it = name, sentence, function, listed, it

    @property
    def sentence(self):
        if "{it}" not in self.text:
            return self.text
        code, sources = self.it
        operands = {letter: ast.parse(source, mode="eval").body for letter, source in sources.items()}
        return self.text.replace("{it}", ast.unparse(filled(code, operands)))

    def joined(self, other):
        """A function that makes both mistakes, or None: two choices, or two `partial`s of one function, together."""
        one, two = self.function, other.function
        if not (isinstance(one, partial) and isinstance(two, partial) and one.func == two.func):
            return None
        if one.keywords.keys() & two.keywords.keys() or one.args and one.args[0].keys() & two.args[0].keys():
            return None
        return partial(one.func, one.args[0] | two.args[0]) if one.args else partial(one, **two.keywords)


@cache
def alternative(code, letters, axis=None, keepdims=False):
    """The function of the operands that a rule describes."""
    names = {"np": np, "sigmoid": sigmoid, "sigmoid_prime": sigmoid_prime, "axis": axis, "keepdims": keepdims}
    return eval(f"lambda {', '.join(letters)}, *others: {code}", names | {"other": 1 - (axis or 0)})


def filled(code, operands):
    """The node of an alternative with the operands in it."""

    class Fill(ast.NodeTransformer):
        def visit_Name(self, node):
            return operands.get(node.id, node)

    return Fill().visit(ast.parse(code, mode="eval").body)


def operation(node):
    """(rule, operands by their letters) of an operator, a transpose or a number, or (None, {})."""
    if isinstance(node, ast.BinOp) and type(node.op) in SYMBOLS:
        return f"p {SYMBOLS[type(node.op)]} q", {"p": node.left, "q": node.right}
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SYMBOLS:
        return f"p {SYMBOLS[type(node.ops[0])]} q", {"p": node.left, "q": node.comparators[0]}
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return "-p", {"p": node.operand}
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return "p.T", {"p": node.value}
    return None, {}


class Operations(ast.NodeTransformer):
    """Replace the operations in a reference by calls of `_do`.

    `places` holds for each its rule, the source of its last operand, and {heading: function} of the alternatives;
    `right` holds the functions that do the operations as they are. `kinds` says which arguments can be mistaken.
    """

    def __init__(self, kinds):
        self.kinds, self.places, self.right, self.index = kinds, [], [], False

    def replaced(self, rule, right, names=(), **operands):
        """`_do(place, operands)`, where `right` is the source or the function of the operation itself."""
        place, letters = len(self.places), "".join(operands)
        alternatives = {heading: alternative(code, letters, *names) for heading, code in RULES[rule].items()}
        sources = {letter: ast.unparse(node) for letter, node in operands.items()}
        self.places.append((rule, sources, alternatives))
        self.right.append(alternative(right, letters) if isinstance(right, str) else right)
        visited = [self.visit(node) for node in operands.values()]
        return ast.Call(ast.Name("_do", ast.Load()), [ast.Constant(place), *visited], [])

    def visit(self, node):
        rule, operands = operation(node)
        if (key := f"[{rule}]" if self.index else rule) in RULES:
            return self.replaced(key, rule, **operands)
        return super().visit(node)

    def called(self, right, alternatives, rule, *nodes):
        """`_do(place, nodes)` for nodes that are left as they are."""
        self.places.append((rule, {"p": ast.unparse(nodes[0])}, alternatives))
        self.right.append(right)
        return ast.Call(ast.Name("_do", ast.Load()), [ast.Constant(len(self.right) - 1), *nodes], [])

    def visit_Constant(self, node):
        if type(node.value) not in (int, float) or self.index and node.value not in (0, 1):
            return node
        rules = RULES["[1]" if self.index else "1"].items()
        others = {h.replace("{it}", str(node.value)): alternative(code, "p") for h, code in rules}
        return self.called(alternative("p", "p"), others, "1", node)

    def visit_Name(self, node):
        """An argument may be taken for another one of its kind."""
        others = [name for name, kind in self.kinds.items() if kind == self.kinds.get(node.id) and name != node.id]
        if self.index or not others or not isinstance(node.ctx, ast.Load):
            return node
        taken = {
            f"{name}_for_{node.id}: It fits `{name}` where another argument belongs.":
            alternative(f"others[{i}]", "p") for i, name in enumerate(others)
        }  # fmt: skip
        names = [ast.Name(name, ast.Load()) for name in (node.id, *others)]
        return self.called(alternative("p", "p"), taken, f"name {node.id}", *names)

    def visit_Subscript(self, node):
        if isinstance(node.ctx, ast.Load):
            node.value = self.visit(node.value)
            self.index, outside = True, self.index
            plain = isinstance(node.slice, ast.Name) and not outside
            node.slice = self.replaced("[p]", "p", p=node.slice) if plain else self.visit(node.slice)
            self.index = outside
        return node

    def visit_Call(self, node):
        """A sum and the like, a slope, a function of one argument, or the ends of a range."""
        function, name = node.func, getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name == "range":
            node.args = [self.replaced("range(p)", "p", p=argument) for argument in node.args]
            return node
        keywords = {keyword.arg: getattr(keyword.value, "value", ...) for keyword in node.keywords}
        if name in REDUCTIONS and isinstance(function, ast.Attribute) and ... not in keywords.values():
            operand = node.args[0] if ast.unparse(function.value) == "np" else function.value
            names = keywords.get("axis"), keywords.get("keepdims", False)
            return self.replaced(f"p.{name}()", partial(getattr(np, name), **keywords), names=names, p=operand)
        name = ast.unparse(function.value) if isinstance(function, ast.Subscript) else name
        if len(node.args) == 1 and not node.keywords and name not in NEVER_FORGOTTEN:
            return self.replaced("slope(p)" if name in SLOPES else "f(p)", "f(p)", f=function, p=node.args[0])
        node.args = [self.visit(argument) for argument in node.args]
        return node


class Faulty:
    """A reference whose operations can be done in other ways. `changes` are those ways, one by one."""

    def __init__(self, reference, case):
        tree, _ = function_node(reference)
        self.spent, self.chosen, self.changes, groups, seen = 0, {}, [], {}, set()
        if tree is None:
            return
        names = [argument.arg for argument in tree.args.args]
        kinds = {name: (type(value), np.shape(value)) for name, value in zip(names, case, strict=True)}
        operations = Operations({name: kind for name, kind in kinds.items() if not callable(kind)})
        tree.body = [operations.visit(statement) for statement in tree.body]
        self.right, space = operations.right, reference.__globals__ | {"_do": self.do}
        exec(compile(ast.fix_missing_locations(ast.Module([tree], [])), "<faulty reference>", "exec"), space)
        self.function = space[tree.name]
        for place, (rule, sources, alternatives) in enumerate(operations.places):
            for heading, function in alternatives.items():
                name = heading.split(":")[0]
                for key in {(name, place), (name, rule), (name, rule, [*sources.values()][-1])}:
                    groups.setdefault(key, (heading, {}, RULES.get(rule, {}).get(heading), sources))[1][place] = (
                        function
                    )
        for heading, choice, code, sources in sorted(groups.values(), key=lambda group: -len(group[1])):
            if (key := (heading.split(":")[0], *choice)) not in seen:
                seen.add(key)
                name, sentence = heading.split(": ", 1)
                self.changes.append(Change(name, sentence, partial(self.with_choice, choice), it=(code, sources)))

    def do(self, place, *operands):
        self.spent += 1
        return (self.chosen.get(place) or self.right[place])(*operands)

    def with_choice(self, choice, *arguments):
        self.chosen = choice
        return self.function(*arguments)


def alike(one, other):
    """As `same`, but quicker where the two differ."""
    if isinstance(one, str) or isinstance(other, str):
        return isinstance(one, str) and isinstance(other, str) and one == other
    if one.shape != other.shape or one.size and abs(one.flat[0] - other.flat[0]) > 1e-6 * (1 + abs(other.flat[0])):
        return False
    return same(one, other)


def all_alike(some, others):
    """Whether two lists of arrays are alike, or two errors mean the same."""
    if isinstance(some, str) or isinstance(others, str):
        return some is others or some == others
    return all(map(alike, some, others))


class Mistakes:
    """The mistakes of one exercise, those that it lists and the changes of its reference, and what they give."""

    def __init__(self, exercise):
        self.exercise, self.faulty = exercise, Faulty(exercise.reference, exercise.cases[0])
        self.listed = [Change(name, sentence(f), f, listed=True) for name, f in exercise.mistakes.items()]
        self._made = {}
        self.known = cache(self.arrays)  # of the mistakes one by one, not of their pairs
        self._run = {exercise.reference, *exercise.mistakes.values()}

    def arrays(self, function, i):
        """The arrays and words that a function gives on input i, or what its error means."""
        case, right = self.exercise.cases[i], self.exercise.known(self.exercise.reference)[i].value
        try:
            if function in self._run:
                outcome = self.exercise.known(function)[i]
                return (
                    [ours for _, ours, _ in leaves(outcome.value, right)]
                    if not outcome.error
                    else meaning(outcome.error)
                )
            arguments = [copy.deepcopy(part) if isinstance(part, np.random.Generator) else part for part in case]
            value = function(*arguments)
            value = self.exercise.seen(value, case, arguments) if self.exercise.view else value
            return [ours for _, ours, _ in leaves(value, right)]
        except Exception as error:  # Mismatch among them
            return meaning(error)

    def agree(self, one, other):
        """Whether two functions give the same on every input."""
        pairs = ((self.known(one, i), self.known(other, i)) for i in range(len(self.exercise.cases)))
        return all(all_alike(*pair) for pair in pairs)

    def shows(self, change, arrays, right, i):
        return not all_alike(arrays, right) or not self.agree(change.function, self.exercise.reference)

    def made(self, i):
        """[(change, arrays)] of all changes on input i, under the names of listed mistakes that give the same."""
        if i not in self._made:
            right = self.known(self.exercise.reference, i)
            found = [(change, self.known(change.function, i)) for change in [*self.listed, *self.faulty.changes]]
            found = [(c, arrays) for c, arrays in found if isinstance(arrays, list) and self.shows(c, arrays, right, i)]
            listed = [(change, arrays) for change, arrays in found if change.listed]
            for change, arrays in found:
                for known, theirs in () if change.listed else listed:
                    if all_alike(arrays, theirs) and self.agree(change.function, known.function):
                        change.name, change.text, change.listed = known.name, known.text, True
                        break
            first = {}
            for change, arrays in sorted(found, key=lambda pair: not pair[0].listed):
                own = (change.name, change.function.func) if isinstance(change.function, partial) else id(change)
                first.setdefault(own if change.listed else id(change), (change, arrays))
            self._made[i] = list(first.values())
        return self._made[i]
