"""stage.js by itself in a browser; the test plays its kernel: pictures come faster than they are decoded."""

import base64
import os

import lab
import pytest

from four_equations.widgets.base.stage import Stage

if not os.environ.get("CI"):  # on CI a missing browser is a failure, not a skip
    pytest.importorskip("playwright")
    if not lab.find_browser():
        pytest.skip("needs Chromium or Chrome on this machine", allow_module_level=True)

# `stage.send(state)` is a message of the kernel; `stage.decode()` lets the image that has waited longest be decoded. An
# image is named by its colour: what stands still is all of one colour, what moves above it only on its left.
SET_UP = """async address => {
  const waiting = [], open = new Set(), decode = window.createImageBitmap
  window.createImageBitmap = file => new Promise(done => waiting.push(async () => {
    const bitmap = await decode(file), close = bitmap.close
    bitmap.close = () => (open.delete(bitmap), close.call(bitmap))
    open.add(bitmap)
    done(bitmap)
  }))
  const state = {number: 0, text: "", notes: "", alt: "", kind: "image/png", live: false, passing: false}
  const told = [], changed = {}
  const model = {get: name => state[name], send: message => told.push(message), off: () => {},
                 on: (name, action) => { changed[name] = action }}
  const rest = () => new Promise(done => setTimeout(done, 0))
  const image = async (colour, width) => {
    const canvas = new OffscreenCanvas(20, 10), brush = canvas.getContext("2d")
    brush.fillStyle = colour
    brush.fillRect(0, 0, width, 10)
    return new DataView(await (await canvas.convertToBlob()).arrayBuffer())
  }
  window.stage = {
    told,
    open,
    async send({still, svg, ...more}) {
      const live = state.live
      const drawing = new TextEncoder().encode(svg)
      const picture = svg ? new DataView(drawing.buffer) : await image(`rgb(0 0 ${state.number})`, 10)
      Object.assign(state, {picture, number: state.number + 1, alt: `${state.number + 1}`}, more)
      if (still !== undefined) state.still = await image(`rgb(${still} 0 0)`, 20)
      if (state.live !== live) changed["change:live"]()
      changed["change:number"]()
    },
    async decode() {
      await waiting.shift()?.()
      await rest()
      return waiting.length
    },
    shown() {
      const canvas = document.querySelector("canvas.mlp-picture"), brush = canvas.getContext("2d")
      const colour = x => brush.getImageData(x, 5, 1, 1).data
      return [canvas.ariaLabel, colour(15)[0], colour(5)[2]]
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
    send(page, still=200)
    decode(page)
    assert shown(page) == ["1", 200, 0]
    send(page, still=100)
    send(page)
    decode(page, 2)
    send(page)
    decode(page)
    assert shown(page) == ["4", 100, 3]
    assert page.evaluate("() => stage.open.size") == 1  # what stands still now


def test_a_picture_comes_back_when_the_machine_has_lost_what_was_drawn(page):
    send(page, still=200)
    send(page)
    decode(page)
    page.evaluate(
        """() => {
          const canvas = document.querySelector("canvas.mlp-picture")
          canvas.width = canvas.width  // empties it
          canvas.dispatchEvent(new Event("contextrestored"))
        }"""
    )
    decode(page)
    assert shown(page) == ["2", 200, 1]
    assert page.evaluate("() => stage.open.size") == 1


def test_the_newest_picture_is_shown_last_and_alone_told_of(page):
    send(page, still=255, live=True, passing=True)
    decode(page)
    for _ in range(5):
        send(page)
    decode(page)
    assert shown(page) == ["6", 255, 5]
    page.wait_for_function("() => stage.told.at(-1)?.shown === 6")
    numbers = page.evaluate("() => stage.told.map(message => message.shown)")
    assert numbers == sorted(set(numbers))


def test_after_pause_no_picture_of_the_run_is_painted(page):
    send(page, still=255, live=True, passing=True)
    decode(page)
    send(page)
    page.get_by_text("Play").click()
    decode(page)
    send(page)
    decode(page)
    assert shown(page) == ["1", 255, 0]
    assert {"held": 1} in page.evaluate("() => stage.told")
    send(page, passing=False)
    decode(page)
    assert shown(page) == ["4", 255, 3]


def test_no_decoded_picture_is_kept_when_the_panel_leaves_the_page_before_it_is_decoded(page):
    send(page, still=255)
    decode(page)
    send(page)
    page.evaluate("() => stage.leave()")
    decode(page)
    assert page.evaluate("() => stage.open.size") == 0


DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60" viewBox="0 0 90 60"><clipPath id="frame">
<rect width="90" height="30"/></clipPath><rect width="90" height="60" fill="red" clip-path="url(#frame)"/></svg>"""


def test_a_drawing_is_part_of_the_page_at_once_by_its_name_and_knows_only_its_own_names(page):
    page.evaluate(
        """svg => {
          document.body.insertAdjacentHTML("beforeend", "<svg><clipPath id=frame></clipPath></svg>")
          stage.send({kind: "image/svg+xml", alt: "A red <flag>", svg})
        }""",
        DRAWING,
    )
    drawing = page.get_by_role("img", name="A red <flag>")
    assert drawing.bounding_box() | {"x": 0, "y": 0} == {"x": 0, "y": 0, "width": 90, "height": 60}
    assert drawing.evaluate("drawing => drawing.shadowRoot.innerHTML").startswith("<svg")
    send(page, still=255, kind="image/png")
    decode(page)
    assert shown(page) == ["2", 255, 1] and drawing.count() == 0
