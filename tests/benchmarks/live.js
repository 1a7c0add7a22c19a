// What a page of the live edition saw, for live.py: when (in ms since 1970) the notebook was shown, when Python was
// ready, when the first picture of this run was there, and when all cells had run. The cells are run as soon as one can.

window.seen = {};

(function look() {
  const mark = (name) => (window.seen[name] ??= Date.now());
  const panel = window.jupyterapp?.shell.currentWidget;
  if (document.querySelector(".jp-Notebook .jp-Cell")) mark("shown");
  if (document.getElementById("live")?.innerText.includes("kept in this browser")) mark("ready");
  const cells = [...(panel?.content?.widgets ?? [])].filter((cell) => cell.model.type === "code");
  if (!window.seen.run && panel?.sessionContext?.session?.kernel && cells.length) {
    mark("run");
    for (const cell of cells) cell.model.executionCount = null;
    panel.content.notebookConfig = { ...panel.content.notebookConfig, windowingMode: "none" };
    window.jupyterapp.commands.execute("notebook:run-all-cells");
  }
  if (window.seen.run) {
    const done = cells.filter((cell) => cell.model.executionCount !== null && cell.model.executionState === "idle");
    if (done.length) mark("cell");
    if (done.some((cell) => cell.node.querySelector(".jp-OutputArea-output :is(img, .mlp-picture)"))) mark("picture");
    if (done.length === cells.length) return mark("all");
  }
  // A page to look things up has no cells to run.
  if (window.seen.ready && panel?.content?.model?.cells.length && !cells.length) return mark("cell"), mark("all");
  setTimeout(look, 20);
})();
