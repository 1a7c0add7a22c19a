"""Places where the course must run too: an odd folder, read-only files, no home, no network, other locales.

A `Place` makes a copy of the course and runs a command in it. What it can set depends on the machine: `lacks` says so.
"""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ODD = "maçã – 三 'n' %41 & co"
# Root may write into every folder; without this right it may not.
AS_OTHERS = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"]

# For every Python that starts: whoever asks for a machine or connects to one is refused, and noted.
REFUSING = """
import os, sys

def is_near(host):
    host = host.decode() if isinstance(host, bytes) else host
    return host in (None, "", "localhost", "::1") or host.startswith("127.")

def refuse(event, args):
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
    else:
        return
    if not is_near(host):
        with open(os.environ["REFUSED"], "a", encoding="utf-8") as file:
            print(event, host, file=file)
        raise ConnectionRefusedError(f"{event} to {host} is refused here")

sys.addaudithook(refuse)
"""
# IPython runs this when it starts. What libraries do among themselves is theirs; a warning about a line of ours is not.
STRICT = """
import warnings
warnings.filterwarnings("error", module=r"__main__|mlp_core|four_equations")
"""


@dataclass
class Place:
    """Where and how a command runs."""

    folder: str = "course"
    read_only: bool = False
    home: bool = True  # whether there is a home folder that can be written into
    refusing: bool = False  # connections are refused, in Python
    strict: bool = False  # a warning about a line of a cell or of the course is an error
    env: dict = field(default_factory=dict)  # None takes a variable away

    def lacks(self, python=sys.executable):
        """Why this place cannot be had on this machine, or ""."""
        if self.read_only and is_root() and not shutil.which("setpriv"):
            return "needs setpriv, or another user than root"
        if name := self.env.get("LC_ALL"):
            code = f"import locale; locale.setlocale(locale.LC_ALL, {name!r})"
            if subprocess.run([python, "-c", code], capture_output=True).returncode:
                return f"needs the locale {name}"
        return ""

    @contextmanager
    def course(self, python=sys.executable):
        """A copy of the course there: gives a function that runs `python` with these arguments in the copy."""
        with tempfile.TemporaryDirectory() as outside:
            outside = Path(outside)
            copy = outside / self.folder
            ignored = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "mnist", "panels", "benchmarks")
            shutil.copytree(ROOT, copy, ignore=ignored)
            env, prefix = self.settings(outside, copy), AS_OTHERS if self.read_only and is_root() else []
            if self.read_only:
                allow_writing(copy, False)
            try:
                yield lambda *arguments: subprocess.run(
                    [*prefix, python, *arguments], cwd=copy, env=env, capture_output=True, timeout=900
                )
            finally:
                allow_writing(copy, True)
            refused = outside / "refused"
            if refused.exists():
                raise AssertionError(f"wanted the network: {refused.read_text(encoding='utf-8')}")

    def settings(self, outside, copy):
        """The environment's variables. What a run must write somewhere goes to `outside`."""
        own = outside / "own"
        startup = own / "ipython" / "profile_default" / "startup"
        startup.mkdir(parents=True)
        env = os.environ | {"PYTHONPATH": str(copy), "PYTHONIOENCODING": "utf-8"}
        if self.strict:
            (startup / "strict.py").write_text(STRICT, encoding="utf-8")
            env["IPYTHONDIR"] = str(own / "ipython")
        if not self.home:
            nowhere = outside / "a file, no folder"
            nowhere.touch()
            env |= dict.fromkeys(["HOME", "USERPROFILE", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"], str(nowhere))
            # Without a home Jupyter and matplotlib must be told where to write, and the latter says so.
            env |= {name: str(own / name) for name in ("JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR", "IPYTHONDIR")}
            (own / "MPLCONFIGDIR").mkdir()
            if self.strict:
                shutil.copytree(own / "ipython", own / "IPYTHONDIR")
        if self.refusing:
            (own / "sitecustomize.py").write_text(REFUSING, encoding="utf-8")
            env |= {"PYTHONPATH": os.pathsep.join([str(copy), str(own)]), "REFUSED": str(outside / "refused")}
        env |= self.env
        return {name: value for name, value in env.items() if value is not None}


def is_root():
    return hasattr(os, "geteuid") and os.geteuid() == 0


def allow_writing(folder, allowed):
    """Let the folder and everything in it be written, or not."""
    for path in [folder, *folder.rglob("*")]:
        mode = path.stat().st_mode
        path.chmod(mode | stat.S_IWUSR if allowed else mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
