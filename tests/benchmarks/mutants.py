"""Change the numeric heart in one place at a time, and see whether the unit tests notice.

Run from the repository's root, with cosmic-ray installed: python tests/benchmarks/mutants.py [module ...]

cosmic-ray makes the mutants, in a copy of the checkout: one operator, comparison, number, condition, loop or decorator
changed. The tests of the module run on each until one fails. The exit code is 1 if a mutant survives that is not in
EQUIVALENT: those that no test can tell from the original, with the reason.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome

ROOT = Path(__file__).resolve().parent.parent.parent
# What is likeliest to fail comes first.
TESTS = {
    "activations": ["activations_and_costs", "training", "network", "gradients"],
    "costs": ["activations_and_costs", "training", "network", "gradients"],
    "network": ["network", "training", "gradients", "bad_input"],
    "training": ["training", "network", "gradients", "bad_input"],
    "gradients": ["gradients", "training", "bad_input"],
    "checks": ["bad_input", "network", "gradients", "training"],
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
SECONDS = 60  # for one mutant; all tests of a module take about a tenth

# (module, the changed line) of each mutant that no test can tell from the original: the reason.
EQUIVALENT = {}


def session(folder, module):
    """Run the tests of `module` on each of its mutants in `folder`, a copy of the checkout. Gives the results."""
    tests = [f"tests/test_{name}.py" for name in TESTS[module]]
    pytest = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "pytest_timeout"]
    config, data = folder / f"{module}.toml", folder / f"{module}.sqlite"
    config.write_text(
        "[cosmic-ray]\n"
        f'module-path = "mlp_core/{module}.py"\n'
        f"timeout = {SECONDS}\n"
        f'test-command = "{" ".join(pytest)} -o addopts= {" ".join(tests)}"\n'
        '[cosmic-ray.distributor]\nname = "local"\n'
        f"[cosmic-ray.filters.operators-filter]\nexclude-operators = {LEFT_OUT!r}\n",
        encoding="utf-8",
    )
    # A changed file may have the size and the second of the one before it: compiled files would not notice.
    env = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": ""}

    def run(*command):
        subprocess.run(command, cwd=folder, env=env, check=True, stdout=subprocess.DEVNULL)

    tool = [sys.executable, "-m", "cosmic_ray.cli"]
    run(*pytest, "-o", "addopts=", *tests)
    run(*tool, "init", config, data)
    run(sys.executable, "-m", "cosmic_ray.tools.filters.operators_filter", data, config)
    run(*tool, "exec", config, data)
    with use_db(data, WorkDB.Mode.open) as db:
        return [(result.test_outcome, result.diff) for _, result in db.completed_work_items if result.diff]


def changed_line(diff):
    """The line that a mutant has in place of the original."""
    return next(line[1:].strip() for line in diff.splitlines() if re.match(r"\+(?!\+\+)", line))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", metavar="module", help="default: all", default=list(TESTS))
    modules, survived = parser.parse_args().modules, 0
    print("module       mutants  killed  equivalent  surviving")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "checkout"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "notebooks"))
        for module in modules:
            results = session(copy, module)
            alive = [diff for outcome, diff in results if outcome == TestOutcome.SURVIVED]
            alive, equivalent = split(module, alive)
            killed = len(results) - len(alive) - len(equivalent)
            print(f"{module:12} {len(results):7} {killed:7} {len(equivalent):11} {len(alive):10}", flush=True)
            for diff in alive:
                print(diff, flush=True)
            survived += len(alive)
    return survived > 0


def split(module, alive):
    """Those of the surviving mutants that can be told from the original, and those that cannot."""
    known = [(module, changed_line(diff)) in EQUIVALENT for diff in alive]
    return [d for d, k in zip(alive, known, strict=True) if not k], [d for d, k in zip(alive, known, strict=True) if k]


if __name__ == "__main__":
    sys.exit(main())
