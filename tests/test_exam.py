"""The exam: its numbers by a second method, its wrong numbers, the list of the class, the pages, and Moodle's file."""

import csv
import os
import re
import sys
from html import unescape
from xml.etree import ElementTree

import exam
import exam_moodle
import exam_pages
import exam_patients
import exam_questions
import numpy as np
import pytest
from bs4 import BeautifulSoup
from exam_questions import MISTAKES
from lab import browser_page, find_browser

from four_equations.clinic import network
from four_equations.exercises import check
from mlp_core import NeuralNetwork
from mlp_core.activations import linear_prime, relu, relu_prime
from mlp_core.datasets import spirals
from mlp_core.gradients import check_gradient, numerical_gradients

IDS = [f"s{number}" for number in range(80)]
HOSTILE = exam_pages.Student("x]]>{1:NUMERICAL:=1}~\\", "<script>alert(1)</script> & Söhne")


@pytest.fixture(scope="module")
def samples():
    return [exam_questions.draw(exam_questions.generator("Exam", one)) for one in IDS]


@pytest.fixture(scope="module")
def papers():
    students = [exam_pages.Student("s0", "Ada Lovelace"), exam_pages.Student("s1", ""), HOSTILE]
    return [exam.make(student, "Exam") for student in students]


def as_network(sample):
    net = NeuralNetwork(exam_questions.LAYERS, ["relu", "linear"])
    net.W, net.b = dict(sample.W), dict(sample.b)
    return net


def test_the_right_numbers_are_those_of_the_package_and_of_central_differences(samples):
    for sample in samples:
        net, found = as_network(sample), exam_questions.numbers(sample)
        z, a = net.forward(sample.x)
        delta, (dW, db) = net.deltas(sample.y, z, a), net.backward(sample.y, z, a)
        own = [z[1], a[1], a[2], delta[2], delta[1], db[1], dW[2], dW[1]]
        assert all(map(np.array_equal, found.values(), own))
        measured_W, measured_b = numerical_gradients(net, sample.x, sample.y)
        for name, measured in {"dW[1]": measured_W[1], "dW[2]": measured_W[2], "db[1]": measured_b[1]}.items():
            assert np.allclose(found[name], measured, atol=1e-5)


def test_all_numbers_are_friendly_and_one_relu_is_dead(samples):
    for sample in samples:
        right = exam_questions.right_numbers(sample)
        assert len(right) == 27 and all(number == round(number) and abs(number) < 100 for number in right.values())
        assert all(np.all(array) for array in (*sample.W.values(), *sample.b.values(), sample.x, sample.y))
        (dead,) = [j for name, j, _ in right if name == "z[1]" and right[name, j, 0] < 0]
        zeros = {(name, j, k) for name, j, k in right if right[name, j, k] == 0}
        hidden = {(name, dead, 0) for name in ("a[1]", "delta[1]", "db[1]")}
        assert zeros == hidden | {("dW[1]", dead, 0), ("dW[1]", dead, 1), ("dW[2]", 0, dead)}


def test_every_wrong_number_betrays_one_mistake(samples):
    shown = set()
    for sample in samples:
        right = exam_questions.right_numbers(sample)
        for box, wrong in exam_questions.wrong_numbers(sample).items():
            assert right[box] not in wrong.values() and len({*wrong.values()}) == len(wrong)
            assert all(number == round(number) for number in wrong.values())
            shown.add((box[0], *sorted(wrong)))
    assert {key for _, *keys in shown for key in keys} == set(MISTAKES)


