"""How quick the live edition is: from a click to the first picture, its panels, and what goes over the wire.

Run from the repository's root: python tests/benchmarks/live.py [--site FOLDER] [--moves 40] [notebook ...]

The site is built with Pyodide from PYODIDE_FOLDER, or taken from FOLDER, and served on loopback, compressed as most web
servers do. Each notebook is opened by a click in a new profile of the browser, and once more in the same one ("again").
A target that is missed is marked with "!", and makes the exit code 1.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import lab  # noqa: E402
from live_site import PLACE, READY, build, serve  # noqa: E402
from panels import PANELS, TRAINERS, Report, percentile  # noqa: E402
from test_browser import STDERR_OR_ERROR  # noqa: E402

NOTEBOOKS = [path.stem for path in sorted(lab.NOTEBOOKS.glob("*.ipynb"))]
# The notebooks whose start has a target: seconds from the click to the first picture, in a new profile and again.
STARTS, FIRST, AGAIN = ("00_start_here", "06_training"), 10, 6
MEGABYTES, REQUESTS = 30, 150  # to the first cell
SLOWEST, FRAMES = 110, 12  # ms at the 95th percentile from key to picture, pictures a second
MAKE = """([name, sources]) => window.jupyterapp.serviceManager.contents.save(name, {
  type: 'notebook', format: 'json', content: {
    metadata: {language_info: {name: 'python'}}, nbformat: 4, nbformat_minor: 5,
    cells: sources.map((source, n) => (
      {cell_type: 'code', id: `c${n}`, source, metadata: {}, outputs: [], execution_count: null}))}})"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--site", type=Path, help="a site that was built with --live")
    parser.add_argument("--moves", type=int, default=40, help="how often each slider is moved; 0 for no panels")
    parser.add_argument("notebooks", nargs="*", help="default: all")
    args = parser.parse_args()
    report = Report()
    with tempfile.TemporaryDirectory() as work:
        site = args.site or build(Path(work))
        with serve(site, compress=True) as (address, sent):
            print(f"load of this machine: {os.getloadavg()[0]:.1f}\n")
            print("s from the click      shown  Python   first picture  all cells     MB  requests to the first cell")
            for name in args.notebooks or NOTEBOOKS:
                notebook(name, address, sent, report)
            if args.moves:
                panels(address, args.moves, report)
    print(f"\n{report.missed} targets missed" if report.missed else "\nevery target met")
    return bool(report.missed)


@contextmanager
def profile():
    """A window of the browser with a profile of its own, whose caches are on disk as a reader's are."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        window = playwright.chromium.launch_persistent_context(
            folder, executable_path=lab.find_browser(), args=lab.QUIET, viewport={"width": 1280, "height": 900}
        )
        yield window
        window.close()


def notebook(name, address, sent, report):
    """Open the notebook in a new profile and again, and run all of it."""
    with profile() as window:
        window.add_init_script(path=HERE / "live.js")
        for again in (False, True):
            page = lab.listen(window.new_page())
            page.goto(f"{address}{name}.html")
            sent.clear()
            clicked = 1000 * time.time()
            page.get_by_role("link", name="Run this page live").click()
            page.wait_for_function("() => window.seen.cell", timeout=120_000, polling=20)
            first_cell = dict(sent)
            page.wait_for_function("() => window.seen.all", timeout=300_000)
            after = {what: (moment - clicked) / 1000 for what, moment in page.evaluate("() => window.seen").items()}
            wrong = page.locator(STDERR_OR_ERROR).all_inner_texts() + page.errors
            page.close()
            time.sleep(3)  # the browser stores what it has compiled
            show(name, again, after, first_cell, report)
            if wrong:
                print(f"  {report(len(wrong), False, form='')} errors: {wrong[0][-200:]}")


def show(name, again, after, sent, report):
    most = (AGAIN if again else FIRST) if name in STARTS else float("inf")
    picture = report(after["picture"], after["picture"] <= most, ".1f", 13) if "picture" in after else f"{'':14}"
    megabytes, requests = sent.get("bytes", 0) / 1e6, sent.get("requests", 0)
    print(
        f"{'  again' if again else name:20} {after['shown']:6.1f} {after['ready']:7.1f} {picture} {after['all']:9.1f}"
        f" {report(megabytes, megabytes <= MEGABYTES, '.1f')} {report(requests, requests <= REQUESTS)}",
        flush=True,
    )


def panels(address, moves, report):
    """Each panel's slider, moved by key; and how many pictures a second training brings."""
    print(f"\nslider to painted picture, ms, {moves} moves     median   p95    pictures/s")
    with profile() as window:
        for name, (make, label) in PANELS.items():
            page = opened(window, address, TRAINERS.get(name, make))
            handle = page.locator(".mlp-panel .widget-slider").filter(has_text=label).locator(".noUi-handle")
            both = [handle.element_handle(), page.query_selector(".mlp-paper")]
            times = [page.evaluate("([handle, paper, n]) => bench.move(bench.key(handle), paper, n)", [*both, n])
                     for n in range(-2, moves)][2:]  # fmt: skip
            times = [float("inf") if taken is None else taken for taken in times]
            tail = percentile(times, 95)
            rate = frames(page) if name in TRAINERS else None
            print(
                f"{name:42} {statistics.median(times):8.0f} {report(tail, tail <= SLOWEST)}"
                f"{report(rate, rate >= FRAMES, '.1f', 12) if rate is not None else ''}",
                flush=True,
            )
            page.close()


def opened(window, address, make):
    """A page with a notebook that holds one panel, ready for the benchmark's script."""
    page = lab.listen(window.new_page())
    page.on("dialog", lambda dialog: dialog.accept())
    start = "from four_equations.widgets import *\n"
    start += "from mlp_core import NeuralNetwork\nfrom mlp_core.datasets import load_digits"
    page.goto(address + PLACE.format(f"{NOTEBOOKS[0]}.ipynb"))
    page.wait_for_function(READY, timeout=120_000)
    lab.ask(page, MAKE, ["made.ipynb", [start, make]])
    page.goto(address + PLACE.format("made.ipynb"))
    page.wait_for_function(READY, timeout=120_000)
    lab.run_all(page)
    page.add_script_tag(path=HERE / "panels.js")
    page.locator(".mlp-panel").first.scroll_into_view_if_needed()
    page.wait_for_timeout(1500)
    return page


def frames(page, seconds=6):
    """Pictures a second while a panel trains."""
    times = page.evaluate_handle(
        "() => bench.watch(document.querySelector('.mlp-paper'), document.querySelector('.mlp-words'))"
    )
    play = page.locator(".mlp-panel").get_by_role("button", name="Play")
    play.click()
    page.wait_for_timeout(1000 * seconds)
    count = page.evaluate("times => times.length", times)
    page.locator(".mlp-panel").get_by_role("button", name="Pause").click()
    return count / seconds


if __name__ == "__main__":
    sys.exit(main())
