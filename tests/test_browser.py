"""The course as a learner meets it: real JupyterLab and Notebook 7 in a real browser, every control of every panel."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections import Counter

import lab
import nbformat
import pytest
from accessibility import findings
from driver import CUT, NAMELESS, TOO_WIDE, Driver
from test_binder import RANGES

STDERR_OR_ERROR = "[data-mime-type='application/vnd.jupyter.stderr'], [data-mime-type='application/vnd.jupyter.error']"
SAVED = ".jp-OutputArea-output img[alt]"
SHUT_DOWN = "() => window.jupyterapp.serviceManager.sessions.shutdownAll()"
THEME = "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})"
LIVE = "image => Boolean(image.closest('.mlp-panel'))"
# The page of a long notebook takes most of its time to lay out what no panel needs.
ONLY_PANELS = """() => document.querySelectorAll('.jp-Notebook .jp-Cell').forEach(
  cell => { cell.style.display = cell.querySelector('.mlp-panel') ? '' : 'none' })"""
STILL = "() => Promise.all(document.getAnimations().map(each => each.finished.catch(() => null)))"
PANEL = "from four_equations.widgets import training_explorer\ntraining_explorer()"
NO_KERNEL = "widget model not found"  # JupyterLab's widget manager says so of each panel of a kernel that is gone
NOTEBOOKS = [path.stem for path in sorted(lab.NOTEBOOKS.glob("*.ipynb"))]
OLDEST = next(part.version for part in RANGES["ipykernel"] if part.operator == ">=")

if not os.environ.get("CI"):  # on CI a missing browser is a failure, not a skip
    pytest.importorskip("playwright")
    if not lab.find_browser():
        pytest.skip("needs Chromium or Chrome on this machine", allow_module_level=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def address(folder):
    with lab.jupyterlab(folder) as address:
        yield address


@pytest.fixture(scope="module")
def window():
    """One window of a browser for all tests, so that JupyterLab's own files are loaded once."""
    with lab.browser() as browser:
        yield browser.new_context(viewport={"width": 1280, "height": 900})


@pytest.fixture
def page(window):
    page = lab.listen(window.new_page())
    page.on("dialog", lambda dialog: dialog.accept())  # "leave without saving?"
    yield page
    assert page.errors == []
    assert page.locator(STDERR_OR_ERROR).all_inner_texts() == []
    lab.ask(page, SHUT_DOWN)
    page.close()


def drivers(page):
    """A reader for each live panel of the open notebook, in order."""
    return [Driver(page, panel) for panel in page.locator(".mlp-panel").all()]


def saved_panels(name):
    """The text alternatives of the panels in the notebook as it is committed."""
    notebook = nbformat.read(lab.NOTEBOOKS / f"{name}.ipynb", as_version=4)
    data = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
    texts = ["".join(one.get("text/plain", "")) for one in data]
    return [text.removeprefix("Panel: ") for text in texts if text.startswith("Panel: ")]


def saved_questions(name):
    """How many predictions the notebook asks for as it is committed."""
    notebook = nbformat.read(lab.NOTEBOOKS / f"{name}.ipynb", as_version=4)
    return sum("guess = predict(" in cell.source for cell in notebook.cells if cell.cell_type == "code")


def shown(page):
    """The text alternatives of the pictures that stand in outputs, decoded."""
    return page.locator(SAVED).evaluate_all(
        """async images => {
          await Promise.all(images.map(image => image.decode()))
          return images.filter(image => image.naturalWidth > 100).map(image => image.alt)
        }"""
    )


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebook_runs_and_every_control_of_its_panels_acts(page, address, name):
    lab.open_notebook(page, address, f"{name}.ipynb", run=False)
    saved = saved_panels(name)
    assert not Counter(saved) - Counter(shown(page))
    lab.run_all(page)
    if asked := saved_questions(name):
        page.locator(".mlp-question").nth(asked - 1).wait_for()
    assert page.locator(".mlp-question").count() == asked
    if not saved:
        return
    page.locator(".mlp-picture").nth(0).wait_for()
    assert page.locator(".mlp-panel").count() == len(saved)
    page.evaluate(ONLY_PANELS)
    for driver in drivers(page):
        assert driver.panel.locator(".mlp-picture").last.evaluate("picture => picture.alt || picture.ariaLabel")
        assert driver.panel.evaluate(NAMELESS) == []
        driver.use_everything()
        assert driver.panel.evaluate(NAMELESS) == []
    check_layout(page)
    check_contrast(page)


