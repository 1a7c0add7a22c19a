"""Saved notebooks as HTML, for the site and for the slides. Nothing is executed: what is shown is what was saved."""

import base64
import re
import struct
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup, NavigableString
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from math_core import LatexToMathML
from nbconvert.filters.ansi import ansi2html
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
NOTEBOOKS = ROOT / "notebooks"
MATHML = LatexToMathML()
# The converter knows colours by name only. Each symbol's colour goes through under a name, and comes out as a class:
# style.css has one shade for light paper and one for dark.
NAMES = {"a": "blue", "z": "orange", "W": "green", "b": "violet", "delta": "red"}
STYLES = {
    symbol: re.search(r'style=".*?"', MATHML.convert_with_local_state(rf"\color{{{name}}}x", displaystyle=False))[0]
    for symbol, name in NAMES.items()
}
LONG, WIDE = 20, 75  # the signs of a formula that fit on a line of a phone, and of a slide
# As in four_equations.figures.style, which needs matplotlib; a test holds them together.
COLOUR = {"a": "#0072B2", "z": "#8A6100", "W": "#007F5C", "b": "#A8487F", "delta": "#BF4F00"}
TEMPLATES = Environment(
    loader=FileSystemLoader(HERE), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=True
)


@dataclass
class Cell:
    """A cell as HTML: `text` of a Markdown cell; `code` and `outputs` of a code cell."""

    text: str = ""
    code: str = ""
    outputs: list[str] = field(default_factory=list)
    folded: bool = False  # the output answers a question, and is shown when the reader asks for it
    asks: bool = False  # the learner writes a guess here


class Renderer(IPythonRenderer):
    """Jupyter's Markdown with formulas as MathML, and with headings that a link can name."""

    def __init__(self):
        super().__init__(escape=False, exclude_anchor_links=True)

    def heading(self, text, level, **_):
        """The heading, with its words as its name."""
        plain = BeautifulSoup(text, "html.parser").get_text()
        return f'<h{level} id="{escape(plain.replace(" ", "-"))}">{text}</h{level}>\n'

    def block_code(self, code, info=None):
        """Code in a language, in colours."""
        return f"<pre>{coloured(code.rstrip(), (info or 'text').strip())}</pre>"

    def block_math(self, body):
        """A formula on lines of its own, which scrolls where the page is too narrow for it."""
        made = mathml(body, True)
        return f'<span class="formula{" wide" if signs(made) > WIDE else ""}">{made}</span>'

    def inline_math(self, body):
        """A formula within a sentence. It cannot break: on a narrow page a long one has a line of its own."""
        made = mathml(body, False)
        return f'<span class="long">{made}</span>' if signs(made) > LONG else made

    def latex_environment(self, name, body):
        """A formula that begins with its environment."""
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")


def mathml(latex, display):
    """The formula as MathML. Raises LatexError for a command that the converter does not know."""
    for symbol, name in NAMES.items():
        latex = latex.replace(rf"\color{{{COLOUR[symbol]}}}", rf"\color{{{name}}}")
    made = MATHML.convert_with_local_state(latex.strip(), displaystyle=display)
    for symbol, style in STYLES.items():
        made = made.replace(style, f'class="{symbol}"')
    # Browsers draw no <menclose>; style.css draws the frame.
    made = made.replace('menclose notation="box"', 'mrow class="box"').replace("menclose", "mrow")
    # A prime is raised already: as a superscript it would be raised twice.
    return re.sub(r"<msup>(<mi>[^<]+</mi>)<mo>′</mo></msup>", r"<mrow>\1<mo>′</mo></mrow>", made)


def signs(mathml):
    """How many signs of a formula a reader sees."""
    return len(unescape(re.sub("<.*?>", "", mathml)))


def coloured(code, language="python"):
    """The code as HTML, each word in a span with the class of its kind."""
    inside = highlight(code, get_lexer_by_name(language), HtmlFormatter(nowrap=True))
    return f"<code>{inside.rstrip()}</code>"


def markdown(source):
    """The Markdown as HTML, with its links leading to pages of the site."""
    made = BeautifulSoup(MarkdownWithMath(Renderer()).render(source), "html.parser")
    for link in made.find_all("a"):
        link["href"] = re.sub(r"^(?:\.\./)?(?:notebooks/)?(\w+)\.ipynb", r"\1.html", link["href"])
        link["href"] = re.sub(r"^(?:guide/)?(README|\d\d_\w+)\.md", lambda found: guide_name(found[1]), link["href"])
        name = TITLES.get(link["href"].split("#")[0].removesuffix(".html"))
        # A bare number is enough in a sentence, but not in a list of all links.
        if link.get_text().isdigit() and name:
            link["aria-label"] = name
    for formula in made.find_all("span", class_="long"):
        # Its full stop stays with it, on whichever line it comes to stand.
        after = formula.next_sibling
        if isinstance(after, NavigableString) and after[:1] in tuple(".,;:?"):
            formula.append(after[0])
            after.replace_with(after[1:])
    for table in made.find_all("table"):
        table.wrap(made.new_tag("div", attrs={"class": "scroll"}))
    for cell in made.find_all("th"):
        cell["scope"] = "col"
    return str(made)


def sized(output):
    """The HTML of an output, its pictures with their sizes, so that a phone can keep them large enough to read."""
    made = BeautifulSoup(output, "html.parser")
    for picture in made.find_all("img"):
        kind, data = re.fullmatch(r"data:image/(\S+?);base64,(.*)", picture["src"]).groups()
        data = base64.b64decode(data)
        if kind == "png":
            width, height = struct.unpack(">II", data[16:24])
        else:
            head = data[:400].decode()
            width, height = (round(float(re.search(rf' {side}="([\d.]+)"', head)[1])) for side in ("width", "height"))
        picture["width"], picture["height"] = width, height
        picture["style"] = f"--width:{width}px"
    return str(made)


def output_html(output):
    """One saved output as HTML."""
    if output.output_type == "stream":
        return f"<pre>{ansi2html(output.text.rstrip())}</pre>"
    data = output.get("data", {})
    if "text/html" in data:
        return sized(data["text/html"])
    if "text/plain" in data:
        return f"<pre>{escape(data['text/plain'])}</pre>"
    raise ValueError(f"an output has no form for a page: {output.output_type} with {sorted(data)}")


def read(path):
    """The cells of a saved notebook, as HTML."""
    cells = []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            cells.append(Cell(text=markdown(cell.source)))
        elif cell.cell_type == "code":
            folded = cell.metadata.get("jupyter", {}).get("outputs_hidden", False)
            outputs = [output_html(output) for output in cell.outputs]
            cells.append(
                Cell(code=coloured(cell.source), outputs=outputs, folded=folded, asks=cell.source == "guess = None")
            )
    return cells


def title(path):
    """The title of a notebook: its first line."""
    return nbformat.read(path, as_version=4).cells[0].source.splitlines()[0].removeprefix("# ").strip()


def guide_name(path):
    """The name that a page of the teachers' guide has on the site."""
    return "guide.html" if Path(path).stem == "README" else f"guide_{Path(path).stem}.html"


PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
GUIDE = sorted((ROOT / "guide").glob("*.md"))
TITLES = {path.stem: title(path) for path in PATHS}
