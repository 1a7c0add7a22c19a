"""How quick the panels are, in a real JupyterLab: from a slider's move to the painted picture, training, and a storm.

Run from the repository's root: python tests/benchmarks/panels.py [--moves 40] [--storm 5] [panel ...]

Each panel stands in a notebook beside a plain `interact` with the same slider and the same figure, and beside a slider
that is answered with its own number alone (see plain.py); the three are moved in turn. No picture can come sooner than
that number. A target that is missed is marked with "!", and makes the exit code 1.
"""

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import lab  # noqa: E402

from four_equations import widgets  # noqa: E402

# What makes each panel, and the slider that is moved: it must have room for five steps up.
PANELS = {
    "activation_explorer": ("activation_explorer()", "z"),
    "layer_builder": ("layer_builder()", "inputs n⁰"),
    "neuron_explorer": ("neuron_explorer()", "weight w₀"),
    "surface_explorer": ("surface_explorer()", "seed"),
    "xor_by_hand": ("xor_by_hand()", "bias b¹₀"),
    "training_explorer": ("training_explorer()", "neurons n¹"),
    "playground": ("playground()", "neurons n¹"),
    "backprop_stepper": ("backprop_stepper()", "step"),
    "descent_explorer": ("descent_explorer()", "learning rate"),
    "error_flow": ("error_flow()", "weights times"),
    "hidden_neurons": ("hidden_neurons(NeuralNetwork([64, 30, 10], ['relu', 'linear']), *load_digits())", "neuron"),
}
WITHOUT_A_SLIDER = {"digit_explorer", "draw_digit", "fault_clinic", "predict"}  # or without a picture
# The panels that train live, with enough to do.
TRAINERS = {"training_explorer": "training_explorer(epochs=100_000)", "playground": "playground(epochs=100_000)"}

