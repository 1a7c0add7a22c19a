"""What every panel shares: controls above one picture, the form that a saved notebook keeps, and the panel's end.

All panels have one form: a subclass of `Panel`, named as a function is, because it is called like one. Its `__init__`
checks the arguments, makes the controls and ends with `begin`, which places and follows them. Its `draw` reads the
controls and ends with `stage.show`. What a panel computes over many steps is in `state/`, which knows no page, and the
pictures are in `figures/`.
"""

import threading
from contextlib import contextmanager

import ipywidgets as widgets
from IPython import get_ipython
from IPython.display import display

from ...support.interruptions import uninterrupted
from .stage import Stage

VIEW = "application/vnd.jupyter.widget-view+json"


class Panel(widgets.VBox):
    """Controls above one picture. `name` is what a screen reader calls the panel."""

    def __init__(self, name):
        self.lock, self.held = threading.RLock(), False
        self.stage = Stage(name=name)
        super().__init__([self.stage])
        self.add_class("mlp-panel")

    def begin(self, *rows):
        """Place these rows above the picture, follow the controls in them, and show the first picture."""
        self.children = [*rows, self.stage]
        parts = [part for part in _parts(self) if isinstance(part, widgets.ValueWidget)]
        controls = [part for part in parts if not isinstance(part, widgets.ToggleButton)]  # that is Play
        self.at_start = [(control, control.value) for control in controls]
        self.follow(*controls)

    def follow(self, *controls):
        """Update now, and again whenever one of these controls changes."""
        for control in controls:
            control.observe(self.changed, "value")
        self.update()

    def changed(self, change):
        with self.at_once():
            self.adjust(change)

    def adjust(self, change):
        """Change the controls that depend on the one that changed: by default, none."""

    def update(self):
        """Show what the controls say: by default, draw."""
        self.draw()

    @contextmanager
    def at_once(self):
        """Change several controls, and update once at the end."""
        with self.lock, uninterrupted():
            outermost, self.held = not self.held, True
            try:
                yield
            finally:
                self.held = not outermost
            if outermost:
                self.update()

    def reset(self):
        """Give every control that was placed by `begin` the value it had then."""
        with self.at_once():
            for control, value in self.at_start:
                control.value = value

    def call(self, action, **arguments):
        """Call `action` alone and to its end, so that what the panel computes and what it shows agree.

        Newer kernels run callbacks in more than one thread, and an interruption may come anywhere.
        """
        with self.lock, uninterrupted():
            action(**arguments)

    def button(self, label, icon, tooltip, action):
        """Make a button that calls `action()`."""
        made = widgets.Button(description=label, icon=icon, tooltip=tooltip)
        made.on_click(lambda _: self.call(action))
        return made

    def reset_button(self):
        return self.button("Reset", "undo", "Back to the values at the start", self.reset)

    def on_click(self, action):
        """Call `action(across, down, shift)` for each click on the picture; `Stage` says what these are."""
        self.stage.pointing = True
        self.stage.on_msg(lambda _, message, __: "across" in message and self.call(action, **message))

    def close(self):
        """Remove the panel from the page, and all that it holds from the kernel's memory.

        A closed panel may live on in IPython's Out, so it gives up its pictures and networks too.
        """
        own = {name: value for name, value in vars(self).items() if not name.startswith("_") and name != "lock"}
        for whole in (*own.values(), *self.children, self.layout):  # what is not placed is an attribute alone
            for part in _parts(whole):
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
        page = (
            f'{self.stage.drawn.html()}<div style="margin:4px 8px">{self.stage.text}{self.stage.notes}</div>'
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


SHOWN = []  # (cell, run, panel) for each time that a panel is shown, as long as that output is in the page


def _close_earlier(panel):
    """Close the panels that only an earlier run of this cell has shown, because their output is gone from the page."""
    parent = getattr(get_ipython(), "get_parent", dict)() or {}
    cell, run = parent.get("metadata", {}).get("cellId"), parent.get("header", {}).get("msg_id")
    if cell is not None:
        gone = [shown for shown in SHOWN if shown[0] == cell and shown[1] != run]
        SHOWN[:] = [*(shown for shown in SHOWN if shown not in gone), (cell, run, panel)]
        for *_, old in gone:
            if old not in [shown[2] for shown in SHOWN]:
                old.close()
