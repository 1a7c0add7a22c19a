// What the benchmark of the panels measures in the page itself. `root` is the place where the picture changes: a
// panel's paper, the output of an `interact`, or the box with a bare number.

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
// A panel gives each picture that it paints a text alternative.
const EACH_PICTURE = { attributes: true, attributeFilter: ["aria-label"], subtree: true };
const shown = (root) => root.querySelector("img, .mlp-picture, .number b");
// A panel's picture is a drawing in the page or a canvas; that of an `interact` is a file that the page has loaded.
const contents = (picture) => picture && (picture.shadowRoot?.innerHTML ?? picture.toDataURL?.() ?? picture.src ?? picture.textContent);

// Whether a panel's picture is there, and has been drawn: a canvas that was cleared is seen through.
function whole(picture) {
  if (!picture || picture.getBoundingClientRect().height < 20) return false;
  if (picture.shadowRoot) return picture.shadowRoot.querySelector("svg") !== null;
  const [width, height] = [picture.width, picture.height];
  const corners = [[0, 0], [width - 1, height - 1]];
  return corners.every(([x, y]) => picture.getContext("2d").getImageData(x, y, 1, 1).data[3] === 255);
}

function press(handle, key) {
  const keyCode = { ArrowLeft: 37, ArrowRight: 39 }[key];
  handle.dispatchEvent(new KeyboardEvent("keydown", { key, keyCode, bubbles: true, cancelable: true }));
}

// Resolves when `root` holds another picture than before, decoded, and a frame has been painted with it.
function repainted(root, before) {
  return new Promise((done) => {
    const watch = new MutationObserver(look);
    const end = (result) => (watch.disconnect(), clearTimeout(late), done(result));
    const late = setTimeout(() => end(null), 5000);
    async function look() {
      const picture = shown(root);
      if (!picture) return;
      await picture.decode?.().catch(() => null);
      await painted();
      const time = performance.now();
      if (contents(picture) !== before) end(time); // a canvas takes long to read: not while the time runs
    }
    watch.observe(root, { childList: true, subtree: true, attributes: true });
  });
}

window.bench = {
  // Milliseconds from the event number n to the painted picture; null if there was none within five seconds.
  async move(act, root, n) {
    await pause(100 + 16.7 * ((0.618 * Math.abs(n)) % 1)); // a reader does not move in step with the screen
    const done = repainted(root, contents(shown(root)));
    const start = performance.now();
    act(n);
    const end = await done;
    return end === null ? null : end - start;
  },

  // A key pressed on a slider: some steps up, then as many down.
  key: (handle) => (n) => press(handle, (n + 8) % 8 < 4 ? "ArrowRight" : "ArrowLeft"),

  // 60 events a second; when the last picture came after the last of them, and how many frames had no whole picture.
  async storm(act, root, seconds, quiet = 2000) {
    const result = { events: 0, pictures: 0, frames: 0, lost: 0 };
    let last = 0, over = false;
    const watch = new MutationObserver(() => (result.pictures++, (last = performance.now())));
    watch.observe(root, EACH_PICTURE);
    requestAnimationFrame(function look() {
      result.frames++;
      if (!whole(shown(root))) result.lost++;
      if (!over) requestAnimationFrame(look);
    });
    const start = performance.now();
    while (result.events < 60 * seconds) {
      // Behind the beat, as many events as are due: a busy page must not make the storm longer.
      while (result.events < Math.min(60 * seconds, (performance.now() - start) * 0.06)) act(result.events++);
      await pause(4);
    }
    const end = performance.now();
    await pause(quiet);
    over = true;
    watch.disconnect();
    return { ...result, settled: Math.max(0, last - end), seconds: (end - start) / 1000 };
  },

  // The media type of the picture.
  kind: (root) => (shown(root).shadowRoot ? "image/svg+xml" : "image/png"),

  // The picture itself, as a text.
  picture: (root) => contents(shown(root)),

  // Milliseconds from a click on Pause to the last picture after it, for each of `count` runs.
  async pauses(button, times, count, quiet) {
    const delays = [];
    for (let n = 0; n < count; n++) {
      const before = times.length;
      button.click();
      await pause(300 + 17 * n);
      for (let wait = 0; times.length < before + 3; wait++) {
        if (wait > 100) throw Error("Play does not train");
        await pause(100);
      }
      const clicked = performance.now();
      button.click();
      await pause(quiet);
      delays.push(Math.max(0, times.at(-1)[0] - clicked));
    }
    return delays;
  },

  // From now on, `times` holds when each new picture came, and what the words beneath it said.
  watch(root, words) {
    const times = [];
    new MutationObserver(() => times.push([performance.now(), words.textContent])).observe(root, EACH_PICTURE);
    return times;
  },
};
