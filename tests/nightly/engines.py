"""Try the course in three browser engines, and print as a Markdown table what each of them did.

    python tests/nightly/engines.py --site FOLDER --lab

--site tries the live edition in FOLDER, as `pages/website.py FOLDER --live` builds it: three notebooks are run, a panel
of each is used, and a solved exercise is kept. --lab tries every control of every panel in JupyterLab. Each engine
executes the same JavaScript. The exit code is 1 if a step failed, and the reason is printed below the table.

It needs what tests/requirements.txt names; for Firefox, firefox-esr 140 or newer, and the websocket-client that comes
with JupyterLab; for WebKit, `pip install selenium` and Debian's webkit2gtk-driver and xvfb.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from driver import LATER, NAME, PLAY_AND_PAUSE, SOMETIMES, STATE
from lab import NOTEBOOKS, RUN_ALL, UNFINISHED, browser, jupyterlab
from live_site import PLACE, SIGMOID, serve

PATIENCE = 300  # seconds for Python to start, or for a notebook to run
LIVE = ["00_start_here", "02_forward_pass", "06_training"]
WITH_PANELS = [path.stem for path in sorted(NOTEBOOKS.glob("*.ipynb")) if '"Panel: ' in path.read_text("utf-8")]
WIDTH, HEIGHT = 1280, 900

# The page's side of the steps, with what the other tests know of panels and notebooks.
KNOWN = {"nameOf": NAME, "state": STATE, "playAndPause": PLAY_AND_PAUSE, "unfinished": UNFINISHED, "runAll": RUN_ALL}
KNOWN["exceptions"] = json.dumps(sorted(map("/".join, LATER | SOMETIMES)))
TOOLS = f"const driver = {{{', '.join(f'{name}: {script}' for name, script in KNOWN.items())}}};"
TOOLS = f"{{{TOOLS}\n{Path(__file__).with_suffix('.js').read_text(encoding='utf-8')}}}"


@dataclass
class Browser:
    """One engine: `open` an address, and `evaluate` a script that gives a text or nothing."""

    name: str
    open: Callable
    evaluate: Callable

    def start(self, address):
        """Open a notebook; gives when it was shown and when Python was ready, in ms."""
        self.open(address)
        self.evaluate(TOOLS)
        return self.run("tour.start()")

    def run(self, script, seconds=PATIENCE):
        """What the script, or its promise, gives in the page."""
        kept = "value => (window.answer = {value: value ?? null}), error => (window.answer = {error: String(error)})"
        self.evaluate(f"window.answer = null; (async () => await ({script}))().then({kept}); void 0")
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if answer := json.loads(self.evaluate("JSON.stringify(window.answer)")):
                if "error" in answer:
                    raise RuntimeError(answer["error"])
                return answer["value"]
            time.sleep(0.1)
        raise RuntimeError(f"no answer within {seconds} s: {script}")


@contextmanager
def chromium():
    with browser() as machine:
        page = machine.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        yield Browser(f"Chromium {machine.version}", partial(page.goto, wait_until="domcontentloaded"), page.evaluate)


@contextmanager
def started(*command, **options):
    """A program that ends with the block."""
    process = subprocess.Popen(command, **{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def find(*programs):
    """The path of the first of these programs that this machine has."""
    if path := next(filter(None, map(shutil.which, programs)), None):
        return path
    raise RuntimeError(f"this machine has no {' or '.join(programs)}")


@contextmanager
def firefox():
    """Firefox over WebDriver BiDi."""
    import websocket

    program = [find("firefox-esr", "firefox"), "--headless", "--no-remote", "--remote-debugging-port=0", "--profile"]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, started(*program, profile):
        port = Path(profile, "WebDriverBiDiServer.json")
        for _ in range(600):
            if port.exists() and port.stat().st_size:
                break
            time.sleep(0.1)
        address = "ws://{ws_host}:{ws_port}/session".format(**json.loads(port.read_text()))
        socket = websocket.create_connection(address, timeout=PATIENCE, suppress_origin=True)

        def call(method, **parameters):
            socket.send(json.dumps({"id": 1, "method": method, "params": parameters}))
            while (answer := json.loads(socket.recv())).get("id") != 1:
                pass  # an event
            if answer["type"] == "error":
                raise RuntimeError(answer["message"])
            return answer["result"]

        def evaluate(script):
            answer = call("script.evaluate", expression=script, target={"context": tab}, awaitPromise=False)
            if answer["type"] == "exception":
                raise RuntimeError(answer["exceptionDetails"]["text"])
            return answer["result"].get("value")

        version = call("session.new", capabilities={})["capabilities"]["browserVersion"]
        tab = call("browsingContext.getTree")["contexts"][0]["context"]
        call("browsingContext.setViewport", context=tab, viewport={"width": WIDTH, "height": HEIGHT})
        go = partial(call, "browsingContext.navigate", context=tab, wait="interactive")
        yield Browser(f"Firefox {version}", lambda address: go(url=address), evaluate)
        call("browser.close")


@contextmanager
def webkit():
    """WebKitGTK's MiniBrowser, on a screen that nobody sees."""
    from selenium import webdriver

    command = [find("Xvfb"), "-displayfd", "1", "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"]
    with started(*command, stdout=subprocess.PIPE) as screen:
        options = webdriver.WebKitGTKOptions()
        options.binary_location = str(max(Path("/usr").glob("lib*/**/webkit2gtk-4.*/MiniBrowser")))
        options.add_argument("--automation")
        options.page_load_strategy = "none"  # else the driver may miss the end of a load, and waits for it for minutes
        environment = dict(os.environ, DISPLAY=f":{screen.stdout.readline().decode().strip()}")
        driver = webdriver.WebKitGTK(options, webdriver.WebKitGTKService(find("WebKitWebDriver"), env=environment))
        evaluate = partial(driver.execute_script, "return eval(arguments[0])")

        def go(address):
            evaluate("window.left = true")
            driver.get(address)
            while evaluate("window.left || document.readyState === 'loading'"):
                time.sleep(0.05)

        try:
            driver.set_window_size(WIDTH, HEIGHT)
            yield Browser(f"WebKitGTK {driver.capabilities['browserVersion']}", go, evaluate)
        finally:
            driver.quit()


