"""Run the course with other random numbers, and list the claims that hold only for those that are saved.

    python tests/nightly/other_seeds.py [notebook ...]

Each notebook runs five times. In every run `np.random.default_rng(seed)` stands for another generator, in the notebook
and in both packages. Listed are, cell by cell, each assert that fails and any other error, with the number of runs, and
each choice of a `predict` that is no longer the saved one. A revealed number may differ: its values are printed, and no
fault. Exercises, and cells tagged `one-seed` because they are about one particular draw, run but are not judged. Half
an hour or so on one core.
"""

import argparse
import sys
from collections import defaultdict
from pathlib import Path

import nbformat

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
from execute import NOTEBOOKS, client_of, kernel_environment

SHIFTS = (1, 2, 3, 4, 5)
NOT_JUDGED = {"one-seed", "exercise"}
MARK = "other seeds: "
# What the kernel runs first. An assert that fails is noted and the cell goes on, so that those below it are judged too.
SETUP = """
def set_up():
    import ast, numbers, numpy
    from four_equations.widgets.predict import predict

    class Note(ast.NodeTransformer):
        def visit_Assert(self, node):
            said = ast.Constant("MARKassert " + ast.unparse(node.test))
            note = ast.Expr(ast.Call(ast.Name("print", ast.Load()), [said], []))
            fails = ast.UnaryOp(ast.Not(), node.test)
            return ast.fix_missing_locations(ast.copy_location(ast.If(fails, [note], []), node))

    def default_rng(seed=None, make=numpy.random.default_rng, integral=numbers.Integral):
        return make([SHIFT] if seed is None else [seed, SHIFT] if isinstance(seed, integral) else seed)

    def reveal(self, truth, reason="", reveal=predict.reveal):
        compare = self._compare_number if self.on_a_slider else self._compare_choice
        print("MARK" + ("number" if self.on_a_slider else "choice"), compare(truth)[0])
        reveal(self, truth, reason)

    numpy.random.default_rng, predict.reveal = default_rng, reveal
    get_ipython().ast_transformers.append(Note())

set_up()
del set_up
"""


def printed(cell):
    """The lines that the cell printed."""
    return [line for output in cell.outputs for line in output.get("text", "").splitlines()]


def is_saved(answer, cell):
    """Whether the cell, as it is saved, reveals this choice."""
    return any(line == answer or line.startswith((f"{answer}: ", f"{answer}. ")) for line in printed(cell))


def run(path, shift):
    """The cells of the notebook at `path`, executed with all generators shifted, as pairs (saved, executed)."""
    saved, notebook = (nbformat.read(path, as_version=4) for _ in range(2))
    client = client_of(path, notebook, allow_errors=True)
    setup = nbformat.v4.new_code_cell(SETUP.replace("SHIFT", str(shift)).replace("MARK", MARK))
    with client.setup_kernel(env=kernel_environment()):
        notebook.cells.append(setup)
        client.execute_cell(setup, len(notebook.cells) - 1)
        if setup.outputs:
            raise RuntimeError(f"The generators could not be shifted: {setup.outputs}")
        for index, cell in enumerate(saved.cells):
            if cell.cell_type == "code":
                client.execute_cell(notebook.cells[index], index)
    return list(zip(saved.cells, notebook.cells, strict=False))


def facts(saved, executed):
    """What a cell says that may differ from run to run: pairs (kind, text)."""
    for output in executed.outputs:
        if output.output_type == "error":
            yield "fails", f"{output.ename}: {output.evalue}"
    for line in printed(executed):
        kind, _, text = line.removeprefix(MARK).partition(" ")
        if not line.startswith(MARK):
            continue
        if kind == "assert":
            yield "fails", f"assert {text}"
        elif kind == "number":
            yield "numbers", text
        elif not is_saved(text, saved):
            yield "fails", f"the right choice is {text!r}"


def judge(path, shifts=SHIFTS):
    """(what fails, the values of each revealed number): lines of text."""
    fails, numbers = defaultdict(list), defaultdict(list)
    for shift in shifts:
        for n, (saved, executed) in enumerate(run(path, shift)):
            if saved.cell_type != "code" or NOT_JUDGED & set(saved.metadata.get("tags", [])):
                continue
            place = n, f"cell [{saved.execution_count}] {saved.id}"
            for kind, text in dict.fromkeys(facts(saved, executed)):
                fails[place, text].append(shift) if kind == "fails" else numbers[place].append(text)
    listed = [
        f"{place}, in {len(found)} of {len(shifts)}: {text}" for ((_, place), text), found in sorted(fails.items())
    ]
    return listed, [f"{place} reveals {', '.join(texts)}" for (_, place), texts in numbers.items()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, metavar="notebook", help="default: all of them, in order")
    faults = 0
    for path in parser.parse_args().notebooks or sorted(NOTEBOOKS.glob("*.ipynb")):
        fails, numbers = judge(path.resolve())
        print(f"{path.name}: {len(fails)} claims hold for one draw only", *fails, *numbers, sep="\n  ", flush=True)
        faults += len(fails)
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
