"""The teachers' guide: prepared cases show what a page says; questions, answers and headings are the notebook's."""

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
BEGINS = re.compile(r"^\| \d+\. (.*) \| (.*) \| \d+ \| \d+ \|$", flags=re.M)
ANSWERED = [name for name in PAGES if "03" <= name[:2] <= "06"]
MARKS = (ROOT / "guide" / "homework_and_marks.md").read_text(encoding="utf-8")
SHOWS = re.compile(r"(It|After Play it|At the end it) shows:\s+((?:`[^`]+`(?:\s+and\s+)?)+)")
CLOCK = r"^\| (\d):(\d\d) \| (.*?) \| (\d+) \|$"
NUMBER = r"([\d.,]+(?:e[+-]\d+)?)"
CLOSE = 0.1  # what a number after ≈ may be off: training depends on the processor

every_page = pytest.mark.parametrize("name", PAGES)


def cells(name):
    return nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells


def markdown(name):
    return "\n".join(cell.source for cell in cells(name) if cell.cell_type == "markdown")


def prose(name):
    """The markdown of a notebook and the questions of its predictions, its lines joined."""
    return joined("\n".join([markdown(name), *(cell.source for cell in cells(name) if asks(cell.source))]))


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


@every_page
def test_a_part_begins_at_a_heading_of_the_notebook(name):
    headings = re.findall(r"^##+ (.*)$", markdown(name), flags=re.M)
    places = []
    for what, begins in BEGINS.findall(PAGES[name]):
        if heading := re.match(r"\*(.*?)\*", begins):
            places.append(headings.index(heading[1]))
        else:
            assert begins == "its title" and ".ipynb)" in what
    assert places and places == sorted(places)


def planned(name, said):
    """The minutes that a page gives to what a plan says of it: "whole", "short", "part 3", "parts 1 to 3 short"."""
    rows = [tuple(map(int, row)) for row in PARTS.findall(PAGES[name])]
    if found := re.search(r"parts? (\d+)(?: to (\d+))?", said):
        rows = rows[int(found[1]) - 1 : int(found[2] or found[1])]
    return sum(short if "short" in said else minutes for _, minutes, short in rows)


def test_the_plans_fit_their_lessons_and_agree_with_the_pages():
    lessons = re.findall(r"^\| .*? \| (.*?) \| (\d+) \|$", GUIDE.split("## Plans")[1].split("\n## ")[0], flags=re.M)
    assert len(lessons) == 2 + 5
    for what, minutes in lessons:
        items = re.findall(r"\[\d\d\]\((\w+)\.md\) ([^;]*)", what)
        assert sum(planned(name, said) for name, said in items) == int(minutes) <= 90, what


def test_the_plan_on_backpropagation_alone_keeps_to_its_clock():
    text = GUIDE.split("## Backpropagation alone")[1].split("\n## ")[0]
    rows = [(int(h) * 60 + int(m), what, int(n)) for h, m, what, n in re.findall(CLOCK, text, flags=re.M)]
    first, second = [i for i, (start, _, _) in enumerate(rows) if not start]
    for lesson in (rows[first:second], rows[second:]):
        assert [start for start, _, _ in lesson] == [sum(n for _, _, n in lesson[:i]) for i in range(len(lesson))]
        assert sum(n for _, _, n in lesson) == 90 and [what for _, what, _ in lesson].count("break") == 1
    for _, what, minutes in rows:
        if found := re.match(r"\[\d\d\]\((\w+)\.md\), (parts? .*?):", what):
            assert planned(*found.groups()) == minutes, what
    assert sum(minutes for _, what, minutes in rows if what.startswith("exercise")) == 30


def test_the_links_of_the_guide_open_notebooks_that_are_there():
    """Those for a hub and for projecting, which are no links of markdown."""
    hub = parse_qs(urlsplit(re.search(r"https://HUB/\S+", GUIDE)[0]).query)
    assert hub["repo"] == ["https://github.com/OWNER/REPOSITORY"]
    opened = [hub["urlpath"][0].removeprefix("lab/tree/REPOSITORY/"), *re.findall(r"/doc/tree/([\w/]+\.ipynb)", GUIDE)]
    assert len(opened) > 1 and all((ROOT / path).is_file() for path in opened)


def test_the_page_to_print_has_the_program_of_notebook_05():
    everything = cells("05_backpropagation")
    ours = [cell.source for cell in everything if "slope = {l: a[l]" in cell.source or "def train(" in cell.source]
    printed = (ROOT / "guide" / "one_page.md").read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    statements = [[ast.dump(node) for node in ast.parse(source).body] for source in ("\n".join(ours), printed)]
    assert sorted(statements[0]) == sorted(statements[1])


@every_page
def test_a_question_is_the_notebooks_own(name):
    quotes = re.findall(r"^> (.*)$", PAGES[name], flags=re.M)
    text = prose(name)
    assert quotes and not [quote for quote in quotes if quote not in text]


def revealed(name):
    """{question: the line of its answer} of the predictions of a notebook, as they are saved."""
    said = ["".join(o.get("text", "") for o in cell.outputs) for cell in cells(name) if "guess.reveal(" in cell.source]
    lines = [line for text in said for line in text.splitlines()]
    return {line: after for line, after in zip(lines, lines[1:], strict=False) if line.endswith("?")}


@pytest.mark.parametrize("name", ANSWERED)
def test_a_question_has_a_right_answer_which_is_the_notebooks_and_wrong_ones(name):
    questions = PAGES[name].split("## Questions to ask")[1].split("\n## ")[0].split("\n> ")[1:]
    answers = revealed(name)
    assert answers.keys() & {question.splitlines()[0] for question in questions}
    for question in questions:
        asked, *rest = question.splitlines()
        (right,) = re.findall(r"^- \*\*Right: (.*?)\*\*", "\n".join(rest), flags=re.M)
        assert any(line.startswith("- **Wrong:** ") for line in rest), asked
        if asked in answers:
            assert re.match(rf"{re.escape(right)}\b", answers[asked]), (asked, answers[asked])


def test_every_exercise_of_04_and_05_has_two_questions_for_an_interview():
    asked = re.findall(r"^\| `(\w+)` \| .+\? \| .+ \|$", MARKS, flags=re.M)
    assert sorted(asked) == sorted(2 * [name for name, each in EXERCISES.items() if each.notebook in ("04", "05")])


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
