"""What a learner gets through Binder, as far as it can be known without Docker."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent

# What the pins are called in Python; every pinned project is imported, and so is the course.
RENAMED = {"pillow": "PIL", "ipython": "IPython"}
TINY_CHECK = """
import numpy as np
from mlp_core import NeuralNetwork
net = NeuralNetwork(layers=[2, 4, 1], activations=["sigmoid", "sigmoid"], cost="quadratic", seed=0)
z, a = net.forward(np.zeros((2, 3)))
print(a[2].shape)
"""


def run(command, cwd=ROOT):
    """(stdout, stderr) of a command, which must succeed."""
    # The test run's own settings must not reach another environment's Python.
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout, done.stderr


def requirements(name):
    """{project: what is asked of its version} of a requirements file, without its lines for pip."""
    texts = [line.split("#")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    found = [Requirement(text) for text in texts if text and not text.startswith("-")]
    return {canonicalize_name(requirement.name): requirement.specifier for requirement in found}


RANGES = requirements("requirements.txt")
PINS = requirements("binder/requirements.txt")
VERSIONS = {name: next(iter(pin)).version for name, pin in PINS.items()}
PYTHON = (ROOT / "binder" / "runtime.txt").read_text(encoding="utf-8").strip()


def test_pins_are_exact():
    assert not {name: str(pin) for name, pin in PINS.items() if [part.operator for part in pin] != ["=="]}


def test_every_range_holds_its_pin():
    # Without its pin Binder would keep its own ipykernel, which runs a slider's callback in another thread.
    assert "ipykernel" in RANGES
    assert RANGES.keys() <= PINS.keys()
    assert not {name: VERSIONS[name] for name, range_ in RANGES.items() if VERSIONS[name] not in range_}


def test_python_is_one_that_the_course_supports():
    assert PYTHON in ("python-3.11", "python-3.12", "python-3.13")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="repo2docker runs on Linux")
@pytest.mark.skipif(not find_spec("repo2docker"), reason="needs jupyter-repo2docker, see tests/requirements.txt")
def test_binder_would_build_what_binder_holds():
    # --no-build prints the build file without Docker; what it says on stderr about the Python is logging.
    build_file, log = run([sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."])
    assert '/bin/pip install --no-cache-dir -r "binder/requirements.txt"' in build_file
    # The base environment's file is called environment.py-3.12-linux-64.lock, with "." and "-" escaped.
    assert "environment-2epy-2d" + PYTHON.removeprefix("python-").replace(".", "-2e") + "-2d" in build_file
    assert "Python version unspecified" not in log


@pytest.mark.skipif(
    not os.environ.get("CI") or not sys.platform.startswith("linux") or sys.version_info < (3, 11),
    reason="downloads for minutes: on Linux, Python 3.11 or newer, run CI=1 python -m pytest tests/test_binder.py",
)
def test_pins_install_together_and_run(tmp_path):
    """On this Python, which need not be Binder's: the pins are chosen for several."""
    run([sys.executable, "-m", "venv", tmp_path / "env"])
    python = tmp_path / "env" / "bin" / "python"
    run([python, "-m", "pip", "install", "--quiet", "-r", "binder/requirements.txt"])
    run([python, "-m", "pip", "check"])
    installed = "from importlib.metadata import version; import sys; print(*map(version, sys.argv[1:]))"
    assert run([python, "-c", installed, *VERSIONS])[0].split() == list(VERSIONS.values())
    modules = [RENAMED.get(name, name.replace("-", "_")) for name in VERSIONS]
    run([python, "-c", "import mlp_core, " + ", ".join(modules)], cwd=tmp_path)
    output, _ = run([python, "-W", "error", "-c", TINY_CHECK], cwd=tmp_path)
    assert output == "(1, 3)\n"
