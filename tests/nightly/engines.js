// What engines.py does in the page, the same in each engine. `driver` holds what tests/driver.py and tests/lab.py know.

(() => {
const {nameOf, state, playAndPause, unfinished, runAll, exceptions} = driver
const errors = [] // what the page reports from now on
addEventListener('error', event => errors.push(event.message))
addEventListener('unhandledrejection', event => errors.push(String(event.reason)))
const { error } = console
console.error = (...words) => (errors.push(words.join(' ')), error(...words))
addEventListener('beforeunload', event => event.stopImmediatePropagation(), true) // leave without a question

const pause = ms => new Promise(done => setTimeout(done, ms))
// In a window without focus, as Firefox's is here, JupyterLab takes no notebook for the current one.
function widget() {
  const shell = window.jupyterapp?.shell
  if (shell && !shell.currentWidget) [...shell.widgets('main')][0]?.node.dispatchEvent(new FocusEvent('focus'))
  return shell?.currentWidget
}
const panels = () => [...document.querySelectorAll('.mlp-panel')]
const title = panel => panel.getAttribute('aria-label')
const seen = panel => JSON.stringify(state(panel))
const shown = part => part.checkVisibility({ visibilityProperty: true })
const visible = (panel, selector) => [...panel.querySelectorAll(selector)].filter(shown)
const slider = handle => ['now', 'min', 'max'].map(which => Number(handle.getAttribute(`aria-value${which}`)))
const said = handle => handle.getAttribute('aria-valuetext') // aria-valuenow is rounded
const excepted = (panel, control) => exceptions.includes(`${title(panel)}/${nameOf(control)}`)

async function until(test, what, seconds = 60) {
  for (const end = performance.now() + 1000 * seconds; performance.now() < end; await pause(40)) {
    const found = test()
    if (found) return found
  }
  throw Error(`${what}: not within ${seconds} s`)
}

// What the panel shows once it stands still and the kernel is idle.
async function settled(panel) {
  let before = null, count = 0
  return until(() => {
    const now = widget().sessionContext.session.kernel.status === 'idle' ? seen(panel) : null
    count = now !== null && now === before ? count + 1 : 0
    before = now
    return count > 1 && now
  }, `${title(panel)} comes to rest`)
}

async function reset(panel) {
  visible(panel, 'button').find(button => button.innerText.trim() === 'Reset').click()
  return settled(panel)
}

function press(element, key) {
  const keyCode = { Enter: 13, End: 35, Home: 36, ArrowLeft: 37, ArrowRight: 39, ArrowDown: 40 }[key]
  element.dispatchEvent(new KeyboardEvent('keydown', { key, keyCode, bubbles: true, cancelable: true }))
}

function choose(list, row) {
  if (!list.options[row]) throw Error(`${nameOf(list)} has no row ${row}`)
  list.selectedIndex = row
  for (const kind of ['input', 'change']) list.dispatchEvent(new Event(kind, { bubbles: true }))
}

// Waits for the notebook and for Python; gives when each was there, in ms from the start of the page.
async function start() {
  const { content, sessionContext } = await until(
    () => document.querySelector('.jp-Notebook .jp-Cell') && widget()?.content?.model && widget(), 'a notebook', 240)
  const times = [performance.now()], line = document.getElementById('live')
  await until(() => line ? line.innerText.includes('kept in this browser')
    : sessionContext.session?.kernel?.status === 'idle', 'Python', 240)
  times.push(performance.now())
  content.notebookConfig = { ...content.notebookConfig, windowingMode: 'none' } // every cell is in the page
  return times
}

// Runs all cells; gives their number, and when the first panel had its picture.
async function run() {
  let first = null
  const look = setInterval(() => document.querySelector('.mlp-panel .mlp-picture') && (first ??= performance.now()), 20)
  await runAll()
  await until(() => unfinished() === 0, 'all cells have run', 240)
  const cells = widget().content.model.toJSON().cells.filter(cell => cell.cell_type === 'code')
  const bad = cells.flatMap(cell => cell.outputs).filter(out => out.output_type === 'error' || out.name === 'stderr')
  if (bad.length) throw Error(bad.map(out => out.evalue ?? out.text).join('; '))
  await until(() => first && panels().every(panel => panel.querySelector('.mlp-picture')), 'each panel has a picture')
  clearInterval(look)
  return [cells.length, first]
}

// Plays, pauses, and sees that nothing moves any more.
async function play(panel) {
  const list = visible(panel, 'select').find(list => nameOf(list) === 'play until')
  if (list) choose(list, [...list.options].findIndex(option => /^I\sPress\sPause$/i.test(option.text)))
  const start = await reset(panel), words = await playAndPause(panel)
  await until(() => panel.querySelector('.mlp-play').innerText.includes('Play'), 'Pause ends the run')
  const end = await settled(panel)
  await pause(800)
  if (end === start) throw Error('Play changes nothing')
  if (seen(panel) !== end || state(panel).words !== words) throw Error('after Pause it goes on')
}

// Moves one slider that has an effect by a key, and waits for the picture; gives its name and how long that took.
async function moveSlider() {
  const panel = panels().find(panel => visible(panel, '.noUi-handle').some(handle => !excepted(panel, handle)))
  const handle = visible(panel, '.noUi-handle').find(handle => !excepted(panel, handle))
  await settled(panel)
  const before = state(panel).picture, [now, , high] = slider(handle), start = performance.now()
  press(handle, now === high ? 'ArrowLeft' : 'ArrowRight')
  await until(() => state(panel).picture !== before, 'the picture changes')
  return `${title(panel)}, ${nameOf(handle)}: ${Math.round(performance.now() - start)} ms`
}

// Uses every control of a panel; gives how many there were of each kind, and what went wrong.
async function use(panel) {
  const count = { sliders: 0, lists: 0, buttons: 0, runs: 0 }, wrong = []
  const attempt = async (control, what, act, needed = !excepted(panel, control), also = () => true) => {
    try {
      const before = await settled(panel)
      await act()
      await until(() => also() && !(needed && seen(panel) === before), 'an effect', 30)
    } catch (error) { wrong.push(`${title(panel)}, ${nameOf(control)}, ${what}: ${error.message}`) }
  }
  const move = async handle => {
    const [, low, high] = slider(handle)
    if (low < high) count.sliders++
    for (const [key, limit] of [['ArrowLeft', low], ['Home', low], ['End', high]]) {
      const [now] = slider(handle), text = said(handle), moved = () => said(handle) !== text
      if (now !== limit) await attempt(handle, key, () => press(handle, key), !excepted(panel, handle), moved)
    }
  }
  const used = new Set(visible(panel, '.noUi-handle'))
  for (const handle of [...used]) {
    await reset(panel)
    await move(handle)
    await settled(panel)
    // At its end, a slider may bring others.
    for (const more of visible(panel, '.noUi-handle')) if (!used.has(more)) await move((used.add(more), more))
  }
  for (const list of visible(panel, 'select')) {
    count.lists++
    const start = list.selectedIndex
    await attempt(list, 'another choice', () => choose(list, (start + (list.length >> 1)) % list.length))
    choose(list, start)
  }
  const strokes = ['Enter', 'ArrowDown', 'ArrowDown', 'Enter']
  for (const pad of visible(panel, 'canvas:not(.mlp-picture)'))
    await attempt(pad, 'drawn on', () => strokes.forEach(key => press(pad, key)))
  for (const button of visible(panel, '.mlp-play'))
    await attempt(button, 'Pause', () => (count.runs++, play(panel)), false)
  await reset(panel)
  for (const button of visible(panel, 'button:not(.mlp-play), input[type=checkbox]')) {
    if (button.disabled || nameOf(button) === 'Copy' || !shown(button)) continue
    count.buttons++
    await attempt(button, 'clicked', () => button.click(), button.type === 'checkbox')
  }
  await settled(panel)
  return { count, wrong }
}

const cellWith = text => widget().content.widgets.find(cell => cell.model.sharedModel.getSource().includes(text))

// Gives the cell that contains `text` this source, and runs it; gives what the cell then shows.
async function answer(text, source) {
  const { content } = widget(), cell = cellWith(text)
  cell.model.sharedModel.setSource(source)
  content.activeCellIndex = content.widgets.indexOf(cell)
  content.deselectAll()
  await window.jupyterapp.commands.execute('notebook:run-cell')
  return cell.node.innerText
}

window.tour = { errors, panels, start, run, play, moveSlider, use, cellWith, answer }
})()
