"""What every panel shares: a picture that changes in place, its static form in a saved notebook, and its controls."""

import html
import threading

import ipywidgets as widgets

WIDE = {"description_width": "95px"}


class Panel(widgets.VBox):
    """Controls above one picture. `lock` keeps callbacks apart: newer kernels run them in more than one thread."""

    def __init__(self, rows):
        """`rows` is a list of lists of controls; a row wraps where the page is narrow."""
        self.lock = threading.RLock()
        self.slot = widgets.HTML()
        boxes = [
            widgets.HBox(row, layout=widgets.Layout(flex_flow="row wrap", align_items="flex-start")) for row in rows
        ]
        super().__init__([*boxes, self.slot])

    def show(self, picture, text=""):
        """Put `picture` and a line of text beneath it into the page, in one message, with nothing cleared before."""
        self.alt = picture.alt
        self.slot.value = f'{picture.html()}<div style="margin:4px 8px">{text}</div>'

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        bundle["text/plain"] = f"Panel: {self.alt}"
        bundle["text/html"] = f"{self.slot.value}<p><em>Run the cell to get the controls of this picture.</em></p>"
        return bundle


def slider(kind, label, value, continuous=True, **options):
    """A slider of the class `kind` with its label in full and its value beside it."""
    return kind(
        value=value,
        description=label,
        continuous_update=continuous,
        style=WIDE,
        layout=widgets.Layout(width="290px"),
        **options,
    )


def dropdown(label, value, options):
    """A list of `options` to choose from."""
    return widgets.Dropdown(
        value=value, options=options, description=label, style=WIDE, layout=widgets.Layout(width="290px")
    )


def reset_button(controls):
    """A button that gives every control the value that it has now."""
    start = [(control, control.value) for control in controls]
    button = widgets.Button(
        description="Reset",
        icon="undo",
        tooltip="Back to the values at the start",
        layout=widgets.Layout(width="110px"),
    )

    def reset(_):
        for control, value in start:
            control.value = value

    button.on_click(reset)
    return button


def escape(text):
    """`text` safe to stand in HTML."""
    return html.escape(str(text))
