"""What every panel shares: controls above one picture, the form that a saved notebook keeps, and the panel's end.

All panels have one form. The public name is a function, which checks its arguments and returns a subclass of `Panel`.
The class makes its controls in `__init__`, places them with `put`, and ends with `follow(controls, self.draw)`. Its
`draw` reads the controls and ends with `show`. What a panel computes over many steps is in `state/`, which knows no
page, and the pictures are in `figures/`.
"""

import html
import threading
from contextlib import contextmanager
from functools import wraps

import ipywidgets as widgets
from IPython import get_ipython
from IPython.display import display

from .controls import button
from .stage import Stage

VIEW = "application/vnd.jupyter.widget-view+json"


class Panel(widgets.VBox):
    """Controls above one picture. Callbacks hold `lock`, because newer kernels run them in more than one thread."""

    def __init__(self, name):
        """`name` is what a screen reader calls the panel."""
        self.lock = threading.RLock()
        self.stage = Stage(name=name)
        self._held = None
        super().__init__([self.stage])
        self.add_class("mlp-panel")

    def put(self, *rows):
        """Place these controls above the picture."""
        self.children = [*rows, self.stage]

    def locked(self, action):
        """Wrap `action` so that it never runs at the same time as another callback of this panel."""

        @wraps(action)
        def alone(*arguments):
            with self.lock:
                return action(*arguments)

        return alone

    def follow(self, controls, draw):
        """Call `draw()` now, and again whenever one of `controls` changes."""

        @self.locked
        def changed(_=None):
            if self._held is None:
                draw()
            else:
                self._held.add(draw)

        for control in controls:
            control.observe(changed, "value")
        changed()

    @contextmanager
    def at_once(self, *draw):
        """Change several controls, and draw once at the end: with `draw` and with whatever follows the controls."""
        with self.lock:
            outermost = self._held is None
            self._held = {*(self._held or ()), *draw}
            try:
                yield
            finally:
                if outermost:
                    held, self._held = self._held, None
                    for follow in held:
                        follow()

    def button(self, label, icon, tooltip, action):
        """Make a button that calls `action()` while it holds the lock."""
        return button(label, icon, tooltip, self.locked(action))

    def reset_button(self, controls, then=None):
        """Make a button that gives every control the value it has now, and then calls `then()`."""
        start = [(control, control.value) for control in controls]

        def reset():
            with self.at_once():
                for control, value in start:
                    control.value = value
            if then:
                then()

        return self.button("Reset", "undo", "Back to the values at the start", reset)

    def on_click(self, action):
        """Call `action(across, down, shift)` for each click on the picture; see `Stage.on_click`."""
        self.stage.on_click(self.locked(action))

    def show(self, picture, text="", notes=""):
        """Show `picture` and the HTML below it. A screen reader announces `text` when it changes, but not `notes`."""
        with self.lock:
            self.stage.show(picture, text, notes)

    def close(self):
        """Remove the panel from the page, and all that it holds from the kernel's memory.

        A closed panel may live on in IPython's Out, so it gives up its pictures and networks too.
        """
        own = {name: value for name, value in vars(self).items() if not name.startswith("_") and name != "lock"}
        for whole in (*own.values(), self):  # a control that is not placed is an attribute alone
            for part in _parts(whole):
                if part is not self:
                    part.close()
        super().close()
        self.children = ()
        for name in own:
            delattr(self, name)

    def __repr__(self):
        if not hasattr(self, "stage"):
            return "A panel that was closed. Run the cell that made it again."
        return f"Panel: {self.stage.alt}"

    def _ipython_display_(self):
        """Show the live panel, in an output of its own. Its saved form follows in the next output.

        stage.css hides that next output while the panel lives. A notebook that is opened without its kernel shows it,
        below "model not found".
        """
        if hasattr(self, "stage"):
            _close_earlier(self)
            display({VIEW: super()._repr_mimebundle_()[VIEW]}, raw=True)
        raise NotImplementedError  # tells IPython to go on with `_repr_mimebundle_`

    def _repr_mimebundle_(self, **kwargs):
        """The saved form: the picture, the words, and how to get the controls."""
        stage = self.stage
        page = (
            f'{stage.drawn.html()}<div style="margin:4px 8px">{stage.text}{stage.notes}</div>'
            "<p><em>Run the cell to get the controls of this picture.</em></p>"
        )
        return {"text/plain": repr(self), "text/html": page}


def _parts(whole):
    """Yield the widget and every widget below it, with layouts and styles; nothing if it is no widget."""
    if isinstance(whole, widgets.Widget):
        for name in ("layout", "style"):
            yield from _parts(getattr(whole, name, None))
        for child in getattr(whole, "children", ()):
            yield from _parts(child)
        yield whole


SHOWN = {}  # the id of each cell that shows panels -> (the run that showed them, the panels)


def _close_earlier(panel):
    """Close the panels that an earlier run of this cell has shown, because their output is gone from the page."""
    parent = getattr(get_ipython(), "get_parent", dict)() or {}
    cell, run = parent.get("metadata", {}).get("cellId"), parent.get("header", {}).get("msg_id")
    if cell is None:
        return
    earlier_run, shown = SHOWN.get(cell, (None, []))
    if earlier_run != run:
        elsewhere = [p for key, (_, panels) in SHOWN.items() if key != cell for p in panels]
        for old in shown:
            if old is not panel and old not in elsewhere:
                old.close()
        shown = []
    SHOWN[cell] = (run, [*shown, panel])


def escape(text):
    """Make `text` safe to put into HTML."""
    return html.escape(str(text))
