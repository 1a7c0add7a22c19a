"""The nightly script finds what holds for one draw of random numbers only."""

import sys
from pathlib import Path

import nbformat

sys.path.insert(0, str(Path(__file__).parent / "nightly"))
from other_seeds import judge  # noqa: E402

ASK = """import numpy as np
from mlp_core import NeuralNetwork
from four_equations.widgets import predict
guess = predict("Which?", ["this one", "the other"])
size = predict("How large?", low=-5, high=5)"""
ANSWER = 'guess.reveal("this one" if draw > 0.1257 else "the other", "as drawn")\nsize.reveal(draw)'
CELLS = {
    "begin": (ASK, []),
    "planted": ("draw = np.random.default_rng(0).normal()\nassert 0.1257 < draw < 0.1258\ngoes_on = True", []),
    "general": ("assert goes_on and abs(draw) < 40", []),
    "answer": (ANSWER, []),
    "named": ("assert draw > 0.1257", ["one-seed"]),
    "stub": ("assert False", ["exercise"]),
    "weights": ("assert abs(NeuralNetwork([2, 1], ['linear'], seed=0).W[1][0, 0] - 0.08890469) < 1e-6", []),
    "broken": ("1 / (draw < 0.1258 and draw > 0.1257)", []),
}


def test_what_holds_for_the_saved_draw_only_is_listed(tmp_path):
    cells = [nbformat.v4.new_code_cell(text, id=name, metadata={"tags": tags}) for name, (text, tags) in CELLS.items()]
    cells[3].outputs = [nbformat.v4.new_output("stream", text="Which?\nthis one: as drawn.\nHow large?\n0.1257\n")]
    path = tmp_path / "planted.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    fails, numbers = judge(path, shifts=(1, 2))
    assert [line.split()[2] for line in fails] == ["planted,", "answer,", "weights,", "broken,"]
    assert "in 2 of 2: assert 0.1257 < draw < 0.1258" in fails[0] and "the right choice is 'the other'" in fails[1]
    assert "ZeroDivisionError" in fails[3] and numbers == ["cell [None] answer reveals 0.103, −0.6"]
