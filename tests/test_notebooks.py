"""The form of the saved notebooks. nbval executes them and compares what they say; here nothing is executed."""

import json
import platform
import re
import statistics
import sys
from functools import cache
from pathlib import Path

import execute
import nbformat
import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parent.parent
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LESSONS = [path for path in PATHS if path.name[0].isdigit()]
GLOSSARY = ROOT / "notebooks" / "glossary.ipynb"
LARGEST_OUTPUT = 400_000


every_notebook = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
every_notebook_with_code = pytest.mark.parametrize(
    "path", [path for path in PATHS if path != GLOSSARY], ids=lambda path: path.stem
)
every_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


@cache
def read(path):
    return nbformat.read(path, as_version=4)


def cells(path, kind):
    return [cell for cell in read(path).cells if cell.cell_type == kind]


def outputs(path):
    """(label of the cell, output) of every stored output."""
    return [(f"cell [{c.execution_count}]", output) for c in cells(path, "code") for output in c.outputs]


def lines(cell):
    return [line for line in cell.source.splitlines() if line.strip()]


def test_the_lessons_are_numbered_without_a_gap():
    assert [path.name[:3] for path in LESSONS] == [f"{number:02}_" for number in range(12)]


@every_notebook
def test_is_saved_as_execute_would_save_it(path):
    saved = path.read_bytes().decode()
    assert saved == execute.normalise(nbformat.reads(saved, as_version=4)), "run: python tools/execute.py"


@every_notebook
def test_was_executed_from_top_to_bottom(path):
    counts = [cell.execution_count for cell in cells(path, "code")]
    assert counts == list(range(1, len(counts) + 1))


@every_notebook
def test_stores_no_error_and_no_warning(path):
    assert not [where for where, output in outputs(path) if output.output_type == "error"]
    assert not [where for where, output in outputs(path) if output.get("name") == "stderr"]


@every_notebook
def test_stores_no_widget(path):
    notebook = read(path)
    assert "widgets" not in notebook.metadata
    assert not [where for where, output in outputs(path) if execute.WIDGET_VIEW in output.get("data", {})]


@every_notebook
def test_names_no_machine(path):
    text = execute.PICTURE.sub("", path.read_text(encoding="utf-8"))
    absolute = r"(?<![\w.:/])/(?:home|Users|root|tmp|var|opt|usr|mnt|private|srv)/\w|\b[A-Z]:\\\\\w"
    assert not re.findall(absolute, text)
    names = [str(ROOT), str(Path.home()), sys.prefix, platform.node()]
    # A machine may be called like a word of the course, and a home may be "/".
    assert not [name for name in names if re.search(r"[\W\d]", name) and len(name) > 5 and name in text]


@every_notebook
def test_a_cell_has_only_tags_that_mean_something(path):
    tags = {tag for cell in read(path).cells for tag in cell.metadata.get("tags", [])}
    assert tags <= {execute.IGNORED, "exercise", "one-seed"}


