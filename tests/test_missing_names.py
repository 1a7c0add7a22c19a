"""Cells that are run out of order: a sentence beneath the NameError, once, and only there."""

import subprocess
import sys
from types import SimpleNamespace

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from four_equations.support import missing_names

SENTENCE = (
    "`net` is not there yet. If a cell further up makes it, run that one first: Run → Run All Above Selected Cell."
)


def outputs(*sources):
    """What each of these cells prints, and the name of its error."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    NotebookClient(notebook, kernel_name="python3", timeout=120, allow_errors=True, coalesce_streams=True,
                   extra_arguments=["--log-level=ERROR"]).execute()  # fmt: skip
    return [
        ["".join(output.text.strip() for output in cell.outputs if output.output_type == "stream"),
         "".join(output.ename for output in cell.outputs if output.output_type == "error")]
        for cell in notebook.cells
    ]  # fmt: skip


def test_a_missing_name_is_explained_once_and_nothing_else_is():
    found = outputs(
        "import four_equations",
        "net.train(x, y)",
        "import importlib; importlib.reload(four_equations); four_equations.missing_names.explain_missing_names()",
        "def train():\n    return net.layers\n\ntrain()",
        "1 / 0",
        "def f():\n    print(a)\n    a = 1\n\nf()",
        "net = 1",
        "net",
    )
    assert found == [["", ""], [SENTENCE, "NameError"], ["", ""], [SENTENCE, "NameError"], ["", "ZeroDivisionError"],
                     ["", "UnboundLocalError"], ["", ""], ["", ""]]  # fmt: skip


@pytest.mark.parametrize("error", [None, ValueError("x"), UnboundLocalError("x"), NameError("by hand, with no name")])
def test_other_errors_are_left_alone(error, capsys):
    missing_names.explain(SimpleNamespace(error_in_exec=error))
    assert capsys.readouterr().out == ""


def test_outside_of_a_notebook_nothing_is_loaded_or_registered():
    code = "import sys, four_equations; print('IPython' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"
