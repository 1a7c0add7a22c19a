"""Two mistakes at once: references with two slips, each of which alone makes a mistake of the exercise's own table."""

import ast
import random
import re
from itertools import combinations

from four_equations.exercises.engine import EXERCISES, source

TRIED, NAMED = 300, 0.8
SLIPS = [  # what stands in a reference, and what someone writes in its place
    (r"\ba - y\b", "y - a"), (r"\ba - y\b", "a + y"), (r"a\[L\] - y", "y - a[L]"), (r" - y\b", " + y"),
    (r"sigmoid_prime\(", "sigmoid("), (r" \* sigmoid_prime\(z(\[\w\])?\)", ""),
    (r"sigmoid_prime\(z", "sigmoid_prime(a"),
    (r"slopes\[[lL]\]\(z\[[lL]\]\)", "1"), (r"slopes\[l\]\(z", "slopes[l](a"), (r"slopes\[\w\]\(z\[(\w)\]\)", r"a[\1]"),
    (r"slopes\[[lL]\]", "slopes[1]"), (r"sigmoid_prime\(z\[l\]", "sigmoid_prime(z[min(l + 1, L)]"),
    (r"\.T\b", ""), (r"W\[l \+ 1\]", "W[l]"), (r"a\[l - 1\]", "a[l]"), (r"a\[l - 1\]", "({0: a[0]} | z)[l - 1]"),
    (r" / m\b", ""), (r" / m\b", " / m / m"), (r" / a\.shape\[1\]", ""), (r" / delta\.shape\[1\]", ""),
    (r"shape\[1\]", "shape[0]"), (r"0\.5 \* ", ""), (r" \*\* 2", ""), (r"np\.sum", "np.mean"), (r"\.mean\(", ".sum("),
    (r", keepdims=True", ""), (r"axis=1", "axis=0"), (r" \+ b\b", ""), (r" \+ b\b", " - b"), (r" \+ b\[l\]", ""),
    (r" \+ b\[l\]", " - b[l]"), (r"\ba\[l - 1\] \+", "x +"), (r" @ ", " * "), (r" - lr", " + lr"), (r"lr \* ", ""),
    (r"db\[l\]", "0 * db[l]"), (r"dW\[l\]", "0 * dW[l]"), (r"return \((.*), (\w+)\)$", r"return (\2, \1)"),
    (r"return \((\{.*\}), (\{.*)\)$", r"return (\2, \1)"), (r"return (.*)$", r"return -(\1)"),
    (r"return (.*)$", r"return 2 * (\1)"), (r"lam \* ", "2 * lam * "), (r"lam \* ", ""), (r"\+ lam", "- lam"),
    (r"W\[l\]\b(?=\})", "W[l] ** 2"), (r"beta \* v \+ grad", "beta * v + (1 - beta) * grad"), (r"beta \* ", ""),
    (r"v \+ grad", "v - grad"), (r" / \(1 - beta1 \*\* t\)", ""), (r"\(1 - beta(\d) \*\* t\)", r"(1 - beta\1)"),
    (r"\*\* t\b", "** (t + 1)"), (r"np\.sqrt\(v_hat\) \+ eps", "np.sqrt(v_hat + eps)"), (r" \+ eps", ""),
    (r"np\.sqrt\(v_hat\)", "v_hat"), (r"grad \*\* 2", "grad"), (r"m_hat /", "grad /"), (r"beta1", "beta2"),
    (r"layers\[l\], layers\[l - 1\]", "layers[l - 1], layers[l]"), (r", 1\)\)", ",))"), (r"\{l: ", "{l - 1: "),
    (r"\(layers\[l\], 1\)", "(1, layers[l])"), (r"e / e\.sum\(axis=0\)", "e"), (r"z - z\.max\(axis=0\)", "z"),
    (r"\(1 - sigmoid\(z\)\)", "(1 + sigmoid(z))"), (r"sigmoid\(z\) \*", "z *"), (r"1 - np\.tanh\(z\) \*\* 2", "1"),
    (r"np\.tanh\(z\)", "np.tanh(a)"), (r"4 \* ", ""), (r"\*\* 3", "** 4"), (r"g - h", "g + h"),
    (r"norm\(g\) \+ ", "norm(g) - "),
    (r" \+ np\.linalg\.norm\(h\)", ""), (r"\* sigmoid_prime\(z1\)", ""), (r"delta2 \* a1", "delta2 * x"),
    (r"w \* delta2", "delta2"),
    (r"delta1 \* x \+ ", ""), (r"z\[l\]\)$", "z[l]) if l < len(W) else z[l]"),
    (r"rng\.normal\(0, .*\), \(", "rng.normal(0, 1, ("),
    (r"1 / np\.sqrt\(n_before\)", "1 / n_before"), (r"1 / np\.sqrt\(n_before\)", "0.01"),
    (r"np\.sqrt\(n_before\)", "np.sqrt(n)"),
    (r"\(n, n_before\)", "(n_before, n)"), (r"np\.zeros\(\(n, 1\)\)", "np.zeros(n)"), (r"np\.zeros", "np.ones"),
    (r"argmax\(axis=0\)", "argmin(axis=0)"), (r"f\(x \+ h\) - f\(x - h\)", "f(x - h) - f(x + h)"),
    (r"/ \(2 \* h\)", "/ h"),
]  # fmt: skip


def slips(text):
    """The source with each slip at each place where it fits, and at all of them."""
    head, colon, body = text.partition(":\n")
    for old, new in SLIPS:
        places = list(re.finditer(old, body, re.M))
        for chosen in [places, *([place] for place in places)] if len(places) > 1 else [places]:
            changed = body
            for place in reversed(chosen):
                changed = changed[: place.start()] + place.expand(new) + changed[place.end() :]
            if chosen and runs(head + colon + changed):
                yield (
                    (old, new, places.index(chosen[0]) if len(chosen) < len(places) else "all"),
                    head + colon + changed,
                )


def runs(text):
    try:
        return ast.parse(text)
    except SyntaxError:
        return False


def verdict(exercise, text):
    """What is said of an answer that has no source to read."""
    namespace = dict(exercise.reference.__globals__)
    exec(text, namespace)
    return exercise(namespace[exercise.name])


def pairs(exercise):
    """(source, names) of pairs of slips that make different listed mistakes, and together something else."""
    text, names = ast.unparse(ast.parse(source(exercise.reference))), {}
    for slip, changed in slips(text):
        name = verdict(exercise, changed).mistake
        if name in exercise.mistakes and name not in names.values():
            names[slip] = name
    for one, other in combinations(names, 2):
        for first, second in ((one, other), (other, one)):
            both = dict(slips(dict(slips(text))[first])).get(second)
            if both and verdict(exercise, both).mistake not in {None, names[one], names[other]}:
                yield both, {names[one], names[other]}
                break


def test_nearly_all_pairs_of_named_mistakes_are_named_by_both():
    drawn = [(exercise, *pair) for exercise in EXERCISES.values() if exercise.composed for pair in pairs(exercise)]
    drawn, missed, count = random.Random(27).sample(drawn, min(TRIED, len(drawn))), [], len(drawn)
    for exercise, text, names in drawn:
        said = verdict(exercise, text)
        if not names <= set(said.mistake.split("+")):
            missed.append(f"{text}\n{' and '.join(sorted(names))}, but {said.mistake}: {said.message}")
    print(*missed, sep="\n\n")
    print(f"{len(drawn) - len(missed)} of {len(drawn)} pairs, drawn from {count}, are named by both")
    assert len(drawn) == TRIED and len(missed) <= (1 - NAMED) * TRIED
