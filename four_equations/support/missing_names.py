"""In a notebook whose cells are run out of order: one sentence beneath a NameError that says what to do.

IPython calls `explain` after each cell. So the error itself is shown as ever, and nobody else's handling of it is
replaced.
"""

import sys


def explain_missing_names():
    """From now on explain each name that a cell of this session misses. Outside of a notebook this does nothing."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None and explain not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", explain)


def explain(result):
    """Say which name a cell missed, if its error was that."""
    error = result.error_in_exec
    if type(error) is NameError and error.name:
        print(
            f"`{error.name}` is not there yet. If a cell further up makes it, run that one first: "
            "Run → Run All Above Selected Cell."
        )
