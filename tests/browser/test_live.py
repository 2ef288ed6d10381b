"""The live slider and chart, as a hand uses them."""

import re
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import OpenPage

PATIENCE = 30_000
NAME = "Decay exponent"


def opened(page: OpenPage, path: str = "/", **options: Any) -> Page:
    found = page(path, **options)
    expect(found.locator(".live-chart .main-svg").first).to_be_visible(timeout=PATIENCE)
    found.wait_for_timeout(500)
    return found


def slider(page: Page, name: str = NAME) -> Locator:
    return page.get_by_role("slider", name=re.compile(name))


def exact(page: Page, name: str = NAME) -> Locator:
    return page.get_by_role("textbox", name=f"{name}: exact value")


def headline(page: Page) -> Locator:
    return page.locator(".st-key-headline")


def drag(page: Page, shares: list[float], *, release: bool = True) -> None:
    slider(page).scroll_into_view_if_needed()
    box = slider(page).bounding_box()
    assert box is not None
    height = box["y"] + box["height"] / 2

    def to(share: float) -> None:
        page.mouse.move(box["x"] + share * box["width"], height)

    to(shares[0])
    page.mouse.down()
    for share in shares[1:]:
        to(share)
        page.wait_for_timeout(25)
    if release:
        page.mouse.up()


def test_chart_and_words_follow_while_the_button_is_down(page: OpenPage) -> None:
    found = opened(page)
    drag(found, [0.35, 0.5, 0.75], release=False)
    value = slider(found).get_attribute("aria-valuetext")
    assert value is not None
    assert float(value) > 4
    expect(headline(found)).to_contain_text(f"a\xa0=\xa0{value} ", timeout=PATIENCE)
    # The address waits for the hand to let go.
    assert "a=" not in found.url
    found.mouse.up()
    found.wait_for_url(re.compile(rf"a={value}$"), timeout=PATIENCE)


def test_typing_and_double_click(page: OpenPage) -> None:
    found = opened(page)
    exact(found).fill("3.21")
    exact(found).press("Enter")
    found.wait_for_url(re.compile(r"a=3\.21$"), timeout=PATIENCE)
    expect(slider(found)).to_have_attribute("aria-valuetext", "3.21")
    exact(found).fill("seven")
    exact(found).press("Enter")
    said = found.get_by_role("alert").filter(has_text="“seven” is not a number from 0 to 6.")
    expect(said).to_be_visible(timeout=PATIENCE)
    expect(exact(found)).to_have_value("3.21")
    slider(found).dblclick()
    expect(slider(found)).to_have_attribute("aria-valuetext", "2", timeout=PATIENCE)
    found.wait_for_url(lambda url: "a=" not in url, timeout=PATIENCE)
    expect(said).to_have_count(0)


def test_a_complaint_ends_when_the_value_comes_from_elsewhere(page: OpenPage) -> None:
    found = opened(page, "/?a=2.5")
    slider(found).press("ArrowRight")
    found.wait_for_url(re.compile(r"a=2\.55$"), timeout=PATIENCE)
    exact(found).fill("seven")
    exact(found).press("Enter")
    said = found.get_by_role("alert").filter(has_text="“seven” is not a number")
    expect(said).to_be_visible(timeout=PATIENCE)
    found.go_back()
    expect(slider(found)).to_have_attribute("aria-valuetext", "2.5", timeout=PATIENCE)
    expect(said).to_have_count(0)


def test_a_cursor_that_is_typed_away_is_away(page: OpenPage) -> None:
    found = opened(page, "/?at=5")
    button = found.get_by_role("button", name="Cursor", exact=True)
    expect(button).to_have_attribute("data-testid", "stBaseButton-primary")
    exact(found, "Cursor").fill("0")
    exact(found, "Cursor").press("Enter")
    expect(slider(found, "Cursor")).to_have_count(0, timeout=PATIENCE)
    expect(button).to_have_attribute("data-testid", "stBaseButton-secondary", timeout=PATIENCE)
    found.wait_for_url(lambda url: "at=" not in url, timeout=PATIENCE)


def test_a_chart_that_failed_is_drawn_again(browser: Browser, server_url: str) -> None:
    found = browser.new_context(base_url=server_url).new_page()
    found.goto("/")
    chart = found.locator(".live-chart")
    expect(chart.locator(".main-svg").first).to_be_visible(timeout=PATIENCE)
    found.evaluate(
        """() => {
            const real = Plotly.react
            Plotly.react = () => { Plotly.react = real; throw new Error('out of ink') }
        }"""
    )
    slider(found).press("ArrowRight")
    expect(chart).to_have_text("The chart could not be drawn: out of ink", timeout=PATIENCE)
    slider(found).press("ArrowRight")
    expect(chart.locator("path.js-line").first).to_be_visible(timeout=PATIENCE)
    expect(chart).not_to_contain_text("could not be drawn")
    # It goes on from there as any other.
    before = chart.locator("path.js-line").first.get_attribute("d")
    slider(found).press("End")
    expect(chart.locator("path.js-line").first).not_to_have_attribute(
        "d", str(before), timeout=PATIENCE
    )
    found.context.close()


