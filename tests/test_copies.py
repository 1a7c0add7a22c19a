"""The copies of the course for a class: the student's shows no answers, the teacher's passes every check."""

import re
import shutil

import copies
import execute
import nbformat
import pytest

PATHS = sorted(execute.NOTEBOOKS.glob("*.ipynb"))


def cells(path):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


@pytest.fixture(scope="module")
def student(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class") / "student"
    copies.copy("student", folder)
    return folder


def test_a_students_copy_installs_as_the_readme_says_and_holds_no_tests(student):
    assert (student / "requirements.txt").read_text(encoding="utf-8").rstrip().endswith("-e .")
    project = (student / "pyproject.toml").read_text(encoding="utf-8")
    packages = re.findall(r'"([\w.]+)"', re.search(r"^packages = (.*)$", project, re.MULTILINE)[1])
    assert "mlp_core" in packages and all((student / name / "__init__.py").is_file() for name in packages)
    for data in re.findall(r'^"(.*)" = "etc/', project, re.MULTILINE):
        assert (student / data).is_file()
    assert sorted(path.name for path in student.iterdir()) == sorted(copies.PARTS)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_students_copy_has_lost_its_collapsed_answers_and_nothing_else(student, path):
    for own, old in zip(cells(student / "notebooks" / path.name), cells(path), strict=True):
        assert own.source == old.source and own.metadata.get("tags") == old.metadata.get("tags")
        answers = old.metadata.get("jupyter", {}).get("outputs_hidden")
        assert own.outputs == ([] if answers else old.outputs)
        assert "outputs_hidden" not in own.metadata.get("jupyter", {})


def test_every_exercise_with_a_solution_is_filled_in():
    """All but the learner's own experiments: pencil and paper, and points of one's own."""
    left = []
    for path in PATHS:
        notebook = nbformat.read(path, as_version=4)
        copies.solved(notebook)
        for cell in notebook.cells:
            if "exercise" in cell.metadata.get("tags", []) and "check." not in cell.source:
                compile(cell.source, path.name, "exec")
                left += [(path.name[:2], cell.source)] if cell.source.startswith("#") else []
    assert left == [("03", "# your check"), ("09", "# your experiment")]


def test_a_teachers_notebook_passes_every_check(tmp_path):
    path = tmp_path / "02_forward_pass.ipynb"
    shutil.copy(execute.NOTEBOOKS / path.name, path)
    copies.teacher(path)
    saved = path.read_text(encoding="utf-8")
    assert copies.passed(nbformat.reads(saved, as_version=4)) == [
        "layer_forward", "forward", "gates", "xor_weights", "relu", "pieces", "sigmoid"
    ]  # fmt: skip
    assert "7 of 7 done" in saved and "not started" not in saved and "a triangle" in saved


def test_a_check_that_does_not_pass_leaves_no_copy(tmp_path, monkeypatch):
    monkeypatch.setattr(copies, "check_source", lambda name: f"def {name}(layers):\n    return 0\n")
    monkeypatch.setattr(copies, "PARTS", ("LICENSE", "notebooks"))
    only = shutil.ignore_patterns("mnist", "0[02-9]*", "[!0]*")
    monkeypatch.setattr(copies, "LEFT_OUT", only)
    with pytest.raises(execute.Failed, match="01_notation.*only"):
        copies.copy("teacher", tmp_path / "teacher")
    assert not (tmp_path / "teacher").exists()


def test_a_folder_that_is_there_is_left_alone(tmp_path):
    with pytest.raises(FileExistsError):
        copies.copy("student", tmp_path)
    assert tmp_path.is_dir()
