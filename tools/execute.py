"""Execute the course's notebooks from top to bottom, one on each core, and save them in the project's normal form.

The normal form has no times, no widget state and no names of machines, so executing again gives the same bytes.
"""

import argparse
import os
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
IGNORED = "nbval-ignore-output"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
PICTURE = re.compile(r"data:image/(png|svg\+xml);base64,[^\"']*")


class Failed(Exception):
    """A notebook cannot be executed or is out of date; the message is one sentence."""


def normalise(notebook):
    """Return the text of the notebook in the normal form."""
    notebook = deepcopy(notebook)
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    for cell in notebook.cells:
        cell.metadata = {key: cell.metadata[key] for key in ("jupyter", "tags") if key in cell.metadata}
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)
        if "outputs" in cell:
            cell.outputs = [output for output in cell.outputs if output.get("data") != {}]
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def said(text):
    """Return the output of each code cell as text, without pictures, which may differ in a few bytes.

    The output of a cell tagged `nbval-ignore-output` is left empty, because its last digits depend on the processor.
    """
    cells = [cell for cell in nbformat.reads(text, as_version=4).cells if cell.cell_type == "code"]
    free = [IGNORED in cell.metadata.get("tags", []) for cell in cells]
    return ["" if skip else PICTURE.sub("IMAGE", str(cell.outputs)) for cell, skip in zip(cells, free, strict=True)]


def client_of(path, notebook, **options):
    """Return a NotebookClient that executes the notebook in its own folder; `options` are passed on."""
    return NotebookClient(
        notebook,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        timeout=600,
        record_timing=False,
        coalesce_streams=True,
        # Newer kernels warn at every start that their connection is not encrypted.
        extra_arguments=["--log-level=ERROR"],
        **options,
    )


def kernel_environment():
    """Return the environment of a kernel, without what differs from one machine to the next.

    Whether a progress bar appears depends on the speed, and the file of solved exercises on who has solved some.
    """
    return os.environ | {"TQDM_DISABLE": "1", "FOUR_EQUATIONS_PROGRESS": "off"}


def execute(path, notebook):
    """Return an executed copy of the notebook. Raises Failed if a cell raises or writes to stderr."""
    notebook = deepcopy(notebook)
    client = client_of(path, notebook)
    try:
        client.execute(env=kernel_environment())
    except Exception as error:
        what = f"{error.ename}: {error.evalue}" if isinstance(error, CellExecutionError) else repr(error)
        raise Failed(f"{path.name}, cell [{client.code_cells_executed}] stops with {what}") from None
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            # Warnings are caught here, because PYTHONWARNINGS=error would also stop the kernel's own modules.
            if output.get("name") == "stderr":
                raise Failed(f"{path.name}, cell [{cell.execution_count}] writes to stderr: {output.text.strip()}")
    return notebook


def process(path, check):
    """Execute one notebook and save it; with `check`, only raise Failed if the saved one is out of date."""
    text = path.read_bytes().decode()
    notebook = nbformat.reads(text, as_version=4)
    fresh = normalise(execute(path, notebook))
    if not check:
        # Replacing the file means that an interruption cannot leave half a notebook.
        whole = path.with_suffix(".part")
        whole.write_bytes(fresh.encode())
        os.replace(whole, path)
    elif text != normalise(notebook):
        raise Failed(f"{path.name} is not in the project's normal form")
    elif stale := [n for n, (old, new) in enumerate(zip(said(text), said(fresh), strict=True), 1) if old != new]:
        raise Failed(f"{path.name} is stale: the output of code cells {stale} has changed")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; report the notebooks that are stale")
    parser.add_argument("notebooks", nargs="*", type=Path, metavar="notebook", help="default: all of them, in order")
    args = parser.parse_args()
    paths = args.notebooks or sorted(NOTEBOOKS.glob("*.ipynb"))
    start, failed = time.perf_counter(), False
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for said_of_one, error in pool.map(lambda path: report(path.resolve(), args.check), paths):
            print(said_of_one, file=sys.stderr if error else sys.stdout, flush=True)
            failed |= error
    print(f"{len(paths)} in {time.perf_counter() - start:.1f} s")
    return failed


def report(path, check):
    """Process one notebook; return a line about it, and whether it failed."""
    start = time.perf_counter()
    try:
        process(path, check)
    except (Failed, OSError, ValueError, nbformat.ValidationError) as error:
        return f"FAILED {error}", True
    return f"{path.name}: {time.perf_counter() - start:.1f} s", False


if __name__ == "__main__":
    sys.exit(main())
