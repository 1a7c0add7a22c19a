"""A run trains as the network does, measures what the network says, and comes back to where it was."""

import numpy as np
import pytest

from four_equations.widgets.state.training_run import MOST_MEASURED, SPREADS, TrainingRun, new_network
from mlp_core import NeuralNetwork
from mlp_core.datasets import moons

TRAIN, VALIDATION = (moons(200, 0.08, seed) for seed in (0, 1))


def new_run(batch_size=30, lr=0.7, seed=3):
    return TrainingRun(new_network([4], seed=seed), TRAIN, VALIDATION, batch_size, lr)


def parameters(net):
    return np.concatenate([array.ravel() for arrays in (net.W, net.b) for array in arrays.values()])


def test_a_run_is_train():
    run = new_run()
    run.advance(seconds=60, until=5)
    net = NeuralNetwork([2, 4, 1], ["tanh", "sigmoid"], seed=3)
    net.train(*moons(m=200, noise=0.08, seed=0), batch_size=30, epochs=5, lr=0.7)
    assert np.array_equal(parameters(run.net), parameters(net))
    assert run.epoch == 5 and run.step == 5 * 7
    assert run.curves["training"][-1] == net.cost_of(*TRAIN) and run.curves["validation"][-1] == net.cost_of(
        *VALIDATION
    )
    dW, _ = net.backward(TRAIN[1], *net.forward(TRAIN[0]))
    assert [numbers[-1] for numbers in run.curves["gradient"].values()] == [np.abs(dW[l]).mean() for l in dW]


@pytest.mark.parametrize("batch_size", [1, 30, 200])
def test_rewind_comes_back_exactly_and_goes_on_as_if_nothing_had_been(batch_size):
    straight, back = new_run(batch_size), new_run(batch_size)
    for run in (straight, back):
        for step in range(17):
            if step == 5:
                run.use(batch_size, 0.3)
            run.advance()
    place = back.place
    for _ in range(3):
        back.advance(until=back.epoch + 1.3, seconds=60)
    back.rewind(place)
    assert np.array_equal(parameters(back.net), parameters(straight.net))
    assert back.curves == straight.curves and (back.step, back.epoch) == (straight.step, straight.epoch)
    for _ in range(20):
        straight.advance()
        back.advance()
    assert np.array_equal(parameters(back.net), parameters(straight.net))


def test_curves_stay_short_and_keep_their_ends():
    run = new_run(batch_size=200)
    start = run.curves["training"][0]
    for _ in range(2 * MOST_MEASURED):
        run.advance()
    assert len(run.curves["epoch"]) <= MOST_MEASURED + 1
    assert run.curves["training"][0] == start and run.curves["epoch"][-1] == run.epoch == 2 * MOST_MEASURED
    assert {len(run.curves[name]) for name in ("training", "validation")} == {len(run.curves["epoch"])}


def test_first_weights_have_the_spread_that_they_are_called_by():
    spreads = {name: new_network([400, 300], weights=name).W[2].std() for name in SPREADS}
    assert spreads == pytest.approx({"scaled": 1 / 20, "spread 1": 1, "spread 5": 5, "all zero": 0}, rel=0.02)
