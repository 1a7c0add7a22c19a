"""Play and Pause: a run that goes as fast as the page can paint."""

from contextlib import contextmanager

import ipywidgets as widgets

from ...support.interruptions import uninterrupted

FRAME = 0.012  # seconds of work for each picture
AHEAD = 3  # at most three pictures under way: one being made, one on the line, one being painted


class Player(widgets.ToggleButton):
    """A button. While it is pressed, each picture that the page has painted calls `advance()` for the next.

    So nothing queues on a slow link, nothing runs without a page, and there is no task or thread to end. `advance` must
    show a picture, and ends the run by calling `pause()` before it shows the last one.

    Pause stops the page at once. If the run is already further, `rewind(position)` takes it back to where you see it,
    and the panel draws; `position()` gives the place of a run in a form that `rewind` understands. An interruption of
    the kernel does the same, and says so below the picture.
    """

    def __init__(self, panel, advance, tooltip, position, rewind):
        super().__init__(description="Play", icon="play", tooltip=tooltip)
        self.add_class("mlp-play")
        self._panel, self._stage, self._advance = panel, panel.stage, advance
        self._position, self._rewind = position, rewind
        self._under_way = {}  # number -> position, for each picture not yet painted and the last painted one
        self.observe(self._pressed, "value")
        self._stage.on_msg(self._told)

    def pause(self):
        """End the run, if there is one."""
        self._under_way = {}
        self.value = False

    @contextmanager
    def _guarded(self):
        with self._panel.lock:
            try:
                with uninterrupted():
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
                self._under_way = {n: at for n, at in self._under_way.items() if n >= message["shown"]}
                self._go_on()
            elif "held" in message:
                self._hold(message["held"])

    def _hold(self, number):
        place = self._under_way.get(number)
        self.pause()
        if place is not None:
            self._rewind(place)
            self._panel.draw()
        elif self._stage.passing:  # so the page may have skipped it
            self._stage.show(self._stage.drawn, self._stage.text, self._stage.notes)
