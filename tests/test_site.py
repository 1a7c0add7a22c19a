"""The site and the slides, as they are built from the saved notebooks."""

import copy
import os
import re
import sys
from pathlib import Path
from urllib.parse import unquote, urldefrag

import nbformat
import pytest
from accessibility import THEMES, findings, show
from bs4 import BeautifulSoup
from lab import browser_page, find_browser
from math_core import LatexError

from four_equations.figures.style import COLOUR

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "pages"))

import render  # noqa: E402
import slides  # noqa: E402
import website  # noqa: E402

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages") / "site"
    website.build(folder)
    return folder


@pytest.fixture(scope="module")
def pages(site):
    """{file: the parsed page} of every page and every deck."""
    return {file: BeautifulSoup(file.read_text("utf-8"), "html.parser") for file in sorted(site.rglob("*.html"))}


@pytest.fixture(scope="module")
def page():
    if not find_browser() and not os.environ.get("CI"):
        pytest.skip("no Chromium or Chrome on this machine")
    with browser_page() as page:
        yield page


def test_there_is_a_page_for_every_notebook_and_a_deck_for_every_lesson(pages, site):
    names = {file.relative_to(site).as_posix() for file in pages}
    decks = {f"slides/{path.stem}.html" for path in NOTEBOOKS if path.name[0].isdigit()}
    beside = {"guide.html", "guide_one_page.html", "guide_homework_and_marks.html"}
    guide = beside | {f"guide_{Path(deck).name}" for deck in decks}
    assert names == {"index.html"} | guide | {f"{path.stem}.html" for path in NOTEBOOKS} | decks


def test_every_link_leads_somewhere(pages):
    wrong = []
    for file, made in pages.items():
        for link in made.find_all("a", href=True):
            target, anchor = urldefrag(unquote(link["href"]))
            if re.match(r"[a-z]+:", target):
                continue
            aim = (file.parent / target).resolve() if target else file
            if not aim.is_file() or anchor and not pages[aim].find(id=anchor):
                wrong.append((file.name, link["href"]))
    assert not wrong


def test_nothing_is_loaded_from_the_network(pages, site):
    loads = [(file.name, tag[name]) for file, made in pages.items() for tag, name in loading(made)]
    assert loads and not [load for load in loads if not load[1].startswith("data:") and re.match(r"\w+:|//", load[1])]
    styles = [file.read_text("utf-8") for file in site.glob("*.css")]
    styles += [style.get_text() for made in pages.values() for style in made.find_all("style")]
    assert styles and not re.findall(r"@import|url\(\s*[\"']?(?:https?:)?//", "".join(styles))


def loading(made):
    """(tag, attribute) of all that a browser loads to show a page."""
    yield from ((tag, "src") for tag in made.find_all(src=True))
    yield from ((tag, "href") for tag in made.find_all("link", href=True))


def test_every_picture_has_a_text_alternative(pages):
    pictures = [picture for made in pages.values() for picture in made.find_all(["img", "svg"])]
    assert pictures and not [str(p)[:80] for p in pictures if not (p.get("alt") or p.get("aria-label") or "").strip()]


def test_headings_are_in_order(pages):
    for file, made in pages.items():
        levels = [int(heading.name[1]) for heading in (made.main or made).find_all(re.compile("^h[1-6]$"))]
        assert levels[0] == 1 and 1 not in levels[1:], file.name
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), file.name


def test_no_formula_is_left_as_latex(pages):
    for file, made in pages.items():
        assert not [math.get_text() for math in made.find_all("math") if re.search(r"[\\&$]", math.get_text())]
        shown = copy.copy(made)
        for part in shown.find_all(["code", "pre", "script", "style"]):
            part.decompose()
        assert not re.findall(r"\$[^$\n]+\$|\\[a-z]{3,}", shown.get_text()), file.name


def joined(made):
    return " ".join(made.get_text(" ").split())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_page_shows_all_that_the_notebook_says(path, pages, site):
    page = pages[site / f"{path.stem}.html"]
    shown = page.get_text()
    deck = pages.get(site / "slides" / f"{path.stem}.html")
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        if render.ASKS.match(cell.source):  # its question and its choices, without its code
            (asked,) = [joined(BeautifulSoup(output.data["text/html"], "html.parser")) for output in cell.outputs]
            for made in (page, deck):
                assert made is None or asked in joined(made) and cell.source not in made.get_text()
            continue
        said = [output.text.strip() for output in cell.outputs if output.output_type == "stream"]
        apart = cell.metadata.get("jupyter", {}).get("source_hidden")  # folded on the page, left out of the slides
        for text in [cell.source.strip(), *said]:
            assert text in shown
            assert deck is None or text in deck.get_text() or apart and text not in said