class Table:
    """What came of each step, a row, in each engine, a column."""

    def __init__(self):
        self.rows, self.failures = defaultdict(dict), []

    def step(self, engine, row, action):
        """Do something in an engine, and note what it gives, or why it failed; gives whether it worked."""
        try:
            self.rows[row][engine] = action()
        except Exception as error:
            self.rows[row][engine] = "**failed**"
            self.failures.append(f"{engine}, {row}: {error}")
            print(self.failures[-1], file=sys.stderr, flush=True)
        return self.rows[row][engine] != "**failed**"

    def __str__(self):
        engines = list(dict.fromkeys(engine for cells in self.rows.values() for engine in cells))
        lines = [["what", *engines], ["---"] * (len(engines) + 1)]
        lines += [[row, *(cells.get(engine, "") for engine in engines)] for row, cells in self.rows.items()]
        return "\n".join([*(f"| {' | '.join(line)} |" for line in lines), *[f"\n{text}" for text in self.failures]])


def check(wrong):
    if wrong:
        raise RuntimeError("; ".join(wrong))


def try_live(table, engine, address, name):
    """Run a notebook of the live edition, use a panel, and see that a change is kept."""

    def run():
        ready = engine.start(address)
        cells, first = engine.run("tour.run()")
        return f"{cells}; {', '.join(f'{time / 1000:.1f}' for time in [*ready, first])} s"

    def play():
        engine.run("tour.play(tour.panels().find(panel => panel.querySelector('.mlp-play')))")
        return "yes"

    def solve():
        said = engine.run(f"tour.answer('check.sigmoid(', {json.dumps(SIGMOID)})")
        check([] if "✔ sigmoid: right" in said else [f"the verdict is {said!r}"])
        return "right"

    def keep():
        engine.run("jupyterapp.commands.execute('docmanager:save').then(() => null)")
        engine.start(address)
        kept = engine.run("tour.cellWith('check.sigmoid(').model.sharedModel.getSource()")
        check([] if kept == SIGMOID else [f"the cell contains {kept!r}"])
        return "kept"

    step = lambda what, action: table.step(engine.name, f"live, {name}: {what}", action)  # noqa: E731
    if not step("cells run; notebook shown, Python ready, first picture", run):
        return
    step("a slider moved by key", lambda: engine.run("tour.moveSlider()"))
    if engine.run("document.querySelector('.mlp-play') !== null"):
        step("Play brings pictures, Pause stops them", play)
    if name.startswith("02"):
        step("an exercise answered", solve)
    step("errors in the page", lambda: check(engine.run("tour.errors")) or "none")
    if name.startswith("02"):
        step("the answer after saving and a reload", keep)


def try_lab(table, engine, address, name):
    """Use every control of every panel of a notebook in JupyterLab."""

    def use():
        begin, total, wrong = time.monotonic(), Counter(), []
        engine.start(address)
        engine.run("tour.run()")
        for number in range(engine.run("tour.panels().length")):
            used = engine.run(f"tour.use(tour.panels()[{number}])", 4 * PATIENCE)
            total.update(used["count"], panels=1)
            wrong += used["wrong"]
        wrong += engine.run("tour.errors")
        engine.run("jupyterapp.serviceManager.sessions.shutdownAll()")
        check(wrong)
        what = ", ".join(f"{total[kind]} {kind}" for kind in ("panels", "sliders", "lists", "buttons", "runs"))
        return f"{what}; {time.monotonic() - begin:.0f} s"

    table.step(engine.name, f"JupyterLab, {name}: every control", use)


ENGINES = {"chromium": chromium, "firefox": firefox, "webkit": webkit}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--site", help="a site with the live edition")
    parser.add_argument("--lab", action="store_true", help="try JupyterLab")
    parser.add_argument("--engine", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--notebook", nargs="+", default=WITH_PANELS, help="only these notebooks")
    options, table = parser.parse_args(), Table()
    for name in options.engine:
        with ENGINES[name]() as engine:
            if options.site:
                with serve(options.site) as (address, _):
                    for notebook in filter(options.notebook.__contains__, LIVE):
                        try_live(table, engine, address + PLACE.format(f"{notebook}.ipynb"), notebook)
            if options.lab:
                with tempfile.TemporaryDirectory() as folder, jupyterlab(folder) as address:
                    for notebook in options.notebook:
                        try_lab(table, engine, address.format(f"{notebook}.ipynb"), notebook)
    print(table)
    return bool(table.failures)


if __name__ == "__main__":
    sys.exit(main())
