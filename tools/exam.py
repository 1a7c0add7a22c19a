"""Make an exam on the four equations: a paper of its own for each student, the teacher's key, and a file for Moodle.

    python tools/exam.py --ids class.csv

class.csv has a column "id", and may have a column "name". On paper, a student computes by hand the forward pass, BP1,
BP2, BP3 and BP4 of a small network with whole numbers, and finds the fault of a patient of notebook 08. Everything is
drawn from the id and the title, so the same list gives the same papers; another title gives others.

The new folder (--to) has papers.html to print, a folder with each student's paper as HTML and as Markdown, key.html
and key.csv, and moodle.xml. That file was checked against Moodle's published format; no Moodle has imported it.
"""

import argparse
import csv
import io
import re
import sys
from pathlib import Path

import exam_patients
import exam_questions
from exam_moodle import moodle_xml
from exam_pages import Paper, Student, key_html, key_rows, paper_markdown, papers_html
from tqdm import tqdm

BYTE_ORDER = (b"\xff\xfe", b"\xfe\xff")  # begins a text in UTF-16


class BadList(Exception):
    """A list of the class cannot be used; the message is one sentence."""


def decoded(path):
    """The text, with usual ends of lines, of a file in UTF-8 or, as some spreadsheets save it, in UTF-16."""
    try:
        data = path.read_bytes()
        text = data.decode("utf-16" if data.startswith(BYTE_ORDER) else "utf-8-sig")
    except OSError as error:
        raise BadList(f"{path} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise BadList(f'{path.name} must be in UTF-8: in a spreadsheet, save it as "CSV UTF-8".') from None
    return text.replace("\r\n", "\n").replace("\r", "\n").strip(" \n")


def read_class(path):
    """The list of Students in a file with commas, semicolons or tabs. Raises BadList."""
    text = decoded(path)
    if not text:
        raise BadList(f'{path.name} is empty: it must have a column "id" and a row for each student.')
    head = text.splitlines()[0]
    try:
        titles, *rows = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=head.count), strict=True)
    except csv.Error as error:
        raise BadList(f"{path.name} is no table with commas, semicolons or tabs: {error}.") from None
    columns = [title.strip().casefold() for title in titles]
    if "id" not in columns:
        raise BadList(f'{path.name} must have a column "id", but its first row is: {head.strip()}')
    students = [student(row, columns, path.name) for row in rows if any(map(str.strip, row))]
    if not students:
        raise BadList(f"{path.name} has no students: below its first row it must have a row for each.")
    check_ids([student.id for student in students], path.name)
    return students


def student(row, columns, file):
    """The Student of a row."""
    cells = dict(zip(columns, (" ".join(cell.split()) for cell in row), strict=False))
    if not cells.get("id"):
        raise BadList(f"{file} must have an id in every row, but this one has none: {', '.join(row)}")
    if not "".join(cells.values()).isprintable():
        raise BadList(f"{file} has characters that can't be printed in the row of {cells['id']!r}: remove them.")
    return Student(cells["id"], cells.get("name", ""))


def check_ids(ids, file):
    """Raise BadList if two ids are the same, or would be the same as names of files."""
    known = {}
    for one in ids:
        name = file_name(one).casefold()
        if name in known:
            what = "twice" if known[name] == one else f"beside {known[name]}, which is too much like it"
            raise BadList(f"{file} must have each id once, but it has {one} {what}.")
        known[name] = one


def file_name(student_id):
    """An id as the name of a file."""
    return re.sub(r"[^\w-]", "_", student_id)


def make(student, title):
    """The Paper of a student."""
    rng = exam_questions.generator(title, student.id)
    sample = exam_questions.draw(rng)
    right, wrong = exam_questions.right_numbers(sample), exam_questions.wrong_numbers(sample)
    return Paper(student, sample, right, wrong, exam_patients.draw(rng))


def write(folder, title, papers):
    """Write all files of an exam into a new folder."""
    files = {"papers.html": papers_html(title, papers), "key.html": key_html(title, papers)}
    for paper in papers:
        name = f"papers/{file_name(paper.student.id)}"
        files |= {f"{name}.html": papers_html(title, [paper]), f"{name}.md": paper_markdown(title, paper)}
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows(key_rows(papers))
    files |= {"key.csv": "\ufeff" + table.getvalue(), "moodle.xml": moodle_xml(title, papers)}
    (folder / "papers").mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8", newline="\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ids", type=Path, required=True, metavar="CSV", help="the list of the class")
    parser.add_argument("--to", type=Path, default=Path("exam"), metavar="FOLDER", help="a new folder, by default exam")
    parser.add_argument("--title", default="Exam", help="on every page; another title gives other papers")
    args = parser.parse_args()
    if args.to.exists():
        parser.error(f"{args.to} exists already: name a new folder with --to")
    try:
        students = read_class(args.ids)
    except BadList as error:
        sys.exit(str(error))
    papers = [make(student, args.title) for student in tqdm(students, unit="paper")]
    try:
        write(args.to, args.title, papers)
    except OSError as error:
        sys.exit(f"{error.filename} can't be written: {error.strerror}.")
    print(f"{len(students)} papers are in {args.to}; print papers.html.")


if __name__ == "__main__":
    main()
