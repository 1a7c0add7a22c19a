"""Notebook 03: gradient descent over two numbers, at any learning rate and from any start."""

import copy
from functools import partial

import numpy as np

from mlp_core import _validation as validate

from ..figures.descent import DescentPicture
from ..figures.formats import signed, weight_name
from .base import Panel, Player, buttons, choice, column, log_slider, network, row, slider
from .state.descent_run import VALLEY, descend, network_cost

MOST_STEPS = 100
FAR = 100  # a descent is given up this many times the picture's reach away from 0


class descent_explorer(Panel):
    """Walk down a cost of two numbers: the valley C = w₀² + 3w₁², or the cost of `net` on x, y.

    Two `weights` of `net` move, each (l, j, k) for w^l_jk, and lists choose others. Sliders set the learning rate, the
    start and the number of steps, and a click on the lines moves the start. Play takes one step after another. The
    picture shows both numbers from -reach to reach.
    """

    def __init__(self, net=None, x=None, y=None, weights=None, lr=None, steps=25, reach=None):
        super().__init__("Gradient descent")
        self.cost_of, self.lists, usual_lr, usual_reach = lambda _: VALLEY, [], 0.1, 2.4
        if net is not None:
            network(net)
            net.cost_of(x, y)  # raises if x or y does not fit
            self.cost_of = partial(network_cost, copy.deepcopy(net), np.array(x), np.array(y))
            self.lists, usual_lr = _lists(net, weights), 1.0
            usual_reach = max(8.0, *(float(np.ceil(np.abs(W).max())) for W in net.W.values()))
        self.reach = reach = validate.in_range("reach", usual_reach if reach is None else reach, 0.1, 1e6)
        self.lr = log_slider("learning rate", validate.positive_number("lr", usual_lr if lr is None else lr), step=0.02)
        self.start = [slider("", 0.0, -reach, reach, 0.1, ".1f") for _ in range(2)]
        self.steps = slider("steps", validate.whole_number("steps", steps, at_least=0), 0, max(MOST_STEPS, steps))
        tooltip, go_back = "Take one step after the other, or pause", partial(self.steps.set_trait, "value")
        self.play = Player(self, self.advance, tooltip, lambda: self.steps.value, go_back)
        step = self.button("Step", "step-forward", "Take one more step", self.step)
        run = buttons(self.play, step, self.reset_button())
        self.choose()
        self.on_click(self.point)
        self.begin(row(column(*self.lists, self.lr, self.steps), column(*self.start, run)))

    def adjust(self, change):
        """Go to the weights of the network that were chosen. If both lists name one weight, swap the two."""
        if change.owner in self.lists:
            other = self.lists[change.owner is self.lists[0]]
            if other.value == change.new:
                other.value = change.old
            else:
                self.choose()

    def choose(self):
        """Draw the lines of equal cost for the chosen weights, and start from the values that these have."""
        pair = tuple(chosen.value for chosen in self.lists)
        self.names = tuple(weight_name(*weight) for weight in pair) or ("w₀", "w₁")
        self.cost = self.cost_of(pair)
        self.picture = DescentPicture(self.cost.value, self.reach, self.names, self.steps.max)
        for control, name, value in zip(self.start, self.names, self.cost.start, strict=True):
            control.description, control.value = f"start {name}", value

    def point(self, across, down, shift):
        point = self.picture.point(self.picture.plane, across, down)
        if point is not None:
            with self.at_once():
                for control, value in zip(self.start, point, strict=True):
                    control.value = round(value / control.step) * control.step

    def reset(self):
        self.play.pause()
        super().reset()

    def step(self):
        self.play.pause()
        if not self.is_over():
            self.steps.value += 1

    def advance(self):
        """Take one step of a run. A run that begins where the last one ended begins at the start."""
        self.steps.value = 0 if self.is_over() else self.steps.value + 1
        if self.is_over():
            self.play.pause()

    def is_over(self):
        """Whether the descent has ended or the slider is at its end."""
        return self.descent.end is not None or self.steps.value == self.steps.max

    def draw(self):
        start = [control.value for control in self.start]
        self.descent = descend(self.cost, start, self.lr.value, self.steps.value, FAR * self.reach)
        self.picture.show(self.descent.path, self.descent.costs, self.descent.gradient, self.lr.value)
        self.stage.show(self.picture, self.words())

    def words(self):
        path, costs, gradient, end = self.descent
        step = -self.lr.value * gradient
        here = ", ".join(f"{name} = {signed(w)}" for name, w in zip(self.names, path[:, -1], strict=True))
        if np.abs(path[:, -1]).max() > self.reach:
            here += " (outside the picture)"
        count = f"{len(costs) - 1} step{'' if len(costs) == 2 else 's'}"
        lines = [
            f"After <b>{count}</b>: {here}, cost C = <b>{costs[-1]:.3g}</b>.",
            f"Gradient ∇C = ({signed(gradient[0])}, {signed(gradient[1])}), "
            f"next step −lr·∇C = ({signed(step[0])}, {signed(step[1])}).",
        ]
        if end == "diverges":
            lines.append("<b>It flies away: the descent diverges. Try a smaller learning rate.</b>")
        elif end:
            rounding = ", up to rounding" if gradient.any() else ""
            lines.append(f"<b>It stands still: the gradient is 0{rounding}.</b>")
        elif len(costs) > 1 and costs[-1] > costs[-2]:
            lines.append("<b>The last step went up: it was too long. Try a smaller learning rate.</b>")
        return "<br>".join(lines)


def _lists(net, weights):
    """The two lists that choose a weight of `net`. Raises ValueError unless `weights` are two of its weights."""
    known = [(l, j, k) for l in range(net.L, 0, -1) for k in range(net.layers[l - 1]) for j in range(net.layers[l])]
    try:
        first, second = [tuple(weight) for weight in (known[:2] if weights is None else weights)]
    except (TypeError, ValueError):
        first = second = None
    if first == second or first not in known or second not in known:
        raise ValueError(
            f"weights must be two different weights (l, j, k) of the network, but got {validate.shown(weights)}."
        )
    options = [(weight_name(*weight), weight) for weight in sorted(known)]
    return [choice("across", first, options), choice("up", second, options)]