@every_notebook
def test_cell_ids_are_unique(path):
    # nbformat would mend them while reading.
    ids = [cell["id"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
    assert len(ids) == len(set(ids))


@every_notebook_with_code
def test_cells_are_short(path):
    sizes = [len(lines(cell)) for cell in cells(path, "code")]
    assert min(sizes) > 0, "an empty code cell"
    assert max(sizes) <= 25
    assert statistics.median(sizes) <= 6


@every_lesson
def test_a_cell_has_prose(path):
    words = sum(len(cell.source.split()) for cell in cells(path, "markdown"))
    assert 50 <= words / len(cells(path, "code")) <= 100


@every_notebook
def test_a_fold_ends_in_the_cell_in_which_it_begins(path):
    for cell in cells(path, "markdown"):
        opened = [tag == "<details>" for tag in re.findall("</?details>", cell.source)]
        assert opened == [True, False] * (len(opened) // 2), cell.source[:80]


def minutes(path):
    """For the lesson and for its exercises: 1 for 200 words, 1/2 for a cell, 2 for a panel, 6 for an exercise."""
    words = sum(len(cell.source.split()) for cell in cells(path, "markdown"))
    exercises = sum("exercise" in cell.metadata.get("tags", []) for cell in cells(path, "code"))
    panels = sum("Panel:" in str(output.get("data", {}).get("text/plain", "")) for _, output in outputs(path))
    lesson = words / 200 + (len(cells(path, "code")) - exercises) / 2 + 2 * panels
    return 5 * round(lesson / 5), 5 * max(1, round(6 * exercises / 5))


@every_lesson
def test_the_stated_time_is_honest(path):
    lesson, exercises = minutes(path)
    assert f"**How long it takes.** {lesson} minutes, and {exercises} for the exercises." in read(path).cells[0].source


@every_lesson
def test_every_picture_is_announced(path):
    """A cell that shows a picture follows prose, or code that prepares it, and is followed by prose or a check."""
    notebook = read(path)
    shows = ["<img" in str([output.get("data", {}) for output in cell.get("outputs", [])]) for cell in notebook.cells]
    for before, now in zip(shows, shows[1:], strict=False):
        assert not (before and now), "two pictures with no word between them"


def guesses(path):
    """For each cell that calls `predict`, the cells after it that reveal the answer, up to the next that asks."""
    code = cells(path, "code")
    asked = [i for i, cell in enumerate(code) if "predict(" in cell.source and "guess = predict(" in cell.source]
    return [
        [cell for cell in code[a:b] if "guess.reveal(" in cell.source]
        for a, b in zip(asked, [*asked[1:], len(code)], strict=True)
    ]


@every_lesson
def test_a_prediction_is_revealed_by_a_later_cell_that_is_saved_collapsed(path):
    found = guesses(path)
    assert 0 < len(found) <= 6 and all(found)
    assert all(cell.metadata.get("jupyter", {}).get("outputs_hidden") for revealing in found for cell in revealing)
    assert "You said None" not in path.read_text(encoding="utf-8")


@every_notebook
def test_outputs_are_small(path):
    sizes = {where: len(json.dumps(output)) for where, output in outputs(path)}
    assert not {where: size for where, size in sizes.items() if size > LARGEST_OUTPUT}


def nameless(text):
    """The pictures in HTML that a reader who cannot see them would miss."""
    pictures = BeautifulSoup(text, "html.parser").select("img, svg:not([aria-hidden=true])")
    return [
        str(part)[:80] for part in pictures if not part.get("alt" if part.name == "img" else "aria-label", "").strip()
    ]


@every_notebook
def test_every_picture_has_a_text_alternative(path):
    # Neither JupyterLab nor nbconvert gives a bare image a text: ours are <img alt> or <svg aria-label> in HTML.
    bare = [where for where, output in outputs(path) if any(key.startswith("image/") for key in output.get("data", {}))]
    assert not bare
    texts = [output.get("data", {}).get("text/html", "") for _, output in outputs(path)]
    texts += [cell.source for cell in cells(path, "markdown")]
    assert not [picture for text in texts for picture in nameless(text)]
    assert not [text for text in texts if re.search(r"!\[\s*\]\(", text)]


def prose(path):
    return "\n\n".join(cell.source for cell in cells(path, "markdown"))


def headings(path):
    return re.findall(r"(?m)^#+ +(.*?)\s*$", prose(path))


@every_notebook
def test_headings_are_in_order(path):
    """One title, and no level left out: an outline, and a screen reader, go by the levels."""
    levels = [len(marks) for marks in re.findall(r"(?m)^(#+) ", prose(path))]
    assert levels[0] == 1 and 1 not in levels[1:]
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


@every_notebook
def test_begins_with_its_title_and_says_where_to_go_next(path):
    first = read(path).cells[0]
    assert first.cell_type == "markdown" and first.source.startswith("# ")
    assert headings(path)[-1] == "Where to go next"


@every_lesson
def test_has_the_form_of_the_course(path):
    first = read(path).cells[0].source
    for part in ("What you will be able to do", "What you need", "How long it takes"):
        assert f"**{part}.**" in first
    assert ("Recall" if path != LESSONS[0] else "Before you begin") in headings(path) and "Summary" in headings(path)


def glossary():
    """(term, its letter, the notebook that introduces it) of every line of the glossary."""
    text = prose(GLOSSARY)
    entries = re.findall(r"^- \*\*(.+?)\*\*: .+\. \[\d\d\]\((\w+)\.ipynb\)$", text, flags=re.M)
    assert len(entries) == text.count("\n- ")
    return [(term, term[0].upper(), notebook) for term, notebook in entries]


def test_the_first_use_of_a_term_leads_to_the_glossary_and_back():
    for term, letter, notebook in glossary():
        links = re.findall(rf"\[([^]]*)\]\(glossary\.ipynb#{letter}\)", prose(ROOT / "notebooks" / f"{notebook}.ipynb"))
        stems = [word[:5].lower() for word in term.split()]
        assert any(stem in link.lower() for link in links for stem in stems), f"{notebook} has no link for {term}"
        assert letter in headings(GLOSSARY)


def test_every_link_to_the_glossary_finds_its_letter():
    text = "\n".join(map(prose, PATHS))
    assert set(re.findall(r"glossary\.ipynb#([^)]*)\)", text)) <= set(headings(GLOSSARY))


def broken_links(path, text):
    text = re.sub(r"```.*?```", "", text, flags=re.S)
    targets = re.findall(r"\]\((?!\w+:)([^)#\s]+)(?:#[^)]*)?\)", text)
    targets += re.findall(r"""(?:href|src)=["']([\w./-]+\.\w+)(?:#[^"']*)?["']""", text)
    return [target for target in targets if not (path.parent / target).exists()]


@every_lesson
def test_a_link_says_where_it_leads(path):
    """A screen reader lists links without the sentence around them."""
    links = re.findall(r"\[([^]]+)\]\([^)]+\)", prose(path))
    assert links and not [link for link in links if re.fullmatch(r"[\d\W]*|here|this|link", link)]


@every_notebook
def test_links_lead_somewhere(path):
    assert not broken_links(path, prose(path))


@pytest.mark.parametrize("page", sorted([*ROOT.glob("*.md"), *ROOT.glob("[gt]*/*.md")]), ids=lambda page: page.name)
def test_links_of_the_pages_lead_somewhere(page):
    assert not broken_links(page, page.read_text(encoding="utf-8"))
