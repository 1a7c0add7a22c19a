// Compiles the unpacked packages, in the very Python that will run them, and makes matplotlib's list of fonts there.
// Called by live_edition.py: node compile.mjs PYODIDE PACKAGES OURS

import { pathToFileURL } from 'node:url'

const [pyodide, packages, ours] = process.argv.slice(2)
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`))
const python = await loadPyodide({ indexURL: pyodide, stderr: () => {} })
await python.loadPackage(['matplotlib'], { messageCallback: () => {} })
python.FS.mkdir('/packages')
python.FS.mount(python.FS.filesystems.NODEFS, { root: packages }, '/packages')
python.globals.set('ours', ours)
python.runPython(`
import os
import shutil
from compileall import compile_dir
from py_compile import PycInvalidationMode

library = "/lib/python312.zip"
place = "/lib/python3.12/site-packages"
for name in os.listdir("/packages"):
    # Compiled files stand in for their sources, but for ours: a learner may read those.
    compile_dir(f"/packages/{name}", quiet=2, legacy=name != ours, stripdir=f"/packages/{name}",
                prependdir=library if name.endswith(".zip") else place,
                invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)

# Pyodide's own list is another version's, so matplotlib makes it anew, and puts it beside its own files.
import matplotlib.font_manager
shutil.copy(f"{place}/matplotlib/fontlist.json", "/packages/matplotlib/matplotlib")
`)
