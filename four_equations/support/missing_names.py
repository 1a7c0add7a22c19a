"""For cells that are run out of order: a sentence below a NameError that says what to do.

IPython calls `explain` after each cell, so the error itself is still shown and handled as usual.
"""

import sys


def explain_missing_names():
    """Explain every later NameError of this session. Outside a notebook, do nothing."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None and explain not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", explain)


def explain(result):
    """Print what to do if the cell stopped with a NameError."""
    error = result.error_in_exec
    if type(error) is NameError and error.name:
        print(
            f"`{error.name}` is not there yet. If a cell further up makes it, run that one first: "
            "Run → Run All Above Selected Cell."
        )
