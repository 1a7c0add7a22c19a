"""The threads of BLAS, the library with which numpy multiplies matrices."""

from contextlib import contextmanager

from threadpoolctl import ThreadpoolController

from .interruptions import uninterrupted

LIBRARIES = ThreadpoolController()


@contextmanager
def one_thread():
    """Multiply matrices in one thread inside this block. For a calculation of a few ms that a reader waits to see.

    With more, BLAS keeps the other cores busy for up to 0.1 s afterwards, when drawing and the browser need them.
    """
    with uninterrupted(), LIBRARIES.limit(limits=1, user_api="blas"):
        yield
