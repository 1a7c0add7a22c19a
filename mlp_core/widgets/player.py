"""Play and Pause: a run that takes its next piece when the page has painted the last one."""

import ipywidgets as widgets

FRAME = 0.012  # seconds of work for each picture


class Player(widgets.ToggleButton):
    """A button. While it is pressed, `advance()` is called once for each picture of `panel` that the page has painted.

    So the page sets the pace: nothing queues on a slow link, and without a page nothing runs. There is no task and no
    thread to end. `advance` must show a picture; it ends the run with `pause()`.
    """

    def __init__(self, panel, advance, tooltip):
        super().__init__(description="Play", icon="play", tooltip=tooltip)
        self._panel, self._advance = panel, advance
        self.observe(self._pressed, "value")
        panel.stage.observe(self._painted, "shown")

    def pause(self):
        """End the run. Harmless when none is under way."""
        self.value = False

    def _pressed(self, _):
        with self._panel.lock:
            self._panel.stage.live = self.value
            self.description, self.icon = ("Pause", "pause") if self.value else ("Play", "play")
            if self.value:
                self._advance()

    def _painted(self, _):
        with self._panel.lock:
            if self.value and self._panel.stage.shown == self._panel.stage.number:
                self._advance()
