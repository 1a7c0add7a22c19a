"""The examples of CONTRIBUTING.md run."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCKS = re.findall(r"^```python\n(.*?)^```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), flags=re.M | re.S)


def run(*parts):
    """The output of this code in a Python of its own, because an example may leave something behind."""
    done = subprocess.run([sys.executable, "-c", "\n".join(parts)], capture_output=True, text=True, cwd=ROOT)
    assert not done.returncode, done.stderr
    return done.stdout


def example(with_word):
    (block,) = [block for block in BLOCKS if with_word in block]
    return block


def test_the_exercise_tells_its_mistake_from_its_answer(tmp_path):
    file = tmp_path / "example.py"  # a solution is read from its file
    file.write_text(example("@exercise"))
    said = run(
        "__package__ = 'four_equations.exercises'",
        f"exec(compile(open({str(file)!r}).read(), {str(file)!r}, 'exec'))",
        "from four_equations.exercises import check",
        "print(check.square(lambda z: z * z).passed, check.square(lambda z: z + z).mistake)",
    )
    assert said.strip() == "True doubled"


def test_the_panel_shows_another_curve_when_its_list_changes():
    said = run(
        "__package__ = 'four_equations.widgets'",
        example("class curve"),
        "panel = curve()\nbefore = panel.stage.still\npanel.children[0].children[0].value = 'relu'",
        "print(panel.stage.text, panel.stage.still != before)",
    )
    assert said.strip() == "This is relu. True"


def test_the_cells_of_a_notebook_answer_the_question():
    cells = [block for block in BLOCKS if "@exercise" not in block and "class curve" not in block]
    assert run(*cells).splitlines() == ["How large is the sigmoid at z = 0?", "0.50: halfway between its limits."]
