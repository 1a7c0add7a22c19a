"""Notebooks 00 and 06: watch a network learn, and change how it learns while it does."""

from math import ceil
from time import perf_counter

import ipywidgets as widgets

from .. import datasets
from ..figures import TrainingPicture
from ..network import Diverged, NeuralNetwork
from .controls import LayerSizes, button, buttons, choice, column, log_slider, row
from .panel import Panel, escape
from .player import FRAME, Player

DATA = {name: getattr(datasets, name) for name in ("xor", "moons", "circles", "spirals")}
BATCH_SIZES = {"1": 1, "5": 5, "10": 10, "20": 20, "50": 50, "all 200": 200}


def training_explorer(
    data="moons", hidden=(8,), activation="tanh", batch_size=10, lr=1.0, epochs=200, seed=0, small=False
):
    """A panel that trains a network with two inputs and one sigmoid output on 200 points, quadratic cost.

    Play trains until `epochs` more epochs are done, Step trains one mini-batch, Reset starts again from the same
    weights. A change of data, layers or activation starts again too; the learning rate and the batch size change the
    run under way. `small` leaves out the choice of data, activation and batch size.
    """
    return TrainingExplorer(data, hidden, activation, batch_size, lr, epochs, seed, small)


class TrainingExplorer(Panel):
    """The panel of `training_explorer`."""

    def __init__(self, data, hidden, activation, batch_size, lr, epochs, seed, small):
        super().__init__("Training")
        self.goal, self.seed = epochs, seed
        self.data = choice("data", data, list(DATA))
        self.activation = choice("activation", activation, ["sigmoid", "tanh", "relu"])
        self.batch_size = widgets.SelectionSlider(
            description="batch size", value=batch_size, options=list(BATCH_SIZES.items()), continuous_update=False
        )
        self.lr = log_slider("learning rate", lr)
        self.sizes = LayerSizes(hidden, most_neurons=16, continuous=False)
        self.play = Player(self, self.frame, "Train, or pause the training")
        self.step_once = button("Step", "step-forward", "Train one mini-batch", lambda: self.advance(0))
        self.reset = button("Reset", "undo", "Start again from the same weights", self.restart)
        self.progress = widgets.IntProgress(description="epochs", min=0, max=epochs)
        choices = [self.lr] if small else [self.data, self.activation, self.lr, self.batch_size]
        self.put(row(column(*choices), self.sizes), buttons(self.play, self.step_once, self.reset, self.progress))
        for control in (self.lr, self.batch_size):
            control.observe(self.change_steps, "value")
        self.follow((self.data, self.activation, self.sizes), self.restart)

    def restart(self, _=None):
        """A new network from the same seed, no epoch done."""
        with self.lock:
            self.play.pause()
            self.x, self.y = DATA[self.data.value](m=200, seed=self.seed)
            hidden = self.sizes.value
            activations = [self.activation.value] * len(hidden) + ["sigmoid"]
            self.net = NeuralNetwork([2, *hidden, 1], activations, seed=self.seed)
            self.picture = TrainingPicture(self.x, self.y)
            self.epochs, self.costs, self.step = [0.0], [self.net.cost_of(self.x, self.y)], 0
            self.progress.max, self.message = self.goal, ""
            self.change_steps()
            self.draw()

    def change_steps(self, _=None):
        """Go on with the learning rate and the batch size that the sliders show."""
        with self.lock:
            self.steps = self.net.steps(self.x, self.y, batch_size=self.batch_size.value, lr=self.lr.value)

    def frame(self):
        if self.epochs[-1] >= self.progress.max:
            self.progress.max += self.goal
        self.advance(FRAME)

    def advance(self, seconds):
        """Train for about so many seconds, at least one mini-batch, and draw once."""
        with self.lock:
            epoch, stop = self.epochs[-1], perf_counter() + seconds
            share = 1 / ceil(self.x.shape[1] / self.batch_size.value)
            try:
                while True:
                    next(self.steps)
                    self.step += 1
                    epoch += share
                    if perf_counter() >= stop or (self.play.value and epoch >= self.progress.max - 1e-9):
                        break
            except Diverged as error:
                self.message = escape(error)
                self.play.pause()
            self.epochs.append(epoch)
            self.costs.append(self.net.cost_of(self.x, self.y))
            if epoch >= self.progress.max - 1e-9:
                self.play.pause()
            self.draw()

    def draw(self):
        """Picture, progress and status as they are now."""
        self.picture.show(self.net, self.epochs, self.costs)
        self.progress.value = round(self.epochs[-1])
        accuracy = self.net.accuracy(self.x, self.y)
        status = (
            f"epoch {self.epochs[-1]:.1f} of {self.progress.max}, step {self.step}, "
            f"cost C = <b>{self.costs[-1]:.4f}</b>, accuracy <b>{accuracy:.1%}</b>. <b>{self.message}</b>"
        )
        self.show(self.picture, status)
