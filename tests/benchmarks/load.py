"""Many training explorers that play at once: do they go on, and do they answer?

Run from the repository's root: python tests/benchmarks/load.py [--kernels 10] [--panels 1] [--seconds 30]

Each kernel has a page that does what stage.js does: it says when it has painted a picture, one frame later. Every few
seconds it moves the slider "seed", waits for the picture with the new weights, and presses Play again. All of that goes
through the kernel's own messages, without a server and a browser. With --kernels 1 --panels 10 it is one kernel with
ten panels, all playing. The exit code is 1 if a kernel takes more than 300 MB.
"""

import argparse
import os
import queue
import sys
import threading
import time
from pathlib import Path

import numpy as np
import psutil
from jupyter_client.manager import start_new_kernel

ROOT = Path(__file__).resolve().parent.parent.parent
MAKE = "from four_equations.widgets import training_explorer\n"
MAKE += "panels = [training_explorer(epochs=10**6) for _ in range({})]"
FRAME = 1 / 60  # seconds that a page takes to paint
EVERY = 3  # seconds from an answer to the next change
MOST = 300e6  # bytes


class Panel:
    """What the page knows of one panel: its parts by their labels, and what it has seen."""

    def __init__(self, stage):
        self.parts, self.seed = {"stage": stage}, 0
        self.pictures, self.answers, self.asked, self.change_at = 0, [], None, 0


class Page(threading.Thread):
    """A kernel and its page."""

    def __init__(self, panels, seconds, start):
        super().__init__()
        self.number, self.seconds, self.start_together, self.error = panels, seconds, start, None

    def run(self):
        try:
            path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
            self.manager, self.client = start_new_kernel(
                env=os.environ | {"PYTHONPATH": path}, extra_arguments=["--log-level=ERROR"]
            )
            try:
                self.open()
                self.start_together.wait()
                process = psutil.Process(self.manager.provisioner.pid)
                before = process.cpu_times()
                self.use()
                after = process.cpu_times()
                self.worked = after.user + after.system - before.user - before.system
                memory = process.memory_full_info()
                self.rss, self.pss = memory.rss, getattr(memory, "pss", memory.rss)
            finally:
                self.client.stop_channels()
                self.manager.shutdown_kernel(now=True)
        except Exception as error:
            self.error = error
            self.start_together.abort()

    def open(self):
        """Make the panels, and learn which part has which number."""
        asked, self.panels = self.client.execute(MAKE.format(self.number)), []
        while True:
            message = self.client.get_iopub_msg(timeout=120)
            content = message["content"]
            if message["msg_type"] == "error":
                raise RuntimeError(content["evalue"])
            if message["msg_type"] == "comm_open":
                state = content["data"].get("state", {})
                if state.get("name") == "Training":
                    self.panels.append(Panel(content["comm_id"]))
                elif self.panels and state.get("description"):
                    self.panels[-1].parts[state["description"]] = content["comm_id"]
            if content.get("execution_state") == "idle" and message["parent_header"].get("msg_id") == asked:
                break
        self.by_stage = {panel.parts["stage"]: panel for panel in self.panels}

    def send(self, part, data):
        content = {"comm_id": part, "data": data}
        self.client.shell_channel.send(self.client.session.msg("comm_msg", content))

    def set(self, panel, label, value):
        self.send(panel.parts[label], {"method": "update", "state": {"value": value}, "buffer_paths": []})

    def use(self):
        """Press Play, paint, change the seed; until the time is over."""
        begin, painted = time.monotonic(), []  # (when it is painted, panel, number of the picture)
        for number, panel in enumerate(self.panels):
            panel.change_at = begin + EVERY * (1 + number / len(self.panels))
            self.set(panel, "Play", True)
        while (now := time.monotonic()) < begin + self.seconds:
            while painted and painted[0][0] <= now:
                _, panel, number = painted.pop(0)
                self.send(panel.parts["stage"], {"method": "custom", "content": {"shown": number}})
            for panel in self.panels:
                if panel.asked is None and now >= panel.change_at:
                    panel.seed, panel.asked = panel.seed + 1, now
                    self.set(panel, "seed", panel.seed)
            try:
                self.take(self.client.get_iopub_msg(timeout=FRAME / 4), painted)
            except queue.Empty:
                continue

    def take(self, message, painted):
        """What a message of the kernel's means to the page."""
        content = message["content"]
        panel = self.by_stage.get(content.get("comm_id"))
        state = content.get("data", {}).get("state", {})
        if message["msg_type"] != "comm_msg" or panel is None or "number" not in state:
            return
        now = time.monotonic()
        panel.pictures += 1
        painted.append((now + FRAME, panel, state["number"]))
        if panel.asked is not None and f"from seed {panel.seed}." in state.get("text", ""):
            panel.answers.append(now + FRAME - panel.asked)
            panel.asked, panel.change_at = None, now + EVERY
            self.set(panel, "Play", True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kernels", type=int, default=10)
    parser.add_argument("--panels", type=int, default=1, help="in each kernel")
    parser.add_argument("--seconds", type=float, default=30)
    args = parser.parse_args()
    start = threading.Barrier(args.kernels)
    pages = [Page(args.panels, args.seconds, start) for _ in range(args.kernels)]
    for page in pages:
        page.start()
    for page in pages:
        page.join()
    if errors := [page.error for page in pages if page.error]:
        sys.exit(f"{errors[0]!r}")
    panels = [panel for page in pages for panel in page.panels]
    rates = [panel.pictures / args.seconds for panel in panels]
    answers = np.array([answer for panel in panels for answer in panel.answers]) * 1000
    waiting = sum(not panel.answers for panel in panels)
    rss, pss = (np.array([getattr(page, kind) for page in pages]) / 1e6 for kind in ("rss", "pss"))
    print(
        f"{args.kernels} kernels with {args.panels} panels each, {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}"
    )
    each = sum(page.worked for page in pages) / sum(panel.pictures for panel in panels)
    print(
        f"pictures a second of each panel: median {np.median(rates):.1f}, least {min(rates):.1f}; "
        f"{1000 * each:.0f} ms of a processor's time for each"
    )
    print(f"from a change to its picture: median {np.median(answers):.0f} ms, 95th percentile "
          f"{np.percentile(answers, 95):.0f} ms, {len(answers)} changes; {waiting} panels never answered")  # fmt: skip
    print(f"memory of each kernel: RSS median {np.median(rss):.0f}, most {max(rss):.0f} MB; "
          f"PSS median {np.median(pss):.0f}, most {max(pss):.0f} MB")  # fmt: skip
    return bool(waiting or max(rss) > MOST / 1e6)


if __name__ == "__main__":
    sys.exit(main())
