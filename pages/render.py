"""Convert saved notebooks to HTML for the site and the slides, without executing them."""

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
# The converter knows colours only by name, so each symbol's colour is passed to it under a name and then becomes a
# class, for which style.css has a light and a dark shade.
NAMES = {"a": "blue", "z": "orange", "W": "green", "b": "violet", "delta": "red"}
STYLES = {
    symbol: re.search(r'style=".*?"', MATHML.convert_with_local_state(rf"\color{{{name}}}x", displaystyle=False))[0]
    for symbol, name in NAMES.items()
}
ASKS = re.compile(r"(from four_equations\.widgets import predict\s+)?guess = predict\(")
LONG, WIDE = 20, 75  # characters of a formula that fit on one line of a phone, and of a slide
# The colours of four_equations.figures.style, which needs matplotlib; a test checks that they agree.
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
    apart: bool = False  # the code is machinery that a reader may skip
    folded: bool = False  # the output answers a question and stays hidden until the reader opens it
    asks: bool = False  # the cell asks for a guess; its output says all that its code does


class Renderer(IPythonRenderer):
    """Render Jupyter's Markdown, with formulas as MathML and an id for every heading."""

    def __init__(self):
        super().__init__(escape=False, exclude_anchor_links=True)

    def heading(self, text, level, **_):
        """Render a heading whose id is its text, with hyphens for spaces."""
        plain = BeautifulSoup(text, "html.parser").get_text()
        return f'<h{level} id="{escape(plain.replace(" ", "-"))}">{text}</h{level}>\n'

    def block_code(self, code, info=None):
        """Render a code block with its syntax highlighted."""
        return f"<pre>{coloured(code.rstrip(), (info or 'text').strip())}</pre>"

    def block_math(self, body):
        """Render a displayed formula; style.css makes it scroll on a narrow page."""
        made = mathml(body, True)
        return f'<span class="formula{" wide" if signs(made) > WIDE else ""}">{made}</span>'

    def inline_math(self, body):
        """Render an inline formula. It can't break, so on a narrow page a long one gets its own line."""
        made = mathml(body, False)
        return f'<span class="long">{made}</span>' if signs(made) > LONG else made

    def latex_environment(self, name, body):
        """Render a formula that begins with a LaTeX environment."""
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")


def mathml(latex, display):
    """Convert a formula to MathML. Raises LatexError for an unknown command."""
    for symbol, name in NAMES.items():
        latex = latex.replace(rf"\color{{{COLOUR[symbol]}}}", rf"\color{{{name}}}")
    made = MATHML.convert_with_local_state(latex.strip(), displaystyle=display)
    for symbol, style in STYLES.items():
        made = made.replace(style, f'class="{symbol}"')
    # Browsers don't draw <menclose>, so style.css draws the frame.
    made = made.replace('menclose notation="box"', 'mrow class="box"').replace("menclose", "mrow")
    # The prime character is raised already; as a superscript it would be raised twice.
    return re.sub(r"<msup>(<mi>[^<]+</mi>)<mo>′</mo></msup>", r"<mrow>\1<mo>′</mo></mrow>", made)


def signs(mathml):
    """Count the visible characters of a formula."""
    return len(unescape(re.sub("<.*?>", "", mathml)))


def coloured(code, language="python"):
    """Highlight the code: HTML with a class for each kind of token."""
    inside = highlight(code, get_lexer_by_name(language), HtmlFormatter(nowrap=True))
    return f"<code>{inside.rstrip()}</code>"


def markdown(source):
    """Convert Markdown to HTML, with links between notebooks pointing to pages of the site."""
    made = BeautifulSoup(MarkdownWithMath(Renderer()).render(source), "html.parser")
    for link in made.find_all("a"):
        link["href"] = re.sub(r"^(?:\.\./)?(?:notebooks/)?(\w+)\.ipynb", r"\1.html", link["href"])
        link["href"] = re.sub(
            rf"^(?:guide/)?({'|'.join(path.stem for path in GUIDE)})\.md",
            lambda found: guide_name(found[1]),
            link["href"],
        )
        name = TITLES.get(link["href"].split("#")[0].removesuffix(".html"))
        # A screen reader lists links without their sentences, where a bare number says nothing.
        if link.get_text().isdigit() and name:
            link["aria-label"] = name
    for formula in made.find_all("span", class_="long"):
        # Punctuation moves to the new line with its formula.
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
    """Add to each picture of an output its size, so that a phone can keep it large enough to read."""
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
    """Convert one saved output to HTML."""
    if output.output_type == "stream":
        return f"<pre>{ansi2html(output.text.rstrip())}</pre>"
    data = output.get("data", {})
    if "text/html" in data:
        return sized(data["text/html"])
    if "text/plain" in data:
        return f"<pre>{escape(data['text/plain'])}</pre>"
    raise ValueError(
        f"an output must be a stream, text/html or text/plain; got {output.output_type} with {sorted(data)}"
    )


def read(path):
    """Read the cells of a saved notebook, converted to HTML."""
    cells = []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            cells.append(Cell(text=markdown(cell.source)))
        elif cell.cell_type == "code":
            hidden = cell.metadata.get("jupyter", {})
            apart, folded = hidden.get("source_hidden", False), hidden.get("outputs_hidden", False)
            outputs = [output_html(output) for output in cell.outputs]
            asks = bool(ASKS.match(cell.source))
            cells.append(Cell(code=coloured(cell.source), outputs=outputs, apart=apart, folded=folded, asks=asks))
    return cells


def title(path):
    """Return the title of a notebook, which is its first line."""
    return nbformat.read(path, as_version=4).cells[0].source.splitlines()[0].removeprefix("# ").strip()


def guide_name(path):
    """Return the file name on the site of a page of the teachers' guide."""
    return "guide.html" if Path(path).stem == "README" else f"guide_{Path(path).stem}.html"


PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
GUIDE = sorted((ROOT / "guide").glob("*.md"))
TITLES = {path.stem: title(path) for path in PATHS}
