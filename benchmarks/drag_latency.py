"""How closely the page follows the hand: from a pointer's move to the chart painted with its value.

    python benchmarks/drag_latency.py [seconds of each drag]

Starts a server and a headless Chromium of its own; 1, 4 and 8 visitors drag a slider of Explore
with the mouse, to and fro, then one visitor that of the decay exponent on every other page.
Measured in the page: a value counts from the pointer event that chose it to the frame in which
every chart shows it. Server and browser share the machine.
"""

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from playwright.async_api import Browser, Page, async_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.browser.conftest import FLAGS
from tests.browser.find_browser import MISSING, find_browser
from tests.serving import processor_seconds, running_process, wait_until_ready

SLIDERS = ("Decay exponent", "Step size", "Dimension", "Steps")
VISITORS = (1, 4, 8)
PAGES = (
    "escape", "convergence", "tail", "landscape", "step_size", "noise", "trade_off", "paper",
    "theory", "lab",
)  # fmt: skip
CHART = "[data-live-chart] .main-svg"
# A value is sent when the page is ready for it: the pointer event that chose it is the last before.
WATCH = """
    () => {
        const chosen = [], shown = []
        window.measured = { chosen, shown }
        addEventListener('input', () => chosen.push(performance.now()), true)
        const all = (seq) => [...document.querySelectorAll('[data-live-chart]')].every(
            chart => Number(chart.dataset.painted) >= seq)
        addEventListener('phasescape:painted', ({ detail: { seq } }) => {
            if (all(seq)) shown.push([seq, performance.now()])
        })
    }
"""
READ = """
    () => window.measured.shown.flatMap(([seq, painted]) => {
        const chosen = window.measured.chosen.findLast(time => time <= seq)
        return chosen === undefined ? [] : [painted - chosen]
    })
"""


async def opened(browser: Browser, url: str) -> Page:
    page = await browser.new_page(viewport={"width": 1440, "height": 900})
    await page.goto(url)
    await page.wait_for_selector(CHART)
    return page


async def drag(page: Page, name: str, seconds: float) -> tuple[list[float], float]:
    """Drag to and fro; latencies in ms, and updates a second."""
    slider = page.get_by_role("slider", name=name)
    box = await slider.bounding_box()
    assert box is not None
    height = box["y"] + box["height"] / 2

    async def to(share: float) -> None:
        await page.mouse.move(box["x"] + share * box["width"], height)

    await to(0.5)
    await page.mouse.down()
    await page.evaluate(WATCH)
    begin = time.monotonic()
    while (spent := time.monotonic() - begin) < seconds:
        # Through the middle half of the track, once in two seconds.
        await to(0.5 + 0.2 * np.sin(np.pi * spent))
        await asyncio.sleep(0.012)
    await page.mouse.up()
    await page.wait_for_timeout(500)
    waits = await page.evaluate(READ)
    return waits, len(waits) / seconds


async def measure(
    pages: list[Page], name: str, seconds: float, process: subprocess.Popen[bytes], label: str
) -> None:
    """One row: all pages drag the same slider at once."""
    before = processor_seconds(process)
    found = await asyncio.gather(*(drag(page, name, seconds) for page in pages))
    cost = processor_seconds(process) - before
    waits = [wait for each, _ in found for wait in each]
    rate = sum(rate for _, rate in found) / len(pages)
    print(
        f"{len(pages):8}  {label:16}  {np.median(waits):6.0f}  {np.quantile(waits, 0.95):6.0f}  "
        f"{rate:9.1f}  {1000 * cost / len(waits):16.1f}",
        flush=True,
    )


async def main(seconds: float) -> None:
    executable = find_browser()
    if executable is None:
        sys.exit(MISSING)
    with running_process() as (url, process):
        wait_until_ready(url)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=executable, args=FLAGS)
            print("visitors  slider or page    p50 ms  p95 ms  updates/s  server ms/update")
            for visitors in VISITORS:
                pages = [await opened(browser, url) for _ in range(visitors)]
                for name in SLIDERS if visitors == 1 else SLIDERS[:1]:
                    await measure(pages, name, seconds, process, name)
                for page in pages:
                    await page.close()
            for path in PAGES:
                page = await opened(browser, f"{url}/{path}")
                # What a page works at beside its pictures has come to rest.
                await page.wait_for_timeout(3000)
                await measure([page], SLIDERS[0], seconds, process, path)
                await page.close()
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 5.0))
