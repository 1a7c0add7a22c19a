"""Nothing evaluates a text, and no setting weakens Jupyter's own protection.

What becomes of a text that a user types is tested in panels/test_hostile_text.py.
"""

import ast
import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent

MODULES = {"pickle", "marshal", "shelve", "subprocess", "ctypes", "importlib", "runpy", "code", "socket", "urllib"}
MODULES |= {"http", "requests", "dill", "joblib", "yaml", "pty", "multiprocessing"}
BUILTINS = {"eval", "exec", "compile", "__import__", "input", "breakpoint"}
METHODS = {"system", "popen", "spawnl", "spawnv", "execv", "execve", "run_cell", "run_line_magic", "getoutput", "eval"}
METHODS |= {"exec"}


def dangers(source):
    """The name of everything in Python source that could run a text or reach beyond the process."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.split(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module.split(".")[0] in MODULES:
            yield node.module
        elif isinstance(node, ast.Name) and node.id in BUILTINS:
            yield node.id
        elif isinstance(node, ast.Attribute) and node.attr in METHODS:
            yield node.attr
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "load":
            no_pickle = any(k.arg == "allow_pickle" and getattr(k.value, "value", 1) is False for k in node.keywords)
            if ast.unparse(node.func) == "np.load" and not no_pickle:
                yield "np.load without allow_pickle=False"
        elif isinstance(node, ast.keyword) and node.arg in ("allow_pickle", "shell"):
            if getattr(node.value, "value", True) is not False:
                yield node.arg


# This runs changed copies of the learner's own function: code that runs in this process already.
CHANGED_COPIES = {"mends": {"exec", "compile"}}


@pytest.mark.parametrize(
    "path",
    sorted(path for name in ("mlp_core", "four_equations") for path in (ROOT / name).rglob("*.py")),
    ids=lambda path: path.stem,
)
def test_no_module_can_run_a_text(path):
    assert set(dangers(path.read_text(encoding="utf-8"))) <= CHANGED_COPIES.get(path.stem, set())


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_no_notebook_can_run_a_text(path):
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert [found for cell in cells for found in dangers(cell)] == []


@pytest.mark.parametrize(
    "source",
    ["eval('1')", "import pickle", "from os import system; import subprocess as s", "os.system('ls')", "np.load(p)",
     "np.load(p, allow_pickle=True)", "from urllib.request import urlopen", "run = exec"],
)  # fmt: skip
def test_the_search_finds(source):
    assert list(dangers(source))


def test_the_page_s_code_makes_html_only_of_the_kernel_s_words_and_drawings():
    # words, and notes: the panels wrote them, and escaped what came from the user.
    known = {"words.innerHTML = text;", "words.innerHTML = said;", "notes.innerHTML = more;"}
    # A panel's drawing holds numbers, and letters of the course's own; what a user wrote stands in the words.
    known.add("box.innerHTML = new TextDecoder().decode(file);")
    for path in (ROOT / "four_equations" / "widgets").rglob("*.js"):
        source = path.read_text(encoding="utf-8")
        made = re.findall(r"[\w.]*(?:inner|outer)HTML\b.*?;", source)
        assert set(made) <= known, path.name
        assert not re.search(r"\beval\b|\bFunction\(|document\.write|insertAdjacent|\bfetch\(|XMLHttp|import\(", source)


WEAKENED = r"allow.root|token=(''|\"\"|\s|$)|password=|disable_check_xsrf|allow_origin|allow_remote|allow_credentials"
WEAKENED += r"|allow_unauthenticated|\b0\.0\.0\.0\b|--ip\b|ServerApp\.ip|trust_xheaders|disable_security|jupyter.trust"
WEAKENED += r"|allow_password_change|content_security|open_browser.*token|--no-sandbox"
# Tests run as root where CI does, in a browser of their own, and see no page but this project's.
FOR_TESTS = {"tests/lab.py": {"--allow-root", "--no-sandbox"}}


def settings():
    """Every text of the project that could start a server or tell a reader how to."""
    for pattern in ("*.md", "*.toml", "binder/*", ".ci/*", ".github/**/*.yml", "[tpfm]*/**/*.py", "notebooks/*.ipynb"):
        yield from (path for path in ROOT.glob(pattern) if path.is_file() and path != Path(__file__).resolve())


@pytest.mark.parametrize("path", sorted(settings()), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_setting_weakens_jupyter_s_protection(path):
    text = path.read_text(encoding="utf-8")
    found = {match[0] for match in re.finditer(rf"(?m)-*(?:{WEAKENED})", re.sub(r"data:image[^\"\\]*", "", text))}
    assert found <= FOR_TESTS.get(path.relative_to(ROOT).as_posix(), set())


@pytest.mark.parametrize("option", ["--ServerApp.token=''", "--allow-root", "--ip=0.0.0.0", "--ServerApp.password="])
def test_that_search_finds(option):
    assert re.search(WEAKENED, option)
