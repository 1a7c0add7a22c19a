// What the benchmark of the panels measures in the page itself. `root` is the place where the picture changes: a
// panel's paper, the output of an `interact`, or the box with a bare number.

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
// The topmost image: in a panel it lies above what stands still.
const pictures = (root) => [...root.querySelectorAll("img, .mlp-picture, .number b")];
const topmost = (root) => pictures(root).at(-1);
// A drawing is part of the page, as is a number; any other picture is a file that the page has loaded.
const contents = (picture) => picture && (picture.shadowRoot?.innerHTML ?? picture.src ?? picture.textContent);
const source = (root) => contents(topmost(root));

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
      const picture = topmost(root);
      if (!picture || contents(picture) === before) return;
      watch.disconnect();
      await picture.decode?.().catch(() => null);
      await painted();
      end(performance.now());
    }
    watch.observe(root, { childList: true, subtree: true, attributes: true });
  });
}

window.bench = {
  // Milliseconds from an event to the painted picture; null if there was none within five seconds.
  async move(act, root, n) {
    const done = repainted(root, source(root));
    const start = performance.now();
    act(n);
    const end = await done;
    await pause(100);
    return end === null ? null : end - start;
  },

  // A key pressed on a slider: some steps up, then as many down.
  key: (handle) => (n) => press(handle, n % 8 < 4 ? "ArrowRight" : "ArrowLeft"),

  // A click on a picture, each time somewhere else.
  click: (root) => (n) => {
    const picture = topmost(root), box = picture.getBoundingClientRect();
    const [clientX, clientY] = [box.left + box.width * (0.15 + 0.05 * (n % 4)), box.top + box.height * (0.4 + 0.05 * (n % 3))];
    for (const name of ["pointerdown", "pointerup"])
      picture.dispatchEvent(new PointerEvent(name, { clientX, clientY, button: 0, pointerId: 1, bubbles: true }));
  },

  // 60 events a second; when the last picture came after the last of them, and how many frames had no whole picture.
  async storm(act, root, seconds, quiet = 2000) {
    const result = { events: 0, pictures: 0, frames: 0, lost: 0 };
    let last = 0, over = false;
    const watch = new MutationObserver(() => (result.pictures++, (last = performance.now())));
    watch.observe(root, { childList: true, subtree: true });
    requestAnimationFrame(function look() {
      const all = pictures(root);
      const loaded = (picture) => picture.shadowRoot || (picture.complete && picture.naturalWidth);
      const whole = (picture) => loaded(picture) && picture.getBoundingClientRect().height > 20;
      result.frames++;
      if (!all.length || !all.every(whole)) result.lost++;
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
  kind: async (root) => (topmost(root).shadowRoot ? "image/svg+xml" : (await fetch(source(root))).headers.get("content-type")),

  // The picture itself, as a text.
  async picture(root) {
    const all = pictures(root).map(async (each) => (each.shadowRoot ? contents(each) : (await fetch(each.src)).bytes()));
    return (await Promise.all(all)).join();
  },

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
    new MutationObserver(() => times.push([performance.now(), words.textContent])).observe(root, { childList: true });
    return times;
  },
};
