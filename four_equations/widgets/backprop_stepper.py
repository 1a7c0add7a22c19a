"""Notebook 05: one sample through a network and back, one number at a time."""

import ast
import inspect
import re
import textwrap
from functools import cache

import numpy as np

from mlp_core import _validation as validate
from mlp_core.network import NeuralNetwork

from ..stepper.explanation import Explainer
from ..stepper.step_picture import StepPicture
from ..stepper.trace import GRAINS, Comparison, Walk
from .base.controls import button, buttons, choice, row, slider
from .base.panel import Panel, escape

# For each kind of move: the method of NeuralNetwork that makes it, and what marks its line there.
LINES = {
    "product": ("forward", "z[l] ="),
    "bias": ("forward", "z[l] ="),
    "activation": ("forward", "a[l] ="),
    "cost": ("cost_of", "return"),
    "BP1": ("deltas", "# BP1"),
    "back": ("deltas", "# BP2"),
    "slope": ("deltas", "# BP2"),
    "BP3": ("backward", "# BP3"),
    "BP4": ("backward", "# BP4"),
}


def backprop_stepper(net=None, x=None, y=None, backward=None, deltas=None, grain="edge"):
    """A panel that walks one sample, x (n^0, 1) with target y (n^L, 1), forward through `net` and back.

    By default the 2-3-2 network of the notebooks and its sample. `grain` is "edge", "neuron" or "layer": what one step
    is. With `backward`, yours, called as backward(y, z, a) or backward(W, z, a, y), the panel begins where it can be
    compared, and the walk ends at the first number that differs; with `deltas` likewise.
    """
    net, x, y = _sample(net, x, y)
    if not isinstance(grain, str) or grain not in GRAINS:
        raise ValueError(f"grain must be one of {', '.join(GRAINS)}, but came as {validate.shown(grain)}.")
    walk = Walk(net, x, y)
    if backward is None and deltas is None:
        return BackpropStepper(walk, grain)
    begin = "BP3" if deltas is None else "BP1"
    return BackpropStepper(walk, grain, Comparison(walk, backward, deltas), begin)


def _sample(net, x, y):
    if net is None:
        net = NeuralNetwork([2, 3, 2], ["sigmoid", "sigmoid"])
        net.W = {1: np.array([[0.5, -0.5], [1, 0.5], [-1, 1]]), 2: np.array([[2.0, 1, 1], [-2, 2, -1]])}
        net.b = {1: np.array([[0.5], [-1], [-2]]), 2: np.array([[-2], [0.5]])}
        x, y = [[1.0], [2.0]] if x is None else x, [[1.0], [0.0]] if y is None else y
    elif x is None or y is None:
        raise ValueError("x and y must come with a network of your own, but one of them is missing.")
    return net, x, y


class BackpropStepper(Panel):
    """The panel of `backprop_stepper`."""

    def __init__(self, walk, grain, theirs=None, begin=None):
        """`theirs` is a Comparison; the panel opens before the first move of the kind `begin`."""
        super().__init__("Backprop stepper")
        self.walk, self.theirs = walk, theirs
        self.explainer = Explainer(walk, theirs)
        self.picture = StepPicture(walk, self.explainer.most_rows)
        self.steps = {grain: list(self._steps(grain)) for grain in GRAINS}
        self.grain = choice(
            "one step is", grain, [("one line", "edge"), ("one neuron", "neuron"), ("one layer", "layer")]
        )
        first = next((i for i, move in enumerate(walk.moves) if move.kind == begin), 0)
        self.step = slider("step", self._at(first), 0, len(self.steps[grain]) - 1)
        self.opened = self.step.value, grain
        back = button("Back", "arrow-left", "One step back", lambda: self.go(-1))
        following = button("Next", "arrow-right", "One step on", lambda: self.go(1))
        self.grain.observe(self.change_grain, "value")
        reset = self.reset_button([self.grain, self.step])
        self.step.layout.width, self.step.style.description_width = "44em", "3em"
        self.put(row(buttons(back, following, reset), self.grain), self.step)
        self.follow([self.step], self.draw)

    def _steps(self, grain):
        """(moves, number of moves done) of every step from the start to the end, or to where the numbers part."""
        yield [], 0
        done = 0
        for moves in self.walk.groups(grain):
            done += len(moves)
            yield moves, done
            if self.theirs and self.theirs.parts in moves:
                return
        yield [], done

    def _at(self, done):
        """The number of the step of the chosen grain with which so many moves are done."""
        steps = self.steps[self.grain.value]
        return next((i for i, (_, last) in enumerate(steps) if last >= done), len(steps) - 1)

    def go(self, by):
        """Take one step, on or back. At either end there is none."""
        with self.lock:
            self.step.value = min(max(self.step.value + by, 0), self.step.max)

    def change_grain(self, change):
        """Other steps, at the same place of the walk."""
        with self.lock, self.step.hold_sync():
            old, most = self.steps[change.old], len(self.steps[change.new]) - 1
            value = most if self.step.value == len(old) - 1 else self._at(old[self.step.value][1])
            self.step.max = max(most, self.step.max)  # so that the slider moves once, whichever range is larger
            if value == self.step.value:
                self.draw()
            self.step.value = value
            self.step.max = most

    def draw(self):
        """The picture, the sentence and the code of the step that the slider shows."""
        steps, number = self.steps[self.grain.value], self.step.value
        moves, done = steps[number]
        if moves:
            said = self.explainer.explain(moves, done, self.grain.value)
        else:
            said = self.explainer.end() if number else self.explainer.start()
        text = f"<b>Step {number} of {len(steps) - 1}.</b> {escape(said.sentence)}"
        if self.theirs and self.theirs.failure and (number, self.grain.value) == self.opened:
            failure = re.sub("`(.*?)`", r"<code>\1</code>", escape(self.theirs.failure))
            text += f" <b>{failure}</b> The walk goes on without it."
        room = 4.5 if self.theirs else 3
        text = f'<div style="min-height:{room}em">{text}</div>'
        self.show(self.picture.draw(moves, done, said), text, code(moves, at_end=number > 0))


def code(moves, at_end=False):
    """HTML of the method of network.py that makes these moves, its lines at work marked."""
    name = LINES[moves[0].kind][0] if moves else "backward" if at_end else "forward"
    marks = {LINES[move.kind][1] for move in moves}
    lines = []
    for line in listing(name):
        if any(mark in line for mark in marks):
            lines.append(f'<b style="background:rgba(128,128,128,0.2)">▶ {escape(line)}</b>')
        else:
            lines.append(f"  {escape(line)}")
    lines += [""] * (max(len(listing(each)) for each, _ in LINES.values()) - len(lines))
    where = f", with l = {moves[0].l}" if moves else ""
    if name == "backward" and moves:
        where += " (its loop begins with layer 1, which gives the same)"
    lines, style = "\n".join(lines), "margin:2px 0;white-space:pre;overflow-x:auto"
    return f'<div>In <code>network.py</code>{where}:</div><pre tabindex="0" style="{style}">{lines}</pre>'


@cache
def listing(name):
    """The lines of a method of NeuralNetwork, without its decorators and its docstring."""
    source = textwrap.dedent(inspect.getsource(getattr(NeuralNetwork, name)))
    lines, function = source.splitlines(), ast.parse(source).body[0]
    docstring = function.body[0]
    return lines[function.lineno - 1 : docstring.lineno - 1] + lines[docstring.end_lineno :]
