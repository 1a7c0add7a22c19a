"""Notebook 03: gradient descent over two numbers, at any learning rate and from any start."""

import copy
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from mlp_core import _validation as validate

from ..figures import DescentPicture
from ..figures.formats import signed, weight_name
from ..support import arguments
from .base.controls import button, buttons, choice, column, log_slider, row, slider
from .base.panel import Panel
from .base.player import Player

MOST_STEPS, MOST_WEIGHTS = 100, 200
STILL = 1e-3  # a gradient shorter than this counts as none
FAR = 100  # how many times the reach of the picture from 0 a descent is given up


class Cost(NamedTuple):
    """A cost of two numbers, w of shape (2,)."""

    names: tuple
    start: tuple
    value: Callable  # w -> C
    with_gradient: Callable  # w -> C and its gradient (2,)


def valley():
    """The long valley of the notebook, C = w₀² + 3w₁²."""

    def value(w):
        return float(w[0] ** 2 + 3 * w[1] ** 2)

    def with_gradient(w):
        return value(w), np.array([2 * w[0], 6 * w[1]])

    return Cost(("w₀", "w₁"), (2.0, 1.0), value, with_gradient)


def cost_over(net, x, y, weights):
    """The cost of `net` on x, y over two of its weights, each (l, j, k); all other parameters stay as they are."""
    trial = copy.deepcopy(net)

    def put(w):
        for (l, j, k), number in zip(weights, w, strict=True):
            trial.W[l][j, k] = number

    def value(w):
        put(w)
        return trial.cost_of(x, y)

    def with_gradient(w):
        put(w)
        z, a = trial.forward(x)
        dW, _ = trial.backward(y, z, a)
        return float(trial.cost(a[trial.L], y)), np.array([dW[l][j, k] for l, j, k in weights])

    start = tuple(float(net.W[l][j, k]) for l, j, k in weights)
    return Cost(tuple(weight_name(*weight) for weight in weights), start, value, with_gradient)


class Walk(NamedTuple):
    """A descent: its points (2, n + 1), their costs, the gradient at the last point, and why it went no farther."""

    path: np.ndarray
    costs: list
    gradient: np.ndarray
    end: str | None


def descend(cost, start, lr, steps, far):
    """A Walk of `steps` steps, or fewer where it "stands still", or "diverges" to more than `far` from 0."""
    path, end = [np.array(start)], None
    value, gradient = cost.with_gradient(start)
    costs = [value]
    while end is None:
        if np.hypot(*gradient) < STILL:
            end = "stands still"
        elif np.abs(path[-1]).max() > far:
            end = "diverges"
        elif len(path) > steps:
            break
        else:
            path.append(path[-1] - lr * gradient)
            value, gradient = cost.with_gradient(path[-1])
            costs.append(value)
    return Walk(np.array(path).T, costs, gradient, end)


def descent_explorer(net=None, x=None, y=None, weights=None, lr=None, steps=25, reach=None):
    """A panel that walks down a cost of two numbers: the valley C = w₀² + 3w₁², or the cost of `net` on x, y.

    Two `weights` of `net` move, each (l, j, k) for w^l_jk, and lists choose others. Sliders set the learning rate, the
    start and the number of steps; a click on the lines moves the start. Play takes one step after the other. The
    picture shows both numbers from -reach to reach.
    """
    if net is None:
        usual_lr, usual_reach = 0.1, 2.4
    else:
        arguments.network(net)
        usual_lr, usual_reach = 1.0, max(8.0, *(np.ceil(np.abs(W).max()) for W in net.W.values()))
    lr = validate.positive_number("lr", usual_lr if lr is None else lr)
    reach = validate.in_range("reach", float(usual_reach) if reach is None else reach, 0.1, 1e6)
    steps = validate.whole_number("steps", steps, at_least=0)
    if net is None:
        return DescentExplorer(lambda _: valley(), [], reach, lr, steps)
    net.cost_of(x, y)  # raises what is wrong with x or y
    net, x, y = copy.deepcopy(net), np.array(x), np.array(y)
    known = [(l, j, k) for l in range(net.L, 0, -1) for k in range(net.layers[l - 1]) for j in range(net.layers[l])]
    if not 2 <= len(known) <= MOST_WEIGHTS:
        raise ValueError(f"net must have 2 to {MOST_WEIGHTS} weights to choose from, but has {len(known)}.")
    first, second = _two_weights(known[:2] if weights is None else weights, known)
    options = [(weight_name(*weight), weight) for weight in sorted(known)]
    lists = [choice("across", first, options), choice("up", second, options)]
    return DescentExplorer(lambda pair: cost_over(net, x, y, pair), lists, reach, lr, steps)


