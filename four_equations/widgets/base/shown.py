"""How a panel is shown: live in one output, its saved form in the next, and closed when its cell runs again."""

from IPython import get_ipython
from IPython.display import display

VIEW = "application/vnd.jupyter.widget-view+json"


class Shown:
    """A widget with a saved form, which a subclass gives as its `_repr_mimebundle_`."""

    def _ipython_display_(self):
        """Show the live panel, in an output of its own. Its saved form follows in the next output.

        shown.css hides that next output while the panel lives. A notebook that is opened without its kernel shows it,
        below "model not found".
        """
        if self.comm is not None:  # it was not closed
            _close_earlier(self)
            display({VIEW: {"version_major": 2, "version_minor": 0, "model_id": self.model_id}}, raw=True)
        raise NotImplementedError  # tells IPython to go on with `_repr_mimebundle_`

    def replace(self, earlier):
        """Take over from `earlier`, which this cell showed before and which is closed next: by default, nothing."""


SHOWN = []  # (cell, run, panel) for each time that a panel is shown, as long as that output is in the page


def _close_earlier(panel):
    """Close the panels that only an earlier run of this cell has shown, because their output is gone from the page."""
    parent = getattr(get_ipython(), "get_parent", dict)() or {}
    cell, run = parent.get("metadata", {}).get("cellId"), parent.get("header", {}).get("msg_id")
    if cell is not None:
        gone = [shown for shown in SHOWN if shown[0] == cell and shown[1] != run]
        SHOWN[:] = [*(shown for shown in SHOWN if shown not in gone), (cell, run, panel)]
        for *_, old in gone:
            panel.replace(old)
            if old not in [shown[2] for shown in SHOWN]:
                old.close()