def test_answers_are_folded_and_appear_at_a_key_on_slides(pages, site):
    for path in NOTEBOOKS:
        cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.get("outputs")]
        hidden = [cell for cell in cells if cell.metadata.get("jupyter", {}).get("outputs_hidden")]
        folds = pages[site / f"{path.stem}.html"].select("details.answer")
        assert len(folds) == len(hidden) and not [fold for fold in folds if fold.has_attr("open")]
        if deck := pages.get(site / "slides" / f"{path.stem}.html"):
            assert len(deck.select(".fragment")) == sum(len(cell.outputs) for cell in hidden)


def test_every_page_leads_to_the_live_edition_if_there_is_one(monkeypatch, pages):
    assert not [file.name for file, made in pages.items() if made.select("a.live")]
    monkeypatch.setitem(render.TEMPLATES.globals, "live", True)
    made = BeautifulSoup(website.notebook_page(NOTEBOOKS[1], None, None), "html.parser")
    assert made.select_one("a.live")["href"] == f"live/notebooks/index.html?path={NOTEBOOKS[1].name}"
    made = BeautifulSoup(website.guide_page(render.GUIDE[0]), "html.parser")
    assert made.select_one("a.live")["href"] == f"live/notebooks/index.html?path={NOTEBOOKS[0].name}"


def test_the_published_pyodide_is_the_one_that_the_live_edition_needs():
    version = re.search(r'^VERSION = "(.*)"$', (ROOT / "pages" / "live_edition.py").read_text("utf-8"), flags=re.M)[1]
    workflow = (ROOT / ".github" / "workflows" / "pages.yml").read_text("utf-8")
    assert f"/{version}/pyodide-{version}.tar.bz2" in workflow
    assert f"/pyodide/releases/tag/{version}" in (ROOT / "README.md").read_text("utf-8")


def test_symbols_have_the_colours_of_the_pictures():
    assert render.COLOUR == COLOUR
    made = render.mathml(rf"{{\color{{{COLOUR['delta']}}}{{\delta^L}}}}", False)
    assert 'class="delta"' in made and "style" not in made


def test_a_command_that_is_not_known_stops_the_build():
    with pytest.raises(LatexError, match="nosuch"):
        render.mathml(r"\nosuch{a}", False)


def test_a_table_too_long_for_a_slide_is_shared_out_whole():
    rows = "".join(f"<tr><td>row {number}</td></tr>" for number in range(30))
    table = BeautifulSoup(
        f"<div><table><thead><tr><th>h</th></tr></thead><tbody>{rows}</tbody></table></div>", "html.parser"
    )
    pieces = slides.pieces(table.div)
    assert len(pieces) > 1 and all(piece.find("th") for piece in pieces)
    assert [cell.text for piece in pieces for cell in piece.find_all("td")] == [f"row {n}" for n in range(30)]


def test_axe_finds_what_is_wrong(page):
    page.set_content('<html lang="en"><title>t</title><main><h1>h</h1><img src="data:,"><p style="color:#aaa">pale</p>')
    assert {found.split(":")[0] for found in findings(page)} == {"image-alt", "color-contrast"}


def test_axe_sees_every_slide(page, site):
    show(page, site / "slides" / "00_start_here.html", "dark")
    assert not findings(page)
    page.evaluate("() => document.querySelectorAll('section p').forEach(p => p.style.color = '#333')")
    assert len(findings(page)) >= page.locator("section:has(p)").count() / 2


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["index.html", "01_notation.html"])
def test_axe_finds_nothing_serious(page, site, name, theme):
    show(page, site / name, theme)
    assert not findings(page)


def test_every_page_fits_a_phone_and_asks_nobody(page, site):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": 360, "height": 740})
    wide = {}
    for file in sorted(site.glob("*.html")):
        show(page, file, "light")
        wide[file.name] = page.evaluate("() => document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 720})
    assert set(wide.values()) == {360}, wide
    assert asked and not [url for url in asked if not url.startswith(("file:", "data:"))]


CUT_OFF = """number => {
  const slide = Reveal.getSlides()[number], { h, v } = Reveal.getIndices(slide)
  Reveal.slide(h, v, 99)
  const low = [slide, ...slide.querySelectorAll('.output')].some(box => box.scrollHeight > box.clientHeight + 5)
  const boxes = [...slide.querySelectorAll('.output, .code, .formula')]
  const cut = low || boxes.some(box => box.scrollWidth > box.clientWidth + 1)
  return cut ? slide.textContent.trim().slice(0, 60) : ''
}"""


def test_no_slide_is_cut_off(page, site):
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto((site / "slides" / "04_four_equations.html").as_uri())
    page.wait_for_function("() => Reveal.isReady()")
    cut = [page.evaluate(CUT_OFF, number) for number in range(page.evaluate("() => Reveal.getTotalSlides()"))]
    assert len(cut) > 20 and not list(filter(None, cut))


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_page_to_print_fits_on_one_page(paper, page, site):
    page.goto((site / "guide_one_page.html").as_uri())
    printed = page.pdf(format=paper)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
