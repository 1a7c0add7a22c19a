"""A drawing becomes pixels as the data did, and a digit of the data is drawn exactly."""

import numpy as np

from four_equations.widgets.state.ink import drawn, fitted, reduced
from mlp_core.datasets import load_digits


def inked(rows, columns, side=32):
    ink = np.zeros((side, side), np.uint8)
    ink[rows, columns] = 255
    return ink


def test_the_reduction_counts_the_inked_cells_of_each_block():
    ink = inked(slice(0, 4), slice(0, 4))  # all of block (0, 0)
    ink[31, 4:7] = 255  # three cells of block (7, 1)
    ink[9, 30] = 128  # one of block (2, 7)
    ink[10, 30] = 127  # less than half: no ink
    by_hand = np.zeros((8, 8))
    by_hand[0, 0], by_hand[7, 1], by_hand[2, 7] = 16 / 16, 3 / 16, 1 / 16
    assert np.array_equal(reduced(ink, 4), by_hand)


def test_every_digit_of_the_data_is_drawn_so_that_it_reduces_to_itself():
    for image in load_digits()[0].T[::7]:
        assert np.array_equal(reduced(drawn(image.reshape(8, 8), 4), 4).ravel(), image)


def test_greys_are_drawn_as_they_are():
    image = np.random.default_rng(0).integers(0, 256, (28, 28)) / 255
    assert np.array_equal(reduced(drawn(image, 1), 1), image)


def test_fit_fills_the_frame():
    small = inked(slice(3, 11), slice(2, 6))  # 8 by 4 cells
    assert np.array_equal(fitted(small, 4), inked(slice(0, 32), slice(8, 24)))
    assert not fitted(np.zeros((32, 32), np.uint8), 4).any()


def test_fit_puts_the_centre_of_mass_of_greys_into_the_middle():
    ink = inked(slice(1, 11), slice(0, 2), side=28)
    ink[9:11, 0:9] = 255
    result = fitted(ink, 1).astype(float)
    rows, columns = np.flatnonzero(result.any(axis=1)), np.flatnonzero(result.any(axis=0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    places = np.arange(28) + 0.5
    assert abs(result.sum(axis=1) @ places / result.sum() - 14) <= 0.5
    assert abs(result.sum(axis=0) @ places / result.sum() - 14) <= 0.5
