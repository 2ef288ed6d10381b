"""How closely the page follows the hand: from a pointer's move to the chart painted with its value.

    python benchmarks/drag_latency.py [seconds of each drag]

Starts a server and a headless Chromium of its own; 1, 4 and 8 visitors drag a slider of Explore
with the mouse, to and fro, one of them also where a run costs most; then one visitor that of the
decay exponent on every other page. Server and browser share the machine.

Measured in the page: a value counts from the pointer event that moved the slider to it, to the
frame in which every chart shows it. Of that, as medians:

    waits    until the page was ready for another value
    there    sent, till the first message back: the way to the server and back, and its queue
    python   till the message after which every chart had what it draws
    browser  till every chart was painted
"""

import asyncio
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.async_api import Browser, Page, async_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.browser.conftest import FLAGS
from tests.browser.find_browser import MISSING, find_browser
from tests.serving import processor_seconds, running_process, wait_until_ready


@dataclass(frozen=True)
class Case:
    """A drag: of which slider, on which page, between which shares of the track."""

    name: str
    slider: str = "Decay exponent"
    path: str = "/"
    low: float = 0.3
    high: float = 0.7


DECAY = Case("a")
CASES = (
    DECAY,
    Case("eta", "Step size"),
    Case("d", "Dimension"),
    Case("steps", "Steps"),
    # Past the stability limit, where every step is taken singly; a million modes.
    Case("eta, the limit", "Step size", low=0.79, high=0.86),
    Case("d, right end", "Dimension", low=0.85, high=1.0),
    Case("a, fixed norm", path="/?student=fixed+norm&norm=50"),
)
VISITORS = (1, 4, 8)
PAGES = (
    "escape", "convergence", "tail", "landscape", "step_size", "noise", "trade_off", "paper",
    "theory", "lab",
)  # fmt: skip
PARTS = ("waits", "there", "python", "browser")
CHART = "[data-live-chart] .main-svg"
# Before anything of the page: what goes out and what comes in.
LISTEN = """
    window.wire = { sent: [], came: [] }
    window.WebSocket = class extends WebSocket {
        constructor(...given) {
            super(...given)
            this.addEventListener('message', () => wire.came.push(performance.now()))
        }
        send(data) {
            wire.sent.push(performance.now())
            super.send(data)
        }
    }
"""
# A pointer event counts if the slider came to another stop. Every chart says when it has been given
# something to draw, by its label, and when it has drawn it.
WATCH = """
    () => {
        const chosen = [], given = [], shown = []
        window.measured = { chosen, given, shown }
        let stop = null
        addEventListener('input', ({ target }) => {
            const at = performance.now()
            queueMicrotask(() => {
                const now = target.getAttribute('aria-valuetext')
                if (now !== stop) chosen.push(at)
                stop = now
            })
        }, true)
        const charts = [...document.querySelectorAll('[data-live-chart]')]
        for (const chart of charts) new MutationObserver(() => given.push(performance.now()))
            .observe(chart, { attributeFilter: ['aria-label'] })
        const all = (seq) => charts.every(chart => Number(chart.dataset.painted) >= seq)
        let last = -1
        addEventListener('phasescape:painted', ({ detail: { seq } }) => {
            if (seq > last && all(seq)) shown.push([last = seq, performance.now()])
        })
    }
"""
# One row for each value that was painted: the whole wait, and its parts.
READ = """
    () => measured.shown.flatMap(([seq, painted]) => {
        const before = (times, end) => times.findLast(time => time <= end)
        const chosen = before(measured.chosen, seq)
        const sent = wire.sent.find(time => time >= seq)
        const back = wire.came.find(time => time >= sent)
        const data = before(wire.came, before(measured.given, painted))
        if ([chosen, sent, back, data].includes(undefined) || data < back) return []
        return [[painted - chosen, sent - chosen, back - sent, data - back, painted - data]]
    })
"""


async def opened(browser: Browser, url: str) -> Page:
    page = await browser.new_page(viewport={"width": 1440, "height": 900})
    await page.add_init_script(LISTEN)
    await page.goto(url)
    await page.wait_for_selector(CHART)
    return page


async def drag(page: Page, case: Case, seconds: float) -> list[list[float]]:
    """Drag to and fro; what `READ` gives."""
    slider = page.get_by_role("slider", name=case.slider)
    box = await slider.bounding_box()
    assert box is not None
    height = box["y"] + box["height"] / 2
    middle, reach = (case.low + case.high) / 2, (case.high - case.low) / 2

    async def to(share: float) -> None:
        await page.mouse.move(box["x"] + share * box["width"], height)

    await to(middle)
    await page.mouse.down()
    await page.evaluate(WATCH)
    begin = time.monotonic()
    while (spent := time.monotonic() - begin) < seconds:
        # To and fro once in two seconds.
        await to(middle + reach * np.sin(np.pi * spent))
        await asyncio.sleep(0.012)
    rows: list[list[float]] = await page.evaluate(READ)
    await page.mouse.up()
    await page.wait_for_timeout(500)
    return rows


async def measure(
    pages: list[Page], case: Case, seconds: float, process: subprocess.Popen[bytes]
) -> None:
    """One row: all pages drag the same slider at once."""
    before = processor_seconds(process)
    found = await asyncio.gather(*(drag(page, case, seconds) for page in pages))
    cost = processor_seconds(process) - before
    rows = np.array([row for each in found for row in each]).reshape(-1, 1 + len(PARTS))
    if not rows.size:
        print(f"{len(pages):8}  {case.name:16}  nothing was painted during the drag", flush=True)
        return
    parts = "".join(f"{part:9.0f}" for part in np.median(rows[:, 1:], axis=0))
    print(
        f"{len(pages):8}  {case.name:16}{np.median(rows[:, 0]):8.0f}"
        f"{np.quantile(rows[:, 0], 0.95):8.0f}{len(rows) / seconds / len(pages):11.1f}{parts}"
        f"{1000 * cost / len(rows):18.1f}",
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
            parts = "".join(f"{part:>9}" for part in PARTS)
            print(f"visitors  slider or page    p50 ms  p95 ms  updates/s{parts}  server ms/update")
            for visitors in VISITORS:
                for case in CASES if visitors == 1 else (DECAY,):
                    pages = [await opened(browser, url + case.path) for _ in range(visitors)]
                    await measure(pages, case, seconds, process)
                    for page in pages:
                        await page.close()
            for path in PAGES:
                page = await opened(browser, f"{url}/{path}")
                # What a page works at beside its pictures has come to rest.
                await page.wait_for_timeout(3000)
                await measure([page], Case(path), seconds, process)
                await page.close()
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 5.0))
