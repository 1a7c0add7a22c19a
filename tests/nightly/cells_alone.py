"""Run each code cell of every notebook alone, right after `import four_equations`: it works, or says what is missing.

Out of order a cell may miss names. Then its error is a NameError, and a sentence beneath it says what to do.
"""

import os
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
from execute import NOTEBOOKS, client_of, kernel_environment

SENTENCE = "is not there yet. If a cell further up makes it"


def run_alone(path):
    """(what came of the cells: a Counter, the cells with another error)."""
    notebook = nbformat.read(path, as_version=4)
    client = client_of(path, notebook, allow_errors=True)
    count, bad = Counter(), []
    fresh = nbformat.v4.new_code_cell("get_ipython().reset(new_session=False)\nimport four_equations")
    notebook.cells.append(fresh)
    with client.setup_kernel(env=kernel_environment()):
        for index, cell in enumerate(notebook.cells[:-1]):
            if cell.cell_type != "code":
                continue
            client.execute_cell(fresh, len(notebook.cells) - 1)
            client.execute_cell(cell, index)
            errors = [output for output in cell.outputs if output.output_type == "error"]
            told = any(SENTENCE in output.get("text", "") for output in cell.outputs)
            if not errors:
                count["works alone"] += 1
            elif errors[0].ename == "NameError" and told:
                count["says what is missing"] += 1
            else:
                bad.append((cell.id, cell.source, f"{errors[0].ename}: {errors[0].evalue}"))
    return count, bad


def main():
    paths, start, total = sorted(NOTEBOOKS.glob("*.ipynb")), time.perf_counter(), Counter()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, (count, bad) in zip(paths, pool.map(run_alone, paths), strict=True):
            total += count + Counter({"another error": len(bad)})
            print(f"{path.name}: {dict(count)}, {len(bad)} other errors", flush=True)
            for name, source, error in bad:
                print(f"--- cell {name}\n{source}\n--- {error}", flush=True)
    print(f"{total.total()} cells alone: {dict(total)}, {time.perf_counter() - start:.0f} s")
    return bool(total["another error"])


if __name__ == "__main__":
    sys.exit(main())
