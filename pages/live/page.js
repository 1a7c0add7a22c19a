// The live edition's line at the top of a notebook: how far Python has started, then where the reader's changes are.
// It comes before JupyterLite's own scripts, so that Python starts while they load.

const settings = JSON.parse(document.getElementById('course').textContent)
const here = import.meta.url
const pause = (ms) => new Promise((done) => setTimeout(done, ms))

// The line: a text, a bar while something loads, and buttons.

const line = document.createElement('header')
line.id = 'live'
line.innerHTML = `<a href="${new URL('../../index.html', here)}">Four Equations</a>
  <span role="status">Starting …</span> <progress aria-label="Python starts" max="1" value="0"></progress> <span></span>`
const [, text, bar, actions] = line.children

function show(words, { share = null, buttons = [] } = {}) {
  text.textContent = words
  bar.hidden = share === null
  bar.value = share ?? 0
  actions.replaceChildren(...buttons)
}

function button(label, title, action) {
  const made = document.createElement('button')
  Object.assign(made, { type: 'button', textContent: label, title, onclick: action })
  return made
}

function link(label, title, address) {
  return Object.assign(document.createElement('a'), { textContent: label, title, href: address, target: '_blank' })
}

document.body.prepend(line)

// Python.

const KERNEL = /pyodide-kernel-extension\/static\/[\w.]+\.js/
const PlainWorker = window.Worker
let early = null
let taken = false
const able = typeof WebAssembly === 'object'

function startPython() {
  const worker = new PlainWorker(new URL('worker.js', here))
  worker.addEventListener('message', ({ data }) => {
    if (data.starting) show(`Starting ${data.starting} …`, data)
    if (data.failed) show(`Python did not start: ${data.failed}. Reload the page to try again.`)
  })
  worker.postMessage({ start: settings.python })
  return worker
}

// JupyterLite's kernel gets the worker that has started before it, and after a restart a new one.
window.Worker = function (url, options) {
  if (!able || !KERNEL.test(url)) return new PlainWorker(url, options)
  const worker = early ?? startPython()
  early = null
  taken = true
  worker.postMessage({ kernel: String(url) })
  return worker
}
window.Worker.prototype = PlainWorker.prototype

// Python reads the reader's files through the service worker, which must be there before Python's own worker.
async function fileServer() {
  const container = navigator.serviceWorker
  if (!container || container.controller) return
  const controlled = new Promise((done) => container.addEventListener('controllerchange', done))
  const registration = await container.register(new URL('../service-worker.js?enableCache=false', here))
  if (!registration.active) await Promise.race([controlled, pause(3000)])
}

if (able) fileServer().catch(() => null).then(() => { if (!taken) early = startPython() })
else show('Python cannot run in this browser: it has no WebAssembly. A current Chrome, Edge, Firefox or Safari has it.')

// The notebook, once JupyterLite shows it.

async function notebook() {
  for (;;) {
    const panel = window.jupyterapp?.shell.currentWidget
    if (panel?.context?.isReady && panel.sessionContext) return panel
    await pause(50)
  }
}

async function follow() {
  const { context, sessionContext } = await notebook()
  const { commands, serviceManager: { contents } } = window.jupyterapp
  const served = await (await fetch(new URL('../api/contents/all.json', here))).json()
  const original = served.content.find((file) => file.path === context.path)
  const edition = settings.editions[context.path]
  const key = `edition of ${context.path}`

  const download = async () => {
    await context.save()
    await commands.execute('docmanager:download')
  }
  // The changed notebook gets another name, and JupyterLite serves the original again.
  const freshCopy = async () => {
    await context.save()
    const names = (await contents.get('')).content.map((file) => file.path)
    const stem = context.path.replace(/\.ipynb$/, '')
    let number = 1
    while (names.includes(`${stem} (mine ${number}).ipynb`)) number++
    await contents.rename(context.path, `${stem} (mine ${number}).ipynb`)
    localStorage.removeItem(key)
    location.reload()
  }
  const kept = await storage()
  const files = navigator.serviceWorker?.controller ? '' : ', but not the files that Python writes'
  const ready = () => {
    const changed = original && context.contentsModel.last_modified !== original.last_modified
    const old = changed && localStorage.getItem(key) !== edition
    show(
      !kept ? 'This browser keeps nothing, as in a private window: download the notebook before you close the tab.'
        : old ? 'The course has a newer edition of this notebook. You see your changed copy.'
          : `${changed ? 'Your changes are' : 'What you change will be'} kept in this browser only${files}.`,
      {
        buttons: [
          button('Download', 'Save this notebook as a file', download),
          link('All files', 'See, download, and add files', new URL('../tree/index.html', here)),
          ...(changed && kept ? [button('Fresh copy', 'Open the original; yours is kept beside it under another name', freshCopy)] : []),
        ],
      },
    )
  }

  context.saveState.connect((_, state) => {
    if (state !== 'completed') return
    if (!localStorage.getItem(key)) localStorage.setItem(key, edition)
    ready()
  })
  sessionContext.statusChanged.connect((_, status) => { if (status === 'idle' && !bar.hidden) ready() })
  commands.commandExecuted.connect((_, { id }) => {
    if (id.includes('interrupt')) {
      show('A running cell cannot be stopped in the browser. Kernel → Restart Kernel ends it, but forgets all variables.')
    }
  })
  if (sessionContext.session?.kernel?.status === 'idle') ready()
}

// Whether the browser keeps what is written here.
function storage() {
  return new Promise((done) => {
    try {
      const asked = indexedDB.open('Four Equations storage')
      asked.onsuccess = () => { asked.result.close(); done(true) }
      asked.onerror = () => done(false)
    } catch {
      done(false)
    }
  })
}

if (able) follow()
