"""Photograph the training explorer in JupyterLab for the README: `python tools/panel_picture.py`."""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))  # for `lab` and `driver`
import lab  # noqa: E402
from driver import Driver  # noqa: E402

PICTURE = Path(__file__).resolve().parent.parent / ".github" / "training_explorer.png"
EDGE = 4
CELL = "from four_equations.widgets import *\ntraining_explorer('spirals', hidden=(8, 6), epochs=300)"

if __name__ == "__main__":
    with (
        tempfile.TemporaryDirectory() as folder,
        lab.jupyterlab(folder) as address,
        lab.browser_page(1440, 1000) as page,
    ):
        lab.open_made(page, address, Path(folder) / "notebooks", CELL)
        driver = Driver(page, page.locator(".mlp-panel"))
        driver.settled()
        driver.button("Play").click()
        driver.panel.get_by_text("epoch 300.0").wait_for(timeout=120_000)
        driver.settled()
        driver.button("Play").evaluate("button => button.blur()")
        page.mouse.move(0, 0)
        panel, paper = driver.panel.bounding_box(), driver.panel.locator(".mlp-paper").bounding_box()
        clip = {"x": panel["x"] - EDGE, "y": panel["y"] - EDGE, "width": paper["width"] + 2 * EDGE}
        page.screenshot(path=PICTURE, clip=clip | {"height": panel["height"] + 2 * EDGE})
        print(f"saved {PICTURE.name}")
