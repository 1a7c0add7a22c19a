"""What every panel with a picture shares: its controls, its lock, its saved form, and its end.

These panels have one form: a subclass of `Panel`, named as a function is, because it is called like one. Its `__init__`
checks the arguments, makes the controls and ends with `begin`, which places and follows them. Its `draw` reads the
controls and ends with `stage.show`. What a panel computes over many steps is in `state/`, which knows no page, and the
pictures are in `figures/`.
"""

import threading
from contextlib import contextmanager

import ipywidgets as widgets

from ...support.interruptions import uninterrupted
from .saved import takes_saved
from .shown import Shown
from .stage import Stage


class Panel(Shown, widgets.VBox):
    """Controls above one picture. `name` is what a screen reader calls the panel.

    Every panel also takes `saved`, a dict of arguments: the state that its saved form shows, if that is not the start.
    """

    saved = None

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        if "__init__" in vars(cls):
            cls.__init__ = takes_saved(cls.__init__)

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

    @classmethod
    def opening(cls, arguments):
        """Where a panel with these arguments opens, for a saved form that shows another place."""
        return "at the beginning"

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

    def _repr_mimebundle_(self, **kwargs):
        """The saved form: a picture, its words, and how to get the controls."""
        picture, words, caption = self.static_form()
        page = f'{picture.html()}<div style="margin:4px 8px">{words}</div><p><em>{caption}</em></p>'
        return {"text/plain": f"Panel: {picture.alt}", "text/html": page}

    def static_form(self):
        """The picture, the words and the caption of the saved form.

        A state other than the start is computed here, when the page already has the live panel.
        """
        if self.saved:
            return self.saved.form(type(self))
        words = self.stage.text + self.stage.notes
        return self.stage.drawn, words, "Run the cell to get the controls of this picture."


def _parts(whole):
    """Yield the widget and every widget below it, with layouts and styles; nothing if it is no widget."""
    if isinstance(whole, widgets.Widget):
        for name in ("layout", "style"):
            yield from _parts(getattr(whole, name, None))
        for child in getattr(whole, "children", ()):
            yield from _parts(child)
        yield whole
