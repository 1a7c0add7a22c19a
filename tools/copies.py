"""Copy the course for a class, either without the answers in its outputs or with every exercise solved.

    python tools/copies.py student FOLDER
    python tools/copies.py teacher FOLDER

FOLDER must not exist yet. Both copies hold what a learner installs, without the tests and the guide. The student's copy
has no collapsed outputs, because those answer the predictions. In the teacher's copy the exercises are solved, each
with the solution of its check or the one printed under "Solution", and every notebook is executed. If a check does not
pass, the copy is deleted.
"""

import argparse
import re
import shutil
import sys
from pathlib import Path

import execute
import nbformat

from four_equations.exercises import check
from four_equations.exercises.progress_file import FILE

ROOT = execute.NOTEBOOKS.parent
PARTS = ("README.md", "LICENSE", "requirements.txt", "pyproject.toml", "mlp_core", "four_equations", "notebooks")
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "mnist", "*.part", FILE)
CALL = re.compile(r"^check\.(\w+)\((\w+)\)$")
SHOWN = re.compile(r"<summary>(?:One s|S)olution</summary>(?:(?!</details>).)*?```python\n(.*?)```", flags=re.S)


def without_answers(notebook):
    """Empty the collapsed outputs, each of which answers a prediction."""
    for cell in notebook.cells:
        if cell.metadata.get("jupyter", {}).get("outputs_hidden"):
            cell.outputs, cell.execution_count = [], None
            del cell.metadata["jupyter"]["outputs_hidden"]


def solved(notebook):
    """Solve the exercises, and return the names of the checks that must pass."""
    names, before = [], ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            before = cell.source
        elif "exercise" in cell.metadata.get("tags", []):
            if found := CALL.match(cell.source.splitlines()[-1]):
                name, function = found.groups()
                source = re.sub(rf"^def {name}\(", f"def {function}(", check_source(name), flags=re.M)
                cell.source = f"{source}\n\n{found[0]}"
                names.append(name)
            elif shown := SHOWN.search(before):
                cell.source = shown[1].rstrip()
    return names


def check_source(name):
    """Return the source of a check's solution."""
    return getattr(check, name).solution().text.rstrip() + "\n"


def passed(notebook):
    """Return the names of the checks that passed in an executed notebook, in order."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    texts = [output.get("data", {}).get("text/plain", "") for output in outputs]
    return re.findall(r"^✔ (\w+): right", "\n".join(texts), flags=re.M)


def student(path):
    """Remove the answers from a copied notebook."""
    notebook = nbformat.read(path, as_version=4)
    without_answers(notebook)
    path.write_text(execute.normalise(notebook), encoding="utf-8", newline="\n")


def teacher(path):
    """Solve the exercises of a copied notebook and execute it. Raises Failed if a check does not pass."""
    notebook = nbformat.read(path, as_version=4)
    names = solved(notebook)
    done = execute.execute(path, notebook)
    if passed(done) != names:
        raise execute.Failed(f"{path.name}: the checks {names} must pass, but only {passed(done)} did")
    path.write_text(execute.normalise(done), encoding="utf-8", newline="\n")


def copy(kind, folder):
    """Copy the course into the new `folder`; if that fails, delete the folder again."""
    folder.mkdir(parents=True)
    try:
        for part in PARTS:
            if (ROOT / part).is_dir():
                shutil.copytree(ROOT / part, folder / part, ignore=LEFT_OUT)
            else:
                shutil.copy2(ROOT / part, folder)
        for path in sorted((folder / "notebooks").glob("*.ipynb")):
            {"student": student, "teacher": teacher}[kind](path)
    except BaseException:
        shutil.rmtree(folder)
        raise


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=["student", "teacher"])
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    try:
        copy(args.kind, args.folder.resolve())
    except FileExistsError:
        parser.error(f"{args.folder} exists already: name a new folder")
    except execute.Failed as error:
        sys.exit(f"FAILED {error}")
    print(f"The {args.kind}'s copy is in {args.folder}.")


if __name__ == "__main__":
    main()
