"""Play and Pause: a run whose pace the page sets."""

from contextlib import contextmanager

import ipywidgets as widgets

FRAME = 0.012  # seconds of work for each picture
AHEAD = 3  # pictures under way at most: one being made, one on the line, one being painted


class Player(widgets.ToggleButton):
    """A button. While it is pressed, `advance()` is called for a next picture whenever the page has painted one.

    So nothing queues on a slow link, and without a page nothing runs. There is no task and no thread to end. `advance`
    must show a picture; it ends the run with `pause()` before it shows the last one.

    Pause holds the page at once, at the picture that it shows. Then `rewind(position)` takes the run back to there, if
    it had gone on: what you see is where it is. `position()` says where a run is, in a form that `rewind` knows. An
    interruption of the kernel does the same, and says so beneath the picture.
    """

    def __init__(self, panel, advance, tooltip, position=None, rewind=None):
        super().__init__(description="Play", icon="play", tooltip=tooltip)
        self.add_class("mlp-play")
        self._panel, self._stage, self._advance = panel, panel.stage, advance
        self._position, self._rewind = position or (lambda: None), rewind
        self._under_way = {}  # where the run was at each picture that is not yet painted, and at the last that is
        self.observe(self._pressed, "value")
        self._stage.on_msg(self._told)

    def pause(self):
        """End the run. Harmless when none is under way."""
        self._under_way = {}
        self.value = False

    @contextmanager
    def _guarded(self):
        with self._panel.lock:
            try:
                yield
            except KeyboardInterrupt:
                self._hold(self._stage.number)
                self._stage.text += "<br><b>Interrupted: Play goes on from here.</b>"
                raise

    def _pressed(self, _):
        with self._guarded():
            self._stage.live = self.value
            self.description, self.icon = ("Pause", "pause") if self.value else ("Play", "play")
            if self.value:
                self._under_way = {self._stage.number: self._position()}
                self._go_on()

    def _go_on(self):
        while self.value and len(self._under_way) <= AHEAD:
            self._advance()
            if self.value:
                self._under_way[self._stage.number] = self._position()

    def _told(self, _, message, __):
        with self._guarded():
            if message.get("shown") in self._under_way:
                self._painted(message["shown"])
            elif "held" in message:
                self._hold(message["held"])

    def _painted(self, number):
        self._under_way = {n: place for n, place in self._under_way.items() if n >= number}
        self._go_on()

    def _hold(self, number):
        place = self._under_way.get(number)
        self.pause()
        if self._rewind and place is not None:
            self._rewind(place)
        if self._stage.passing:
            self._stage.settle()
