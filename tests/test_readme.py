"""The README's commands, table and links against what is there."""

import importlib.util
import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))

spec = importlib.util.spec_from_file_location("link", ROOT / "binder" / "link.py")
link = importlib.util.module_from_spec(spec)
spec.loader.exec_module(link)


def test_first_two_sh_blocks_are_the_two_commands_on_one_line_each():
    start, test = re.findall(r"^```sh\n(.*?)^```", README, flags=re.M | re.S)[:2]
    assert start.count("\n") == test.count("\n") == 1
    assert start.strip().endswith("jupyter lab notebooks/00_start_here.ipynb") and test.strip().endswith("-m pytest")
    for command in (start, test):
        named = re.findall(r"\S*requirements\.txt", command)
        assert len(named) == 1 and (ROOT / named[0]).is_file()


def test_windows_commands_are_the_same_two():
    powershell = re.findall(r"^```powershell\n(.*?)^```", README, flags=re.M | re.S)
    sh = re.findall(r"^```sh\n(.*?)^```", README, flags=re.M | re.S)[:2]
    as_sh = [
        c.replace("\\", "/").replace("Scripts", "bin").replace("; ", " && ").replace("py -m", "python3 -m", 1)
        for c in powershell
    ]
    assert as_sh == sh


def test_table_lists_every_notebook_with_its_minutes():
    rows = re.findall(r"^\| \[.*?\]\(notebooks/(.*?)\) \|.*\| (\d+) \+ (\d+) \|$", README, flags=re.M)
    assert [name for name, *_ in rows] == NOTEBOOKS
    for name, lesson, exercises in rows:
        text = (ROOT / "notebooks" / name).read_text(encoding="utf-8")
        assert f"**How long it takes.** {lesson} minutes, and {exercises} for the exercises." in text


def test_binder_link_opens_the_first_notebook():
    assert link.binder_link("https://github.com/OWNER/REPOSITORY") in README
    assert (ROOT / link.OPENS.split("lab/tree/")[1]).is_file()


def test_the_live_link_comes_first_then_the_two_commands_then_binder():
    live, binder = (make("https://github.com/OWNER/REPOSITORY") for make in (link.live_link, link.binder_link))
    assert 0 < README.index(live) < README.index("```sh") < README.index(binder)


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/a/b.c",
        "https://github.com/a/b.c.git",
        "git@github.com:a/b.c.git",
        "ssh://git@github.com/a/b.c/",
    ],
)
def test_the_links_are_made_from_any_form_of_address(address):
    assert link.binder_link(address) == f"https://mybinder.org/v2/gh/a/b.c/HEAD{link.OPENS}"
    assert link.live_link(address) == "https://a.github.io/b.c/live/"


@pytest.mark.parametrize(
    "address", ["", "https://example.org/a/b", "https://github.com/a", "https://evil.org/github.com/a/b"]
)
def test_binder_link_refuses_other_addresses(address):
    with pytest.raises(ValueError, match="GitHub"):
        link.binder_link(address)


def test_the_tree_names_every_module():
    tree = re.search(r"^```text\n(mlp_core/.*?)^```", README, flags=re.M | re.S)[1]
    for folder in ("mlp_core", "four_equations/figures", "four_equations/clinic", "four_equations/stepper", "tools"):
        for path in (ROOT / folder).glob("*.py"):
            assert path.name == "__init__.py" or re.search(rf"^ +{re.escape(path.name)} ", tree, flags=re.M), path.name
    for name in re.findall(r"^ *(\w+\.py) ", tree, flags=re.M):
        assert list(ROOT.rglob(name)), name


def test_what_00_says_to_run_where_the_course_is_missing_installs_it():
    """pip resolves the course's own folder, `-e .`, from where it runs: so the commands must lead to the root first."""
    text = nbformat.read(ROOT / "notebooks" / "00_start_here.ipynb", as_version=4)
    (fold,) = [cell.source for cell in text.cells if "No module named" in cell.source]
    beside, alone = re.findall(r"^```\n(.*?)^```", fold, flags=re.M | re.S)
    assert beside.split("\n")[:2] == ["%cd ..", "%pip install -r requirements.txt"]
    assert alone.split("\n")[1:3] == ["%cd four-equations", "%pip install -r requirements.txt"]
    assert "-e ." in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
