"""Export notebooks as slides, each in one file that includes its pictures and reveal.js and so needs no network.

The notebooks have no slide metadata. A new slide begins at each heading, at each picture, and where a slide is full.
The answer to a question appears at the next key.
"""

import argparse
import re
from copy import copy
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from bs4 import BeautifulSoup
from render import HERE, PATHS, ROOT, TEMPLATES, TITLES, read

# The lessons; the glossary and the conventions have no slides.
DECKS = [path.stem for path in PATHS if path.stem[0].isdigit()]
# Roughly the lines on a slide and the characters on a line. A test in a browser makes sure that nothing is cut off.
LINES, SIGNS = 14, 76
PICTURE = 10  # lines that a picture needs to be large enough
WIDE = 94  # characters of code that fit on a line
CODE = 0.75  # the height of a line of code, in lines of text


@dataclass
class Slide:
    """One slide: its heading and level, its `parts` as HTML, and the number of lines they take."""

    heading: str
    level: int
    id: str = ""
    parts: list[str] = field(default_factory=list)
    lines: float = 0
    picture: bool = False
    full: bool = False  # nothing may follow a picture or an answer: it would be read too early

    def next(self):
        """Return an empty slide that continues under the same heading."""
        return Slide(self.heading, self.level, lines=-1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, metavar="notebook", help="default: all lessons")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "slides", help="default: build/slides")
    args = parser.parse_args()
    for path in args.notebooks or [path for path in PATHS if path.stem in DECKS]:
        print(f"open {export(path, args.folder)}")


def export(path, folder):
    """Write the slides of a notebook into `folder` and return the file."""
    reveal = files("sphinx_revealjs") / "_static" / "revealjs" / "dist"
    text = TEMPLATES.get_template("slides.html").render(
        title=TITLES.get(path.stem, path.stem),
        slides=deck(read(path)),
        styles=[(reveal / "reveal.css").read_text("utf-8"), *(style(name) for name in ("style.css", "slides.css"))],
        script=re.sub(r"//# sourceMappingURL.*", "", (reveal / "reveal.js").read_text("utf-8")),
    )
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{path.stem}.html"
    file.write_text(text, encoding="utf-8", newline="\n")
    return file


def style(name):
    """Read a style sheet from pages/."""
    return (HERE / name).read_text(encoding="utf-8")


def deck(cells):
    """Distribute a notebook's cells over slides."""
    slides = [Slide("", 1)]
    for cell in cells:
        if cell.text:
            for block in BeautifulSoup(cell.text, "html.parser").find_all(True, recursive=False):
                if re.fullmatch("h[1-6]", block.name):
                    slides.append(Slide(block.decode_contents(), int(block.name[1]), id=block["id"]))
                else:
                    for piece in pieces(outward(block)):
                        put(slides, str(piece), lines_of(piece))
        elif cell.asks:
            for output in cell.outputs:
                put(slides, output, lines_of(BeautifulSoup(output, "html.parser")) + 2)  # its choices, in boxes
        elif cell.outputs or not cell.apart:
            put_code(slides, cell)
    return [slide for slide in slides if slide.heading]


def put(slides, html, lines):
    """Add a part to the last slide, or to a new one if that is full."""
    if slides[-1].full or slides[-1].parts and slides[-1].lines + lines > LINES:
        slides.append(slides[-1].next())
    slides[-1].parts.append(html)
    slides[-1].lines += lines


def put_code(slides, cell):
    """Add a code cell and its outputs; an output that is an answer appears at the next key."""
    made = [BeautifulSoup(output, "html.parser") for output in cell.outputs]
    wide = max(
        map(
            len,
            [
                *BeautifulSoup(cell.code, "html.parser").text.splitlines(),
                *(line for output in made for line in output.text.splitlines()),
            ],
        )
    )
    kind = (" fragment" if cell.folded else "") + (
        " wide" if any(output.pre for output in made) and wide > WIDE else ""
    )
    code = "" if cell.apart else f'<div class="code"><pre>{cell.code}</pre></div>'
    outputs = "".join(f'<div class="output{kind}">{output}</div>' for output in cell.outputs)
    code_lines = CODE * (cell.code.count("\n") + 1) + 1 if code else 0
    output_lines = CODE * sum(map(lines_of, made))
    picture = "<img" in outputs
    if outputs and code_lines + (PICTURE if picture else output_lines) > LINES:
        put(slides, code, code_lines)
        code, code_lines = "", 0
    if picture:
        if slides[-1].parts:
            slides.append(slides[-1].next())
        slides[-1].picture = True
    put(slides, code + outputs, code_lines + (0 if picture else output_lines))
    slides[-1].full = picture or bool(cell.folded and outputs)


def outward(block):
    """Point the block's links at slides, and remove the links to pages that have none."""
    for link in block.find_all("a"):
        target = link["href"].split("#")[0]
        if target.endswith(".html"):
            if target.removesuffix(".html") in DECKS:
                link["href"] = target
            else:
                link.unwrap()
    return block


def pieces(block):
    """Split a table or list that is too long for a slide into pieces that fit; return any other block as it is."""
    rows = block.select("tbody > tr") or (block.name in ("ul", "ol") and block.find_all("li", recursive=False)) or []
    if lines_of(block) <= LINES or len(rows) < 2:
        return [block]
    first, second = copy(block), copy(block)
    half = len(rows) // 2
    for piece, surplus in ((first, slice(half, None)), (second, slice(half))):
        for row in (piece.select("tbody > tr") or piece.find_all("li", recursive=False))[surplus]:
            row.decompose()
    return [*pieces(first), *pieces(second)]


def lines_of(block):
    """Estimate how many lines a block takes on a slide."""
    if block.name in ("ul", "ol"):
        return sum(lines_of(item) for item in block.find_all("li"))
    if block.name == "details":
        return 1.6
    if block.find("tr"):
        return sum(row_lines(row) for row in block.find_all("tr")) + 0.5
    if block.name == "pre" or block.find("pre"):
        return block.get_text().rstrip().count("\n") + 2
    text = len(re.sub(r"\s+", " ", block.get_text())) // SIGNS + 1 + len(block.find_all("br"))
    formulas = block.find_all("span", class_="formula")
    return text + 0.4 + sum(1.2 + 1.3 * len(formula.find_all("mtr")) for formula in formulas)


def row_lines(row):
    """Estimate how many lines a table row takes: its cells share the width, and its font is smaller."""
    cells = row.find_all(["td", "th"])
    longest = max(len(cell.get_text()) for cell in cells)
    total = sum(len(cell.get_text()) for cell in cells)
    return 0.5 + 0.8 * max(1, round(total / SIGNS + 0.45), longest // (1.6 * SIGNS))


if __name__ == "__main__":
    main()
