"""While a slider is dragged: nothing flickers or moves, and what is seen in the end is right."""

import math
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_live import PATIENCE, drag, headline, opened, slider

# Every frame: is each chart in sight there, opaque, where and as far zoomed as it was; are words
# and tables opaque; how far did the page shift meanwhile?
WATCH = """
    () => {
        const seen = window.seen = { frames: 0, missing: 0, faint: 1, places: {}, shift: 0 }
        new PerformanceObserver(list => list.getEntries().forEach(
            entry => { seen.shift += entry.value }
        )).observe({ type: 'layout-shift' })
        const charts = [...document.querySelectorAll('.live-chart')]
        const opacity = (element) => {
            let least = 1
            for (let part = element; part !== null; part = part.parentElement) {
                least = Math.min(least, Number(getComputedStyle(part).opacity))
            }
            return least
        }
        const look = () => {
            seen.frames += 1
            for (const [index, chart] of charts.entries()) {
                const { top, bottom } = chart.getBoundingClientRect()
                if (bottom < 0 || top > innerHeight) continue
                const drawn = chart.querySelector('.main-svg')
                if (!(drawn?.getBoundingClientRect().height > 100)) seen.missing += 1
                const range = chart.dataset.zoomed ? chart._fullLayout.xaxis.range : []
                const place = [top, ...range].join()
                const places = seen.places[index] ??= []
                if (!places.includes(place)) places.push(place)
                seen.faint = Math.min(seen.faint, opacity(drawn ?? chart))
            }
            for (const words of document.querySelectorAll('.live-text')) {
                seen.faint = Math.min(seen.faint, opacity(words))
            }
            requestAnimationFrame(look)
        }
        requestAnimationFrame(look)
    }
"""
# All that the charts draw, from the top of the page.
DRAWN = """
    () => [...document.querySelectorAll('.live-chart')].map(chart => chart.data.map(
        ({ name, x, y }) => [name, [...(x ?? [])].join(), [...(y ?? [])].join()]
    ))
"""
PAINTED = """
    () => [...document.querySelectorAll('.live-chart')].map(chart => chart.dataset.painted)
"""


def zoom(page: Page, chart: int) -> None:
    """Zoom into a chart, across."""
    box = page.locator(".live-chart").nth(chart).locator(".nsewdrag").first.bounding_box()
    assert box is not None
    height = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.3 * box["width"], height)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.6 * box["width"], height, steps=5)
    page.mouse.up()
    expect(page.get_by_role("button", name="Zoom out")).to_be_visible()
    page.locator(".live-chart").nth(chart).evaluate("chart => { chart.dataset.zoomed = 'yes' }")
    page.wait_for_timeout(500)


@pytest.mark.parametrize(
    ("path", "zoomed"), [("/", 0), ("/landscape", 2), ("/escape?d=100&steps=10000", 0)]
)
def test_nothing_flickers_moves_or_loses_its_zoom(page: OpenPage, path: str, zoomed: int) -> None:
    found = opened(page, path, height=1800)
    # What is solved beside the page is there.
    found.wait_for_timeout(5000)
    zoom(found, zoomed)
    found.evaluate(WATCH)
    # Three seconds, over short and long runs alike.
    drag(found, [0.4 + 0.15 * math.sin(step / 12) for step in range(120)], release=False)
    seen = found.evaluate("window.seen")
    found.mouse.up()
    assert seen["frames"] > 30
    assert seen["missing"] == 0
    assert seen["faint"] == 1
    assert all(len(places) == 1 for places in seen["places"].values()), seen["places"]
    assert seen["shift"] < 0.01


@pytest.mark.parametrize("path", ["/", "/landscape"])
def test_what_is_painted_last_is_where_the_slider_is(page: OpenPage, path: str) -> None:
    found = opened(page, path, height=1800)
    drag(found, [0.5 + 0.4 * math.sin(step) for step in range(100)])
    value = slider(found).get_attribute("aria-valuetext")
    found.wait_for_url(re.compile(rf"a={value}$"), timeout=PATIENCE)
    found.wait_for_timeout(2000)
    expect(slider(found)).to_have_attribute("aria-valuetext", str(value))
    assert len(set(found.evaluate(PAINTED))) == 1
    fresh = opened(page, f"{urlsplit(path).path}?a={value}", height=1800)
    fresh.wait_for_timeout(2000)
    assert headline(found).inner_text() == headline(fresh).inner_text()
    # The same server has solved both: to the last digit.
    assert found.evaluate(DRAWN) == fresh.evaluate(DRAWN)


def finger(page: Page) -> Callable[..., None]:
    """A function that sends a touch event of a kind at the given points."""
    session: Any = page.context.new_cdp_session(page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    return send


@pytest.mark.parametrize(("path", "width"), [("/", 1100), ("/?show=main", 390)])
def test_a_finger_drags(page: OpenPage, path: str, width: int) -> None:
    found = opened(page, path, width=width, height=844, has_touch=True)
    slider(found).scroll_into_view_if_needed()
    box = slider(found).bounding_box()
    assert box is not None
    height = box["y"] + box["height"] / 2
    before = headline(found).inner_text()
    # From the thumb, a = 2 of 0 to 6, to the right.
    places = [box["x"] + share * box["width"] for share in (1 / 3, 0.4, 0.5, 0.6, 0.7)]
    touch = finger(found)
    touch("touchStart", (places[0], height))
    for place in places[1:]:
        touch("touchMove", (place, height))
        found.wait_for_timeout(60)
    value = slider(found).get_attribute("aria-valuetext")
    assert value is not None
    assert float(value) > 3.5
    # It follows the finger before that is lifted.
    expect(headline(found)).not_to_have_text(before, timeout=PATIENCE, use_inner_text=True)
    assert "a=" not in found.url
    touch("touchEnd")
    found.wait_for_url(re.compile(rf"[?&]a={value}(&|$)"), timeout=PATIENCE)
    expect(slider(found)).to_have_attribute("aria-valuetext", value)