def test_a_mistake_shows_wherever_no_dead_relu_hides_it(samples):
    """So a right number there can't come from a mistake, either."""
    always = {
        "z[1]": {"forward.biases_forgotten"},
        "z[2]": {"forward.biases_forgotten", "relu.absolute", "relu.the_identity", "layer_forward.weights_transposed"},
        "delta[2]": {"output_error.y_minus_a", "output_error.doubled", "output_error.added"},
    }
    live = always["delta[2]"] | {"backward_with.first_slope_for_all"}
    live |= {"hidden_error.no_transpose", "hidden_error.slope_before_the_weights"}
    for sample in samples:
        right, wrong = exam_questions.right_numbers(sample), exam_questions.wrong_numbers(sample)
        for box, found in wrong.items():
            if box[0] in always:
                assert always[box[0]] <= found.keys()
            if box[0] in ("delta[1]", "db[1]", "dW[1]") and right[box]:
                assert live <= found.keys()
        dead = sample.W[1] @ sample.x + sample.b[1] < 0
        assert "hidden_error.slope_left_out" in wrong["delta[1]", int(dead.argmax()), 0]


def by_the_course(source, name, sample):
    """The arrays that the course's own wrong function gives, for those that know no sigmoid."""
    W, (z, a) = sample.W, as_network(sample).forward(sample.x)
    delta = as_network(sample).deltas(sample.y, z, a)
    slopes = {1: relu_prime, 2: linear_prime}
    wrong = getattr(check, source).mistakes[name]
    if source == "relu":
        return {"a[1]": wrong(z[1])}
    if source == "layer_forward":
        return {"z[2]": wrong(W[2], sample.b[2], a[1], relu)[0]}
    if source == "forward":
        return {"z[1]": wrong(sample.x, W, sample.b, relu)[0][1], "z[2]": wrong(sample.x, W, sample.b, relu)[0][2]}
    if source == "weight_gradient":
        return {"dW[2]": wrong(delta[2], a[1])}
    dW, db = wrong(W, z, a, sample.y, slopes)
    return {"delta[2]": db[2], "delta[1]": db[1], "db[1]": db[1], "dW[2]": dW[2], "dW[1]": dW[1]}


@pytest.mark.parametrize(
    ("key", "source", "name"),
    [(key, mistake.source, mistake.name) for key, mistake in MISTAKES.items()
     if mistake.source in ("relu", "forward", "layer_forward", "weight_gradient", "backward_with")]
    + [("output_error.y_minus_a", "backward_with", "signs_turned"),
       ("hidden_error.no_transpose", "backward_with", "no_transpose"),
       ("hidden_error.slope_left_out", "backward_with", "no_slope_in_hidden_layers")],
)  # fmt: skip
def test_a_mistake_gives_what_the_courses_own_wrong_function_gives(key, source, name, samples):
    for sample in samples[:20]:
        found = exam_questions.numbers(sample, **MISTAKES[key].changes)
        for array, expected in by_the_course(source, name, sample).items():
            assert np.array_equal(found[array], expected)


def test_every_mistake_has_a_sentence_of_its_own_that_the_course_says():
    sentences = [mistake.sentence for mistake in MISTAKES.values()]
    assert len({*sentences}) == len(sentences) >= 6 and all(sentences)


def test_the_same_id_has_the_same_paper_everywhere_and_others_have_others(samples):
    made, again = (exam.make(exam_pages.Student("s7", ""), "Exam") for _ in range(2))
    assert exam_pages.paper_markdown("Exam", made) == exam_pages.paper_markdown("Exam", again)
    assert [int(number) for number in made.right.values()] == PINNED
    assert len({tuple(exam_questions.right_numbers(sample).values()) for sample in samples}) == len(samples)
    other = exam.make(exam_pages.Student("s7", ""), "Resit")
    assert other.right != made.right


PINNED = [6, 4, -2, 6, 4, 0, -17, -3, 9, -7, 6, -1, 1, 12, 0, 1, 12, 0, -42, -28, 0, 1, -2, 12, -24, 0, 0]


