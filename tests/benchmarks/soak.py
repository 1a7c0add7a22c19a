"""Whether use leaves the kernel's and the page's memory flat: storms of sliders, Play and Pause, every list and button.

Run from the repository's root: python tests/benchmarks/soak.py [--minutes 30] [panel ...]

All panels stand in one notebook. Each round uses every control of each of them. A line a round: the kernel's memory,
the page's, and how many widgets the kernel holds. In the end all cells run again. The exit code is 1 if the kernel's
memory rose by more than 0.3 MB a minute after the first third, or the number of widgets at all.

A kernel remembers the last 65,536 messages, some 10 MB of them, to know one that comes twice. Here it remembers 1,000,
so that it has what it wants after the first round, and what grows later is ours.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from panels import HERE, PANELS

import lab  # isort: skip

RISE = 0.3  # MB a minute
START = """from mlp_core import NeuralNetwork
from mlp_core.datasets import load_digits
from four_equations.widgets import *
get_ipython().kernel.session.digest_history_size = 1000"""
MEMORY = "(__import__('psutil').Process().memory_info().rss, len(__import__('ipywidgets').widgets.widget._instances))"
ASK = """async (code) => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel
  const asked = kernel.requestExecute({code: "", silent: true, user_expressions: {answer: code}})
  return (await asked.done).content.user_expressions.answer.data["text/plain"]
}"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("panels", nargs="*", help="default: all")
    args = parser.parse_args()
    calls = [PANELS[name][0] for name in args.panels or PANELS]
    with tempfile.TemporaryDirectory() as folder, lab.jupyterlab(folder) as address, lab.browser_page() as page:
        lab.open_made(page, address, Path(folder) / "notebooks", START, *calls)
        page.add_script_tag(path=HERE / "panels.js")
        devtools = page.context.new_cdp_session(page)
        seen, start = [], time.monotonic()
        print("minutes  kernel, MB  page, MB  widgets")
        again = False
        while not again:
            again = bool(seen) and seen[-1][0] >= args.minutes  # IPython keeps every output: only once
            if again:
                lab.run_all(page)
            else:
                for panel in page.locator(".mlp-panel").all():
                    use(page, panel)
            page.wait_for_timeout(3000)
            memory, number = eval(page.evaluate(ASK, MEMORY))
            devtools.send("HeapProfiler.collectGarbage")
            heap = devtools.send("Runtime.getHeapUsage")["usedSize"]
            seen.append(((time.monotonic() - start) / 60, memory / 1e6, number))
            print(f"{seen[-1][0]:7.1f} {memory / 1e6:11.1f} {heap / 1e6:9.1f} {number:8}", flush=True)
    late = np.array(seen[len(seen) // 3 : -1])
    rise = np.polyfit(late[:, 0], late[:, 1], 1)[0] if len(late) > 1 else 0
    more = seen[-1][2] - seen[0][2]
    print(f"the kernel's memory rises by {rise:.2f} MB a minute; {more} more widgets when all cells ran again")
    if page.errors:
        print(f"the page reports: {page.errors}")
    return rise > RISE or more > 0 or bool(page.errors)


def use(page, panel):
    """Every control of a panel, without looking at what it does."""
    panel.scroll_into_view_if_needed()
    paper = panel.locator(".mlp-paper").element_handle()
    for handle in panel.locator(".noUi-handle").all():
        if handle.is_visible():
            page.evaluate(
                "([handle, paper]) => bench.storm(bench.key(handle), paper, 1, 100)", [handle.element_handle(), paper]
            )
    for choice in panel.locator("select").all():
        if choice.is_visible():
            for index in reversed(range(choice.locator("option").count())):
                choice.select_option(index=index)
                page.wait_for_timeout(150)
    for button in panel.locator("button").all():
        if not button.is_visible():
            continue
        play = button.evaluate("button => button.matches('.mlp-play')")
        for _ in range(2):  # Play and Pause; any other twice
            button.click()
            page.wait_for_timeout(1000 if play else 150)


if __name__ == "__main__":
    sys.exit(main())
