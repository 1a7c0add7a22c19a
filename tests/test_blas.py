"""What a panel calculates for its picture leaves the machine's other cores to the picture and the page."""

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from four_equations.figures.live_training import TrainingPicture
from four_equations.figures.planes import SurfacePicture
from four_equations.support.blas import one_thread
from mlp_core import NeuralNetwork
from mlp_core.datasets import moons

EPOCH = {"epoch": [0.0], "training": [0.5], "validation": [0.5], "gradient": {1: [0.1], 2: [0.1]}}


def blas_threads():
    """How many threads each library of matrix products takes now."""
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


@pytest.fixture(autouse=True)
def two_threads():
    """As on a machine of two cores, on any machine."""
    with threadpool_limits(2, user_api="blas"):
        if blas_threads() != {2}:
            pytest.skip("numpy's matrix library here is not one whose threads can be counted")
        yield
        assert blas_threads() == {2}  # whatever was drawn


class Watched(NeuralNetwork):
    """A network that remembers with how many threads it was asked."""

    def forward(self, x):
        self.asked = [*getattr(self, "asked", []), blas_threads()]
        return super().forward(x)


def show_surface(net):
    SurfacePicture().show(net)


def show_training(net):
    x, y = moons(20)
    TrainingPicture().show(net, x, y, EPOCH)


@pytest.mark.parametrize("show", [show_surface, show_training])
def test_a_surface_is_calculated_with_one_thread(show):
    net = Watched([2, 8, 1], ["tanh", "sigmoid"], seed=0)
    show(net)
    assert net.asked and all(threads == {1} for threads in net.asked)


def test_a_failure_inside_gives_the_threads_back():
    with pytest.raises(ValueError), one_thread():
        np.ones((2, 3)) @ np.ones((2, 3))
