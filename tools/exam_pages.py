"""The pages of an exam: a student's paper as HTML and as Markdown, and the teacher's key."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from exam_patients import Patient
from exam_questions import BACK, FORWARD, LAYERS, MISTAKES, Sample
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from four_equations.clinic.mistakes import FAULTY
from four_equations.exercises import looking
from four_equations.figures import network_diagram
from four_equations.figures.formats import signed, superscript

MINUTES = 20
PARTS = {  # a title, what is asked, and the arrays
    "The forward pass": ("Compute the weighted inputs and the activations.", FORWARD),
    "BP1": ("Compute the error of the output.", ("delta[2]",)),
    "BP2": ("Compute the error of the hidden layer.", ("delta[1]",)),
    "BP3": ("Compute the gradient of the biases of layer 1.", ("db[1]",)),
    "BP4": ("Compute the gradient of the weights. Of layer 2 only row 0 is asked.", ("dW[2]", "dW[1]")),
}
LETTERS = {"delta": "δ", "dW": "∂C/∂W", "db": "∂C/∂b"}


class Student(NamedTuple):
    """A row of the list of the class; the name may be empty."""

    id: str
    name: str


class Paper(NamedTuple):
    """A student's paper: the Sample to compute with, its right and its wrong numbers by box, and the Patient."""

    student: Student
    sample: Sample
    right: dict
    wrong: dict
    patient: Patient

    def grid(self, name):
        """The boxes of an array, a list for each row."""
        rows = {}
        for box in self.right:
            if box[0] == name:
                rows.setdefault(box[1], []).append(box)
        return list(rows.values())

    def points(self, arrays):
        """A point for each number of these arrays."""
        return sum(box[0] in arrays for box in self.right)


def label(name):
    """The name of an array as it is printed: δ¹ for delta[1]."""
    letter, _, layer = name.rstrip("]").partition("[")
    return f"{'row 0 of ' * (name == 'dW[2]')}{LETTERS.get(letter, letter)}{superscript(layer)}"


def whole(number):
    """A whole number, with a real minus sign."""
    return signed(number, ".0f")


TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), undefined=StrictUndefined, autoescape=True,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
TEMPLATES.filters |= dict(label=label, whole=whole)
TEMPLATES.globals |= dict(PARTS=PARTS, SENTENCES={name: mistake.__doc__ for name, mistake in FAULTY.items()})


def numbers_html(paper, fill, drawing=""):
    """The first sheet, with fill(box) in each of its boxes."""
    return TEMPLATES.get_template("exam_numbers.html").render(paper=paper, fill=fill, drawing=drawing)


def fault_html(paper, fill):
    """The second sheet, with fill("equation") and fill("letter") in its boxes."""
    return TEMPLATES.get_template("exam_fault.html").render(patient=paper.patient, fill=fill)


@cache
def drawing():
    return network_diagram(LAYERS, weight_shapes=False).html()


def empty(box):
    return ""


def papers_html(title, papers):
    """Papers as one page of HTML, each on two sheets."""
    sheets = [(paper, [numbers_html(paper, empty, drawing()), fault_html(paper, empty)]) for paper in papers]
    return TEMPLATES.get_template("exam_paper.html").render(title=title, minutes=MINUTES, papers=sheets)


def beside(*blocks):
    """Blocks of lines side by side, in one text."""
    return "\n".join(looking.beside(blocks, gap=" " * 4))


def block(name, rows):
    """The lines of an array whose entries are texts: z¹ = and its rows."""
    start = f"{label(name)} = "
    return [(" " * len(start) if j else start) + " ".join(row) for j, row in enumerate(rows)]


def given(name, array):
    return block(name, [[f"{whole(number):>3}" for number in row] for row in array])


def paper_markdown(title, paper):
    """A paper as Markdown, with a line to fill in for each number."""
    sample, patient = paper.sample, paper.patient
    blanks = {name: block(name, [["____"] * len(row) for row in paper.grid(name)]) for name in FORWARD + BACK}
    return TEMPLATES.get_template("exam_paper.md").render(
        title=title,
        minutes=MINUTES,
        paper=paper,
        patient=patient,
        layers=[
            beside(given("W[1]", sample.W[1]), given("b[1]", sample.b[1]), given("x", sample.x)),
            beside(given("W[2]", sample.W[2]), given("b[2]", sample.b[2]), given("y", sample.y)),
        ],
        blanks={title: beside(*(blanks[name] for name in arrays)) for title, (_, arrays) in PARTS.items()},
    )


def key_html(title, papers):
    """The teacher's key: for each paper the right numbers, and below them those of every mistake."""
    template = TEMPLATES.get_template("exam_key.html")
    return template.render(title=title, papers=papers, arrays=FORWARD + BACK, mistakes=MISTAKES.values())


def place(box):
    """Where in its array a box is: the row, and in a matrix the column."""
    name, j, k = box
    return f"{j},{k}" if name.startswith("dW") else f"{j}"


TEMPLATES.filters["place"] = place


def key_rows(papers):
    """The key as rows of a table, a row for each student below a row of titles."""
    boxes = list(papers[0].right)
    yield ["id", "name", *(f"{box[0]}[{place(box)}]" for box in boxes), "equation", "mistake"]
    for paper in papers:
        right = [f"{paper.right[box]:.0f}" for box in boxes]
        yield [*paper.student, *right, paper.patient.equation, paper.patient.letter]
