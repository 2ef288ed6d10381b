"""Explore as a visitor sees it."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from tests.browser.conftest import OpenPage

# The chart is there within a second; a busy machine gets thirty.
PATIENCE = 30_000


def chart(page: Page) -> Locator:
    return page.locator(".st-key-run .live-chart")


def ready(page: Page) -> Page:
    expect(chart(page).locator(".trace").first).to_be_visible(timeout=PATIENCE)
    return page


def curve(page: Page) -> str:
    """The path of the first line, which is the MSE."""
    return chart(page).locator("path.js-line").first.get_attribute("d") or ""


def slider(page: Page, label: str) -> Locator:
    return page.get_by_role("slider", name=re.compile(label))


def query(page: Page) -> str:
    return urlsplit(page.url).query


def changes(page: Page, read: Callable[[], str], before: str) -> str:
    """Wait until `read` gives something else than before."""
    for _ in range(300):
        after = read()
        if after and after != before:
            return after
        page.wait_for_timeout(50)
    pytest.fail(f"nothing changed from {before[:80]}")


@pytest.fixture
def quiet(page: OpenPage) -> Iterator[OpenPage]:
    """Pages loaded under watch: an error in the console fails the test."""
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    def open_quietly(path: str = "/", **options: Any) -> Page:
        opened = page("/health", **options)
        opened.on("console", note)
        opened.goto(path)
        return opened

    yield open_quietly
    assert not errors


def test_key_press_moves_chart_and_address_and_the_link_reopens(quiet: OpenPage) -> None:
    page = ready(quiet("/"))
    expect(page.get_by_text("escapes")).to_be_visible()
    assert query(page) == ""
    before = curve(page)
    slider(page, "Decay exponent").press("ArrowRight")
    after = changes(page, lambda: curve(page), before)
    page.wait_for_url("**/?a=2.05", timeout=PATIENCE)

    again = ready(quiet("/?a=2.05"))
    assert curve(again) == after
    assert slider(again, "Decay exponent").get_attribute("aria-valuetext") == "2.05"

    page.go_back()
    page.wait_for_url(lambda url: not urlsplit(url).query, timeout=PATIENCE)
    assert changes(page, lambda: curve(page), after) == before
    expect(slider(page, "Decay exponent")).to_have_attribute("aria-valuetext", "2")


def test_back_from_another_page_keeps_what_was_chosen(page: OpenPage) -> None:
    found = ready(page("/"))
    slider(found, "Decay exponent").press("End")
    found.wait_for_url("**/?a=6", timeout=PATIENCE)
    found.get_by_role("button", name="Checks and reading").click()
    found.get_by_role("menuitem", name="Theory").click()
    found.wait_for_url("**/theory?a=6", timeout=PATIENCE)
    decay = slider(found, "Decay exponent")
    # The navigation leaves an empty address behind, that of the same view.
    found.go_back()
    found.wait_for_url("**/theory?a=6", timeout=PATIENCE)
    found.wait_for_timeout(1000)
    expect(decay).to_have_attribute("aria-valuetext", "6")
    found.go_back()
    found.wait_for_url("**/?a=6", timeout=PATIENCE)
    expect(chart(found)).to_be_visible(timeout=PATIENCE)
    expect(decay).to_have_attribute("aria-valuetext", "6", timeout=PATIENCE)
    found.go_forward()
    found.wait_for_url("**/theory?a=6", timeout=PATIENCE)
    found.reload()
    expect(decay).to_have_attribute("aria-valuetext", "6", timeout=PATIENCE)
    found.go_back()
    found.go_back()
    found.wait_for_url(lambda url: urlsplit(url)[2:4] == ("/", ""), timeout=PATIENCE)
    expect(decay).to_have_attribute("aria-valuetext", "2", timeout=PATIENCE)


def test_off_grid_link_shows_its_value(quiet: OpenPage) -> None:
    page = ready(quiet("/?eta=0.0137"))
    expect(slider(page, "Step size")).to_have_attribute("aria-valuetext", "0.0137")
    assert query(page) == "eta=0.0137"


def test_chart_keeps_its_place(quiet: OpenPage) -> None:
    page = ready(quiet("/"))
    box = chart(page).bounding_box()
    before = curve(page)
    slider(page, "Steps").press("Home")
    changes(page, lambda: curve(page), before)
    expect(page.get_by_text("not escaped")).to_be_visible()
    assert chart(page).bounding_box() == box


def test_hostile_link_is_answered_with_a_sentence(quiet: OpenPage) -> None:
    page = ready(quiet("/?a=nan&teacher=<script>alert(1)</script>&d=50"))
    expect(page.get_by_text("could not follow its link")).to_be_visible()
    page.wait_for_url("**/?d=50", timeout=PATIENCE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_phone_has_no_sideways_scroll(quiet: OpenPage, scheme: str) -> None:
    page = ready(quiet("/", width=390, height=844, color_scheme=scheme, has_touch=True))
    expect(page.get_by_role("table")).to_be_attached(timeout=PATIENCE)
    wider = page.evaluate(
        """[...document.querySelectorAll('.stMain, .stMainBlockContainer')]
           .map(element => element.scrollWidth - element.clientWidth)"""
    )
    # One pixel is what rounding a fractional width can give.
    assert max(wider) <= 1


def test_dark_page_has_a_dark_chart(quiet: OpenPage) -> None:
    page = ready(quiet("/", color_scheme="dark"))
    text = chart(page).locator(".xtick text").first
    red = text.evaluate("element => parseInt(getComputedStyle(element).fill.match(/\\d+/)[0])")
    assert red > 200
