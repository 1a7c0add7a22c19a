// Light or dark as the system has it, until the reader chooses.
const root = document.documentElement
const kept = key => { try { return localStorage.getItem(key) } catch { return null } }
const keep = (key, value) => { try { localStorage.setItem(key, value) } catch { /* a page opened as a file may not */ } }
const system = matchMedia('(prefers-color-scheme: dark)')
const dark = () => (root.style.colorScheme || (system.matches ? 'dark' : 'light')) === 'dark'
root.style.colorScheme = kept('theme') || ''

// What scrolls sideways must be reached by keyboard.
function reachable() {
  for (const box of document.querySelectorAll('pre, .scroll, .output, .formula, .long')) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0
    else box.removeAttribute('tabindex')
  }
}

addEventListener('DOMContentLoaded', () => {
  const button = document.getElementById('theme')
  const say = () => { button.textContent = dark() ? 'Light' : 'Dark'; button.title = `Show the pages ${dark() ? 'light' : 'dark'}` }
  if (button) {
    button.hidden = false
    button.onclick = () => {
      root.style.colorScheme = dark() ? 'light' : 'dark'
      keep('theme', root.style.colorScheme)
      say()
    }
    system.addEventListener('change', say)
    say()
  }
  document.addEventListener('toggle', reachable, true)
  addEventListener('resize', reachable)
})
addEventListener('load', reachable)
