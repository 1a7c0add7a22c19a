"""Make the README's picture, from a real JupyterLab that trains on the spirals: `python tests/panel_picture.py`."""

import tempfile
from pathlib import Path

import lab

PICTURE = Path(__file__).resolve().parent.parent / ".github" / "training_explorer.png"

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, lab.jupyterlab(folder) as address, lab.browser_page() as page:
        lab.open_notebook(page, address, "06_training.ipynb")
        panel = page.locator(".mlp-panel").last
        panel.get_by_label("data", exact=True).select_option("spirals")
        layers = panel.locator(".widget-slider").filter(has_text="hidden layers")
        layers.locator(".noUi-handle").press("ArrowRight")
        panel.get_by_text("neurons n²").wait_for()
        page.wait_for_timeout(1000)  # the restart that follows the slider
        panel.get_by_role("button", name="Play").click()
        panel.get_by_text("epoch 200.0 of 200").wait_for(timeout=60_000)
        panel.locator(".widget-vbox").first.screenshot(path=PICTURE)
        print(f"written: {PICTURE.relative_to(Path.cwd())}")
