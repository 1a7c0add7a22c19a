"""An exam as Moodle XML: for each student two questions of the type cloze, whose boxes know the numbers of mistakes.

Moodle's pages on "Moodle XML format" and on "Embedded answers (Cloze)" describe what is written here. A question
holds a whole sheet, so that a quiz which takes one at random takes numbers that belong together.
"""

import html
import re
from functools import partial

from exam_pages import fault_html, numbers_html
from exam_patients import EQUATIONS, equations, expected
from exam_questions import MISTAKES
from markupsafe import Markup

FOLLOWS = "This follows from an earlier mistake, so it has its point. What the course says of that one:"


def feedback(text):
    """A text as the feedback of an answer, in which ~, } and the like would end it: so they are written as entities."""
    return re.sub(r"[^\w\s.,:;?!()=-]", lambda found: f"&#{ord(found[0])};", html.escape(text, quote=False))


def field(kind, points, answers):
    """A box: answers are triples of the answer, its share of the points in percent, and the feedback."""
    told = "~".join(f"%{share}%{answer}#{feedback(said)}" for answer, share, said in answers)
    return Markup(f"{{{points}:{kind}:{told}}}")


def number_field(paper, box):
    """The box of one number."""
    answers = [(f"{paper.right[box]:.0f}:0", 100, "Right.")]
    for key, number in paper.wrong[box].items():
        mistake = MISTAKES[key]
        follows = box[0] not in mistake.spoils
        said = f"{FOLLOWS} {mistake.sentence}" if follows else mistake.sentence
        answers.append((f"{number:.0f}:0", 100 if follows else 0, said))
    return field("NUMERICAL", 1, answers)


def fault_field(patient, asked):
    """The box for the equation, or for the letter."""
    if asked == "equation":
        answers = [(name, f"If {name} is wrong, {expected(name)}.") for name in EQUATIONS]
        return choice_field(1, answers, patient.equation)
    answers = []
    for letter, name in zip("ABCD", patient.suspects, strict=True):
        (equation,) = equations(name)
        same = "It is this equation. In which layers does this mistake spoil something?"
        answers.append(
            (letter, same if equation == patient.equation else f"If {equation} is wrong, {expected(equation)}.")
        )
    return choice_field(2, answers, patient.letter)


def choice_field(points, answers, right):
    """A menu of answers, each with what is said if it is chosen and wrong."""
    told = [(name, 100, "Right.") if name == right else (name, 0, said) for name, said in answers]
    return field("MULTICHOICE", points, told)


def text(content):
    """A text element of the file."""
    return f"<text><![CDATA[{content.replace(']]>', ']]]]><![CDATA[>')}]]></text>"


def category(name):
    """What puts the questions after it into a category of the course; a slash would begin one inside it."""
    path = text(f"$course$/{name.replace('/', '//')}")
    return f'<question type="category">\n<category>\n{path}\n</category>\n</question>\n'


def cloze(name, content):
    """A question."""
    return (
        f'<question type="cloze">\n<name>\n{text(name)}\n</name>\n<questiontext format="html">\n{text(content)}\n'
        f'</questiontext>\n<generalfeedback format="html">\n{text("")}\n</generalfeedback>\n'
        "<penalty>0</penalty>\n<hidden>0</hidden>\n</question>\n"
    )


def moodle_xml(title, papers):
    """The file to import."""
    questions = [category(f"{title}: sheet 1")]
    for paper in papers:
        content = numbers_html(paper, partial(number_field, paper))
        questions.append(cloze(f"{title}, sheet 1, {paper.student.id}", content))
    questions.append(category(f"{title}: sheet 2"))
    for paper in papers:
        content = fault_html(paper, partial(fault_field, paper.patient))
        questions.append(cloze(f"{title}, sheet 2, {paper.student.id}", content))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{"".join(questions)}</quiz>\n'
