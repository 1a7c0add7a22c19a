"""What every panel shares: controls above one stage, its static form in a saved notebook, and its end."""

import html
import threading
from contextlib import contextmanager

import ipywidgets as widgets
from IPython import get_ipython
from IPython.display import display

from ...figures.style import COLOUR
from .controls import button
from .stage import Stage

VIEW = "application/vnd.jupyter.widget-view+json"


class Panel(widgets.VBox):
    """Controls above one picture. `lock` keeps callbacks apart: newer kernels run them in more than one thread."""

    def __init__(self, name):
        """`name` is what a screen reader calls the panel."""
        self.lock = threading.RLock()
        self.stage = Stage(name=name)
        self._held = None
        super().__init__([self.stage])
        self.add_class("mlp-panel")

    def put(self, *rows):
        """Put these controls above the picture."""
        self.children = [*rows, self.stage]

    def follow(self, controls, draw):
        """Call `draw()` now, and again whenever one of `controls` changes."""

        def changed(_=None):
            with self.lock:
                if self._held is None:
                    draw()
                else:
                    self._held.add(draw)

        for control in controls:
            control.observe(changed, "value")
        changed()

    @contextmanager
    def at_once(self, *draw):
        """Several controls change inside; what follows them, and `draw`, is drawn once, afterwards."""
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

    def reset_button(self, controls, then=None):
        """A button that gives every control the value that it has now, and then calls `then()`."""
        start = [(control, control.value) for control in controls]

        def reset():
            with self.at_once():
                for control, value in start:
                    control.value = value
            if then:
                then()

        return button("Reset", "undo", "Back to the values at the start", reset)

    def show(self, picture, text="", notes=""):
        """Put `picture` and HTML beneath it into the page: `text` is said aloud when it changes, `notes` are not."""
        with self.lock:
            self.stage.show(picture, text, notes)

    def close(self):
        """Take the panel and all its parts out of the page and out of the kernel's memory."""
        unseen = [value for value in vars(self).values() if isinstance(value, widgets.Widget)]  # as a small panel's
        for part in dict.fromkeys(part for whole in (*unseen, self) for part in _parts(whole)):
            part.unobserve_all()
            if isinstance(part, widgets.Button):
                part._click_handlers.callbacks.clear()
            if part is not self:
                part.close()
        super().close()
        # IPython's Out keeps the panel itself: what is heavy goes.
        self.children = ()
        vars(self).pop("_repr_mimebundle_", None)  # ipywidgets takes it away; ours says what became of the panel
        for name in [name for name in vars(self) if not name.startswith("_") and name != "lock"]:
            delattr(self, name)

    def _repr_mimebundle_(self, **kwargs):
        if not hasattr(self, "stage"):
            return {"text/plain": "A panel that was closed. Run the cell that made it again."}
        _close_earlier(self)
        bundle = super()._repr_mimebundle_(**kwargs)
        stage = self.stage
        bundle["text/plain"] = f"Panel: {stage.alt}"
        bundle["text/html"] = (
            f'{stage.drawn.html()}<div style="margin:4px 8px">{stage.text}{stage.notes}</div>'
            "<p><em>Run the cell to get the controls of this picture.</em></p>"
        )
        if get_ipython():
            # An output of its own. stage.css hides the picture after it while the panel is there; a notebook that is
            # opened again without its kernel shows, beneath "model not found", the picture.
            display({VIEW: bundle.pop(VIEW)}, raw=True)
        return bundle


def _parts(widget):
    """The widget and every widget below it, their layouts and styles included."""
    for child in getattr(widget, "children", ()):
        yield from _parts(child)
    for name in ("layout", "style"):
        if widget.has_trait(name) and getattr(widget, name) is not None:
            yield getattr(widget, name)
    yield widget


SHOWN = {}  # the panels in the output of each cell: its id -> (the run that showed them, the panels)


def _close_earlier(panel):
    """Close the panels that an earlier run of this cell has shown: their output is gone from the page."""
    shell = get_ipython()
    parent = getattr(shell, "get_parent", dict)() or {}
    cell, run = parent.get("metadata", {}).get("cellId"), parent.get("header", {}).get("msg_id")
    if cell is None:
        return
    earlier_run, earlier = SHOWN.get(cell, (None, []))
    if earlier_run != run:
        shown_elsewhere = [p for key, (_, panels) in SHOWN.items() if key != cell for p in panels]
        for old in earlier:
            if old is not panel and old not in shown_elsewhere:
                old.close()
        earlier = []
    SHOWN[cell] = (run, [*earlier, panel])


def escape(text):
    """`text` safe to stand in HTML."""
    return html.escape(str(text))


def marked(symbol, text):
    """`text` as HTML with a bar in the colour of its symbol: the letters keep the colour of the page, light or dark."""
    return f'<span style="border-left:0.35em solid {COLOUR[symbol]};padding-left:0.4em">{text}</span>'
