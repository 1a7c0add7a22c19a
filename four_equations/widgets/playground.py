"""Notebook 09: the training explorer with the reader's own points, and the run as a line of code."""

from html import escape

import ipywidgets as widgets
import numpy as np

from ..support.table import points
from .base import buttons, column, row
from .state.training_run import DATA
from .training_explorer import ALL, training_explorer

OWN = "own points"
NOTHING = np.zeros((2, 0)), np.zeros((1, 0))
REACH = 1.4  # of the plane that the picture shows


class playground(training_explorer):
    """Train on your own points in a training explorer.

    `data` is the name of a data set, or text with a point per line, "x0, x1, class". A click on the plane adds a point,
    and with Shift it takes the nearest one away; the table can be typed or pasted. The line of code below makes the
    same run in another cell. The other settings are those of `training_explorer`.
    """

    sets = (*DATA, OWN)

    def __init__(self, data="moons", hidden=(8,), activation="tanh", batch_size=10, lr=1.0, epochs=200, seed=0,
                 cost="quadratic", weights="scaled", noise=None, trained=0):  # fmt: skip
        is_table = isinstance(data, str) and data != OWN and any(mark in data for mark in ",; \t\n")
        self.own, self.in_use = points(data, REACH) if is_table else NOTHING, ""
        self.new_class = widgets.ToggleButtons(
            options=[("● class 0", 0), ("▲ class 1", 1)], description="a click adds", style={"button_width": "6em"}
        )
        self.table = widgets.Textarea(description="points", rows=6, placeholder="x0, x1, class: a point in each line")
        self.code = widgets.Textarea(description="this run", rows=3).add_class("mlp-wide")
        settings = hidden, activation, batch_size, lr, epochs, seed, cost, weights, noise
        super().__init__(OWN if is_table else data, *settings, trained=trained)
        use = self.button("Use the table", "check", "Train on the points in the table", self.use_table)
        clear = self.button("No points", "trash", "Take all points away", lambda: self.use(NOTHING))
        copy = self.button("Copy", "copy", "Copy the line of code", lambda: self.stage.send({"copy": self.code.value}))
        mine = row(column(self.new_class, buttons(use, clear)), self.table)
        self.children = [*self.children, mine, column(self.code, buttons(copy))]
        self.on_click(self.point)

    def points(self):
        if self.data.value != OWN:
            return super().points()
        x, y = self.own
        return (np.round(x, 3), y), None  # as in the table, so that a run from the table is the same run

    def update(self):
        super().update()
        self.code.value = self.line()
        table = _as_table(self.run.train)
        if table != self.in_use:  # what the reader is typing stays while the points do
            self.table.value = self.in_use = table

    def change_steps(self):
        super().change_steps()
        self.code.value = self.line()

    def line(self):
        """The call of `playground` that makes this run."""
        settings = {
            "data": _as_table(self.run.train) if self.data.value == OWN else self.data.value,
            "hidden": tuple(self.hidden.value),
            "batch_size": "all" if self.batch_size.value == ALL else self.batch_size.value,
            "epochs": self.goal,
        }
        for name in ("activation", "lr", "seed", "cost", "weights", "noise"):
            settings[name] = getattr(self, name).value
        return f"playground({', '.join(f'{name}={value!r}' for name, value in settings.items())})"

    def adjust(self, change):
        if change.owner is self.data and self.data.value == OWN:
            self.own = self.run.train
        else:
            super().adjust(change)

    def use(self, own):
        """Train on these points, a pair (x, y)."""
        with self.at_once():
            self.data.value = OWN
            self.own = own

    def use_table(self):
        try:
            self.use(points(self.table.value, REACH))
        except ValueError as error:
            self.draw(escape(str(error)))

    def point(self, across, down, shift):
        """Add a point where the picture was clicked, or with Shift remove the nearest one."""
        place = self.picture.point(self.picture.surface.image.axes, across, down)
        x, y = self.run.train
        if place is None or (shift and not x.size):
            return
        if shift:
            kept = np.arange(x.shape[1]) != np.linalg.norm(x - place[:, None], axis=0).argmin()
            self.use((x[:, kept], y[:, kept]))
        else:
            self.use((np.c_[x, place], np.c_[y, self.new_class.value]))


def _as_table(pair):
    return "\n".join(f"{x0:.3f}, {x1:.3f}, {label:.0f}" for x0, x1, label in np.vstack(pair).T)