def check_layout(page):
    """Nothing stands out of a panel in a narrow window, nor when letters are large."""
    page.set_viewport_size({"width": 1024, "height": 768})
    for size in ("", "20px"):
        page.evaluate("size => document.body.style.setProperty('--jp-ui-font-size1', size)", size)
        page.evaluate("size => document.body.style.setProperty('--jp-content-font-size1', size)", size)
        for driver in drivers(page):
            driver.settled()
            assert driver.panel.evaluate(TOO_WIDE) == [], (driver.name, size)
            assert driver.panel.evaluate(CUT) == [], (driver.name, size)
    page.evaluate("() => document.body.removeAttribute('style')")


def check_contrast(page, within=".mlp-panel"):
    """Words can be read in the theme of the page and in the other one, and axe-core finds nothing serious."""
    light = page.evaluate("() => document.body.dataset.jpThemeLight === 'true'")
    for is_light in (light, not light):
        lab.ask(page, THEME, f"JupyterLab {'Light' if is_light else 'Dark'}")
        page.wait_for_function("light => document.body.dataset.jpThemeLight === `${light}`", arg=is_light)
        lab.ask(page, STILL)
        assert findings(page, within) == [], f"light: {is_light}"


def test_notebook_saved_while_its_panels_live_is_readable_when_the_kernel_is_gone(page, address):
    name, saved = "02_forward_pass.ipynb", saved_panels("02_forward_pass")
    count = len(saved)
    lab.open_notebook(page, address, name)
    page.locator(".mlp-picture").nth(count - 1).wait_for()
    beside = [image for image in page.locator(SAVED).all() if image.get_attribute("alt") in saved]
    assert [image.is_visible() for image in beside] == [image.evaluate(LIVE) for image in beside]
    lab.ask(page, "() => window.jupyterapp.commands.execute('docmanager:save')")

    lab.open_notebook(page, address, name, run=False)
    page.locator(".mlp-picture").nth(count - 1).wait_for()  # the kernel lives, and so do its panels
    Driver(page, page.locator(".mlp-panel").first).use_lists()

    lab.ask(page, "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    page.wait_for_timeout(500)
    assert page.locator(".mlp-panel").count() == count  # they stay, as pictures

    lab.open_notebook(page, address, name, run=False)
    page.get_by_text("Error displaying widget").nth(count - 1).wait_for()
    assert page.locator(".mlp-panel").count() == 0
    assert not Counter(saved) - Counter(shown(page))
    assert all(NO_KERNEL in error for error in page.errors)
    page.errors.clear()


ASKING = [
    'from four_equations.widgets import predict\n\nguess = predict("Which?", ["one", "two", "th" + 60 * "r" + "ee"])',
    'guess.reveal("one", "a reason")',
    'guess = predict("How large?", low=0, high=1)',
    "guess.reveal(0.2489)",
    'guess = predict("Which now?", ["red", "blue"])',
    'guess.reveal("red")',
]
LOCKED = "Locked in: run the next cell."


def test_a_guess_is_locked_by_mouse_or_keys_and_shown_beside_the_answer(page, address, folder):
    lab.open_made(page, address, folder / "notebooks", *ASKING)
    questions = page.locator(".mlp-question")
    first, number, last = (questions.nth(n) for n in range(3))
    last.wait_for()
    assert not any(saved.is_visible() for saved in page.get_by_text("Your guess?").all())
    assert [output(page, n) for n in (1, 3, 5)] == ["Which?\none: a reason.", "How large?\n0.2489", "Which now?\nred"]
    assert [question.evaluate(NAMELESS) for question in questions.all()] == [[], [], []]
    check_contrast(page, ".mlp-question")

    first.get_by_role("button", name="two").click()
    check_locked(first, "✓ two")
    assert first.get_by_role("button", pressed=True).inner_text() == "✓ two"

    for key, shows in {"Home": "0.00", "ArrowRight": "0.01", "End": "1.00", "ArrowLeft": "0.99"}.items():
        number.get_by_role("slider").press(key)
        assert number.get_by_role("slider").get_attribute("aria-valuetext") == shows
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    check_locked(number, "✓ 0.99")

    last.get_by_role("button", name="red").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    check_locked(last, "✓ blue")
    check_contrast(page, ".mlp-question")

    page.keyboard.press("Shift+Enter")  # the question's own cell is the active one, and keeps the answer
    page.keyboard.press("Shift+Enter")
    page.get_by_text("red. You said blue.").wait_for()
    check_locked(last, "✓ blue")
    for n in range(4):
        run_cell(page, n)
    assert output(page, 1) == "Which?\none: a reason. You said two."
    assert output(page, 3) == "How large?\n0.2489. You said 0.99: 0.74 too high."
    page.set_viewport_size({"width": 700, "height": 900})
    assert [question.evaluate(TOO_WIDE) for question in questions.all()] == [[], [], []]


def check_locked(question, shows):
    question.get_by_text(LOCKED).wait_for()
    assert question.get_by_role("status").inner_text() == LOCKED and question.get_by_text(shows).is_visible()
    assert not any(control.is_enabled() for control in question.locator("button, input").all())


@pytest.mark.parametrize("name", ["favicon.ico", "favicon-busy-1.ico"])
def test_a_browser_keeps_the_icons_of_the_tab(address, name):
    root = address.partition("/lab/")[0]
    with urllib.request.urlopen(f"{root}/static/favicons/{name}", timeout=60) as answer:
        assert "immutable" in answer.headers["Cache-Control"]


PROJECT = {  # what the teachers' guide says for a lesson, and the command behind it
    "Presentation Mode": "application:toggle-presentation-mode",
    "Collapse All Code": "notebook:hide-all-cell-code",
}
LETTERS = "() => parseFloat(getComputedStyle(document.querySelector('.jp-Cell .cm-content')).fontSize)"
ROOM = "() => document.querySelector('.jp-WindowedPanel-outer').getBoundingClientRect().toJSON()"


def test_a_projected_notebook_has_large_letters_no_code_and_live_panels(page, address, folder):
    page.set_viewport_size({"width": 1280, "height": 800})
    lab.open_made(page, address.replace("/lab/tree/", "/doc/tree/"), folder / "notebooks", PANEL)
    guide = (lab.NOTEBOOKS.parent / "guide" / "README.md").read_text(encoding="utf-8")
    assert page.locator("[data-shell-mode='single-document']").count() == 1
    small = page.evaluate(LETTERS)
    for label, command in PROJECT.items():
        assert f"**View → {label}**" in guide
        assert lab.ask(page, "id => window.jupyterapp.commands.label(id)", command) == label
        lab.ask(page, "id => window.jupyterapp.commands.execute(id)", command)
        if "code" not in command:
            page.wait_for_function(f"() => ({LETTERS})() > {small}")
    page.wait_for_function("() => ![...document.querySelectorAll('.jp-InputArea-editor')].some(e => e.offsetParent)")
    driver = Driver(page, page.locator(".mlp-panel"))
    use_training_panel(driver)
    box, room = driver.panel.bounding_box(), page.evaluate(ROOM)
    assert box["width"] < room["width"] and box["height"] < room["height"], "all of the panel can be seen at once"


@pytest.fixture(scope="module")
def oldest_kernel(folder):
    """A kernel with the oldest ipykernel of requirements.txt, in front of everything that this Python has."""
    packages = folder / "oldest"
    wanted = [f"ipykernel=={OLDEST}", "nest-asyncio", "psutil"]  # and what no newer one needs
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", packages, *wanted]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode and not os.environ.get("CI"):
        pytest.skip(f"cannot install ipykernel {OLDEST}: {done.stderr.strip()[-200:]}")
    assert done.returncode == 0, done.stderr
    path = os.pathsep.join([str(packages), str(lab.NOTEBOOKS.parent)])
    start = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    kernel = {"argv": start, "display_name": "oldest", "language": "python", "env": {"PYTHONPATH": path}}
    (folder / "kernels" / "oldest").mkdir(parents=True)
    (folder / "kernels" / "oldest" / "kernel.json").write_text(json.dumps(kernel))
    return OLDEST


CENSUS = """import asyncio, gc, threading, ipywidgets
gc.collect()
print(len(ipywidgets.widgets.widget._instances), threading.active_count(), len(asyncio.all_tasks()))"""


@pytest.mark.parametrize("kernel", ["newest", "oldest"])
def test_training_panel_with_the_newest_and_the_oldest_kernel(page, address, folder, kernel, request):
    version = request.getfixturevalue("oldest_kernel") if kernel == "oldest" else None
    cells = [PANEL, "import time\ntime.sleep(1)", CENSUS, "import ipykernel\nprint(ipykernel.__version__)"]
    lab.open_made(page, address, folder / "notebooks", *cells, kernel="oldest" if version else "python3")
    if version:
        assert output(page, 3).startswith(version)
    driver = Driver(page, page.locator(".mlp-panel"))
    use_training_panel(driver)
    use_slider_while_a_cell_runs(driver)

    # A cell that runs again leaves nothing of its earlier panel.
    census = None
    for _ in range(3):
        run_cell(page, 0)
        Driver(page, page.locator(".mlp-panel")).settled()
        run_cell(page, 2)
        before, census = census, output(page, 2)
    assert census == before


def run_cell(page, index, wait=True):
    lab.ask(
        page,
        """([index, wait]) => {
          const {shell, commands} = window.jupyterapp, notebook = shell.currentWidget.content
          notebook.activeCellIndex = index
          notebook.deselectAll()
          const done = commands.execute("notebook:run-cell")
          return wait && done
        }""",
        [index, wait],
    )


def output(page, index):
    return page.locator(".jp-CodeCell").nth(index).locator(".jp-OutputArea-output").inner_text().strip()


def use_training_panel(driver):
    """Step is one mini-batch, Reset the very start, Play and Pause as everywhere; a slider acts by mouse and by key."""

    def step():
        return int(re.search(r"step (\d+)", driver.settled()["words"])[1])

    driver.use_slider("neurons n¹", driver.visible(".noUi-handle")["neurons n¹"])
    driver.reset()
    start = driver.settled()
    driver.play()
    before = step()
    assert before > 0
    driver.act(driver.button("Step").click, "Step", "clicked")
    assert step() == before + 1
    driver.act(lambda: driver.button("Step").press("Enter"), "Step", "pressed")
    assert step() == before + 2
    driver.act(driver.reset, "Reset", "clicked")
    assert driver.settled() == start


def use_slider_while_a_cell_runs(driver):
    handle = driver.visible(".noUi-handle")["neurons n¹"]
    before = driver.settled()
    run_cell(driver.page, 1, wait=False)
    driver.page.wait_for_timeout(200)
    handle.press("ArrowLeft")
    before = driver.changed(before, "a slider that is moved while a cell runs")
    driver.page.wait_for_timeout(1000)
    driver.act(lambda: handle.press("Home"), "neurons n¹", "moved after a cell has run,")


def test_notebook_7_runs_06_and_its_panel_hears_mouse_and_keys(window, tmp_path):
    with lab.jupyterlab(tmp_path, app="notebook") as address:
        page = lab.listen(window.new_page())
        lab.open_notebook(page, address, "06_training.ipynb", run=False)
        page.errors.clear()  # as it starts, it looks for settings and fonts that it does not have
        lab.run_all(page)
        page.locator(".mlp-picture").first.wait_for()
        for driver in drivers(page):
            use_training_panel(driver)
        assert page.locator(STDERR_OR_ERROR).all_inner_texts() == []
        assert [error for error in page.errors if ".woff" not in error] == []
        lab.ask(page, SHUT_DOWN)
        page.close()
