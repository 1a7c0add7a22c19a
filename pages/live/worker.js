// Python's thread. It starts with the page, and becomes the worker of JupyterLite's kernel when that is there. The
// kernel then loads this file once more, as if it were Pyodide, and gets the Python that has been starting since.

if (!self.startPython) {
  const ENVIRONMENT = { HOME: '/home/pyodide', MPLBACKEND: 'module://matplotlib_inline.backend_inline' }
  const IMPORTS = {
    // The shell that runs the cells. It asks jedi for completions unless it is told that there is none.
    IPython: 'from pyodide_kernel import ipython_shell; ipython_shell.Completer.use_jedi = False',
    numpy: 'import numpy',
    matplotlib: 'import matplotlib.figure, matplotlib.backends.backend_agg',
    'the panels': 'import ipywidgets, anywidget',
    'the course': 'import four_equations.widgets, four_equations.exercises',
  }
  const absolute = (place) => new URL(place, new URL('..', location.href)).href

  self.startPython = async ({ index, packages }) => {
    const say = (starting, share) => postMessage({ starting, share })
    const { fetch } = self
    let files = 0
    self.fetch = (...request) => { // Pyodide does not say how far it is
      say('Python', Math.min(1, ++files / (packages.length + 3)) / 2)
      return fetch(...request)
    }
    importScripts(absolute(`${index}pyodide.js`))
    const python = await loadPyodide({
      indexURL: absolute(index),
      packages: packages.map((name) => (name.endsWith('.whl') ? absolute(name) : name)),
      env: ENVIRONMENT,
    })
    self.fetch = fetch
    const steps = Object.entries(IMPORTS)
    for (const [number, [name, code]] of steps.entries()) {
      say(name, (1 + number / steps.length) / 2)
      python.runPython(code)
    }
    return python
  }

  self.addEventListener('message', ({ data }) => {
    if (data.start) {
      const python = self.startPython(data.start)
      python.catch((error) => postMessage({ failed: error.message }))
      self.loadPyodide = () => python
    }
    if (data.kernel) importScripts(data.kernel)
  })
}
