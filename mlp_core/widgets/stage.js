// The page's side of stage.py: one picture that changes in place, the words beneath it, and what a reader who
// uses the keyboard or listens to the page needs of the panel around it.

// A picture of the page made from bytes: what stands still, or what moves above it.
class Layer {
  constructor(data, kind, alt = "") {
    this.data = data;
    this.alt = alt;
    this.ready = Promise.resolve();
    if (!data?.byteLength) return;
    if (kind === "image/svg+xml") this.draw(data);
    else this.load(data, kind);
    this.element.classList.add("mlp-picture");
  }

  // An SVG becomes part of the page: as an image it would be a document of its own, which takes longer to come.
  draw(data) {
    this.element = document.createElement("div");
    this.element.setAttribute("role", "img");
    this.element.setAttribute("aria-label", this.alt);
    const root = this.element.attachShadow({ mode: "open" }); // its names and the page's stay apart
    root.innerHTML = new TextDecoder().decode(data);
    root.firstChild.style.cssText = "display: block; max-width: 100%; height: auto";
    this.ready = Promise.all([...root.querySelectorAll("image")].map((image) => loaded(image.getAttribute("href"))));
  }

  load(data, kind) {
    this.element = new Image();
    this.element.alt = this.alt;
    this.element.draggable = false;
    this.address = URL.createObjectURL(new Blob([data], { type: kind }));
    this.element.src = this.address;
    this.ready = this.element.decode().catch(() => {});
  }

  drop() {
    if (this.address) URL.revokeObjectURL(this.address);
  }
}

// Resolves when the page has this file, and shows an image of it without delay.
function loaded(address) {
  return new Promise((done) => {
    const image = new Image();
    image.onload = image.onerror = done;
    image.src = address;
  });
}

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
  let said = "";
  let showing = false;
  let holding = false;
  let gone = false;
  let beneath = new Layer();
  let above = new Layer();

  // One at a time, and each time the newest: what comes meanwhile waits, and what comes after that takes its place.
  async function show() {
    if (showing) return;
    showing = true;
    try {
      while (await showNewest());
    } finally {
      showing = false;
    }
  }

  // Shows the newest picture, and says whether a newer one may have come meanwhile.
  async function showNewest() {
    const names = ["number", "text", "notes", "alt", "live", "passing"];
    const [number, text, more, alt, live, passing] = names.map((name) => model.get(name));
    if (gone || (holding && passing)) return false;
    if (holding && text === said && alt === above.alt) painted = number; // the run came back to what is shown
    if (!passing) holding = false;
    if (number <= painted) return false;
    const still = model.get("still");
    const layers = [still === beneath.data ? beneath : new Layer(still, model.get("kind"))];
    layers.push(new Layer(model.get("picture"), model.get("kind"), alt));
    // Only a decoded picture takes the place of the old one: the page never shows an empty frame.
    await Promise.all(layers.map((layer) => layer.ready));
    const missed = gone || (holding && passing);
    const [kept, left] = missed ? [[beneath, above], layers] : [layers, [beneath, above]];
    left.filter((layer) => !kept.includes(layer)).forEach((layer) => layer.drop());
    if (missed) return true;
    painted = number;
    [beneath, above] = layers;
    paper.replaceChildren(...layers.map((layer) => layer.element).filter(Boolean));
    say(text);
    notes.innerHTML = more;
    notes.hidden = !more;
    if (live) withPaint(() => report(number));
    return true;
  }

  function say(text) {
    if (text !== said) words.innerHTML = text;
    said = text;
  }

  function report(number) {
    model.send({ shown: number });
  }

  // Pause need not wait for the kernel: no picture of the run is painted any more, and the kernel goes back to this one.
  function hold(event) {
    if (!model.get("live") || holding || !event.target.closest(".mlp-play")) return;
    holding = true;
    model.send({ held: painted });
  }

  function point(event) {
    if (!model.get("pointing") || event.button !== 0 || !paper.firstChild) return;
    const box = paper.firstChild.getBoundingClientRect();
    const across = (event.clientX - box.left) / box.width;
    const down = (event.clientY - box.top) / box.height;
    model.send({ across, down, shift: event.shiftKey });
  }

  function copy({ copy }) {
    if (copy) navigator.clipboard?.writeText(copy);
  }

  function changeLive() {
    // A reader of the page is told where a run has come to, not each of its pictures.
    const live = model.get("live");
    words.setAttribute("aria-live", live ? "off" : "polite");
    if (live) holding = false;
    else words.innerHTML = said;
  }

  function changePointer() {
    paper.classList.toggle("mlp-pointing", model.get("pointing"));
  }

  paper.addEventListener("pointerdown", point);
  model.on("change:number", show);
  model.on("msg:custom", copy);
  model.on("change:live", changeLive);
  model.on("change:pointing", changePointer);
  changeLive();
  changePointer();
  show();
  const stop = tendPanel(el, model, hold);
  return () => {
    model.off("change:number", show);
    model.off("msg:custom", copy);
    model.off("change:live", changeLive);
    model.off("change:pointing", changePointer);
    gone = true;
    beneath.drop();
    above.drop();
    stop();
  };
}

// A hidden page paints nothing and calls no animation frame: there a run goes on, slowly.
function withPaint(then) {
  if (document.hidden) setTimeout(then, 100);
  else requestAnimationFrame(then);
}

// JupyterLab takes a key for a shortcut unless the focused element itself says no: else a list and a range lose their
// arrow keys.
const KEEPS_ITS_KEYS = "data-lm-suppress-shortcuts";
const CONTROLS = "button, input, select, textarea, [tabindex]";

// ipywidgets gives a slider's handle neither a name nor the value that stands beside it, and Notebook 7 takes the
// arrow keys for itself. Both are mended here, for every control of the panel, now and when one is added.
function tendPanel(el, model, hold) {
  let watch = null;
  let panel = null;
  let wait = requestAnimationFrame(function begin() {
    panel = el.closest(".mlp-panel");
    if (!panel) {
      wait = requestAnimationFrame(begin); // not in the page yet
      return;
    }
    panel.addEventListener("click", hold, true);
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-label", model.get("name"));
    panel.setAttribute(KEEPS_ITS_KEYS, "true");
    const all = () => {
      panel.querySelectorAll(".widget-slider").forEach(nameSlider);
      panel.querySelectorAll(CONTROLS).forEach((control) => set(control, KEEPS_ITS_KEYS, "true"));
    };
    watch = new MutationObserver(all);
    watch.observe(panel, { childList: true, subtree: true, characterData: true });
    all();
  });
  return () => {
    cancelAnimationFrame(wait);
    if (watch) watch.disconnect();
    if (panel) panel.removeEventListener("click", hold, true);
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