PAUSES = 12
# By the kind of picture: 95th percentile in milliseconds, and how many times faster than `interact`.
TARGETS = {"image/png": (100, 4), "image/svg+xml": (75, 6)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moves", type=int, default=40, help="how often each slider is moved")
    parser.add_argument("--storm", type=float, default=5, help="seconds of a storm")
    parser.add_argument("panels", nargs="*", help="default: all")
    args = parser.parse_args()
    if different := PANELS.keys() ^ (set(widgets.__all__) - WITHOUT_A_SLIDER):
        sys.exit(f"PANELS lacks, or has too much: {', '.join(sorted(different))}")
    names = args.panels or list(PANELS)
    report = Report()
    with tempfile.TemporaryDirectory() as folder, lab.jupyterlab(folder) as address:
        bench = Bench(Path(folder) / "notebooks", address)
        print(f"{args.moves} moves each, in turn with `interact`; load of this machine: {os.getloadavg()[0]:.1f}\n")
        print(
            "slider to painted picture, ms     kind   median   p95   interact: median   p95    ratio   number: median"
        )
        for name in names:
            bench.moves(name, args.moves, report)
        print(f"\nstorm, {args.storm:g} s at 60 events/s      pictures  settled, ms  frames  of them empty  last value")
        for name in names:
            bench.storm(name, args.storm, report)
        trainers = [name for name in names if name in TRAINERS]
        print(
            "\ntraining                     frames/s   Pause, ms: median   max   age of pictures, ms: first, last third"
        )
        for name in trainers:
            bench.training(name, 6, report)
    print(f"\n{report.missed} targets missed" if report.missed else "\nevery target met")
    return bool(report.missed)


class Report:
    """Marks what misses its target, and counts it."""

    def __init__(self):
        self.missed = 0

    def __call__(self, value, good, form=".0f", width=6):
        self.missed += not good
        return f"{value:{width}{form}}{' ' if good else '!'}"


class Bench:
    """Notebooks that are made for a measurement, in one JupyterLab."""

    def __init__(self, folder, address):
        self.folder, self.address = folder, address

    def notebook(self, page, *cells):
        """Open and run a notebook of these cells."""
        start = f"import sys\nsys.path.insert(0, {str(HERE)!r})\nfrom four_equations.widgets import *"
        start += "\nfrom mlp_core import NeuralNetwork\nfrom mlp_core.datasets import load_digits"
        lab.open_made(page, self.address, self.folder, start, *cells)
        page.add_script_tag(path=HERE / "panels.js")
        page.locator(".mlp-panel").first.scroll_into_view_if_needed()
        page.wait_for_timeout(1500)

    def moves(self, name, count, report):
        make, label = PANELS[name]
        with lab.browser_page(height=1400) as page:
            cells = f"from plain import number, plain\nplain(lambda: {make}, {label!r})", f"number({label!r})"
            self.notebook(page, make, *cells)
            roots = page.evaluate_handle(
                """() => ({panel: document.querySelector(".mlp-paper"),
                           interact: document.querySelector(".widget-interact .jp-OutputArea"),
                           number: document.querySelector(".number")})"""
            )
            sliders = {"panel": ".mlp-panel", "interact": ".widget-interact", "number": ".number"}
            found = {which: [] for which in sliders}
            kind = page.evaluate("roots => bench.kind(roots.panel)", roots)
            for n in range(-2, count):  # two to warm up
                for which, place in sliders.items():
                    handle = page.locator(f"{place} .widget-slider").filter(has_text=label).locator(".noUi-handle")
                    taken = page.evaluate(
                        "([handle, roots, which, n]) => bench.move(bench.key(handle), roots[which], n)",
                        [handle.element_handle(), roots, which, n],
                    )
                    if n >= 0:
                        found[which].append(float("inf") if taken is None else taken)
            self.end(page)
        median = {which: statistics.median(times) for which, times in found.items()}
        tail = {which: percentile(times, 95) for which, times in found.items()}
        most, faster = TARGETS[kind]
        ratio = median["interact"] / median["panel"]
        print(
            f"{name:33} {kind[6:9]} {median['panel']:8.0f} {report(tail['panel'], tail['panel'] <= most, width=5)}"
            f"{median['interact']:18.0f} {tail['interact']:5.0f}  {report(ratio, ratio >= faster, '.1f')}"
            f"{median['number']:17.0f}",
            flush=True,
        )

    def storm(self, name, seconds, report):
        make, label = PANELS[name]
        with lab.browser_page(height=1400) as page:
            self.notebook(page, make)
            handle = page.locator(".mlp-panel .widget-slider").filter(has_text=label).locator(".noUi-handle")
            both = [handle.element_handle(), page.query_selector(".mlp-paper"), seconds]
            result = page.evaluate("([handle, paper, seconds]) => bench.storm(bench.key(handle), paper, seconds)", both)
            # The same value once more, without haste, must give the same picture.
            stormy = page.evaluate("([_, paper]) => bench.picture(paper)", both)
            for key in ("ArrowRight", "ArrowLeft"):
                handle.press(key)
                page.wait_for_timeout(600)
            true = stormy == page.evaluate("([_, paper]) => bench.picture(paper)", both)
            self.end(page)
        print(
            f"{name:33} {result['pictures']:8} {report(result['settled'], result['settled'] <= 150):>13}"
            f"{result['frames']:7} {report(result['lost'], not result['lost'], width=14)}"
            f"  {report('shown' if true else 'not shown', true, form='', width=9)}",
            flush=True,
        )

    def training(self, name, seconds, report):
        """Pictures a second, Pause, and how old a picture is when it comes: that must not grow."""
        ages = self.folder / "ages.txt"
        ages.unlink(missing_ok=True)
        record = f"from plain import record_times\nrecord_times({str(ages)!r})"
        with lab.browser_page(height=1400) as page:
            self.notebook(page, record, TRAINERS[name])
            times = page.evaluate_handle(
                """() => bench.watch(document.querySelector(".mlp-paper"), document.querySelector(".mlp-words"))"""
            )
            button = page.locator(".mlp-panel").get_by_role("button", name="Play").element_handle()
            delays = page.evaluate(f"([button, times]) => bench.pauses(button, times, {PAUSES}, 700)", [button, times])
            page.evaluate("times => { times.length = 0 }", times)
            page.evaluate("button => button.click()", button)
            page.wait_for_timeout(1000 * seconds)
            page.evaluate("button => button.click()", button)
            seen = page.evaluate("times => times.map(([time, words]) => [performance.timeOrigin + time, words])", times)
            self.end(page)
        made = dict(reversed(line.split("\t")) for line in ages.read_text(encoding="utf-8").splitlines())
        age = [time - float(made[words]) for time, words in seen if words in made]
        third = len(age) // 3
        early, late = statistics.median(age[:third]), statistics.median(age[-third:])
        rate = len(seen) / seconds
        print(
            f"{name:29} {report(rate, rate >= 13, '.1f', 9)}"
            f"{statistics.median(delays):18.0f} {report(max(delays), max(delays) <= 150)}"
            f"{early:28.0f} {report(late, late <= 1.2 * early + 20)}",
            flush=True,
        )

    def end(self, page):
        """End every kernel, so that the next measurement has the machine for itself."""
        page.evaluate("() => window.jupyterapp.serviceManager.sessions.shutdownAll()")
        if page.errors:
            sys.exit(f"The page reports: {page.errors}")


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, round(share / 100 * len(values)))]


if __name__ == "__main__":
    sys.exit(main())
