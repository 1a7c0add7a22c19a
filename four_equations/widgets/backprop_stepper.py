"""Notebook 05: one sample through a network and back, one number at a time."""

import inspect
import re
import textwrap
from functools import cache
from html import escape

import numpy as np

from mlp_core import _validation as validate
from mlp_core.network import NeuralNetwork

from ..stepper.comparison import Comparison
from ..stepper.explanation import explain
from ..stepper.step_picture import StepPicture
from ..stepper.trace import GRAINS, Trace
from .base import Panel, buttons, choice, row, slider

# The functions whose code is shown: for each kind of move, what marks its line there.
CODE = {
    NeuralNetwork.forward: {"product": "z[l] =", "bias": "z[l] =", "activation": "a[l] ="},
    NeuralNetwork.cost_of: {"cost": "return"},
    NeuralNetwork.deltas: {"BP1": "# BP1", "back": "# BP2", "slope": "# BP2"},
    NeuralNetwork.backward: {"BP3": "# BP3", "BP4": "# BP4"},
}


class backprop_stepper(Panel):
    """A panel that takes one sample, x (n^0, 1) with target y (n^L, 1), forward through `net` and back, step by step.

    By default the 2-3-2 network of the notebooks and its sample. `grain` says how long a step is: "edge" (one line),
    "neuron" or "layer". Pass your own `backward`, called as backward(W, z, a, y), and the panel opens where it can be
    compared and stops at the first number that differs; likewise with `deltas`. `step` is the number of the step to
    open at instead, or "last": the end, or where the first number differs.
    """

    def __init__(self, net=None, x=None, y=None, backward=None, deltas=None, grain="edge", step=None):
        super().__init__("Backprop stepper")
        if net is None:
            net = NeuralNetwork([2, 3, 2], ["sigmoid", "sigmoid"])
            net.W = {1: np.array([[0.5, -0.5], [1, 0.5], [-1, 1]]), 2: np.array([[2.0, 1, 1], [-2, 2, -1]])}
            net.b = {1: np.array([[0.5], [-1], [-2]]), 2: np.array([[-2], [0.5]])}
            x, y = [[1.0], [2.0]] if x is None else x, [[1.0], [0.0]] if y is None else y
        elif x is None or y is None:
            raise ValueError("x and y must come with a network of your own, but one of them is missing.")
        lengths = [(f"one {name}", grain) for grain, name in GRAINS.items()]
        self.grain = choice("one step is", validate.one_of("grain", grain, GRAINS), lengths)
        self.trace = trace = Trace(net, x, y)
        self.comparison = comparison = Comparison(trace, backward, deltas)
        self.picture = StepPicture(trace)
        self.steps = {grain: trace.steps(grain, comparison.difference) for grain in GRAINS}
        if step is None:
            before = next((i for i, move in enumerate(trace.moves) if move.kind == comparison.first), 0)
            step = self._at(before)
        last = len(self.steps[grain]) - 1
        self.step = slider("step", last if isinstance(step, str) and step == "last" else step, 0, last)
        self.opened = self.step.value, grain
        back = self.button("Back", "arrow-left", "One step back", lambda: self.go(-1))
        forward = self.button("Next", "arrow-right", "One step on", lambda: self.go(1))
        self.step.layout.width, self.step.style.description_width = "44em", "3em"
        self.begin(row(buttons(back, forward, self.reset_button()), self.grain), self.step)

    @classmethod
    def opening(cls, arguments):
        compared = [name for name in ("deltas", "backward") if arguments[name] is not None]
        return f"where {compared[0]} can be compared" if compared else super().opening(arguments)

    def _at(self, done):
        """The first step of the chosen grain after which `done` moves are done, or the last one."""
        steps = self.steps[self.grain.value]
        return next((i for i, step in enumerate(steps) if step.done >= done), len(steps) - 1)

    def go(self, by):
        """Move by so many steps, as far as the start or the end."""
        self.step.value += by  # which the slider keeps in its range

    def adjust(self, change):
        """Keep the place when the length of a step changes."""
        if change.owner is self.grain:
            step, at_end = self.steps[change.old][self.step.value], self.step.value == self.step.max
            with self.step.hold_sync():
                self.step.max = len(self.steps[change.new]) - 1
                self.step.value = self.step.max if at_end else self._at(step.done)

    def draw(self):
        """Show the picture, the sentence and the code of the step that the slider is on."""
        steps, number = self.steps[self.grain.value], self.step.value
        said = explain(self.trace, steps[number], self.comparison)
        text = f"<b>Step {number} of {len(steps) - 1}.</b> {escape(said.sentence)}"
        if self.comparison.failure and (number, self.grain.value) == self.opened:
            failure = re.sub("`(.*?)`", r"<code>\1</code>", escape(self.comparison.failure))
            text += f" <b>{failure}</b> The walk goes on without it."
        text = f'<div style="min-height:{4.5 if self.comparison.first else 3}em">{text}</div>'
        self.stage.show(self.picture.draw(steps[number], said), text, code(steps[number]))


def code(step):
    """HTML of the function that makes the moves of this step, with its lines at work marked."""
    kind = step.first.kind if step.moves else "BP3" if step.done else "product"
    function, marks = next((function, marks) for function, marks in CODE.items() if kind in marks)
    at_work = {marks[move.kind] for move in step.moves}
    lines = list(map(escape, listing(function)))
    for i, line in enumerate(lines):
        marked = any(mark in line for mark in at_work)
        lines[i] = f'<b style="background:rgba(128,128,128,0.2)">▶ {line}</b>' if marked else f"  {line}"
    lines += [""] * (max(map(len, map(listing, CODE))) - len(lines))
    where = f", with l = {step.first.l}" if step.moves else ""
    if step.phase in ("BP3", "BP4"):
        where += " (its loop begins with layer 1, which gives the same)"
    lines, style = "\n".join(lines), "margin:2px 0;white-space:pre;overflow-x:auto"
    return f'<div>In <code>network.py</code>{where}:</div><pre tabindex="0" style="{style}">{lines}</pre>'


@cache
def listing(function):
    """The lines of a function, without its decorators and its docstring."""
    source = textwrap.dedent(inspect.getsource(function))
    return re.sub(r'^@.*\n|^ *"""(?s:.*?)"""\n', "", source, flags=re.M).splitlines()
