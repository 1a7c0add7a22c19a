"""Notebook 07: what a hidden neuron sees, and for which answers it votes."""

import numpy as np

from mlp_core import _validation as validate

from ..figures.formats import signed
from ..figures.hidden_neuron import neuron_diagram, strip, strip_place
from .base.classifier import image_classifier, labelled_images
from .base.controls import buttons, row, slider
from .base.panel import Panel


def hidden_neurons(net, x, labels, neuron=0):
    """A panel that shows one neuron of the first hidden layer of `net`: a slider, or a click on its image, chooses it.

    Its weights, the images of x (64 or 784, m) with the largest and the smallest z, its mean activation for each class,
    and its weights to the outputs (or to layer 2). `neuron` is the start. The panel keeps the weights of this moment.
    """
    side, (x, labels) = image_classifier(net), labelled_images(net, x, labels)
    if net.L < 2:
        raise ValueError(f"net must have a hidden layer, but its layers are {net.layers}.")
    if validate.whole_number("neuron", neuron, at_least=0) >= net.layers[1]:
        raise ValueError(f"neuron must be less than {net.layers[1]}, the size of the hidden layer, but is {neuron}.")
    W, W_next, n = net.W[1].copy(), net.W[2].copy(), net.layers[1]
    z, a = net.forward(x)
    z, a = z[1], a[1]
    members = [labels == c for c in range(net.layers[-1])]
    means = np.stack([a[:, some].mean(axis=1) if some.any() else np.zeros(n) for some in members], axis=1)
    top = float(np.percentile(np.abs(W), 99)) or 1.0
    thumbs = strip(W, top)

    panel = Panel("Hidden neurons")
    pick = slider("neuron", neuron, 0, n - 1)

    def draw():
        j = pick.value
        ranked = np.argsort(z[j], kind="stable")
        most, least = (
            [(x[:, i].reshape(side, side), labels[i], z[j, i]) for i in some] for some in (ranked[::-1][:8], ranked[:8])
        )
        weights = W[j].reshape(side, side)
        picture = neuron_diagram(j, n, weights, top, thumbs, means[j], W_next[:, j], net.L == 2, most, least)
        panel.show(picture, _words(j, z[j], means[j], W_next[:, j], net.activations[0], net.L == 2))

    def point(across, down, shift):
        place = strip_place(n, across, down)
        if place is not None:
            pick.value = place

    panel.put(row(pick, buttons(panel.reset_button([pick]))))
    panel.stage.on_click(point)
    panel.follow([pick], draw)
    return panel


def _words(j, z, means, out, activation, classes):
    """How often the neuron fires, which classes excite it most, and for and against which outputs it votes."""
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
