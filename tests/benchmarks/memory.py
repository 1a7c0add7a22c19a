"""The largest memory of each notebook's kernel while it runs from top to bottom, one after the other. Linux.

Run from the repository's root: python tests/benchmarks/memory.py [notebook ...]
"""

import argparse
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import execute  # noqa: E402

PEAK = """import re
print(int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]))"""


def peak(path):
    """MB: the largest RSS of the kernel that ran the notebook."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(PEAK))
    return int(execute.execute(path, notebook).cells[-1].outputs[0].text) * 1024 / 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, metavar="notebook", help="default: all of them, in order")
    for path in parser.parse_args().notebooks or sorted(execute.NOTEBOOKS.glob("*.ipynb")):
        print(f"{path.name:32} {peak(path.resolve()):5.0f} MB", flush=True)


if __name__ == "__main__":
    main()
