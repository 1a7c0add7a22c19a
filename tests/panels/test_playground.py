"""The playground takes points by click and by table, and its line of code makes the same run."""

import numpy as np
import pytest
from use import buttons, controls, state, words

from four_equations.widgets import playground

TABLE = "-0.5, 0.5, 1\n0.5; 0.5; 0\n0 0 1"


def click(panel, x0, x1, shift=False):
    """What the page sends for a click at this place of the plane."""
    across, down = panel.picture.surface.image.axes.transData.transform((x0, x1)) / panel.picture.bbox.size
    panel.stage._handle_custom_msg({"across": across, "down": 1 - down, "shift": shift}, [])


def test_a_click_adds_a_point_of_the_chosen_class_and_shift_takes_the_nearest_away():
    panel = playground(data=TABLE)
    click(panel, -0.25, -0.75)
    controls(panel)["a click adds"].value = 1
    click(panel, 0.25, -0.5)
    x, y = panel.run.train
    assert np.allclose(x[:, 3:], [[-0.25, 0.25], [-0.75, -0.5]], atol=2e-3) and y[0, 3:].tolist() == [0, 1]
    click(panel, 0.1, 0.1, shift=True)
    assert panel.run.train[0].shape == (2, 4) and [0, 0] not in panel.run.train[0].T.tolist()


def test_a_click_on_a_data_set_keeps_its_points():
    panel = playground(data="circles")
    x, before = panel.run.train[0], state(panel)
    click(panel, -3, 0)
    assert state(panel) == before, "that is beside the plane"
    click(panel, 0, 0)
    assert panel.data.value == "own points" and np.allclose(panel.run.train[0][:, :-1], x, atol=6e-4)


def test_a_table_is_used_and_a_wrong_one_is_refused_and_kept():
    panel = playground()
    controls(panel)["points"].value = TABLE
    buttons(panel)["Use the table"].click()
    assert panel.run.train[0].tolist() == [[-0.5, 0.5, 0], [0.5, 0.5, 0]] and panel.run.train[1].tolist() == [[1, 0, 1]]
    for wrong, named in (("0.1, 0.2", "Line 1"), ("0, 3, 1", "from −1.4 to 1.4"), ("", "at least one line")):
        controls(panel)["points"].value = wrong
        buttons(panel)["Use the table"].click()
        assert named in words(panel) and wrong in words(panel) and controls(panel)["points"].value == wrong
        assert panel.run.train[0].shape == (2, 3)
    controls(panel)["neurons n¹"].value = 5
    assert controls(panel)["points"].value == "", "the table changed without the points"


def test_without_points_there_is_nothing_to_train_until_one_is_clicked():
    panel = playground()
    buttons(panel)["No points"].click()
    assert "No points yet" in words(panel)
    for name in ("Step", "Epoch"):
        buttons(panel)[name].click()
    panel.play.value = True
    assert not panel.play.value and panel.run.step == 0
    click(panel, 0.5, 0.5, shift=True)
    click(panel, 0.5, 0.5)
    buttons(panel)["Step"].click()
    assert panel.run.step == 1


@pytest.mark.parametrize("data", ["spirals", TABLE])
def test_the_line_of_code_makes_the_same_run(data):
    panel = playground(data, hidden=(5, 3), activation="relu", batch_size=2, lr=0.3, cost="cross_entropy", noise=0.1)
    controls(panel)["learning rate"].value = 10**-0.7
    controls(panel)["batch size"].value = 10**6
    controls(panel)["seed"].value = 4
    if data == TABLE:
        click(panel, 0.123, -0.456)
    copy = eval(panel.code.value)
    for made in (panel, copy):
        buttons(made)["Reset"].click()
        buttons(made)["Epoch"].click()
    assert state(copy) == state(panel) and copy.code.value == panel.code.value
