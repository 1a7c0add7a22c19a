"""The live edition as a reader meets it: all of it in the browser, and nobody asked but the site's own server."""

import os
import re

import execute
import lab
import nbformat
import pytest
from accessibility import findings
from driver import Driver
from live_site import PLACE, READY, SIGMOID, build, serve
from test_browser import NO_KERNEL, THEME

from four_equations.exercises.progress_file import FILE

if not (os.environ.get("PYODIDE_FOLDER") or os.environ.get("CI")):
    pytest.skip("needs Pyodide: set PYODIDE_FOLDER to an unpacked release", allow_module_level=True)

MODEL = """() => {
  const notebook = window.jupyterapp.shell.currentWidget.content.model.toJSON()
  for (const cell of notebook.cells) if (!cell.attachments) delete cell.attachments
  return notebook
}"""
ALL_CELLS = """() => {
  const notebook = window.jupyterapp.shell.currentWidget.content
  notebook.notebookConfig = {...notebook.notebookConfig, windowingMode: 'none'}
}"""
DIRTY = "() => window.jupyterapp.shell.currentWidget.context.model.dirty"
SAVE = "() => window.jupyterapp.commands.execute('docmanager:save')"
PANEL = "import training_explorer"
NOBODY = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
CELL = """([place, source]) => {
  const notebook = window.jupyterapp.shell.currentWidget.content
  const cell = notebook.widgets.find(cell => cell.model.sharedModel.getSource().includes(place))
  cell.model.sharedModel.setSource(source)
  notebook.activeCellIndex = notebook.widgets.indexOf(cell)
  notebook.deselectAll()
  return window.jupyterapp.commands.execute('notebook:run-cell').then(() => cell.node.innerText)
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return build(tmp_path_factory.mktemp("live"))


@pytest.fixture(scope="module")
def address(site):
    with serve(site) as (address, _):
        yield address


@pytest.fixture(scope="module")
def window():
    with lab.browser(NOBODY) as browser:
        yield browser.new_context(viewport={"width": 1280, "height": 720})


@pytest.fixture
def page(window, address):
    page = lab.listen(window.new_page())
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    assert not [url for url in page.asked if not url.startswith((address, "data:", "blob:"))]
    assert [error for error in page.errors if NO_KERNEL not in error and "favicon" not in error] == []
    page.close()


def saved(name):
    return (lab.NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8")


def notebook(page):
    """The text of the notebook that is open, in the form in which notebooks are saved."""
    return execute.normalise(nbformat.from_dict(lab.ask(page, MODEL)))


def run_all(page, name):
    """Run the notebook that is open, whose cells must say what is saved."""
    page.evaluate(ALL_CELLS)
    lab.run_all(page)
    assert without_bars(execute.said(notebook(page))) == execute.said(saved(name))


def without_bars(said):
    """What the cells say, without the blanks that a progress bar leaves behind on a slow machine."""
    return [re.sub(r" +\\n", r"\\n", text) for text in said]


@pytest.mark.parametrize(
    "lacks, says",
    [
        ("delete window.WebAssembly", "it has no WebAssembly"),
        ("IDBFactory.prototype.open = () => { throw Error() }", "This browser keeps nothing"),
    ],
)
def test_a_browser_that_lacks_something_says_so(page, address, lacks, says):
    page.add_init_script(lacks)
    page.goto(address + PLACE.format("00_start_here.ipynb"))
    page.get_by_text(says).wait_for(timeout=120_000)
    page.errors.clear()


def test_the_first_page_goes_to_one_place_only(site):
    first = (site / "live" / "index.html").read_text(encoding="utf-8")
    assert first.count("notebooks/index.html?path=00_start_here.ipynb") == 1 and "import(" not in first


def test_00_says_what_is_saved(page, address):
    page.goto(address + "live/")
    page.wait_for_function(READY, timeout=120_000)
    assert not page.evaluate(DIRTY), "a notebook that was only opened would be saved as the reader's own"
    run_all(page, "00_start_here")
    for theme in ("Light", "Dark"):
        lab.ask(page, THEME, f"JupyterLab {theme}")
        assert findings(page, "#live") == []


def test_every_control_of_the_panel_of_06_acts(page, address):
    lab.open_notebook(page, address + PLACE, "06_training.ipynb", run=False)
    panel = next(
        cell.source for cell in nbformat.reads(saved("06_training"), as_version=4).cells if PANEL in cell.source
    )
    lab.ask(page, CELL, [PANEL, panel])
    page.locator(".mlp-panel").wait_for(timeout=120_000)
    Driver(page, page.locator(".mlp-panel")).use_everything()
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:interrupt-kernel') }")
    page.get_by_text("A running cell cannot be stopped in the browser").wait_for()


def test_a_solved_exercise_is_kept_and_a_fresh_copy_loses_nothing(page, address):
    page.goto(address + "02_forward_pass.html")
    page.get_by_role("link", name="Run this page live").click()
    page.wait_for_function(READY, timeout=120_000)
    run_all(page, "02_forward_pass")
    assert "✔ sigmoid: right" in lab.ask(page, CELL, ["check.sigmoid(my_sigmoid)", SIGMOID])
    lab.ask(page, SAVE)
    page.evaluate("() => { localStorage['edition of 02_forward_pass.ipynb'] = 'an older one' }")
    page.reload()
    page.get_by_text("The course has a newer edition of this notebook").wait_for(timeout=120_000)
    assert SIGMOID in [cell.source for cell in nbformat.reads(notebook(page), as_version=4).cells]
    overview = lab.ask(page, CELL, ["exercises import check", "from four_equations.exercises import check\ncheck"])
    assert "1 of " in overview and "✔\N{NO-BREAK SPACE}sigmoid" in overview and FILE in overview
    page.get_by_role("button", name="Fresh copy").click()
    page.get_by_text("What you change will be kept in this browser only.").wait_for(timeout=120_000)
    assert notebook(page) == saved("02_forward_pass")
    page.goto(address + PLACE.format("02_forward_pass (mine 1).ipynb"))
    page.get_by_text("kept in this browser only").wait_for(timeout=120_000)
    assert SIGMOID in [cell.source for cell in nbformat.reads(notebook(page), as_version=4).cells]
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert SIGMOID in [cell.source for cell in nbformat.read(download.value.path(), as_version=4).cells]