def test_the_patient_is_one_of_08_whose_table_fits_one_suspect_alone():
    x, y = spirals(300, seed=0, arms=3)
    for one in IDS[:6]:
        patient = exam_patients.draw(exam_questions.generator("Exam", one))
        wrong = {name for name, _, verdict in patient.rows if verdict == "WRONG"}
        fits = []
        for name in patient.suspects:
            found = check_gradient(network(3, exam_patients.FAULTY[name]), x[:, :7], y[:, :7])
            fits += [name] * ({array for array, error in found.items() if error > found.tolerance} == wrong)
        assert fits == [patient.mistake] and patient.letter == "ABCD"[patient.suspects.index(patient.mistake)]
        assert len({*patient.suspects}) == 4
        assert exam_patients.FAULTY[patient.mistake].__doc__.count(patient.equation)
        assert all((verdict == "right") == (error == "below 1e-06") for _, error, verdict in patient.rows)


GOOD = {
    "commas": b"id,name\n12,Ada\n13,Bo\n",
    "semicolons and a byte order mark": "\ufeffname;ID\nAda;12\nBo;13\n".encode(),
    "tabs in UTF-16": "id\tname\n12\tAda\n13\tBo\n".encode("utf-16"),
    "old ends of lines, a blank line, quotes": b'"Id","name"\r12,Ada\r\r"13",Bo\r',
    "a column without a title, odd spaces": "\tid\tname\n1\t12\u00a0\tAda\n2\t 13\tBo\n".encode(),
    "more columns than titles": b"id,name\n12,Ada,7\n13,Bo,,\n",
}


@pytest.mark.parametrize("data", GOOD.values(), ids=GOOD)
def test_a_list_from_any_spreadsheet_is_read(data, tmp_path):
    (tmp_path / "class.csv").write_bytes(data)
    assert exam.read_class(tmp_path / "class.csv") == [("12", "Ada"), ("13", "Bo")]


BAD = {
    "is empty": b"",
    "is empty: it must": b"\xef\xbb\xbf \n",
    'must have a column "id", but its first row is: name,number': b"name,number\nAda,12\n",
    "has no students": b"id,name\n\n",
    "has 12 twice": b"id\n12\n13\n12\n",
    "has a/1 beside A?1": b"id\nA?1\na/1\n",
    "must be in UTF-8": "id,name\n12,S\xf6hne\n".encode("latin-1"),
    "must have an id in every row, but this one has none: , Ada": b"id,name\n,Ada\n",
    "can't be printed": b"id,name\n12,A\x07da\n",
    "is no table": b'id,name\n"12,Ada\n',
}


@pytest.mark.parametrize(("said", "data"), BAD.items(), ids=BAD)
def test_a_bad_list_gets_one_sentence(said, data, tmp_path, monkeypatch):
    (tmp_path / "class.csv").write_bytes(data)
    monkeypatch.setattr(sys, "argv", ["exam.py", "--ids", str(tmp_path / "class.csv"), "--to", str(tmp_path / "exam")])
    with pytest.raises(SystemExit) as stopped:
        exam.main()
    assert said in stopped.value.code and "\n" not in stopped.value.code and not (tmp_path / "exam").exists()


