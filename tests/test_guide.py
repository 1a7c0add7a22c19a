"""The teachers' guide: every prepared case shows what the page says, every question is the notebook's own."""

import ast
import re
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import nbformat
import pytest

from four_equations.exercises.engine import EXERCISES
from four_equations.widgets import backprop_stepper, fault_clinic

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "panels"))
from use import words  # noqa: E402

GUIDE = (ROOT / "guide" / "README.md").read_text(encoding="utf-8")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
PAGES = {path.stem: (ROOT / "guide" / f"{path.stem}.md").read_text(encoding="utf-8") for path in NOTEBOOKS}
PARTS = re.compile(r"^\| (\d+)\. .* \| (\d+) \| (\d+) \|$", flags=re.M)
SHOWS = re.compile(r"(It|After Play it|At the end it) shows:\s+((?:`[^`]+`(?:\s+and\s+)?)+)")
NUMBER = r"([\d.,]+(?:e[+-]\d+)?)"
CLOSE = 0.1  # what a number after ≈ may be off: training depends on the processor

every_page = pytest.mark.parametrize("name", PAGES)


def prose(name):
    """The markdown of a notebook and the questions of its predictions, its lines joined."""
    cells = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells
    return joined("\n".join(cell.source for cell in cells if cell.cell_type == "markdown" or asks(cell.source)))


def asks(source):
    return "guess = predict(" in source


def joined(text):
    return " ".join(text.split())


@every_page
def test_a_page_is_linked_and_leads_to_its_notebook(name):
    assert f"({name}.md)" in GUIDE
    assert f"(../notebooks/{name}.ipynb)" in PAGES[name] and "(README.md)" in PAGES[name]
    for heading in ("Time", "Questions to ask", "Mistakes to expect", "In the panel", "To close"):
        assert f"\n## {heading}\n" in PAGES[name]


@every_page
def test_the_parts_of_a_page_are_numbered_and_no_longer_when_short(name):
    parts = [tuple(map(int, row)) for row in PARTS.findall(PAGES[name])]
    assert [number for number, _, _ in parts] == list(range(1, len(parts) + 1))
    assert all(short <= minutes for _, minutes, short in parts)


def planned(name, said):
    """The minutes that a page gives to what a plan says of it: "whole", "short", "parts 1 to 3", or both."""
    rows = [tuple(map(int, row)) for row in PARTS.findall(PAGES[name])]
    if found := re.search(r"parts (\d+) to (\d+)", said):
        rows = rows[int(found[1]) - 1 : int(found[2])]
    return sum(short if "short" in said else minutes for _, minutes, short in rows)


def test_the_plans_fit_their_lessons_and_agree_with_the_pages():
    lessons = re.findall(r"^\| .*? \| (.*?) \| (\d+) \|$", GUIDE.split("## Plans")[1].split("\n## ")[0], flags=re.M)
    assert len(lessons) == 2 + 5
    for what, minutes in lessons:
        items = re.findall(r"\[\d\d\]\((\w+)\.md\) ([^;]*)", what)
        assert sum(planned(name, said) for name, said in items) == int(minutes) <= 90, what


def test_the_links_of_the_guide_open_notebooks_that_are_there():
    """Those for a hub and for projecting, which are no links of markdown."""
    hub = parse_qs(urlsplit(re.search(r"https://HUB/\S+", GUIDE)[0]).query)
    assert hub["repo"] == ["https://github.com/OWNER/REPOSITORY"]
    opened = [hub["urlpath"][0].removeprefix("lab/tree/REPOSITORY/"), *re.findall(r"/doc/tree/([\w/]+\.ipynb)", GUIDE)]
    assert len(opened) > 1 and all((ROOT / path).is_file() for path in opened)


def test_the_page_to_print_has_the_program_of_notebook_05():
    cells = nbformat.read(ROOT / "notebooks" / "05_backpropagation.ipynb", as_version=4).cells
    ours = [cell.source for cell in cells if "slope = {l: a[l]" in cell.source or "def train(" in cell.source]
    printed = (ROOT / "guide" / "one_page.md").read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    statements = [[ast.dump(node) for node in ast.parse(source).body] for source in ("\n".join(ours), printed)]
    assert sorted(statements[0]) == sorted(statements[1])


@every_page
def test_a_question_is_the_notebooks_own(name):
    quotes = re.findall(r"^> (.*)$", PAGES[name], flags=re.M)
    text = prose(name)
    assert quotes and not [quote for quote in quotes if quote not in text]


@every_page
def test_a_mistake_is_one_that_the_check_of_this_notebook_knows(name):
    table = PAGES[name].split("## Mistakes to expect")[1].split("\n## ")[0]
    for exercise, mistake in re.findall(r"\| `(\w+)\.(\w+)` \|", table):
        assert EXERCISES[exercise].notebook == name[:2] and mistake in EXERCISES[exercise].mistakes


def run(code, namespace):
    """The value of the last line of `code`, as a notebook shows it."""
    *body, last = ast.parse(code).body
    assert isinstance(last, ast.Expr)
    exec(compile(ast.Module(body, []), "guide", "exec"), namespace)
    return eval(compile(ast.Expression(last.value), "guide", "eval"), namespace)


def to_the_end(panel):
    """Where Play ends, in one picture; or the last step of the stepper."""
    if isinstance(panel, fault_clinic):
        panel.train(panel.case.healthy.epochs)
    elif isinstance(panel, backprop_stepper):
        panel.step.value = panel.step.max
    else:
        panel.train(seconds=600, until=panel.goal)


def claims(text):
    """(when, the panel's words) of every claim in the prose after a case."""
    return [(when, words) for when, quotes in SHOWS.findall(text) for words in re.findall(r"`([^`]+)`", quotes)]


def holds(claim, said):
    """Whether the words of a claim stand in what the panel says; a number after ≈ need only be near."""
    literals, numbers = re.split(r"≈ [\d.,]*\d", claim), re.findall(r"≈ ([\d.,]*\d)", claim)
    found = re.search(NUMBER.join(map(re.escape, literals)), said)
    return bool(found) and all(
        float(own.rstrip(".,")) == pytest.approx(float(number), rel=CLOSE)
        for own, number in zip(found.groups(), numbers, strict=True)
    )


@every_page
def test_a_prepared_case_shows_what_the_page_says(name):
    _, *cases = re.split(r"^```python\n", PAGES[name].split("## In the panel")[1], flags=re.M)
    namespace = {}
    for case in cases:
        code, text = case.split("```\n", 1)
        panel = run(code, namespace)
        assert claims(text) or "backprop" in code, code
        moved = False
        for when, claim in claims(text):
            if when != "It" and not moved:
                moved = True
                to_the_end(panel)
            said = re.sub(r"\s+([.,:;)])", r"\1", words(panel))
            assert holds(joined(claim), said), (code, claim, said)
        panel.close()
