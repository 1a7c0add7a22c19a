"""Notebooks 00 and 06: watch a network learn, and change how it learns while it does."""

from html import escape

import ipywidgets as widgets

from mlp_core import _validation as validate
from mlp_core.activations import ACTIVATIONS
from mlp_core.network import Diverged

from ..figures.formats import superscript
from ..figures.live_training import TrainingPicture
from .base import FRAME, LayerSizes, Panel, Player, buttons, choice, column, log_slider, row, slider
from .state.training_run import DATA, NOISE, SPREADS, TrainingRun, new_network

ALL = 10**6  # as batch size: all points
BATCH_SIZES = (1, 2, 5, 10, 20, 50, 100, ALL)
COSTS = {"quadratic": "quadratic", "cross-entropy": "cross_entropy"}
TARGETS = {"validation cost 0.01": 0.01, "validation cost 0.001": 0.001, "I press Pause": float("-inf")}


class training_explorer(Panel):
    """Train a network with two inputs and one output on 200 points, and validate it on 200 others.

    Play trains for `epochs` more epochs, or until another target is reached. Step trains on one mini-batch, Epoch to
    the end of the epoch. Reset starts again from the same weights, New weights from others (the next `seed`). The
    learning rate and the batch size (or "all") change the run under way; every other choice starts again. `noise` is
    that of the data set unless you give it. `small` leaves only the learning rate and the layers to choose. The panel
    starts after `trained` epochs.
    """

    sets = tuple(DATA)

    def __init__(self, data="moons", hidden=(8,), activation="tanh", batch_size=10, lr=1.0, epochs=200, seed=0,
                 cost="quadratic", weights="scaled", noise=None, small=False, trained=0):  # fmt: skip
        super().__init__("Training")
        if not isinstance(small, bool):
            raise TypeError(f"small must be True or False, but got {validate.shown(small)}.")
        self.small, self.picture = small, TrainingPicture(details=not small)
        self.goal = validate.whole_number("epochs", epochs, at_least=1)
        self.data = choice("data", data, self.sets)
        noise = NOISE.get(data, 0) if noise is None else noise
        self.noise = slider("noise", noise, 0, 0.4, 0.01, ".2f", continuous=False)
        self.activation = choice("activation", activation, ACTIVATIONS)
        self.cost = choice("cost", validate.one_of("cost", cost, COSTS.values()), COSTS.items())
        self.weights = choice("first weights", weights, SPREADS)
        self.seed = slider("seed", validate.whole_number("seed", seed, at_least=0), 0, max(50, seed), continuous=False)
        self.lr = log_slider("learning rate", validate.positive_number("lr", lr))
        self.batch_size = _batch_sizes(batch_size)
        self.hidden = LayerSizes(hidden, most_neurons=16, continuous=False, keep_room=not small)
        self.target = choice("play until", "epochs", [(f"{epochs} more epochs", "epochs"), *TARGETS.items()])
        columns = [self.lr, *self.hidden.children]
        if not small:
            left = column(self.data, self.noise, self.activation, self.cost)
            middle = column(self.weights, self.seed, self.hidden)
            columns = [left, middle, column(self.lr, self.batch_size, self.target)]
        self.children = [row(*columns), self.buttons(), self.stage]
        for control in (self.lr, self.batch_size):
            control.observe(lambda _: self.call(self.change_steps), "value")
        self.follow(self.data, self.noise, self.activation, self.cost, self.weights, self.seed, *self.hidden.children)
        self.train_for(validate.whole_number("trained", trained, at_least=0))

    def buttons(self):
        tooltip, place, rewind = "Train, or pause the training", lambda: self.run.place, lambda at: self.run.rewind(at)
        self.play = Player(self, self.frame, tooltip, place, rewind)
        self.progress = widgets.IntProgress(description="epochs", min=0, max=self.goal)
        self.slower = self.button("Reset with a smaller rate", "wrench", "", self.take_smaller_rate)
        return buttons(
            self.play,
            self.button("Step", "step-forward", "Train one mini-batch", self.train_once),
            self.button("Epoch", "fast-forward", "Train to the end of the epoch", lambda: self.train_once(seconds=60)),
            self.button("Reset", "undo", "Start again from the same weights", self.update),
            self.button("New weights", "random", "Start again from other weights: the next seed", self.take_next_seed),
            self.slower,
            self.progress,
        )

    def adjust(self, change):
        """Take the noise of the data that was chosen."""
        if change.owner is self.data:
            self.noise.value = NOISE[self.data.value]

    def update(self):
        """Make a new network, with no epoch done."""
        self.play.pause()
        kinds = [control.value for control in (self.hidden, self.activation, self.cost, self.weights, self.seed)]
        self.run = TrainingRun(new_network(*kinds), *self.points(), self.batch_size.value, self.lr.value)
        self.end = self.goal
        self.draw()

    def points(self):
        """The pair (x, y) to train with, and one to choose settings by, the validation set."""
        make, noise = DATA[self.data.value], self.noise.value
        return make(200, noise, seed=0), make(200, noise, seed=1)

    def take_next_seed(self):
        self.seed.max = max(self.seed.max, self.seed.value + 1)
        self.seed.value += 1

    def take_smaller_rate(self):
        self.lr.value /= 3  # at most to the slider's end
        self.update()

    def change_steps(self):
        """Go on with the learning rate and the batch size that the sliders show."""
        self.run.use(self.batch_size.value, self.lr.value)

    def train_once(self, seconds=0.0):
        """Train for one step, or for so many seconds, at most to the end of the epoch."""
        self.play.pause()
        self.train(seconds, until=int(self.run.epoch + 1e-9) + 1)

    def frame(self):
        """Train for one picture of a run."""
        if self.run.epoch >= self.end - 1e-9:
            self.end += self.goal
        self.train(FRAME, self.end if self.target.value == "epochs" else float("inf"))

    def train_for(self, epochs):
        """Train a run that has just begun for so many epochs, and draw once."""
        if epochs and self.run.batches:
            self.end = max(self.end, epochs)
            for epoch in range(1, epochs):
                self.run.advance(float("inf"), epoch)  # measured once an epoch, for smooth curves
            self.train(float("inf"), epochs)

    def train(self, seconds=0.0, until=float("inf")):
        """Train and draw once. Pause at the target, and if training diverges; then say why and offer a smaller rate."""
        if not self.run.batches:
            return self.play.pause()
        trouble = ""
        try:
            self.run.advance(seconds, until)
        except Diverged as error:
            trouble = escape(str(error))
            self.change_steps()
        curves, arrived = self.run.curves, self.run.epoch >= self.end - 1e-9
        if self.target.value != "epochs":
            arrived = (curves["validation"] or curves["training"])[-1] <= self.target.value
        if trouble or arrived:
            self.play.pause()
        self.draw(trouble)

    def draw(self, trouble=""):
        run = self.run
        self.picture.show(run.net, *run.train, run.curves, self.end)
        self.progress.max, self.progress.value = self.end, min(self.end, round(run.epoch))
        self.progress.layout.display = "" if self.target.value == "epochs" else "none"
        self.slower.layout.display = "" if trouble else "none"
        self.stage.show(self.picture, f"{self.words()}<br><b>{trouble}</b>" if trouble else self.words())

    def words(self):
        run, curves = self.run, self.run.curves
        pairs = {"training": run.train, "validation": run.validation}
        parts = [(name, pair) for name, pair in pairs.items() if curves[name]]
        if not parts:
            return "No points yet: click into the plane, or fill the table."
        costs = ", ".join(f"{name} <b>{curves[name][-1]:.4f}</b>" for name, _ in parts)
        accuracies = [(name, run.net.accuracy(*pair), pair[0].shape[1]) for name, pair in parts]
        now = f"epoch {run.epoch:.1f}, step {run.step}, first weights from seed {self.seed.value}."
        if self.small:
            counts = ", ".join(f"{name} <b>{a:.1%}</b> ({a * m:.0f} of {m} points)" for name, a, m in accuracies)
            return f"Accuracy: {counts}.<br>{now} Cost C: {costs}."
        percents = ", ".join(f"{name} <b>{a:.1%}</b>" for name, a, _ in accuracies)
        gradients = ", ".join(f"W{superscript(l)} {numbers[-1]:.2g}" for l, numbers in curves["gradient"].items())
        return f"{now} Cost C: {costs}.<br>Accuracy: {percents}. Mean size of the gradient: {gradients}."


def _batch_sizes(batch_size):
    """A slider over BATCH_SIZES and `batch_size`, which may be another whole number or "all"."""
    if isinstance(batch_size, str) and batch_size == "all":
        batch_size = ALL
    validate.whole_number("batch_size", batch_size, at_least=1)
    options = [("all" if size == ALL else str(size), size) for size in sorted({*BATCH_SIZES, batch_size})]
    return widgets.SelectionSlider(options=options, value=batch_size, description="batch size", continuous_update=False)
