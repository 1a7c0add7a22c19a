"""A reader who uses every control of a panel in the page, by mouse and by keyboard, and looks whether it answers.

The controls are found in the page, so a new panel is used without a word here, unless one of its controls is an
exception below.
"""

import re
import sys

PATIENCE = 30  # seconds

# (panel, control) -> it changes neither picture nor words at once: it acts on what comes next.
LATER = {
    ("Training", "learning rate"),
    ("Training", "batch size"),
    ("Training", "play until"),
    ("Training", "Copy"),
    ("Training", "● class 0"),
    ("Training", "▲ class 1"),
    ("Fault clinic", "diagnosis"),
    ("Draw a digit", "Pen"),
    ("Draw a digit", "Eraser"),
}
# (panel, control) -> it may be without effect, because of what was done before.
SOMETIMES = {
    ("Gradient descent", "steps"),  # a descent that has arrived, or has flown away, goes no farther
    ("Gradient descent", "Step"),
    ("Answers of a classifier", "Previous"),  # all images may stand on one page
    ("Answers of a classifier", "Next"),
    ("Draw a digit", "Fit"),
    ("Draw a digit", "Undo"),
    ("Draw a digit", "Clear"),
}

STATE = """panel => {
  const contents = picture => picture.shadowRoot?.innerHTML ?? picture.toDataURL()
  const all = (selector, text) => [...panel.querySelectorAll(selector)].map(text).join("\\n")
  return {picture: all(".mlp-picture", contents), words: all(".mlp-words", each => each.innerText)}
}"""

EVERYTHING = "{subtree: true, childList: true, attributes: true, characterData: true}"

# Resolves with the state once nothing has changed for a moment and the kernel has done what was asked of it.
SETTLED = f"""(panel, seconds) => new Promise((done, fail) => {{
  const late = setTimeout(() => fail(Error(`${{panel.ariaLabel}}: does not come to rest`)), 1000 * seconds)
  const idle = () => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === "idle"
  let quiet
  const wait = () => {{ clearTimeout(quiet); quiet = setTimeout(look, 50) }}
  const watch = new MutationObserver(wait)
  function look() {{
    if (!idle()) return wait()
    watch.disconnect()
    clearTimeout(late)
    done(({STATE})(panel))
  }}
  watch.observe(panel, {EVERYTHING})
  wait()
}})"""

# Resolves with the state once it differs from `before`, or with null. A picture may be painted in the next frame.
CHANGED = f"""(panel, [before, seconds]) => new Promise(done => {{
  const finish = now => {{ watch.disconnect(); clearInterval(again); clearTimeout(late); done(now) }}
  const look = () => {{
    const now = ({STATE})(panel)
    if (now.picture !== before.picture || now.words !== before.words) finish(now)
  }}
  const late = setTimeout(() => finish(null), 1000 * seconds), again = setInterval(look, 200)
  const watch = new MutationObserver(() => requestAnimationFrame(look))
  watch.observe(panel, {EVERYTHING})
  look()
}})"""

# Plays until two more pictures have come, then clicks Pause, and says what the page shows in that moment.
PLAY_AND_PAUSE = """panel => new Promise((done, fail) => {
  const button = panel.querySelector(".mlp-play"), paper = panel.querySelector(".mlp-paper")
  const late = setTimeout(() => fail(Error("Play brings no pictures")), 30000)
  let count = 0
  const watch = new MutationObserver(() => {
    if (++count < 3) return
    clearTimeout(late)
    watch.disconnect()
    setTimeout(() => {
      if (button.innerText.includes("Pause")) button.click()
      done([...panel.querySelectorAll(".mlp-words")].map(each => each.innerText).join("\\n"))
    })
  })
  watch.observe(paper, {attributes: true, subtree: true})
  button.click()
})"""

NAME = """control => (control.getAttribute("aria-label") || control.labels?.[0]?.innerText || control.innerText
  || control.title || document.getElementById(control.getAttribute("aria-labelledby"))?.innerText || "").trim()"""

CONTROLS = ".noUi-handle, input, select, textarea, button, canvas:not(.mlp-picture)"

SEEN = "{visibilityProperty: true}"

