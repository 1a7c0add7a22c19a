"""Examine the site, the slides and the panels with axe-core, and list what it calls serious or critical.

python tools/accessibility.py           every page and deck of the site, in light and dark
python tools/accessibility.py --panels  every panel of the course in JupyterLab, in light and dark
"""

import argparse
import sys
import tempfile
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "pages")]  # for `lab` and `website`
THEMES = ("light", "dark")
# The panels that need arguments.
ARGUMENTS = dict.fromkeys(("digit_explorer", "draw_digit", "hidden_neurons"), "net, x, labels")
ARGUMENTS["predict"] = "'Which?', ['one', 'two']"
DIGITS = """
from mlp_core import NeuralNetwork
from four_equations import widgets
from mlp_core.datasets import load_digits

x, labels = load_digits()
net = NeuralNetwork([64, 8, 10], ["relu", "linear"], cost="cross_entropy", seed=0)
"""
# axe-core skips hidden elements and can't find the background of transformed ones.
ALL_SLIDES = """
html, body, .reveal, .reveal .slides { height: auto; overflow: visible; position: static; transform: none; }
.reveal .slides section, .fragment { all: unset !important; display: block !important; }
"""
WORST = ("serious", "critical")


def findings(page, within=None):
    """List serious and critical violations in the page, or in what the selector `within` matches, a line for each."""
    options = {"resultTypes": ["violations"]}
    violations = Axe().run(page, within, options).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:120]} {node['failureSummary'].splitlines()[-1].strip()}"
        for violation in violations
        if violation["impact"] in WORST
        for node in violation["nodes"]
    ]


def show(page, file, theme):
    """Open a page of the site with everything unfolded; show all slides of a deck one below the other."""
    page.emulate_media(color_scheme=theme)
    page.goto(file.as_uri())
    if file.parent.name == "slides":
        page.wait_for_function("() => window.Reveal?.isReady()")
        page.evaluate("() => Reveal.destroy()")
        page.add_style_tag(content=ALL_SLIDES)
    page.evaluate("() => document.querySelectorAll('details').forEach(fold => fold.open = true)")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def site():
    """Yield (page and theme, findings) for every page of the site."""
    import lab
    import website

    with tempfile.TemporaryDirectory() as folder, lab.browser_page() as page:
        website.build(Path(folder))
        for file in sorted(Path(folder).rglob("*.html")):
            for theme in THEMES:
                show(page, file, theme)
                yield f"{file.relative_to(folder)} {theme}", findings(page)


def panels():
    """Yield (panel and theme, findings) for every panel in JupyterLab."""
    import lab

    from four_equations import widgets

    with tempfile.TemporaryDirectory() as folder, lab.jupyterlab(folder) as address, lab.browser_page() as page:
        cells = [f"widgets.{name}({ARGUMENTS.get(name, '')})" for name in widgets.__all__]
        lab.open_made(page, address, Path(folder) / "notebooks", DIGITS, *cells)
        for theme in THEMES:
            set_theme(page, theme)
            for number, name in enumerate(widgets.__all__):
                box = page.locator(".mlp-panel, .mlp-question").nth(number)
                box.scroll_into_view_if_needed()
                box.evaluate("(box, name) => box.setAttribute('data-panel', name)", name)
                yield f"{name} {theme}", findings(page, f'[data-panel="{name}"]')


def set_theme(page, theme):
    """Switch JupyterLab to its light or dark theme."""
    name = f"JupyterLab {theme.title()}"
    page.evaluate("name => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})", name)
    page.wait_for_selector(f'body[data-jp-theme-light="{str(theme == "light").lower()}"]', state="attached")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--panels", action="store_true", help="examine the panels in JupyterLab instead of the site")
    checked = failed = 0
    for where, found in panels() if parser.parse_args().panels else site():
        checked, failed = checked + 1, failed + bool(found)
        print(f"{where}: {len(found) or 'no'} serious or critical", *found, sep="\n    ", flush=True)
    print(f"{checked} checked, {failed} with findings")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
