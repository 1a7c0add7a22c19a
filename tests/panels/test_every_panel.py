"""What holds for every panel with a picture: its saved form, its controls, its Reset, and its end."""

import gc
import re
import weakref
from functools import partial

import ipywidgets
import pytest
from digits import DIGITS
from use import buttons, controls, parts, state

from four_equations import widgets
from four_equations.widgets.base import Panel

# The panels about digits need a network and its data; the others start without.
ABOUT_DIGITS = ("digit_explorer", "draw_digit", "hidden_neurons")
MAKERS = {name: getattr(widgets, name) for name in widgets.__all__}
PANELS = {
    name: partial(make, *(DIGITS if name in ABOUT_DIGITS else ()))
    for name, make in MAKERS.items()
    if issubclass(make, Panel)
}
every_panel = pytest.mark.parametrize("make", PANELS.values(), ids=PANELS)


@every_panel
def test_form(make):
    """Its saved form is a picture with a text alternative; its controls have labels, and one of them is Reset."""
    panel = make()
    bundle = panel._repr_mimebundle_()
    assert re.match(r'<img alt="[^"]{20,}" src="data:image/', bundle["text/html"])
    assert bundle["text/plain"] == repr(panel) == f"Panel: {panel.stage.alt}"
    assert panel.stage.name and "Reset" in buttons(panel)
    for part in parts(panel):
        if isinstance(part, ipywidgets.widgets.widget_description.DescriptionWidget | ipywidgets.Button):
            assert part.description or part.tooltip, part


@every_panel
def test_a_list_shows_what_was_chosen(make):
    """The page sends the row; a list whose row comes back as None is shown empty."""
    for part in parts(make()):
        if isinstance(part, ipywidgets.Dropdown):
            for row in reversed(range(len(part.options))):
                part.set_state({"index": row})
                assert part.index == row, (part.description, part.options[row])


@every_panel
def test_closing_leaves_nothing_in_the_kernel(make):
    registry = ipywidgets.widgets.widget._instances
    before = set(registry)
    panel = make()
    heavy = weakref.ref(panel.stage)
    panel.close()
    gc.collect()
    assert set(registry) == before and heavy() is None and "closed" in repr(panel)


WITHOUT_A_RUN = ["activation_explorer", "error_flow", "hidden_neurons", "layer_builder"]
WITHOUT_A_RUN += ["neuron_explorer", "surface_explorer", "xor_by_hand"]


@pytest.mark.parametrize("make", [PANELS[name] for name in WITHOUT_A_RUN], ids=WITHOUT_A_RUN)
def test_every_slider_changes_the_picture_and_reset_takes_it_back(make):
    panel = make()
    start = state(panel)
    for label, control in controls(panel).items():
        if not hasattr(control, "min") or control.layout.visibility == "hidden":
            continue
        before = state(panel)
        control.value = control.max if control.value != control.max else control.min
        assert state(panel) != before, label
    buttons(panel)["Reset"].click()
    assert state(panel) == start
