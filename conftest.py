"""How the tests are shared out among the workers, and no progress bar in the kernels that nbval starts."""

import os

import pytest

# Whether a bar appears depends on the speed of the machine.
os.environ["TQDM_DISABLE"] = "1"

# Started first, because what takes longest would else end alone, the other worker idle.
SLOWEST = ["tests/test_live.py", "tests/test_browser.py", "tests/test_binder.py", "tests/test_interruptions.py"]
# Each of these tests may go to any worker: what they share, every worker makes once for itself.
SPREAD = ("tests/test_browser.py", "tests/test_interruptions.py")


def file_of(nodeid):
    return nodeid.partition("::")[0]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items.sort(
        key=lambda item: SLOWEST.index(file_of(item.nodeid)) if file_of(item.nodeid) in SLOWEST else len(SLOWEST)
    )


def pytest_xdist_make_scheduler(config, log):
    """The tests of a file, or the cells of a notebook, go to one worker, in order."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return nodeid if nodeid.startswith(SPREAD) else file_of(nodeid)

    return ByFile(config, log)