def test_the_command_writes_a_paper_for_each_and_leaves_a_folder_that_is_there_alone(tmp_path, monkeypatch, capsys):
    (tmp_path / "class.csv").write_text("id,name\n7/a,Ada\nb,Bo\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["exam.py", "--ids", str(tmp_path / "class.csv"), "--to", str(tmp_path / "new")])
    exam.main()
    made = sorted(path.relative_to(tmp_path / "new").as_posix() for path in (tmp_path / "new").rglob("*.*"))
    each = [f"papers/{name}.{kind}" for name in ("7_a", "b") for kind in ("html", "md")]
    assert made == ["key.csv", "key.html", "moodle.xml", "papers.html", *each] and "2 papers" in capsys.readouterr().out
    key = (tmp_path / "new" / "key.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(key.splitlines()))
    assert [(row["id"], row["name"]) for row in rows] == [("7/a", "Ada"), ("b", "Bo")]
    assert rows[0]["z[2][0]"] == f"{exam.make(exam_pages.Student('7/a', ''), 'Exam').right['z[2]', 0, 0]:.0f}"
    with pytest.raises(SystemExit):
        exam.main()
    assert "exists already" in capsys.readouterr().err


def test_a_paper_gives_everything_but_the_answers(papers):
    for paper in papers:
        made = BeautifulSoup(exam_pages.papers_html("Exam", [paper]), "html.parser")
        first, second = made.find_all("section")
        assert len(first.select(".blank td")) == 27 and not "".join(box.text for box in first.select(".blank td"))
        assert len(second.select("span.blank")) == 2 and not "".join(box.text for box in second.select("span.blank"))
        assert paper.student.id in first.text and (paper.student.name or "Name ____") in second.text
        for given in (*paper.sample.W.values(), *paper.sample.b.values(), paper.sample.x, paper.sample.y):
            cells = "".join(exam_pages.whole(number) for number in given.ravel())
            assert cells in re.sub(r"\s", "", first.text)
        said = " ".join(first.text.split())
        assert not re.search(r"transpose|slope|⊙|σ", said) and "27 on this sheet" in said
        text = exam_pages.paper_markdown("Exam", paper)
        assert text.count("____") == 27 + 2 and paper.student.id in text


def test_the_pages_load_nothing_and_show_what_is_hostile_as_text(papers):
    for page in (exam_pages.papers_html("Exam", papers), exam_pages.key_html("Exam", papers)):
        made = BeautifulSoup(page, "html.parser")
        assert not made.find("script") and HOSTILE.name in made.text and HOSTILE.id in made.text
        assert {tag.get("src", tag.get("href", "data:"))[:5] for tag in made.find_all(True)} == {"data:"}
        assert "url(" not in page and "@import" not in page


def test_the_key_has_every_number_of_every_mistake(papers):
    made = BeautifulSoup(exam_pages.key_html("Exam", papers), "html.parser")
    for mistake in MISTAKES.values():
        assert mistake.sentence in made.find("dl").text
    for paper, section in zip(papers, made.find_all("section"), strict=True):
        cells = [cell for cell in section.select("td") if cell.text]
        wrong = [number for of_one in paper.wrong.values() for number in of_one.values()]
        assert sorted(cell.text for cell in cells) == sorted(map(exam_pages.whole, [*paper.right.values(), *wrong]))
        follows = [key for box, of_one in paper.wrong.items() for key in of_one if box[0] not in MISTAKES[key].spoils]
        assert len(section.select("td.follows:not(:empty)")) == len(follows)


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_a_paper_prints_on_two_sheets(papers, size):
    if not find_browser() and not os.environ.get("CI"):
        pytest.skip("no Chromium or Chrome on this machine")
    with browser_page() as page:
        page.set_content(exam_pages.papers_html("Exam", papers))
        printed = page.pdf(format=size, prefer_css_page_size=False)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2 * len(papers)
        page.set_viewport_size({"width": 390, "height": 800})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


# A second reader of Moodle's file. The patterns are those of Moodle's page on the type "Embedded answers (Cloze)": in
# braces the points, the type, and the answers between ~, each with its share in percent, and its feedback after #.
CLOZE = re.compile(r"\{(\d+):(NUMERICAL|MULTICHOICE):((?:[^{}])*)\}")
ANSWER = re.compile(r"%(-?\d+)%([^~#]+?)(?::(\d+(?:\.\d+)?))?#([^~]*)")
SHARES = {100, 90, 80, 75, 70, 60, 50, 40, 30, 25, 20, 10, 5, 0}  # the whole ones that Moodle knows


def fields(text):
    """Every box of a question: (points, type, [(share, answer, tolerance, feedback)])."""
    for points, kind, told in CLOZE.findall(text):
        answers = told.split("~")
        assert all(map(ANSWER.fullmatch, answers)), told
        found = [ANSWER.fullmatch(answer).groups() for answer in answers]
        yield int(points), kind, [(int(share), *rest, unescape(unescape(said))) for share, *rest, said in found]


@pytest.fixture(scope="module")
def quiz(papers):
    """The text of each question by its name."""
    source = exam_moodle.moodle_xml("Exam 1/2", papers)
    assert source.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<quiz>')
    root, questions, categories = ElementTree.fromstring(source.encode()), {}, []
    assert root.tag == "quiz" and {child.tag for child in root} == {"question"}
    for question in root:
        if question.get("type") == "category":
            categories.append(question.findtext("category/text"))
            continue
        assert question.get("type") == "cloze" and question.find("questiontext").get("format") == "html"
        assert [child.tag for child in question] == ["name", "questiontext", "generalfeedback", "penalty", "hidden"]
        assert (
            [child.tag for child in question.find("questiontext")] == ["text"] == [c.tag for c in question.find("name")]
        )
        assert 0 <= float(question.findtext("penalty")) <= 1 and question.findtext("hidden") == "0"
        questions[question.findtext("name/text")] = question.findtext("questiontext/text")
    assert categories == ["$course$/Exam 1//2: sheet 1", "$course$/Exam 1//2: sheet 2"]
    return questions


def test_moodles_file_has_two_questions_for_each_student_whose_braces_are_all_boxes(quiz, papers):
    assert list(quiz) == [f"Exam 1/2, sheet {n}, {paper.student.id}" for n in (1, 2) for paper in papers]
    for name, content in quiz.items():
        assert len(re.findall(r"\{", content)) == len(CLOZE.findall(content)) == (27 if "sheet 1" in name else 2)
        for points, _, answers in fields(content):
            assert points > 0 and answers[0] and {share for share, *_ in answers} <= SHARES
            assert any(share == 100 for share, *_ in answers) and all(said for *_, said in answers)


def test_a_number_in_moodle_is_right_or_says_its_mistake(quiz, papers):
    for paper in papers:
        found = list(fields(quiz[f"Exam 1/2, sheet 1, {paper.student.id}"]))
        for (box, right), (points, kind, answers) in zip(paper.right.items(), found, strict=True):
            (share, number, tolerance, said), *wrong = answers
            assert (points, kind, share, float(number), tolerance, said) == (1, "NUMERICAL", 100, right, "0", "Right.")
            assert {float(number) for _, number, *_ in wrong} == {*paper.wrong[box].values()}
            for (key, number), (share, told, tolerance, said) in zip(paper.wrong[box].items(), wrong, strict=True):
                follows = box[0] not in MISTAKES[key].spoils
                assert float(told) == number and tolerance == "0" and said.endswith(MISTAKES[key].sentence)
                assert (share == 100) == follows == said.startswith(exam_moodle.FOLLOWS)


def test_the_fault_in_moodle_is_chosen_from_a_menu(quiz, papers):
    for paper in papers:
        (one, kind, equations), (two, same, letters) = fields(quiz[f"Exam 1/2, sheet 2, {paper.student.id}"])
        assert (one, two) == (1, 2) and kind == same == "MULTICHOICE"
        assert [answer for share, answer, *_ in equations if share] == [paper.patient.equation]
        assert [answer for share, answer, *_ in letters if share] == [paper.patient.letter]
        assert [answer for _, answer, *_ in letters] == list("ABCD") and len(equations) == 4


@pytest.mark.parametrize("said", ['~ } { # \\ " / = %50% & < >', "a^l < 0 & `W.T`", "{1:NUMERICAL:=1}", "x]]>y"])
def test_what_is_said_arrives_whatever_its_characters(said):
    made = exam_moodle.field("NUMERICAL", 1, [("1:0", 100, said)])
    ((_, _, ((_, _, _, found),)),) = fields(made)
    assert found == said
