"""Execute every notebook with each code cell run twice in a row: the second run must say what the first one said.

Two or three minutes a core. A cell whose last digits depend on the processor is held to running without an error, and a
cell that counts (a hint, the next of them; a mark for an exercise done) is held to its own rule, `COUNTS`.
"""

import argparse
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
from execute import IGNORED, NOTEBOOKS, PICTURE, WIDGET_VIEW, client_of, kernel_environment


def said(outputs):
    """What the outputs of a cell say, without pictures and without the names of widgets."""
    kept = []
    for output in outputs:
        if output.output_type == "error":
            kept.append(f"{output.ename}: {output.evalue}")
        elif output.output_type == "stream":
            kept.append(output.text)
        else:
            kept += [PICTURE.sub("IMAGE", str(v)) for k, v in sorted(output.data.items()) if k != WIDGET_VIEW]
    return "\n".join(kept)


def run_twice(path):
    """(number of cells run twice, what differed: a list of (cell, first, second))."""
    notebook = nbformat.read(path, as_version=4)
    client = client_of(path, notebook, allow_errors=True)
    count, different = 0, []
    with client.setup_kernel(env=kernel_environment()):
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type != "code":
                continue
            count += 1
            runs = []
            for _ in range(2):
                client.execute_cell(cell, index)
                runs.append((said(cell.outputs), any(o.output_type == "error" for o in cell.outputs)))
            (first, failed), (second, failed_again) = runs
            free = IGNORED in cell.metadata.get("tags", [])
            if failed or failed_again or (first != second and not free):
                different.append((cell.id, cell.source, first, second))
    return count, different


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, metavar="notebook", help="default: all of them, in order")
    paths = parser.parse_args().notebooks or sorted(NOTEBOOKS.glob("*.ipynb"))
    start, cells, failed = time.perf_counter(), 0, 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, (count, different) in zip(paths, pool.map(run_twice, [p.resolve() for p in paths]), strict=True):
            cells, failed = cells + count, failed + len(different)
            print(f"{path.name}: {count} cells twice, {len(different)} different", flush=True)
            for name, source, first, second in different:
                print(f"--- cell {name}\n{source}\n--- first\n{first[:1500]}\n--- second\n{second[:1500]}", flush=True)
    print(f"{len(paths)} notebooks, {cells} cells twice, {failed} different, {time.perf_counter() - start:.0f} s")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
