"""Half an hour of use: does the kernel's memory stay flat?

Run from the repository's root: python tests/benchmarks/soak.py [--minutes 30]

A real JupyterLab in a real browser: slider storms, Play and Pause, Reset, other data, a cell that runs again, ten
panels at once. Every minute it prints what the kernel and the page hold. At the end it prints how fast the kernel's
memory grew over the second half; more than 1 MB a minute makes the exit code 1.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import lab  # noqa: E402
from driver import Driver  # noqa: E402

MOST = 1.0  # MB a minute
CELLS = [
    "from mlp_core.widgets import *\ntraining_explorer()",
    "surface_explorer()",
    "playground()",
    "for _ in range(10):\n    display(neuron_explorer())",
    "import asyncio, gc, os, threading, ipywidgets, psutil\ngc.collect()\n"
    "print(psutil.Process().memory_info().rss, len(ipywidgets.widgets.widget._instances),"
    " threading.active_count(), len(asyncio.all_tasks()))",
]
RUN = """async index => {
  const {shell, commands} = window.jupyterapp, notebook = shell.currentWidget.content
  notebook.activeCellIndex = index
  notebook.deselectAll()
  await commands.execute("notebook:run-cell")
}"""
STORM = """async ([handle, seconds]) => {
  const end = performance.now() + 1000 * seconds
  for (let n = 0; performance.now() < end; n++) {
    const [key, keyCode] = n % 8 < 4 ? ["ArrowRight", 39] : ["ArrowLeft", 37]
    handle.dispatchEvent(new KeyboardEvent("keydown", {key, keyCode, bubbles: true, cancelable: true}))
    await new Promise(done => setTimeout(done, 16))
  }
}"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as folder, lab.jupyterlab(folder) as address, lab.browser_page() as page:
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
        made.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
        nbformat.write(made, Path(folder) / "notebooks" / "soak.ipynb")
        lab.open_notebook(page, address, "soak.ipynb")
        page.wait_for_timeout(3000)
        print("minute  kernel, MB  widgets  threads  tasks  page, MB", flush=True)
        start, rows, rounds = time.monotonic(), [], 0
        while not rows or rows[-1][0] < minutes:
            use(page)
            rounds += 1
            now = (time.monotonic() - start) / 60
            if not rows or now >= rows[-1][0] + 1 or now >= minutes:
                rows.append((now, *census(page)))
                print("{:6.1f}  {:10.1f}  {:7}  {:7}  {:5}  {:8.1f}".format(*rows[-1]), flush=True)
        page.evaluate("() => window.jupyterapp.serviceManager.sessions.shutdownAll()")
        if page.errors:
            sys.exit(f"The page reports: {page.errors}")
    late = np.array([row[:2] for row in rows if row[0] >= minutes / 2])
    slope = np.polyfit(*late.T, 1)[0] if len(late) > 1 else float("nan")
    left = {row[2:5] for row in rows}
    print(f"\n{rounds} rounds; second half: {slope:+.2f} MB a minute (at most {MOST:g})")
    print("widgets, threads, tasks: " + ("always the same" if len(left) == 1 else "NOT always the same"))
    return bool(not slope <= MOST or len(left) > 1)


def use(page):
    """One round of everything."""
    for index in range(3):
        panel = cell(page, index).locator(".mlp-panel")
        driver = Driver(page, panel)
        for handle in list(driver.visible(".noUi-handle").values())[:3]:
            page.evaluate(STORM, [handle.element_handle(), 2])
        driver.settled()
        for box in driver.visible("select").values():
            for option in range(2):
                box.select_option(index=option)
                driver.settled()
        if panel.locator(".mlp-play").count():
            driver.play()
        driver.reset()
        driver.settled()
        page.evaluate(RUN, index)  # again: the earlier panel goes
        panel.locator(".mlp-paper img").first.wait_for()
    page.evaluate(RUN, 3)
    page.wait_for_timeout(500)


def cell(page, index):
    return page.locator(".jp-CodeCell").nth(index)


def census(page):
    """What the kernel holds: MB, widgets, threads, tasks; and the page's MB of objects."""
    page.evaluate(RUN, len(CELLS) - 1)
    page.wait_for_timeout(300)
    text = cell(page, len(CELLS) - 1).locator(".jp-OutputArea-output").inner_text()
    memory, widgets, threads, tasks = map(int, text.split())
    page.request_gc()
    heap = page.evaluate("() => performance.memory.usedJSHeapSize")
    return memory / 1e6, widgets, threads, tasks, heap / 1e6


if __name__ == "__main__":
    sys.exit(main())
