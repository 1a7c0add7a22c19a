"""The course runs in an odd folder of read-only files, with no home and no network, and a warning is an error there."""

import os
import sys

import nbformat
import pytest
from places import ODD, Place

WORST = Place(ODD, read_only=True, home=False, refusing=True, strict=True, env={"LC_ALL": "C", "TZ": "UTC-14"})
SAYS = """
import os, pathlib, socket, sys, time
def tried(action):
    try:
        action()
    except Exception as error:
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
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Windows ignores the rights of a folder")


def available(place):
    if missing := place.lacks():
        assert not os.environ.get("CI"), missing
        pytest.skip(missing)
    return place.course()


@linux
def test_the_place_is_as_it_says():
    with available(WORST) as run:
        said = run("-c", SAYS).stdout.decode().split()
        assert said == ["True", "PermissionError", "PermissionError", "True", "+1400"]


def test_a_connection_is_refused_and_noted():
    with pytest.raises(AssertionError, match="wanted the network: socket.* 192.0.2.1"):
        with Place(refusing=True).course() as run:
            assert b"is refused here" in run("-c", CONNECTS).stdout


def test_a_warning_in_a_cell_is_an_error(tmp_path):
    warns = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import warnings\nwarnings.warn('so')")])
    nbformat.write(warns, tmp_path / "warns.ipynb")
    with Place(strict=True).course() as run:
        done = run("tools/execute.py", "--check", str(tmp_path / "warns.ipynb"))
        assert b"cell [1] stops with UserWarning: so" in done.stderr


@linux
def test_a_notebook_runs_there_and_says_what_is_saved():
    with available(WORST) as run:
        done = run("tools/execute.py", "--check", "notebooks/00_start_here.ipynb")
        assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")
