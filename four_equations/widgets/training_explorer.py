"""Notebooks 00 and 06: watch a network learn, and change how it learns while it does."""

import ipywidgets as widgets

from mlp_core import _validation as validate
from mlp_core.network import Diverged

from ..figures import TrainingPicture
from ..figures.formats import superscript
from ..support import arguments
from .base.controls import LayerSizes, button, buttons, choice, column, log_slider, row, slider
from .base.panel import Panel, escape
from .base.player import FRAME, Player
from .state.training_run import DATA, NOISE, SPREADS, TrainingRun, new_network, points_of

ALL = 10**6  # as batch size: all points
BATCH_SIZES = {"1": 1, "2": 2, "5": 5, "10": 10, "20": 20, "50": 50, "100": 100, "all": ALL}
ACTIVATIONS = ("sigmoid", "tanh", "relu", "linear")
COSTS = {"quadratic": "quadratic", "cross-entropy": "cross_entropy"}
TARGETS = {"the test cost is 0.01": 0.01, "the test cost is 0.001": 0.001, "I press Pause": float("-inf")}


def training_explorer(
    data="moons",
    hidden=(8,),
    activation="tanh",
    batch_size=10,
    lr=1.0,
    epochs=200,
    seed=0,
    cost="quadratic",
    weights="scaled",
    noise=None,
    small=False,
):
    """A panel that trains a network with two inputs and one output on 200 points, and tests it on 200 others.

    Play trains until `epochs` more epochs are done, or another target is reached. Step trains one mini-batch, Epoch to
    the end of the epoch. Reset starts again from the same weights, New weights from others (the next `seed`). The
    learning rate and the batch size (or "all") change the run under way; every other choice starts again. `noise` is
    that of the data set unless given. `small` leaves out all but the rate and the layers.
    """
    return TrainingExplorer(data, hidden, activation, batch_size, lr, epochs, seed, cost, weights, noise, small)