def _two_weights(weights, known):
    """`weights` as two tuples of `known`. Raises ValueError for anything else."""
    try:
        first, second = [tuple(weight) for weight in weights]
    except (TypeError, ValueError):
        first = second = None
    if first == second or first not in known or second not in known:
        raise ValueError(
            f"weights must be two different weights (l, j, k) of the network, but came as {validate.shown(weights)}."
        )
    return first, second


class DescentExplorer(Panel):
    """The panel of `descent_explorer`. Its controls alone say where the walk goes: another rate redoes every step."""

    def __init__(self, cost_of, lists, reach, lr, steps):
        """`cost_of` gives the Cost for the values of `lists`; the picture shows the square from -reach to reach."""
        super().__init__("Gradient descent")
        self.cost_of, self.lists, self.reach = cost_of, lists, reach
        self.pair, self.walk = None, None
        self.lr = log_slider("learning rate", lr, step=0.02)
        self.start = [slider("", 0.0, -reach, reach, 0.1, ".1f") for _ in range(2)]
        self.steps = slider("steps", steps, 0, max(MOST_STEPS, steps))
        self.choose()
        for chosen in lists:
            chosen.observe(self.choose, "value")
        controls = [*lists, self.lr, *self.start, self.steps]
        self.play = Player(
            self, self.advance, "Take one step after the other, or pause", lambda: self.steps.value, self.go_back
        )
        step = button("Step", "step-forward", "Take one more step", self.step)
        reset = self.reset_button(controls, self.play.pause)
        self.put(row(column(*lists, self.lr, self.steps), column(*self.start, buttons(self.play, step, reset))))
        self.follow(controls, self.draw)
        self.stage.on_click(self.point)

    def choose(self, change=None):
        """Other weights move: begin where they are. A weight that was the other one changes places with it."""
        with self.lock:
            if change and self.lists[0].value == self.lists[1].value:
                other = self.lists[1] if change.owner is self.lists[0] else self.lists[0]
                other.value = change.old
            self.cost = self.cost_of(tuple(chosen.value for chosen in self.lists))
            for control, name, value in zip(self.start, self.cost.names, self.cost.start, strict=True):
                control.description, control.value = f"start {name}", value

    def point(self, across, down, shift):
        """Begin at the point of the picture that was clicked."""
        with self.lock:
            point = self.picture.point(self.picture.plane, across, down)
            if point is not None:
                with self.at_once():
                    for control, value in zip(self.start, point, strict=True):
                        control.value = round(value / control.step) * control.step

    def step(self):
        with self.lock:
            self.play.pause()
            if not self.over():
                self.steps.value += 1

    def advance(self):
        """One step of a run. A run that begins where the last one ended begins at the start."""
        self.steps.value = 0 if self.over() else self.steps.value + 1
        if self.over():
            self.play.pause()

    def go_back(self, steps):
        self.steps.value = steps

    def over(self):
        """Whether no step is left to take."""
        return self.walk.end is not None or self.steps.value == self.steps.max

    def draw(self):
        """Walk as the controls say, and show it."""
        pair = tuple(chosen.value for chosen in self.lists)
        if pair != self.pair:
            self.pair = pair
            self.picture = DescentPicture(self.cost.value, self.reach, self.cost.names, self.steps.max)
        start = [control.value for control in self.start]
        self.walk = descend(self.cost, start, self.lr.value, self.steps.value, FAR * self.reach)
        self.picture.show(self.walk.path, self.walk.costs, self.walk.gradient, self.lr.value)
        self.show(self.picture, self.words())

    def words(self):
        path, costs, gradient, end = self.walk
        step = -self.lr.value * gradient
        here = ", ".join(f"{name} = {signed(w)}" for name, w in zip(self.cost.names, path[:, -1], strict=True))
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
            lines.append("<b>It stands still: the gradient is all but 0 here.</b>")
        elif len(costs) > 1 and costs[-1] > costs[-2]:
            lines.append("<b>The last step went up: it was too long. Try a smaller learning rate.</b>")
        return "<br>".join(lines)
