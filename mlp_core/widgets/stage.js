// The page's side of stage.py: one picture that changes in place, the words beneath it, and what a reader who
// uses the keyboard or listens to the page needs of the panel around it.

function render({ model, el }) {
  const paper = document.createElement("div");
  const words = document.createElement("div");
  const notes = document.createElement("div");
  paper.className = "mlp-paper";
  words.className = "mlp-words";
  notes.className = "mlp-words";
  words.setAttribute("role", "status");
  el.append(paper, words, notes);

  let painted = 0;
  let address = null;
  let said = null;

  async function show() {
    const number = model.get("number");
    const [text, beneath, alt, live] = ["text", "notes", "alt", "live"].map((name) => model.get(name));
    const source = URL.createObjectURL(new Blob([model.get("picture")], { type: model.get("kind") }));
    const image = new Image();
    image.alt = alt;
    image.draggable = false;
    image.src = source;
    try {
      // Only a decoded picture takes the place of the old one: the page never shows an empty frame.
      await image.decode();
    } catch {
      return URL.revokeObjectURL(source);
    }
    if (number <= painted) return URL.revokeObjectURL(source);
    painted = number;
    paper.replaceChildren(image);
    if (address) URL.revokeObjectURL(address);
    address = source;
    say(text);
    notes.innerHTML = beneath;
    if (live) withPaint(() => report(number));
  }

  function say(text) {
    if (text !== said) words.innerHTML = text;
    said = text;
  }

  function report(number) {
    model.set("shown", number);
    model.save_changes();
  }

  function point(event) {
    if (!model.get("pointing") || event.button !== 0 || !paper.firstChild) return;
    const box = paper.firstChild.getBoundingClientRect();
    const across = (event.clientX - box.left) / box.width;
    const down = (event.clientY - box.top) / box.height;
    model.send({ across, down, shift: event.shiftKey });
  }

  function changeLive() {
    // A reader of the page is told where a run has come to, not each of its pictures.
    const live = model.get("live");
    words.setAttribute("aria-live", live ? "off" : "polite");
    if (!live) {
      said = null;
      say(model.get("text"));
    }
  }

  function changePointer() {
    paper.classList.toggle("mlp-pointing", model.get("pointing"));
  }

  paper.addEventListener("pointerdown", point);
  model.on("change:number", show);
  model.on("change:live", changeLive);
  model.on("change:pointing", changePointer);
  changeLive();
  changePointer();
  show();
  const stop = nameControls(el, model);
  return () => {
    model.off("change:number", show);
    model.off("change:live", changeLive);
    model.off("change:pointing", changePointer);
    if (address) URL.revokeObjectURL(address);
    stop();
  };
}

// A hidden page paints nothing and calls no animation frame: there a run goes on, slowly.
function withPaint(then) {
  if (document.hidden) setTimeout(then, 100);
  else requestAnimationFrame(then);
}

// ipywidgets gives a slider's handle neither a name nor the value that stands beside it, and Notebook 7 takes the
// arrow keys for itself. Both are mended here, for every control of the panel, now and when one is added.
function nameControls(el, model) {
  let watch = null;
  const wait = requestAnimationFrame(function begin() {
    const panel = el.closest(".mlp-panel");
    if (!panel) return;
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-label", model.get("name"));
    panel.dataset.lmSuppressShortcuts = "true";
    const all = () => panel.querySelectorAll(".widget-slider").forEach(nameSlider);
    watch = new MutationObserver(all);
    watch.observe(panel, { childList: true, subtree: true, characterData: true });
    all();
  });
  return () => {
    cancelAnimationFrame(wait);
    if (watch) watch.disconnect();
  };
}

function nameSlider(slider) {
  const handle = slider.querySelector(".noUi-handle");
  const label = slider.querySelector(".widget-label");
  const value = slider.querySelector(".widget-readout");
  if (!handle || !label) return;
  set(handle, "aria-label", label.textContent);
  if (value) set(handle, "aria-valuetext", value.textContent);
  if (value) set(value, "aria-label", `${label.textContent}, typed`);
}

function set(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export default { render };