class TrainingExplorer(Panel):
    """The panel of `training_explorer`."""

    sets = tuple(DATA)

    def __init__(self, data, hidden, activation, batch_size, lr, epochs, seed, cost, weights, noise, small=False):
        super().__init__("Training")
        self.picture = TrainingPicture(details=not arguments.true_or_false("small", small))
        self.make_choices(data, hidden, activation, batch_size, lr, epochs, seed, cost, weights, noise)
        self.make_buttons(epochs)
        self.arrange(small)
        self.data.observe(self.take_its_noise, "value")
        for control in (self.lr, self.batch_size):
            control.observe(self.change_steps, "value")
        self.follow((self.noise, self.activation, self.cost, self.weights, self.sizes, self.seed), self.restart)

    def make_choices(self, data, hidden, activation, batch_size, lr, epochs, seed, cost, weights, noise):
        """The controls for the settings, which are checked here."""
        validate.one_of("data", data, self.sets)
        batch_size = (
            ALL
            if isinstance(batch_size, str) and batch_size == "all"
            else validate.whole_number("batch_size", batch_size, at_least=1)
        )
        sizes = dict(sorted({**BATCH_SIZES, str(batch_size): batch_size}.items(), key=lambda item: item[1]))
        sizes.pop(str(ALL), None)
        self.data = choice("data", data, self.sets)
        self.noise = slider(
            "noise", NOISE.get(data, 0) if noise is None else noise, 0, 0.4, 0.01, ".2f", continuous=False
        )
        self.activation = choice("activation", validate.one_of("activation", activation, ACTIVATIONS), ACTIVATIONS)
        self.cost = choice("cost", validate.one_of("cost", cost, COSTS.values()), list(COSTS.items()))
        self.weights = choice("first weights", validate.one_of("weights", weights, SPREADS), list(SPREADS))
        self.seed = slider("seed", validate.whole_number("seed", seed, at_least=0), 0, max(50, seed), continuous=False)
        self.lr = log_slider("learning rate", validate.positive_number("lr", lr))
        self.batch_size = widgets.SelectionSlider(
            description="batch size", value=batch_size, options=list(sizes.items()), continuous_update=False
        )
        self.sizes = LayerSizes(hidden, most_neurons=16, continuous=False)
        self.goal = validate.whole_number("epochs", epochs, at_least=1)
        self.target = choice("play until", "epochs", [(f"{epochs} more epochs", "epochs"), *TARGETS.items()])

    def make_buttons(self, epochs):
        self.play = Player(self, self.frame, "Train, or pause the training", self.where, self.rewind)
        self.progress = widgets.IntProgress(description="epochs", min=0, max=epochs)
        self.slower = button("Reset with a smaller rate", "wrench", "", self.take_smaller_rate)
        self.slower.layout.display = "none"
        self.buttons = [
            self.play,
            button("Step", "step-forward", "Train one mini-batch", self.one_step),
            button("Epoch", "fast-forward", "Train to the end of the epoch", self.one_epoch),
            button("Reset", "undo", "Start again from the same weights", self.restart),
            button("New weights", "random", "Start again from other weights: the next seed", self.take_next_seed),
            self.slower,
            self.progress,
        ]

    def arrange(self, small):
        """Put the controls above the picture."""
        columns = [self.lr, self.sizes]
        if not small:
            left = column(self.data, self.noise, self.activation, self.cost)
            middle = column(self.weights, self.seed, self.sizes)
            columns = [left, middle, column(self.lr, self.batch_size, self.target)]
        self.put(row(*columns), buttons(*self.buttons))

    def restart(self):
        """A new network, no epoch done."""
        with self.lock:
            self.play.pause()
            self.run = TrainingRun(self.new_network(), *self.points(), self.batch_size.value, self.lr.value)
            self.end = self.goal
            self.draw()

    def new_network(self):
        return new_network(
            self.sizes.value, self.activation.value, self.cost.value, self.weights.value, self.seed.value
        )

    def points(self):
        """The pair (x, y) to train with, and one to test with."""
        return points_of(self.data.value, self.noise.value)

    def take_its_noise(self, _):
        with self.at_once(self.restart):
            self.noise.value = NOISE[self.data.value]

    def take_next_seed(self):
        if self.seed.value == self.seed.max:
            self.seed.max += 1
        self.seed.value += 1

    def take_smaller_rate(self):
        with self.lock:
            self.lr.value = max(10**self.lr.min, self.lr.value / 3)
            self.restart()

    def change_steps(self, _=None):
        """Go on with the learning rate and the batch size that the sliders show."""
        with self.lock:
            self.run.use(self.batch_size.value, self.lr.value)

    def one_step(self):
        with self.lock:
            self.play.pause()
            self.train()

    def one_epoch(self):
        with self.lock:
            self.play.pause()
            self.train(seconds=60, until=int(self.run.epoch + 1e-9) + 1)

    def frame(self):
        """One picture of a run."""
        with self.lock:
            if self.run.epoch >= self.end - 1e-9:
                self.end += self.goal
            self.train(FRAME, self.end if self.target.value == "epochs" else float("inf"))

    def train(self, seconds=0.0, until=float("inf")):
        """Train and draw once. A run ends that arrives; or that diverges, with the reason and a smaller rate."""
        trouble = ""
        if not self.run.batches:
            return self.play.pause()
        try:
            self.run.advance(seconds, until)
        except Diverged as error:
            trouble = escape(error)
            self.change_steps()
        except KeyboardInterrupt:
            self.draw()
            raise
        if trouble or self.has_arrived():
            self.play.pause()
        self.draw(trouble)

    def has_arrived(self):
        target, curves = self.target.value, self.run.curves
        if target == "epochs":
            return self.run.epoch >= self.end - 1e-9
        return (curves["test"] or curves["training"])[-1] <= target

    def where(self):
        return self.run.step

    def rewind(self, step):
        self.run.rewind(step)
        self.draw()

    def draw(self, trouble=""):
        """Picture, progress and words as they are now."""
        run = self.run
        self.picture.show(run.net, *run.train, run.curves, self.end)
        self.progress.max, self.progress.value = self.end, min(self.end, round(run.epoch))
        self.progress.layout.display = "" if self.target.value == "epochs" else "none"
        self.slower.layout.display = "" if trouble else "none"
        self.show(self.picture, f"{self.words()}<br><b>{trouble}</b>" if trouble else self.words())

    def words(self):
        run, curves = self.run, self.run.curves
        parts = [(name, pair) for name, pair in (("training", run.train), ("test", run.test)) if curves[name]]
        costs = ", ".join(f"{name} <b>{curves[name][-1]:.4f}</b>" for name, _ in parts)
        accuracies = ", ".join(f"{name} <b>{run.net.accuracy(*pair):.1%}</b>" for name, pair in parts)
        if not parts:
            return "No points yet: click into the plane, or fill the table."
        gradients = ", ".join(f"W{superscript(l)} {numbers[-1]:.2g}" for l, numbers in curves["gradient"].items())
        return (
            f"epoch {run.epoch:.1f}, step {run.step}, first weights from seed {self.seed.value}. "
            f"Cost C: {costs}. Accuracy: {accuracies}.<br>Mean size of the gradient: {gradients}."
        )
