"""The course runs in an odd folder of read-only files, with no home and no network, and a warning is an error there.

    HYPOTHESIS_PROFILE=nightly python -m pytest tests/test_places.py

runs every notebook there, not only the first.
"""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
ODD = "maçã – 三 'n' %41 & co"
ROOT_USER = hasattr(os, "geteuid") and os.geteuid() == 0
# Root may write into every folder; without this right it may not.
AS_OTHERS = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"] if ROOT_USER else []
# For every Python that starts: whoever asks for a machine or connects to one is refused, and noted.
REFUSING = """
import os, sys

def refuse(event, args):
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host not in (None, "", "localhost", "::1") and not host.startswith("127."):
        with open(os.environ["REFUSED"], "a", encoding="utf-8") as file:
            print(event, host, file=file)
        raise ConnectionRefusedError(f"{event} to {host} is refused here")

sys.addaudithook(refuse)
"""
# IPython runs this when it starts. What libraries do among themselves is theirs; a warning about a line of ours is not.
STRICT = 'import warnings\nwarnings.filterwarnings("error", module=r"__main__|mlp_core|four_equations")\n'
SAYS = """
import pathlib, time
def tried(action):
    try:
        action()
    except OSError as error:
        return type(error).__name__
import mlp_core
print(pathlib.Path(mlp_core.__file__).parent.parent == pathlib.Path.cwd())
print(tried(lambda: open("mlp_core/network.py", "a")), tried(lambda: pathlib.Path("new").touch()))
print(tried(lambda: pathlib.Path.home().joinpath("new").touch()) is not None)
print(time.strftime("%z"))
"""
CONNECTS = """
import socket
try:
    socket.create_connection(("192.0.2.1", 80), timeout=1)
except ConnectionRefusedError as error:
    print(error)
"""

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Windows ignores the rights of a folder")


def allow_writing(folder, allowed):
    """Let the folder and everything in it be written, or not."""
    for path in [folder, *folder.rglob("*")]:
        mode = path.stat().st_mode
        path.chmod(mode | stat.S_IWUSR if allowed else mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """(a function that runs Python in a copy of the course, a file that notes who wanted the network)."""
    if ROOT_USER and not shutil.which("setpriv"):
        assert not os.environ.get("CI")
        pytest.skip("needs setpriv, or another user than root")
    outside = tmp_path_factory.mktemp("place")
    copy, own, refused = outside / ODD, outside / "own", outside / "refused"
    ignored = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "mnist", "tests", "build")
    shutil.copytree(ROOT, copy, ignore=ignored)
    (own / "matplotlib").mkdir(parents=True)
    (own / "ipython" / "profile_default" / "startup").mkdir(parents=True)
    (own / "ipython" / "profile_default" / "startup" / "strict.py").write_text(STRICT, encoding="utf-8")
    (own / "sitecustomize.py").write_text(REFUSING, encoding="utf-8")
    (nowhere := outside / "a file, no folder").touch()
    env = os.environ | {"LC_ALL": "C", "TZ": "UTC-14", "PYTHONIOENCODING": "utf-8", "REFUSED": str(refused)}
    env |= {"PYTHONPATH": os.pathsep.join([str(copy), str(own)]), "IPYTHONDIR": str(own / "ipython")}
    env |= dict.fromkeys(["HOME", "USERPROFILE", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"], str(nowhere))
    # Without a home Jupyter and matplotlib must be told where to write, and the latter says so.
    env |= {"JUPYTER_RUNTIME_DIR": str(own / "jupyter"), "MPLCONFIGDIR": str(own / "matplotlib")}

    def run(*arguments):
        command = [*AS_OTHERS, sys.executable, *arguments]
        return subprocess.run(command, cwd=copy, env=env, capture_output=True, timeout=900)

    allow_writing(copy, False)
    yield run, refused
    allow_writing(copy, True)


def test_the_place_is_as_it_says(place):
    said = place[0]("-c", SAYS).stdout.decode().split()
    assert said == ["True", "PermissionError", "PermissionError", "True", "+1400"]


def test_a_connection_is_refused_and_noted(place):
    run, refused = place
    assert b"is refused here" in run("-c", CONNECTS).stdout
    assert "192.0.2.1" in refused.read_text(encoding="utf-8")
    refused.unlink()


def test_a_warning_in_a_cell_is_an_error(place, tmp_path):
    warns = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import warnings\nwarnings.warn('so')")])
    nbformat.write(warns, tmp_path / "warns.ipynb")
    done = place[0]("tools/execute.py", "--check", tmp_path / "warns.ipynb")
    assert b"cell [1] stops with UserWarning: so" in done.stderr


def test_a_notebook_runs_there_and_says_what_is_saved(place):
    run, refused = place
    names = NOTEBOOKS if NIGHTLY else NOTEBOOKS[:1]
    done = run("tools/execute.py", "--check", *[f"notebooks/{name}" for name in names])
    assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")
    assert not refused.exists(), refused.read_text(encoding="utf-8")
