// The page's side of stage.py: one picture that changes in place, the words below it, and what the panel around it lacks
// for a reader who uses the keyboard or a screen reader.

// A picture of two PNG files: a still layer, and above it what moves. It is a canvas, because a canvas shows in the next
// frame what was drawn on it, while an <img> loads its file first and then lets a frame pass.
class Canvas {
  constructor() {
    this.element = picture("canvas");
    this.brush = this.element.getContext("2d");
  }

  async prepare(kind, file, moving) {
    const decode = (data) => createImageBitmap(new Blob([data], { type: kind }));
    const [still, above] = await Promise.all([file === this.file ? this.still : decode(file), decode(moving)]);
    return { file, still, above };
  }

  put({ file, still, above }) {
    if (still !== this.still) {
      this.drop();
      [this.file, this.still, this.element.width, this.element.height] = [file, still, still.width, still.height];
    }
    for (const layer of [still, above]) this.brush.drawImage(layer, 0, 0);
    above.close();
  }

  leave({ still, above }) {
    if (still !== this.still) still.close();
    above.close();
  }

  drop() {
    this.still?.close();
  }
}

// A picture of an SVG file, as part of the page: an image would be a document of its own, which takes longer to show.
class Drawing {
  constructor() {
    this.element = picture("div");
    this.root = this.element.attachShadow({ mode: "open" }); // keeps its ids apart from the page's
  }

  async prepare(_kind, _still, file) {
    const box = document.createElement("div");
    box.innerHTML = new TextDecoder().decode(file);
    box.firstChild.style.cssText = "display: block; max-width: 100%; height: auto";
    await Promise.all([...box.querySelectorAll("image")].map((image) => loaded(image.getAttribute("href"))));
    return box.firstChild;
  }

  put(svg) {
    this.root.replaceChildren(svg);
  }

  leave() {}
}

function picture(tag) {
  const element = document.createElement(tag);
  element.className = "mlp-picture";
  element.setAttribute("role", "img");
  return element;
}

// Resolves when the page has loaded this file, so that an image of it shows at once.
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
  let shown = "";
  const canvas = new Canvas();
  const drawing = new Drawing();

  // Paints one picture at a time. Of those that arrive meanwhile only the newest is painted next.
  async function show() {
    if (showing) return;
    showing = true;
    try {
      while (await showNewest());
    } finally {
      showing = false;
    }
  }

  // Shows the newest picture. True if a newer one may have arrived meanwhile.
  async function showNewest() {
    const get = (...names) => names.map((name) => model.get(name));
    const [number, text, more, alt, live, passing] = get("number", "text", "notes", "alt", "live", "passing");
    if (gone || (holding && passing)) return false;
    if (holding && text === said && alt === shown) painted = number; // the run came back to what is shown
    if (!passing) holding = false;
    if (number <= painted) return false;
    const files = get("kind", "still", "picture");
    const place = files[0] === "image/svg+xml" ? drawing : canvas;
    // The old picture stays until the new one is decoded, so that no frame is empty.
    const next = await place.prepare(...files);
    if (gone || (holding && passing)) {
      place.leave(next);
      return true;
    }
    painted = number;
    shown = alt;
    place.put(next);
    place.element.setAttribute("aria-label", alt);
    if (paper.firstChild !== place.element) paper.replaceChildren(place.element);
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

  // Pause does not wait for the kernel: the page paints no more pictures of the run, and the kernel goes back to this one.
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

  // A canvas may be empty when a computer wakes up.
  function drawAgain() {
    canvas.file = null;
    painted = 0;
    show();
  }

  function copy({ copy }) {
    if (copy) navigator.clipboard?.writeText(copy);
  }

  function changeLive() {
    // A screen reader announces where a run has ended, not each of its pictures.
    const live = model.get("live");
    words.setAttribute("aria-live", live ? "off" : "polite");
    if (live) holding = false;
    else words.innerHTML = said;
  }

  function changePointer() {
    paper.classList.toggle("mlp-pointing", model.get("pointing"));
  }

  paper.addEventListener("pointerdown", point);
  canvas.element.addEventListener("contextrestored", drawAgain);
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
    canvas.drop();
    stop();
  };
}

// A hidden page gets no animation frames; with a timer a run goes on there, slowly.
function withPaint(then) {
  if (document.hidden) setTimeout(then, 100);
  else requestAnimationFrame(then);
}

// JupyterLab takes keys for shortcuts unless the focused element has this attribute; without it lists and ranges lose
// their arrow keys.
const KEEPS_ITS_KEYS = "data-lm-suppress-shortcuts";
const CONTROLS = "button, input, select, textarea, [tabindex]";

// ipywidgets gives a slider's handle neither a name nor its value as text, and Notebook 7 takes the arrow keys for
// itself. This repairs both for every control of the panel, present or added later.
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
