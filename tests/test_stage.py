"""stage.js by itself in a browser; the test plays its kernel: pictures come faster than they are decoded."""

import base64
import os

import lab
import pytest

from mlp_core.widgets.stage import Stage

if not os.environ.get("CI"):  # on CI a missing browser is a failure, not a skip
    pytest.importorskip("playwright")
    if not lab.find_browser():
        pytest.skip("needs Chromium or Chrome on this machine", allow_module_level=True)

# `stage.send(state)` is a message of the kernel; `stage.decode()` lets the image that has waited longest be decoded.
SET_UP = """async address => {
  const waiting = [], decode = Image.prototype.decode
  Image.prototype.decode = function () {
    return new Promise(done => waiting.push(() => decode.call(this).then(done, done)))
  }
  const state = {number: 0, text: "", notes: "", alt: "", kind: "image/png", live: false, passing: false}
  const told = [], changed = {}
  const model = {get: name => state[name], send: message => told.push(message), off: () => {},
                 on: (name, action) => { changed[name] = action }}
  const file = name => new DataView(new TextEncoder().encode(`${name}`).buffer)  // only its name is looked at
  const addresses = new Set(), {createObjectURL, revokeObjectURL} = URL
  URL.createObjectURL = blob => (address => (addresses.add(address), address))(createObjectURL(blob))
  URL.revokeObjectURL = address => (addresses.delete(address), revokeObjectURL(address))
  const rest = () => new Promise(done => setTimeout(done, 0))
  window.stage = {
    told,
    addresses,
    send({still, bytes, ...more}) {
      const live = state.live
      const picture = file(bytes ?? state.number)
      Object.assign(state, {picture, number: state.number + 1, alt: `${state.number + 1}`}, more)
      if (still !== undefined) state.still = file(still)
      if (state.live !== live) changed["change:live"]()
      changed["change:number"]()
    },
    async decode() {
      await waiting.shift()?.()
      await rest()
      return waiting.length
    },
    async shown() {
      const images = [...document.querySelectorAll("img.mlp-picture")]
      const texts = images.map(image => fetch(image.src).then(answer => answer.text(), () => "gone"))
      return [images.at(-1)?.alt, ...await Promise.all(texts)]
    },
  }
  const panel = document.body.appendChild(document.createElement("div"))
  panel.className = "mlp-panel"
  panel.innerHTML = "<button class=mlp-play>Play</button><div></div>"
  stage.leave = (await import(address)).default.render({model, el: panel.lastChild})
}"""


@pytest.fixture(scope="module")
def machine():
    with lab.browser() as machine:
        yield machine


@pytest.fixture
def page(machine):
    with machine.new_page() as page:
        code = base64.b64encode(Stage._esm.encode()).decode()
        page.add_style_tag(content=Stage._css)
        page.evaluate(SET_UP, f"data:text/javascript;base64,{code}")
        yield page


def send(page, **state):
    page.evaluate("state => stage.send(state)", state)


def decode(page, count=99):
    for _ in range(count):
        if not page.evaluate("() => stage.decode()"):
            break


def shown(page):
    return page.evaluate("() => stage.shown()")


def test_what_stands_still_stays_whole_when_pictures_come_faster_than_they_are_decoded(page):
    send(page, still="first")
    decode(page)
    assert shown(page) == ["1", "first", "0"]
    send(page, still="second")
    send(page)
    decode(page, 2)
    send(page)
    decode(page)
    assert shown(page) == ["4", "second", "3"]


def test_the_newest_picture_is_shown_last_and_alone_told_of(page):
    send(page, still="paper", live=True, passing=True)
    decode(page)
    for _ in range(5):
        send(page)
    decode(page)
    assert shown(page) == ["6", "paper", "5"]
    page.wait_for_function("() => stage.told.at(-1)?.shown === 6")
    numbers = page.evaluate("() => stage.told.map(message => message.shown)")
    assert numbers == sorted(set(numbers))


def test_after_pause_no_picture_of_the_run_is_painted(page):
    send(page, still="paper", live=True, passing=True)
    decode(page)
    send(page)
    page.get_by_text("Play").click()
    decode(page)
    send(page)
    decode(page)
    assert shown(page) == ["1", "paper", "0"]
    assert {"held": 1} in page.evaluate("() => stage.told")
    send(page, passing=False)
    decode(page)
    assert shown(page) == ["4", "paper", "3"]


def test_no_picture_is_kept_when_the_panel_leaves_the_page_before_it_is_decoded(page):
    send(page, still="paper")
    decode(page)
    send(page)
    page.evaluate("() => stage.leave()")
    decode(page)
    assert page.evaluate("() => stage.addresses.size") == 0


DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60" viewBox="0 0 90 60"><clipPath id="frame">
<rect width="90" height="30"/></clipPath><rect width="90" height="60" fill="red" clip-path="url(#frame)"/></svg>"""


def test_a_drawing_is_part_of_the_page_at_once_by_its_name_and_knows_only_its_own_names(page):
    page.evaluate(
        """svg => {
          document.body.insertAdjacentHTML("beforeend", "<svg><clipPath id=frame></clipPath></svg>")
          stage.send({kind: "image/svg+xml", alt: "A red <flag>", bytes: svg})
        }""",
        DRAWING,
    )
    drawing = page.get_by_role("img", name="A red <flag>")
    assert drawing.bounding_box() | {"x": 0, "y": 0} == {"x": 0, "y": 0, "width": 90, "height": 60}
    assert drawing.evaluate("drawing => drawing.shadowRoot.innerHTML").startswith("<svg")
    assert page.evaluate("() => stage.addresses.size") == 0
    send(page, still="paper", kind="image/png")
    decode(page)
    assert shown(page) == ["2", "paper", "1"] and drawing.count() == 0
