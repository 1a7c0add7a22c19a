"""Kernel → Interrupt, in Python a KeyboardInterrupt, can come between any two lines of the code that runs."""

import signal
import threading
from contextlib import contextmanager


@contextmanager
def uninterrupted():
    """An interruption of what is inside comes after it. For a change of a few ms that must not be left half-made."""
    handler, came = signal.getsignal(signal.SIGINT), []
    if not callable(handler) or threading.current_thread() is not threading.main_thread():
        yield  # nothing can interrupt this
        return
    signal.signal(signal.SIGINT, lambda *interruption: came.append(interruption))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if came:
            handler(*came[0])
