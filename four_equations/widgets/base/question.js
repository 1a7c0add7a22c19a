// The page's side of question.py: buttons or a slider, which are locked once the reader has chosen.

const KEEPS_ITS_KEYS = "data-lm-suppress-shortcuts"; // as in stage.js

function render({ model, el }) {
  const options = model.get("options");
  const root = make("fieldset", "mlp-question");
  const legend = make("legend");
  const status = make("p", "mlp-locked");
  legend.textContent = model.get("question");
  status.setAttribute("role", "status");
  status.tabIndex = -1;
  const { row, mark } = model.get("on_a_slider") ? slider() : buttons();
  row.className = "mlp-answers";
  root.append(legend, row, status);
  root.setAttribute(KEEPS_ITS_KEYS, "true");
  controls().forEach((control) => control.setAttribute(KEEPS_ITS_KEYS, "true"));
  el.append(root);

  function controls() {
    return root.querySelectorAll("button, input");
  }

  function choose(index) {
    model.set("chosen", index);
    model.save_changes();
  }

  function buttons() {
    const row = make("div");
    const made = options.map((option, index) => button(option, () => choose(index)));
    row.append(...made);
    const mark = (chosen) => {
      made.forEach((each, index) => each.setAttribute("aria-pressed", index === chosen));
      made[chosen].prepend("✓ ");
    };
    return { row, mark };
  }

  function slider() {
    const row = make("div");
    const range = make("input");
    const number = make("span", "mlp-number");
    Object.assign(range, { type: "range", min: 0, max: options.length - 1, value: options.length >> 1 });
    range.setAttribute("aria-label", "your guess");
    const say = () => {
      number.textContent = options[range.value];
      range.setAttribute("aria-valuetext", options[range.value]);
    };
    range.addEventListener("input", say);
    say();
    row.append(
      end(options[0]),
      range,
      end(options[options.length - 1]),
      number,
      button("Lock in", () => choose(Number(range.value))),
    );
    const mark = (chosen) => {
      range.value = chosen;
      say();
      number.prepend("✓ ");
    };
    return { row, mark };
  }

  // Locks the controls. The focus goes on to the message, because a locked control cannot keep it, and from there the
  // notebook's own keys run the next cell.
  function lock() {
    const chosen = model.get("chosen"); // null without an answer, and undefined in Pyodide
    if (chosen == null || root.classList.contains("mlp-chosen")) return;
    const focused = root.contains(document.activeElement);
    root.classList.add("mlp-chosen");
    root.removeAttribute(KEEPS_ITS_KEYS);
    controls().forEach((control) => (control.disabled = true));
    mark(chosen);
    status.textContent = "Locked in: run the next cell.";
    if (focused) status.focus({ preventScroll: true });
  }

  model.on("change:chosen", lock);
  lock();
  return () => model.off("change:chosen", lock);
}

function end(text) {
  const element = make("span", "mlp-end");
  element.textContent = text;
  return element;
}

export default { render };
