"""Run every code cell of the course out of order: twice in a row, and alone.

    python tests/nightly/cells.py [notebook ...]

Twice in a row: the second run must say what the first one said. A cell whose last digits depend on the processor must
only run; a hint, which is another one each time, is in such a cell. Alone, right after `import four_equations`: a
cell works, or is a NameError with a sentence beneath it that says what to do. Some minutes on two cores.
"""

import argparse
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
from execute import IGNORED, NOTEBOOKS, PICTURE, WIDGET_VIEW, client_of, kernel_environment

SENTENCE = "is not there yet. If a cell further up makes it"
FRESH = nbformat.v4.new_code_cell("get_ipython().reset(new_session=False)\nimport four_equations")


def said(outputs):
    """What the outputs of a cell say, without pictures and without the names of widgets."""
    for output in outputs:
        if output.output_type == "error":
            yield f"{output.ename}: {output.evalue}"
        elif output.output_type == "stream":
            yield output.text
        else:
            yield from (PICTURE.sub("IMAGE", str(v)) for k, v in sorted(output.data.items()) if k != WIDGET_VIEW)


def failed(cell):
    return [output for output in cell.outputs if output.output_type == "error"]


def twice(client, cell, index):
    """Why two runs of a cell are not as they should be, or None."""
    client.execute_cell(cell, index)
    first, wrong = list(said(cell.outputs)), failed(cell)
    client.execute_cell(cell, index)
    second = list(said(cell.outputs))
    if wrong or failed(cell) or (first != second and IGNORED not in cell.metadata.get("tags", [])):
        return f"said first\n{first}\nthen\n{second}"


def alone(client, cell, index):
    """Why a cell that runs alone is not as it should be, or None."""
    client.execute_cell(FRESH, index)
    client.execute_cell(cell, index)
    told = any(SENTENCE in output.get("text", "") for output in cell.outputs)
    if (errors := failed(cell)) and not (errors[0].ename == "NameError" and told):
        return f"{errors[0].ename}: {errors[0].evalue}"


def run(path):
    """(cells run, what is wrong with which) of a notebook."""
    count, wrong = 0, []
    for way in (twice, alone):
        notebook = nbformat.read(path, as_version=4)
        client = client_of(path, notebook, allow_errors=True)
        with client.setup_kernel(env=kernel_environment()):
            for index, cell in enumerate(notebook.cells):
                if cell.cell_type == "code":
                    count += 1
                    if fault := way(client, cell, index):
                        wrong.append(f"--- {way.__name__}, cell {cell.id}\n{cell.source}\n--- {fault}")
    return count, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, metavar="notebook", help="default: all of them, in order")
    paths = [path.resolve() for path in parser.parse_args().notebooks or sorted(NOTEBOOKS.glob("*.ipynb"))]
    faults = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, (count, wrong) in zip(paths, pool.map(run, paths), strict=True):
            print(f"{path.name}: {count} runs, {len(wrong)} wrong", *wrong, sep="\n", flush=True)
            faults += len(wrong)
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
