"""Change the numeric heart in one place at a time, and see whether the unit tests notice.

Run from the repository's root, with cosmic-ray installed: python tests/benchmarks/mutants.py [--every N] [module ...]

cosmic-ray makes the mutants: one operator, comparison, number, condition, loop or decorator changed. The tests of the
module run on each, in a copy of the checkout, until one fails. Each mutant is a fork of this process, which has loaded
numpy and pytest already: that is several times as quick as a new Python. It needs a POSIX system.

The exit code is 1 if a mutant survives that is not in EQUIVALENT: those that no test can tell from the original.
"""

import argparse
import difflib
import os
import re
import resource
import shutil
import sys
import tempfile
from importlib.util import cache_from_source
from itertools import islice
from pathlib import Path

os.environ |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}

import autograd.numpy  # noqa: E402, F401  loaded once, for all forks
import pytest  # noqa: E402
from cosmic_ray.mutating import mutate_code  # noqa: E402
from cosmic_ray.plugins import get_operator, operator_names  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent.parent
# What is likeliest to fail comes first.
TESTS = {
    "activations": ["activations_and_costs", "training", "network", "gradients", "found", "bad_input"],
    "costs": ["activations_and_costs", "training", "network", "gradients", "found", "bad_input"],
    "network": ["network", "training", "gradients", "bad_input", "files", "found"],
    "training": ["training", "network", "gradients", "bad_input", "found"],
    "gradients": ["gradients", "training", "bad_input", "found"],
    "checks": ["bad_input", "network", "gradients", "training", "found", "activations_and_costs", "files"],
}
# One change of each operator is enough: whatever notices a - b in place of a + b notices a << b too.
ARITHMETIC = ["Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mul", "Mod_Add", "Pow_Mul", "BitOr_BitAnd"]
COMPARED = ["Eq_NotEq", "NotEq_Eq", "Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt"]
COMPARED += ["Is_IsNot", "IsNot_Is"]
LEFT_OUT = [
    rf"core/ReplaceBinaryOperator_(?!({'|'.join(ARITHMETIC)})$).*",
    rf"core/ReplaceComparisonOperator_(?!({'|'.join(COMPARED)})$).*",
    r"core/ReplaceUnaryOperator_.*_(UAdd|Invert|Not)",  # -1 to +1 is deleting the sign
]
SECONDS = 60  # of the processor's time for one mutant; all tests of a module take about a tenth

# (module, the changed line) of each mutant that no test can tell from the original: the reason.
SPEED = "another way to the same numbers, slower or quicker"
SAME = "the same number, or the same row"
PAIRS = "both have two members, which was checked"
SPACED = "no float64 near 1 lies exactly 1e-6 above it"
FLOOR = "floor is at least 0, and the largest of the three counts"
EQUIVALENT = {
    ("gradients", 'for name, part in zip(("dW", "db"), found, strict=False):'): PAIRS,
    ("gradients", 'for name, ours, theirs in zip(("dW", "db"), found, expected, strict=False):'): PAIRS,
    ("gradients", "largest = max(np.abs(g).max(initial= -1), np.abs(h).max(initial=0), floor)"): FLOOR,
    ("gradients", "largest = max(np.abs(g).max(initial=0), np.abs(h).max(initial= -1), floor)"): FLOOR,
    ("checks", "return array.astype(dtype, copy=True)"): SPEED,
    ("checks", "bad = np.flatnonzero(((y < 0) | (y > 1)).any(axis=0) | (abs(sums - 1) >= 1e-6))"): SPACED,
    ("network", "delta, m = self.deltas(y, z, a), a[ 1].shape[1]"): SAME,
    ("network", "return float(self.cost(a[self.L], self._targets(y, a[ 1].shape[1])))"): SAME,
    (
        "network",
        "return (outputs[ -1] > threshold).astype(int) if self.layers[-1] == 1 else outputs.argmax(axis=0)",
    ): SAME,
    (
        "network",
        "self.W[l] = self.rng.normal(0, np.sqrt(gain / n_prev), (n, n_prev)).astype(self.dtype, copy=True)",
    ): SPEED,
    ("training", "self.spare = None if watched else self.spare and self._parameters()"): SPEED,
    ("training", "return sum(cost * (size / self.m) for size, cost in self._epoch(watched=True))"): SPEED,
    ("training", "finite = False"): SPEED,
    ("training", "return self.m * (a + y) ** 2 <= np.finfo(self.net.dtype).max"): "the largest number is finite",
    ("training", "_, cost = next(costs, ( 1, None))"): "never used",
    ("training", "_, cost = next(costs, ( -1, None))"): "never used",
    (
        "training",
        "numbers, ends = range(1, L + 1), np.cumsum([ 1] + [(n + 1) * m for n in layers[1:]])",
    ): "all views begin one number later",
    (
        "training",
        "a1, s1 = ({l: part[ends[l - 1] : ends[l]].reshape(- 2, m) for l in numbers} for part in (all_a, all_s))",
    ): "numpy takes each negative number for -1",
    ("training", "first, *_, last = [*group] * 3"): SAME,
}
# Where a line of `training` begins so, only speed depends on it: which layers keep W and b apart, how much is gathered
# or updated at a time, and from which size on softmax takes care: up to 31**2, nothing overflows in float32.
ONLY_SPEED = (
    "WIDE = ",
    "CACHE = ",
    "at_a_time = ",
    "self.apart = {l for l, n in enumerate(net.layers[:",
    "SMALL = 30** 1 ",
    "SMALL = 30*2 ",
    "SMALL = 29**2 ",
    "SMALL = 31**2 ",
    "if not numbers.dot(numbers) <= SMALL:",
)


