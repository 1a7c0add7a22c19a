"""Notebook 07: what a hidden neuron sees, and for which answers it votes."""

import numpy as np

from mlp_core.datasets import one_hot

from ..figures.digits import neuron_diagram, neuron_strip
from ..figures.formats import signed
from .base import Panel, buttons, row, slider
from .base.classifier import classified_images


class hidden_neurons(Panel):
    """Show one neuron of the first hidden layer of `net`. A slider, or a click on its image, chooses which.

    You see its weights, the images of x (64 or 784, m) with the largest and the smallest z, its mean activation for
    each class, and its weights to the outputs (or to layer 2). `neuron` is the start. The panel keeps the weights that
    `net` has now.
    """

    def __init__(self, net, x, labels, neuron=0):
        super().__init__("Hidden neurons")
        self.images, self.labels = classified_images(net, x, labels)
        if net.L < 2:
            raise ValueError(f"net must have a hidden layer, but its layers are {net.layers}.")
        self.W, self.W_next = net.W[1].copy(), net.W[2].copy()
        self.activation, self.is_last = net.activations[0], net.L == 2
        z, a = net.forward(x)
        members = one_hot(labels, net.layers[-1])
        self.z, self.means = z[1], a[1] @ members.T / np.maximum(members.sum(axis=1), 1)  # 0 without images
        self.top = float(np.percentile(np.abs(self.W), 99)) or 1.0
        self.strip = neuron_strip(self.W, self.top)
        self.neuron = slider("neuron", neuron, 0, len(self.W) - 1)
        self.on_click(self.point)
        self.begin(row(self.neuron, buttons(self.reset_button())))

    def point(self, across, down, shift):
        j = self.stage.drawn.field_at(across, down)
        if j is not None:
            self.neuron.value = j

    def draw(self):
        j = self.neuron.value
        ranked = np.argsort(self.z[j], kind="stable")
        most, least = (
            [(self.images[i], self.labels[i], self.z[j, i]) for i in some] for some in (ranked[:-9:-1], ranked[:8])
        )
        means, out = self.means[j], self.W_next[:, j]
        picture = neuron_diagram(j, self.W, self.top, self.strip, means, out, self.is_last, most, least)
        self.stage.show(picture, self.words(j, means, out))

    def words(self, j, means, out):
        """Say how often neuron j fires, for which classes most, and for and against which outputs it votes."""
        fires, m = int((self.z[j] > 0).sum()), self.z.shape[1]
        text = f"Neuron {j}: z > 0 on <b>{fires} of {m}</b> images."
        if self.activation == "relu" and not fires:
            return f"{text} It is dead on these images: a = 0 and the slope is 0, so none of them changes its weights."
        first, second = np.argsort(-means, kind="stable")[:2]
        text += f" Its mean activation is largest for {first} ({signed(means[first], '.2f')}), "
        text += f"then for {second} ({signed(means[second], '.2f')})."
        if self.is_last:
            up, down = out.argmax(), out.argmin()
            text += f" Its largest weight goes to output {up} ({signed(out[up], '.2f')}), "
            text += f"its most negative one to output {down} ({signed(out[down], '.2f')})."
        return text