def test_keys(page: OpenPage) -> None:
    found = opened(page)
    for key, value in (("ArrowRight", "2.05"), ("PageUp", "2.55"), ("End", "6"), ("Home", "0")):
        slider(found).press(key)
        expect(slider(found)).to_have_attribute("aria-valuetext", value)
        expect(headline(found)).to_contain_text(f"a\xa0=\xa0{value} ", timeout=PATIENCE)


def test_in_a_lecture_keys_are_the_page_s_after_a_drag_and_a_field_s_while_one_types(
    page: OpenPage,
) -> None:
    found = opened(page, "/?lecture=on&reveal=2", width=1920, height=1080)
    drag(found, [0.35, 0.5, 0.6])
    value = slider(found).get_attribute("aria-valuetext")
    found.wait_for_url(re.compile(rf"a={value}&"), timeout=PATIENCE)
    found.keyboard.press("PageDown")
    found.wait_for_url(re.compile(rf"a={value}&.*reveal=3"), timeout=PATIENCE)
    expect(slider(found)).to_have_attribute("aria-valuetext", str(value))
    exact(found).fill("5")
    exact(found).press("Escape")
    expect(exact(found)).to_have_value(str(value))
    found.wait_for_timeout(1000)
    assert "lecture=on" in found.url
    found.keyboard.press("Escape")
    found.wait_for_url(lambda url: "lecture" not in url, timeout=PATIENCE)


def test_touch(page: OpenPage) -> None:
    found = opened(page, width=1100, has_touch=True)
    box = slider(found).bounding_box()
    assert box is not None
    found.touchscreen.tap(box["x"] + 0.75 * box["width"], box["y"] + box["height"] / 2)
    found.wait_for_url(re.compile(r"a=4\.[567]"), timeout=PATIENCE)


def test_a_cursor_that_is_taken_away_while_it_plays_does_not_hold_up_the_page(
    page: OpenPage,
) -> None:
    found = opened(page, "/?at=1")
    found.get_by_role("button", name="Play: Cursor").click()
    found.wait_for_timeout(700)
    found.get_by_role("button", name="Cursor", exact=True).click()
    expect(slider(found, "Cursor")).to_have_count(0, timeout=PATIENCE)
    found.get_by_role("button", name="Pin", exact=True).click()
    found.wait_for_url(re.compile(r"\?pin=[^&]*$"), timeout=PATIENCE)


def test_past_the_limit_is_said_in_words(page: OpenPage) -> None:
    found = opened(page, "/?eta=0.2&steps=1000")
    expect(slider(found, "Step size")).to_have_attribute(
        "aria-valuetext", re.compile("0.2, past the stability limit")
    )


def test_zoom_is_kept_and_a_double_click_ends_it(page: OpenPage) -> None:
    found = opened(page)
    ticks = found.locator(".live-chart .xtick text")
    whole = ticks.all_text_contents()
    box = found.locator(".live-chart .nsewdrag").first.bounding_box()
    assert box is not None
    height = box["y"] + box["height"] / 2
    found.mouse.move(box["x"] + 0.3 * box["width"], height)
    found.mouse.down()
    found.mouse.move(box["x"] + 0.6 * box["width"], height, steps=5)
    found.mouse.up()
    reach = "() => document.querySelector('.live-chart')._fullLayout.xaxis.range"
    found.wait_for_timeout(500)
    zoomed = found.evaluate(reach)
    assert zoomed[1] - zoomed[0] < 3
    drag(found, [0.35, 0.5, 0.6])
    found.wait_for_url(re.compile("a="), timeout=PATIENCE)
    assert found.evaluate(reach) == zoomed
    found.mouse.dblclick(box["x"] + 0.5 * box["width"], height)
    found.wait_for_timeout(500)
    assert ticks.all_text_contents() == whole

    found.mouse.move(box["x"] + 0.3 * box["width"], height)
    found.mouse.down()
    found.mouse.move(box["x"] + 0.6 * box["width"], height, steps=5)
    found.mouse.up()
    found.get_by_role("button", name="Zoom out").click()
    found.wait_for_timeout(500)
    assert ticks.all_text_contents() == whole
    expect(found.get_by_role("button", name="Zoom out")).to_be_hidden()


def test_a_theme_that_is_switched_is_followed(page: OpenPage) -> None:
    found = opened(page)
    found.emulate_media(color_scheme="dark")
    found.wait_for_function(
        """() => {
            const text = document.querySelector('.live-chart .xtick text')
            const [red] = (text && getComputedStyle(text).fill.match(/\\d+/)) ?? [0]
            return Number(red) > 200
        }""",
        timeout=PATIENCE,
    )


def test_help_is_read_and_shown(page: OpenPage) -> None:
    found = opened(page)
    button = found.get_by_role("button", name=re.compile("Help: The eigenvalues"))
    button.hover()
    expect(found.get_by_role("tooltip").filter(has_text="0 is isotropic, 6 steep")).to_be_visible()