NAMELESS = f"""panel => [...panel.querySelectorAll("{CONTROLS}")].filter(control => control.checkVisibility(
  {SEEN}) && (!({NAME})(control) || control.tabIndex < 0)).map(control => control.outerHTML)"""

# What stands out to the right of the panel's output, unless it is in something that scrolls.
TOO_WIDE = """panel => {
  const output = panel.closest(".jp-OutputArea-output"), limit = output.getBoundingClientRect().right + 1
  const scrolls = part => part !== output && (/auto|scroll|hidden/.test(getComputedStyle(part).overflowX)
    || scrolls(part.parentElement))
  return [...panel.querySelectorAll("*")].filter(part => part.checkVisibility()
    && part.getBoundingClientRect().right > limit && !scrolls(part.parentElement)).map(part => part.outerHTML)
}"""

# The labels of which the end is not seen.
CUT = f"""panel => [...panel.querySelectorAll(".widget-label")].filter(label => label.checkVisibility(
  {SEEN}) && label.scrollWidth > label.clientWidth).map(label => label.innerText)"""


class Driver:
    """The reader before one panel, a locator in the page."""

    def __init__(self, page, panel):
        self.page, self.panel = page, panel
        self.element = panel.element_handle()  # which is not looked for again in the whole page, as `panel` is
        panel.scroll_into_view_if_needed()
        self.name = panel.get_attribute("aria-label")

    def state(self):
        """What the page shows: {"picture": its contents, "words": those beneath it}."""
        return self.element.evaluate(STATE)

    def settled(self):
        """The state of the page once nothing moves and the kernel has done what was asked of it."""
        return self.element.evaluate(SETTLED, PATIENCE)

    def changed(self, before, what):
        """The state of the page once it differs from `before`."""
        now = self.element.evaluate(CHANGED, [before, PATIENCE])
        assert now, f"{self.name}: {what} changes nothing"
        return now

    def act(self, action, label, kind):
        """Do something, and wait for its effect, unless the control named `label` is an exception."""
        before = self.settled()
        action()
        if (self.name, label) not in LATER | SOMETIMES:
            self.changed(before, f"{label}, {kind},")

    def use_everything(self):
        """Every control, and the picture itself where it can be clicked."""
        self.use_sliders()
        self.use_lists()
        self.use_canvas()
        self.use_picture()
        if self.panel.locator(".mlp-play").count():
            self.play()
        self.use_buttons()
        self.settled()
        for label, box in self.visible("select").items():
            assert box.evaluate("box => box.selectedIndex") >= 0, f"{self.name}: {label} shows no choice"

    def button(self, label):
        return self.panel.locator("button").filter(has_text=re.compile(rf"^\s*{label}\s*$"))

    def reset(self):
        self.button("Reset").click()

    def visible(self, selector):
        """The visible parts of the panel, by their names."""
        parts = self.panel.locator(selector)
        names = parts.evaluate_all(f"parts => parts.map(part => part.checkVisibility({SEEN}) ? ({NAME})(part) : null)")
        return {name: parts.nth(n) for n, name in enumerate(names) if name is not None}

    def use_sliders(self):
        """Each slider; and those that others, moved to their end, bring."""
        first, brought = self.visible(".noUi-handle"), {}
        for label in first:
            self.reset()
            self.use_slider(label, first[label])
            more = self.visible(".noUi-handle").keys() - first.keys() - brought.keys()
            brought |= dict.fromkeys(more, first[label])
        for label, bringer in brought.items():
            self.reset()
            self.settled()
            bringer.press("End")
            self.settled()
            self.use_slider(label, self.visible(".noUi-handle")[label])

    def use_slider(self, label, handle):
        def at():
            return float(handle.get_attribute("aria-valuenow"))

        low, high = (float(handle.get_attribute(f"aria-value{which}")) for which in ("min", "max"))
        if low == high:
            return
        self.act(lambda: self.drag(handle, 0.25 if at() > (low + high) / 2 else 0.75), label, "dragged")
        for key, limit in (("ArrowLeft", low), ("Home", low), ("End", high)):
            if at() == limit:
                continue
            before = handle.get_attribute("aria-valuetext")
            self.act(lambda key=key: handle.press(key), label, f"moved with {key},")
            assert handle.get_attribute("aria-valuetext") != before, f"{self.name}: {label} does not hear {key}"
        assert at() == high

    def drag(self, handle, share):
        """Drag the handle of a slider to a share, 0 to 1, of its length."""
        handle.scroll_into_view_if_needed()
        grip, track = (part.bounding_box() for part in (handle, handle.locator("xpath=ancestor::*[3]")))
        middle = grip["y"] + grip["height"] / 2
        self.page.mouse.move(grip["x"] + grip["width"] / 2, middle)
        self.page.mouse.down()
        self.page.mouse.move(track["x"] + share * track["width"], middle)
        self.page.mouse.up()

    def use_lists(self):
        for label, box in self.visible("select").items():
            start, count = box.evaluate("box => [box.selectedIndex, box.length]")
            other = (start + count // 2) % count
            self.act(lambda box=box, other=other: box.select_option(index=other), label, "another choice,")
            if sys.platform != "darwin":  # there a key opens the list
                key = "ArrowUp" if other else "ArrowDown"
                self.act(lambda box=box, key=key: box.press(key), label, f"moved with {key},")
                assert box.evaluate("box => box.selectedIndex") == other + (-1 if other else 1)
            box.select_option(index=start)
        for label, tick in self.visible("input[type=checkbox]").items():
            self.act(tick.click, label, "clicked")

    def use_texts(self):
        """Text is typed; a range of the page's own, moved. What becomes of it is the business of a button."""
        for label, box in self.visible("textarea").items():
            written = "0.5, 0.5, 1\n-0.5, -0.5, 0" if label == "points" else f"{box.input_value()} "
            box.fill(written)
            assert box.input_value() == written
        for label, box in self.visible("input[type=range]").items():
            before = box.input_value()
            box.press("ArrowRight")
            assert box.input_value() != before, f"{self.name}: {label} does not hear ArrowRight"

    def use_canvas(self):
        for label, canvas in self.visible("canvas:not(.mlp-picture)").items():
            canvas.scroll_into_view_if_needed()
            box = canvas.bounding_box()

            def draw(box=box):
                x, y, w, h = box.values()
                self.page.mouse.move(x + 0.1 * w, y + 0.1 * h)
                self.page.mouse.down()
                self.page.mouse.move(x + 0.9 * w, y + 0.8 * h, steps=8)
                self.page.mouse.up()

            def draw_with_keys(canvas=canvas):
                canvas.focus()
                for key in ["Enter", *["ArrowLeft", "ArrowDown"] * 8, "Enter"]:
                    self.page.keyboard.press(key)

            self.act(draw, label, "drawn on with the mouse,")
            self.act(draw_with_keys, label, "drawn on with the keys,")

    def use_picture(self):
        """One of many clicks must act, where clicks do."""
        paper = self.panel.locator(".mlp-paper.mlp-pointing")
        if not paper.count():
            return
        before = self.settled()
        for row in range(1, 32, 2):
            for column in range(1, 16, 2):
                box = paper.bounding_box()
                place = {"x": column / 16 * box["width"], "y": row / 32 * box["height"]}
                paper.click(position=place, force=True)  # without waiting until it stands still
            if self.settled() != before:
                return
        raise AssertionError(f"{self.name}: no click on the picture changes anything")

    def use_buttons(self):
        self.reset()
        for slider in list(self.visible(".noUi-handle").values())[:1]:
            slider.press("ArrowRight")  # so that there is a way back, and a way on
        self.settled()
        self.use_texts()
        for label, button in self.visible("button").items():
            if not button.is_visible() or not button.is_enabled() or "mlp-play" in button.get_attribute("class"):
                continue
            if label == "Reset":
                self.reset()
            else:
                self.act(button.click, label, "clicked")

    def play(self):
        """Play brings pictures, and after Pause nothing moves any more. Gives what was shown at Pause."""
        if until := self.visible("select").get("play until"):
            until.select_option(label="I press Pause")  # a run of some hundred epochs may be over in two pictures
        self.reset()
        start = self.settled()
        at_pause = self.element.evaluate(PLAY_AND_PAUSE)
        self.button("Play").wait_for()
        self.page.wait_for_timeout(400)
        after = self.state()
        assert at_pause != start["words"], f"{self.name}: Play changes no word"
        assert after["words"] == at_pause, f"{self.name}: after Pause it goes on"
        return after
