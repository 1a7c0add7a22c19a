// The page's side of pad.py: ink appears at once. The kernel gets the drawing at each frame, or only the newest if it is
// slower than that, because ipywidgets keeps one message under way.

const UNDO = 50;
const INK = [0x22, 0x22, 0x22];
const KEYS =
  "Arrow keys move the cursor, with Shift by four cells. Hold Space to draw, or press Enter for pen down and pen up. " +
  "E: eraser. Ctrl+Z: undo. Delete: clear.";
let pads = 0; // counts the surfaces of the page, to number the ids of their help texts
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function render({ model, el }) {
  const side = model.get("side");
  const scale = Math.round(640 / side);
  let ink = read();
  let past = [];
  let erasing = false;
  let last = null; // where a stroke of the pointer is
  let cursor = [side >> 1, side >> 1]; // row and column
  let held = false; // Space
  let down = false; // between two presses of Enter
  let byKeys = false;
  let frame = null;

  const root = make("div", "mlp-pad");
  const canvas = make("canvas");
  const keys = make("p", "mlp-keys");
  const state = make("p");
  canvas.width = canvas.height = side * scale;
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", `${model.get("name")}, ${side} by ${side} cells`);
  keys.id = `mlp-keys-${pads++}`;
  keys.textContent = KEYS;
  canvas.setAttribute("aria-describedby", keys.id);
  state.setAttribute("role", "status");

  const pen = button("Pen", () => use(false));
  const eraser = button("Eraser", () => use(true));
  const tools = make("div", "mlp-tools");
  tools.append(pen, eraser, button("Undo", undo), button("Clear", clear));
  const width = make("input");
  Object.assign(width, { type: "range", min: 1, max: 8, step: 0.5, value: model.get("pen") });
  const label = make("label", "mlp-width");
  const readOut = make("span");
  label.append("width", width, readOut);
  width.addEventListener("input", sayWidth);
  root.append(canvas, tools, label, state, keys);
  el.append(root);

  function read() {
    const view = model.get("value");
    const bytes = new Uint8Array(side * side);
    if (view.byteLength === bytes.length) bytes.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    return bytes;
  }

  // Paints and sends at most once a frame.
  function change() {
    frame ??= requestAnimationFrame(() => {
      frame = null;
      paint();
      model.set("value", new DataView(ink.slice().buffer));
      model.save_changes();
    });
  }

  function keep() {
    past = [...past.slice(1 - UNDO), ink.slice()];
  }

  function undo() {
    if (!past.length) return say("Nothing to undo.");
    ink = past.pop();
    change();
    say("Undone.");
  }

  function clear() {
    keep();
    ink = new Uint8Array(side * side);
    change();
    say("The surface is empty.");
  }

  function use(eraserNow) {
    erasing = eraserNow;
    pen.setAttribute("aria-pressed", !erasing);
    eraser.setAttribute("aria-pressed", erasing);
    say(erasing ? "Eraser." : "Pen.");
  }

  function sayWidth() {
    readOut.textContent = `${width.value} cells`;
    width.setAttribute("aria-valuetext", readOut.textContent);
    paint();
  }

  function say(text) {
    state.textContent = text;
  }

  function sayCursor() {
    const [row, column] = cursor;
    const here = ink[row * side + column] > 127 ? "ink" : "no ink";
    const tip = held || down ? (erasing ? ", erasing" : ", drawing") : "";
    say(`Cursor at row ${row}, column ${column}: ${here}${tip}.`);
  }

  // Inks or erases along a line between two places, given in cells. A pen that is not soft inks whole cells.
  function stroke([x0, y0], [x1, y1], erase) {
    const radius = Math.max(width.value / 2, 0.71);
    const [dx, dy] = [x1 - x0, y1 - y0];
    const square = dx * dx + dy * dy;
    const from = (a, b) => Math.max(0, Math.floor(Math.min(a, b) - radius - 1));
    const to = (a, b) => Math.min(side - 1, Math.ceil(Math.max(a, b) + radius + 1));
    for (let row = from(y0, y1); row <= to(y0, y1); row++) {
      for (let column = from(x0, x1); column <= to(x0, x1); column++) {
        const [x, y] = [column + 0.5 - x0, row + 0.5 - y0];
        const along = square ? Math.min(1, Math.max(0, (x * dx + y * dy) / square)) : 0;
        const distance = Math.hypot(x - along * dx, y - along * dy);
        const reach = Math.min(1, Math.max(0, radius + 0.5 - distance));
        const value = Math.round(255 * (model.get("soft") ? reach : Number(distance <= radius)));
        const at = row * side + column;
        ink[at] = erase ? Math.min(ink[at], 255 - value) : Math.max(ink[at], value);
      }
    }
    change();
  }

  function paint() {
    const to = canvas.getContext("2d");
    const cells = new ImageData(side, side);
    ink.forEach((value, i) => cells.data.set([...INK.map((c) => 255 - ((255 - c) * value) / 255), 255], 4 * i));
    const small = make("canvas");
    small.width = small.height = side;
    small.getContext("2d").putImageData(cells, 0, 0);
    to.imageSmoothingEnabled = false;
    to.drawImage(small, 0, 0, canvas.width, canvas.height);
    for (let i = 1; i < side; i++) {
      to.fillStyle = i % model.get("block") ? "rgba(128, 128, 128, 0.16)" : "rgba(128, 128, 128, 0.6)";
      to.fillRect(i * scale - 1, 0, 2, canvas.height);
      to.fillRect(0, i * scale - 1, canvas.width, 2);
    }
    if (byKeys && document.activeElement === canvas) paintCursor(to);
  }

  function paintCursor(to) {
    const [row, column] = cursor;
    const centre = [(column + 0.5) * scale, (row + 0.5) * scale];
    for (const [colour, thick, dash] of [
      ["white", 9, []],
      ["#BF4F00", 5, held || down ? [] : [10, 8]],
    ]) {
      to.strokeStyle = colour;
      to.lineWidth = thick;
      to.setLineDash(dash);
      to.beginPath();
      to.arc(...centre, Math.max(1, width.value / 2) * scale, 0, 7);
      to.stroke();
    }
    to.setLineDash([]);
  }

  function place(event) {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * side, ((event.clientY - box.top) / box.height) * side];
  }

  function press(event) {
    if (event.button !== 0 && event.button !== 5) return; // 5 is the eraser at the other end of a pen
    event.preventDefault();
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    [byKeys, held, down] = [false, false, false];
    keep();
    last = place(event);
    stroke(last, last, erasing || event.button === 5);
  }

  function move(event) {
    if (!last) return;
    for (const part of event.getCoalescedEvents?.() ?? [event]) {
      const next = place(part);
      stroke(last, next, erasing || Boolean(event.buttons & 32));
      last = next;
    }
  }

  function release() {
    if (!last) return;
    cursor = [last[1], last[0]].map((at) => Math.min(side - 1, Math.max(0, Math.floor(at))));
    last = null;
    say("");
  }

  function drawAt(from) {
    stroke(...[from, cursor].map(([row, column]) => [column + 0.5, row + 0.5]), erasing);
  }

  function key(event) {
    const command = event.ctrlKey || event.metaKey;
    if (MOVES[event.key]) {
      const from = cursor;
      const far = event.shiftKey ? 4 : 1;
      cursor = cursor.map((at, i) => Math.min(side - 1, Math.max(0, at + far * MOVES[event.key][i])));
      if (held || down) drawAt(from);
    } else if (event.key === " ") {
      if (!event.repeat) {
        keep();
        held = true;
        drawAt(cursor);
      }
    } else if (event.key === "Enter" && !event.repeat) {
      down = !down;
      if (down) {
        keep();
        drawAt(cursor);
      }
    } else if (event.key === "Escape" && down) {
      down = false;
    } else if (event.key.toLowerCase() === "z" && command) {
      undo();
    } else if (event.key.toLowerCase() === "e" && !command) {
      use(!erasing);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      clear();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    byKeys = true;
    paint();
    if (MOVES[event.key] || [" ", "Enter", "Escape"].includes(event.key)) sayCursor();
  }

  function keyUp(event) {
    if (event.key !== " " || !held) return;
    event.preventDefault();
    held = false;
    paint();
    sayCursor();
  }

  function lift() {
    [held, down] = [false, false];
    paint();
  }

  function focus() {
    byKeys = canvas.matches(":focus-visible");
    paint();
    if (byKeys) sayCursor();
  }

  // Shows a drawing that came from the kernel or from another view of this surface.
  function fromKernel() {
    const value = read();
    if (value.every((byte, i) => byte === ink[i])) return;
    keep();
    ink = value;
    last = null;
    paint();
  }

  canvas.addEventListener("pointerdown", press);
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("keydown", key);
  canvas.addEventListener("keyup", keyUp);
  canvas.addEventListener("focus", focus);
  canvas.addEventListener("blur", lift);
  model.on("change:value", fromKernel);
  use(false);
  say("");
  sayWidth();
  return () => {
    model.off("change:value", fromKernel);
    if (frame) cancelAnimationFrame(frame);
  };
}

export default { render };