def mutants(source):
    """(name of the operator, changed source) of every mutant."""
    for name in operator_names():
        operator = get_operator(name)
        if operator.arguments() or any(re.fullmatch(pattern, name) for pattern in LEFT_OUT):
            continue
        occurrence = 0
        while (changed := mutate_code(source, operator(), occurrence)) is not None:
            yield name, changed
            occurrence += 1


def survives(folder, path, changed, tests):
    """Whether all tests pass in `folder`, a copy of the checkout, with the text `changed` in the file `path` of it."""
    original = path.read_text(encoding="utf-8")
    path.write_text(changed, encoding="utf-8")
    # A file may have the size and the second of the one before it: what was compiled from that one would be used.
    Path(cache_from_source(str(path))).unlink(missing_ok=True)
    if not (child := os.fork()):
        try:
            os._exit(run(folder, tests))
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    path.write_text(original, encoding="utf-8")
    return status == 0


def run(folder, tests):
    """The exit code of pytest."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "pytest_timeout", "-o", "addopts="]
    return next((code for test in tests if (code := pytest.main([*options, f"tests/test_{test}.py"]))), 0)


def changed_line(before, after):
    """The first line that a mutant has in place of the original, or what it left out."""
    lines = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "-+"]
    return next((line[1:].strip() for line in lines if line[0] == "+"), " ".join(line[2:] for line in lines).strip())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", metavar="module", help="default: all", default=list(TESTS))
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each N-th mutant: a sample")
    args, survived = parser.parse_args(), 0
    print("module       mutants  killed  equivalent  surviving")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "checkout"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "notebooks", "*.egg-info"))
        for module in args.modules:
            path = copy / "mlp_core" / f"{module}.py"
            source = path.read_text(encoding="utf-8")
            if not survives(copy, path, source, TESTS[module]):
                sys.exit(f"The tests of {module} fail before anything is changed.")
            killed, equivalent, alive = 0, 0, []
            for name, changed in islice(mutants(source), 0, None, args.every):
                line = changed_line(source, changed)
                if not survives(copy, path, changed, TESTS[module]):
                    killed += 1
                elif (module, line) in EQUIVALENT or (module == "training" and line.startswith(ONLY_SPEED)):
                    equivalent += 1
                else:
                    alive.append(f"    {name}: {line}")
                    print(alive[-1], file=sys.stderr, flush=True)
            print(f"{module:12} {killed + equivalent + len(alive):7} {killed:7} {equivalent:11} {len(alive):10}")
            print(*alive, sep="\n", flush=True)
            survived += len(alive)
    return survived > 0


if __name__ == "__main__":
    sys.exit(main())
