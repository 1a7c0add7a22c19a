"""A real JupyterLab in a real browser, for the browser test, the benchmarks and the picture in the README."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import nbformat

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SETTINGS = {
    # The whole notebook stays in the page, so that a test can find a cell that is out of sight.
    "notebook-extension/tracker": '{"windowingMode": "none"}',
    "apputils-extension/notification": '{"fetchNews": "false", "checkForUpdates": false}',
}
# A server that ends with the process that started it, even if that was killed: nobody holds its input any more.
WATCHED = """
import os, runpy, signal, sys, threading

def watch():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=watch, daemon=True).start()
runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
"""
RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
UNFINISHED = """() => {
  const widget = window.jupyterapp && window.jupyterapp.shell.currentWidget
  if (!widget || !widget.content.model) return 'not open'
  const cells = [...widget.content.model.cells].filter(cell => cell.type === 'code')
  return cells.filter(cell => cell.executionState === 'running' || cell.executionCount === null).length
}"""


def find_browser():
    """The path of a Chromium or Chrome on this machine, or None."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def jupyterlab(folder, app="jupyterlab"):
    """Start JupyterLab on a copy of the notebooks in `folder`; gives its address with {} for a notebook's name.

    With "notebook" as `app` it is Notebook 7. A kernel that is described in `folder`/kernels is known to it, beside
    Python's own.
    """
    folder = Path(folder)
    shutil.copytree(NOTEBOOKS, folder / "notebooks", ignore=shutil.ignore_patterns("mnist", ".ipynb_checkpoints"))
    for name, text in SETTINGS.items():
        settings = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        settings.parent.mkdir(parents=True)
        settings.write_text(text)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    command = [sys.executable, "-c", WATCHED, app, "--no-browser", f"--ServerApp.port={port}"]
    command += ["--ServerApp.port_retries=0"]
    command += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder / 'notebooks'}"]
    command += ["--LabApp.expose_app_in_browser=True", "--JupyterNotebookApp.expose_app_in_browser=True"]
    command += ["--allow-root"]
    # The kernels import this checkout, wherever another one may be installed.
    paths = [str(NOTEBOOKS.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    env = dict(os.environ, JUPYTERLAB_SETTINGS_DIR=str(folder / "settings"), PYTHONPATH=os.pathsep.join(paths))
    env |= {"JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"), "JUPYTER_CONFIG_DIR": str(folder / "config")}
    env["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(folder), os.environ.get("JUPYTER_PATH")]))
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for(f"http://127.0.0.1:{port}/api?token={token}", server, folder / "server.log")
        place = {"jupyterlab": "lab/tree", "notebook": "notebooks"}[app]
        yield f"http://127.0.0.1:{port}/{place}/{{}}?token={token}&reset"
    finally:
        server.terminate()
        server.wait(timeout=30)
        server.stdin.close()


def wait_for(address, server, log):
    """Return when `address` answers; raise with the server's log if it ends first or takes more than a minute."""
    deadline = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}")


@contextmanager
def browser(*options):
    """The machine's browser, started with these options of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=[*QUIET, *options])
        yield browser
        browser.close()


def listen(page):
    """The page with `errors`, which is from now on the list of the errors that it reported."""
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on(
        "console", lambda said: page.errors.append(f"{said.text} {said.location}") if said.type == "error" else None
    )
    return page


@contextmanager
def browser_page(width=1280, height=900, dark=False):
    """A page of the machine's browser. Its `errors` is the list of errors that the page reported so far."""
    with browser() as machine:
        scheme = "dark" if dark else "light"
        yield listen(machine.new_page(viewport={"width": width, "height": height}, color_scheme=scheme))


def open_notebook(page, address, name, run=True):
    """Open the notebook in JupyterLab, or in Notebook 7 where the address says so; with `run`, run all its cells."""
    page.goto(address.format(name))
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=120_000)
    page.wait_for_function(
        "() => window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'",
        timeout=120_000,
    )
    if run:
        run_all(page)


def ask(page, script, argument=None, seconds=120):
    """What the function `script` gives in the page; raises if it takes longer than `seconds`.

    `page.evaluate` itself waits for ever for a promise that is not kept.
    """
    late = f"setTimeout(() => fail(Error('the page has not answered within {seconds} s')), {1000 * seconds})"
    return page.evaluate(f"x => Promise.race([({script})(x), new Promise((_, fail) => {late})])", argument)


def run_all(page):
    """Run all cells of the notebook that is open, and wait until each is done."""
    ask(page, RUN_ALL, seconds=300)
    page.wait_for_function(f"() => ({UNFINISHED})() === 0", timeout=300_000)


def open_made(page, address, folder, *cells, kernel="python3"):
    """Open a new notebook of these code cells, made in the server's `folder`, and run them."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    made.metadata["kernelspec"] = {"display_name": kernel, "language": "python", "name": kernel}
    nbformat.write(made, Path(folder) / "made.ipynb")
    open_notebook(page, address, "made.ipynb")
