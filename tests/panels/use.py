"""Using a panel without a page: its controls and buttons by their labels, and what it says."""

import re


def parts(widget):
    """The widget and all below it."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from parts(child)


def controls(panel):
    """Every control with a value, by its label."""
    return {
        part.description: part for part in parts(panel) if getattr(part, "description", "") and hasattr(part, "value")
    }


def buttons(panel):
    """Every button, by its label."""
    return {part.description: part for part in parts(panel) if hasattr(part, "click")}


def state(panel):
    """What the page shows: the picture, its text alternative, and the words beneath it."""
    return panel.stage.drawn.data(), panel.stage.alt, panel.stage.text


def words(panel):
    """What the panel says beneath its picture, without its tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", panel.stage.text).split())


def paint(panel):
    """Do what the page does in a run: report that the newest picture is painted."""
    panel.stage._handle_custom_msg({"shown": panel.stage.number}, [])


def click_field(panel, thing):
    """Click on a thing in a diagram, in the middle."""
    drawn = panel.stage.drawn
    left, top, width, height = drawn.fields[thing]
    click(panel, (left + width / 2) / drawn.width, (top + height / 2) / drawn.height)


def click(panel, across, down):
    """Click on the picture, at these shares of its width and height."""
    panel.stage._handle_custom_msg({"across": across, "down": down, "shift": False}, [])
