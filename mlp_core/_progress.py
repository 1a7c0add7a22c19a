"""The progress bar of `NeuralNetwork.train`.

tqdm writes its text. Its own bars are not used: each takes locks and starts a thread when it is made, and a
Kernel → Interrupt among these makes later bars wait for ever, or fail.
"""

import os
from math import inf
from time import monotonic

DELAY = 2  # seconds without a bar
PAUSE = 0.1  # seconds between two pictures of it
COLUMNS = 79  # those of a terminal, less one, so that no line is folded


class ProgressBar:
    """A line on standard output for `total` rounds of a `unit`: once they take longer than two seconds.

    As with tqdm, there is none where the environment variable TQDM_DISABLE is set.
    """

    def __init__(self, total, unit):
        self.total, self.unit, self.start, self.drawn = total, unit, monotonic(), False
        self.next = inf if os.environ.get("TQDM_DISABLE") else self.start + DELAY

    def show(self, n):
        """Say that `n` rounds are done, if it is time for it."""
        now = monotonic()
        if now >= self.next:
            from tqdm import tqdm  # here, so that training which takes no time does not wait for it

            self.next, self.drawn = now + PAUSE, True
            text = tqdm.format_meter(n, self.total, now - self.start, COLUMNS, unit=self.unit, ascii=" =")
            print("\r" + text, end="", flush=True)

    def erase(self):
        """Leave the line blank."""
        if self.drawn:
            print("\r" + " " * COLUMNS + "\r", end="", flush=True)
