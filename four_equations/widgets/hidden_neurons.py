"""Notebook 07: what a hidden neuron sees, and for which answers it votes."""

import numpy as np

from ..figures.formats import signed
from ..figures.hidden_neuron import neuron_diagram
from .base.classifier import image_classifier, labelled_images
from .base.controls import buttons, row, slider
from .base.panel import Panel


def hidden_neurons(net, x, labels, neuron=0):
    """Show one neuron of the first hidden layer of `net`. A slider, or a click on its image, chooses which.

    You see its weights, the images of x (64 or 784, m) with the largest and the smallest z, its mean activation for
    each class, and its weights to the outputs (or to layer 2). `neuron` is the start. The panel keeps the weights that
    `net` has now.
    """
    side, (x, labels) = image_classifier(net), labelled_images(net, x, labels)
    if net.L < 2:
        raise ValueError(f"net must have a hidden layer, but its layers are {net.layers}.")
    return HiddenNeurons(net, side, x, labels, neuron)


class HiddenNeurons(Panel):
    def __init__(self, net, side, x, labels, neuron):
        super().__init__("Hidden neurons")
        self.side, self.x, self.labels = side, x, labels
        self.W, self.W_next = net.W[1].copy(), net.W[2].copy()
        self.activation, self.is_last = net.activations[0], net.L == 2
        z, a = net.forward(x)
        self.z, self.means = z[1], _means_by_class(a[1], labels, net.layers[-1])
        self.top = float(np.percentile(np.abs(self.W), 99)) or 1.0
        self.neuron = slider("neuron", neuron, 0, len(self.W) - 1)
        self.put(row(self.neuron, buttons(self.reset_button([self.neuron]))))
        self.on_click(self.point)
        self.follow([self.neuron], self.draw)

    def point(self, across, down, shift):
        """Choose the neuron whose image was clicked."""
        j = self.stage.drawn.field_at(across, down)
        if j is not None:
            self.neuron.value = j

    def draw(self):
        j = self.neuron.value
        ranked = np.argsort(self.z[j], kind="stable")
        most, least = ([self.captioned(i, j) for i in some] for some in (ranked[::-1][:8], ranked[:8]))
        means, out = self.means[j], self.W_next[:, j]
        picture = neuron_diagram(j, self.W, self.top, means, out, self.is_last, most, least)
        self.show(picture, _words(j, self.z[j], means, out, self.activation, self.is_last))

    def captioned(self, i, j):
        """The image in column i, its class, and the z that neuron j has on it."""
        return self.x[:, i].reshape(self.side, self.side), self.labels[i], self.z[j, i]


def _means_by_class(a, labels, classes):
    """The mean activations (neurons, classes), 0 for a class without images."""
    members = [labels == c for c in range(classes)]
    return np.stack([a[:, some].mean(axis=1) if some.any() else np.zeros(len(a)) for some in members], axis=1)


def _words(j, z, means, out, activation, classes):
    """Say how often the neuron fires, for which classes most, and for and against which outputs it votes."""
    fires, m = int((z > 0).sum()), len(z)
    text = f"Neuron {j}: z > 0 on <b>{fires} of {m}</b> images."
    if activation == "relu" and not fires:
        return f"{text} It is dead on these images: a = 0 and the slope is 0, so none of them changes its weights."
    first, second = np.argsort(-means, kind="stable")[:2]
    text += f" Its mean activation is largest for {first} ({signed(means[first], '.2f')}), "
    text += f"then for {second} ({signed(means[second], '.2f')})."
    if classes:
        up, down = int(out.argmax()), int(out.argmin())
        text += f" Its largest weight goes to output {up} ({signed(out[up], '.2f')}), "
        text += f"its most negative one to output {down} ({signed(out[down], '.2f')})."
    return text
