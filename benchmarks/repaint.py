"""How long a visitor waits: from letting a slider go to the chart that shows its value.

    python benchmarks/repaint.py [releases]

Starts a server and a headless Chromium of its own, drags the sliders of Explore with the mouse and
measures in the page, from the pointer's release to the second frame after the first curve has
changed: by then the browser has painted it.
"""

import sys
from pathlib import Path

import numpy as np
from playwright.sync_api import Locator, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.browser.conftest import FLAGS
from tests.browser.find_browser import MISSING, find_browser
from tests.serving import running_server, wait_until_ready

SLIDERS = ("Decay exponent", "Step size", "Dimension", "Steps")
# Where on its track the thumb is dropped, in turn; the step size stays below the stability limit.
PLACES = (0.35, 0.55, 0.45, 0.65)
CURVE = ".st-key-run .js-plotly-plot path.js-line"
WATCH = f"""
    () => {{
        const path = () => document.querySelector('{CURVE}')?.getAttribute('d')
        const before = path()
        window.waited = new Promise(resolve => addEventListener('pointerup', () => {{
            const released = performance.now()
            const look = () => path() && path() !== before
                ? requestAnimationFrame(() => resolve(performance.now() - released))
                : requestAnimationFrame(look)
            look()
        }}, {{ once: true, capture: true }}))
    }}
"""


def release(page: Page, slider: Locator, share: float) -> float:
    """Drag a thumb to a share of its track, let it go, and return the milliseconds to the chart."""
    # The input with the role lies hidden inside the thumb, the thumb on the track.
    thumb = slider.locator("xpath=../..").bounding_box()
    track = slider.locator("xpath=../../..").bounding_box()
    assert thumb is not None
    assert track is not None
    height = thumb["y"] + thumb["height"] / 2
    page.mouse.move(thumb["x"] + thumb["width"] / 2, height)
    page.mouse.down()
    page.mouse.move(track["x"] + share * track["width"], height, steps=8)
    page.evaluate(WATCH)
    page.mouse.up()
    return float(page.evaluate("window.waited"))


def main(releases: int) -> None:
    executable = find_browser()
    if executable is None:
        sys.exit(MISSING)
    with running_server() as url, sync_playwright() as playwright:
        wait_until_ready(url)
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(10_000)
        page.goto(url)
        page.wait_for_selector(CURVE)
        print(f"{'slider':16}  p50 ms  p95 ms")
        for name in SLIDERS:
            thumb = page.get_by_role("slider", name=name)
            waits = []
            for index in range(releases):
                waits.append(release(page, thumb, PLACES[index % len(PLACES)]))
                page.wait_for_timeout(300)
            print(f"{name:16}  {np.median(waits):6.0f}  {np.quantile(waits, 0.95):6.0f}")
        browser.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
