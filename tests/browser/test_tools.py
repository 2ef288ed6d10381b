"""The tools over the page, as a lecturer uses them."""

import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_live import PATIENCE, headline, opened, slider
from ui.presets import PRESETS

PICTURES = {"PNG": b"\x89PNG\r\n\x1a\n", "SVG": b"<svg"}


def tool(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def arrives(page: Page, part: str) -> None:
    """Wait until the address has something in it."""
    page.wait_for_url(lambda url: part in urlsplit(url).query, timeout=PATIENCE)


def shared(page: Page, tab: str) -> None:
    tool(page, "Share")
    page.get_by_role("tab", name=tab).click()


def test_an_example_is_opened_and_says_what_to_look_for(page: OpenPage) -> None:
    found = opened(page)
    tool(found, "Examples")
    preset = next(preset for preset in PRESETS if preset.key == "chaos")
    tool(found, preset.name)
    arrives(found, "eta=0.22")
    expect(found.locator(".st-key-look")).to_contain_text(preset.name, timeout=PATIENCE)
    expect(headline(found)).to_contain_text("jumps about")
    # The menu is closed again, and the seed in the sidebar is the preset's.
    expect(found.get_by_role("button", name=PRESETS[0].name)).to_have_count(0)
    found.go_back()
    expect(slider(found, "Step size")).to_have_attribute("aria-valuetext", "0.01", timeout=PATIENCE)


def test_a_pin_stays_while_the_run_goes_on_and_can_be_taken_away(page: OpenPage) -> None:
    found = opened(page)
    tool(found, "Pin")
    arrives(found, "pin=")
    slider(found).press("End")
    arrives(found, "a=6")
    table = found.locator(".st-key-explore_pins")
    expect(table).to_contain_text("a = 2", timeout=PATIENCE)
    expect(found.locator(".live-chart")).to_contain_text("a = 2")
    found.reload()
    expect(table).to_contain_text("a = 2", timeout=PATIENCE)
    tool(found, "Unpin a = 2")
    expect(table).to_have_count(0, timeout=PATIENCE)
    found.wait_for_url(lambda url: "pin" not in url, timeout=PATIENCE)


def test_four_pins_are_the_most(page: OpenPage) -> None:
    found = opened(page, "/?pin=a_1&pin=a_3&pin=a_4")
    expect(found.get_by_role("button", name="Pin", exact=True)).to_be_enabled()
    tool(found, "Pin")
    expect(found.get_by_role("button", name="Pin", exact=True)).to_be_disabled(timeout=PATIENCE)
    tool(found, "Unpin a = 4")
    expect(found.get_by_role("button", name="Pin", exact=True)).to_be_enabled(timeout=PATIENCE)


def test_the_spread_comes_when_the_hand_rests(page: OpenPage) -> None:
    found = opened(page)
    found.get_by_role("radiogroup", name="Seeds").get_by_text("16").click()
    arrives(found, "spread=16")
    report = found.locator(".st-key-spread_report")
    expect(report.get_by_role("table")).to_be_visible(timeout=PATIENCE)
    expect(report.locator("progress")).to_have_count(0, timeout=PATIENCE)
    areas = found.locator(".live-chart .js-fill")
    expect(areas).to_have_count(6, timeout=PATIENCE)
    slider(found).press("ArrowRight")
    arrives(found, "a=2.05")
    expect(areas).to_have_count(6, timeout=PATIENCE)


def test_the_cursor_reads_and_plays(page: OpenPage) -> None:
    found = opened(page)
    tool(found, "Cursor")
    arrives(found, "at=")
    reading = found.locator(".st-key-reading")
    expect(reading).to_contain_text("phase III", timeout=PATIENCE)
    cursor = found.get_by_role("slider", name="Cursor")
    cursor.press("Home")
    expect(reading).to_contain_text("phase I ", timeout=PATIENCE)
    found.get_by_role("button", name="Play: Cursor").click()
    found.wait_for_timeout(2000)
    found.get_by_role("button", name="Pause: Cursor").click()
    found.wait_for_timeout(1000)
    stopped = query(found)["at"]
    assert float(stopped[0]) > 0.02
    found.wait_for_timeout(500)
    assert query(found)["at"] == stopped
    assert cursor.get_attribute("aria-valuetext") == stopped[0]
    tool(found, "Cursor")
    expect(reading).to_have_count(0, timeout=PATIENCE)


def test_the_shared_link_opens_the_same_page(page: OpenPage) -> None:
    found = opened(page, "/?a=3&pin=a_2&at=5&time=linear")
    shared(found, "Link")
    link = found.get_by_role("tabpanel").locator("code").inner_text()
    assert query(found) == parse_qs(urlsplit(link).query)
    other = opened(page, "/?" + urlsplit(link).query)
    expect(headline(other)).to_have_text(headline(found).inner_text(), use_inner_text=True)


def test_students_get_the_controls_that_are_chosen_for_them(page: OpenPage) -> None:
    found = opened(page, "/?controls=a~seed")
    expect(slider(found)).to_be_visible()
    expect(found.get_by_role("slider")).to_have_count(1)
    expect(found.get_by_role("button", name="New seed")).to_be_visible()
    expect(found.get_by_role("radiogroup", name="Method")).to_have_count(0)


@pytest.mark.parametrize(("show", "sliders"), [("chart", 0), ("main", 4)])
def test_what_is_embedded(page: OpenPage, show: str, sliders: int) -> None:
    found = opened(page, width=1280)
    shared(found, "Embed")
    panel = found.get_by_role("tabpanel")
    if show != "chart":
        panel.get_by_text("Chart and sliders").click()
        expect(panel.get_by_text("Controls that others get")).to_be_visible(timeout=PATIENCE)
    code = panel.locator("code").inner_text()
    source = re.search(r'src="([^"]+)"', code)
    height = re.search(r'height="(\d+)"', code)
    assert source is not None
    assert height is not None
    path = "/?" + urlsplit(source[1].replace("&amp;", "&")).query
    inner = opened(page, path, width=800, height=int(height[1]))
    expect(inner.get_by_role("slider")).to_have_count(sliders)
    expect(inner.get_by_role("button", name="Share")).to_have_count(0)
    # All of it is seen in the height that the code gives it.
    bottom = inner.evaluate("document.querySelector('.live-chart').getBoundingClientRect().bottom")
    assert bottom <= int(height[1])


@pytest.mark.parametrize("kind", PICTURES)
def test_pictures(page: OpenPage, kind: str, tmp_path: Path) -> None:
    found = opened(page, "/?a=3")
    shared(found, "Picture")
    with found.expect_download() as download:
        tool(found, f"Save as {kind}")
    assert download.value.suggested_filename == f"phasescape-gd-a3-d1000-eta0.01.{kind.lower()}"
    target = tmp_path / "picture"
    download.value.save_as(target)
    content = target.read_bytes()
    assert content.startswith(PICTURES[kind])
    if kind == "PNG":
        # 16 cm at 300 dots an inch.
        assert int.from_bytes(content[16:20], "big") >= 1890
    else:
        assert b"spectral tail" in content


def test_data_and_code(page: OpenPage) -> None:
    found = opened(page, "/?a=3&steps=1000")

    def saved(button: str) -> str:
        with found.expect_download() as download:
            tool(found, button)
        return Path(download.value.path()).read_text(encoding="utf-8")

    shared(found, "Data")
    curves = saved("Curves (CSV)")
    header = [line for line in curves.splitlines() if line.startswith("#")]
    assert any("decay" in line and "3" in line for line in header)
    rows = [line for line in curves.splitlines() if not line.startswith("#")]
    table = list(csv.DictReader(io.StringIO("\n".join(rows))))
    assert float(table[-1]["mse"]) > 0
    assert json.loads(saved("Setup (JSON)"))["decay"] == 3
    found.get_by_role("tab", name="Code").click()
    assert "gradient_descent" in saved("Script (Python)")


def test_a_lecture_is_built_up_with_a_clicker(page: OpenPage) -> None:
    found = opened(page, width=1920, height=1080)
    tool(found, "Lecture")
    bar = found.locator(".st-key-lecture")
    expect(bar).to_contain_text("Sketch the three curves", timeout=PATIENCE)
    expect(found.get_by_role("button", name="Share")).to_have_count(0)
    expect(found.locator(".stSidebar")).to_be_hidden()
    strip = found.locator(".live-chart").get_by_text("escape", exact=True).first
    expect(strip).to_be_hidden()
    tops = set()
    for step in range(1, 7):
        found.keyboard.press("PageDown")
        arrives(found, f"reveal={step}" if step < 6 else "lecture=on")
        found.wait_for_timeout(300)
        tops.add(
            found.evaluate("document.querySelector('.live-chart').getBoundingClientRect().top")
        )
    assert len(tops) == 1
    expect(strip).to_be_visible()
    expect(found.get_by_role("table")).to_be_visible(timeout=PATIENCE)
    assert "reveal" not in query(found)
    found.keyboard.press("PageUp")
    arrives(found, "reveal=5")
    found.reload()
    expect(bar).to_contain_text("Lay a ruler", timeout=PATIENCE)
    found.keyboard.press("Escape")
    expect(found.get_by_role("button", name="Share")).to_be_visible(timeout=PATIENCE)
    found.wait_for_url(lambda url: "lecture" not in url, timeout=PATIENCE)


SIZES = """() => {
  const chart = document.querySelector('.live-chart');
  const size = (element) => parseFloat(getComputedStyle(element).fontSize);
  return {
    ticks: Math.min(...[...chart.querySelectorAll('.xtick text, .ytick text')].map(size)),
    text: Math.min(...[...document.querySelectorAll('.live-text p')].map(size)),
    bottom: chart.getBoundingClientRect().bottom,
    window: window.innerHeight,
  };
}"""


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 720)])
@pytest.mark.parametrize("path", ["/?lecture=on&reveal=3", "/escape?lecture=on"])
def test_a_lecture_is_read_from_the_last_row(
    page: OpenPage, path: str, width: int, height: int
) -> None:
    found = opened(page, path, width=width, height=height)
    # What guides to slides ask for: letters of a fiftieth of the screen's height.
    sizes = found.evaluate(SIZES)
    # Sizes are rounded to the pixel fraction that the browser keeps.
    assert sizes["ticks"] >= 0.02 * height - 0.01
    assert sizes["text"] >= 0.024 * height
    # The whole picture is seen at once.
    assert sizes["bottom"] <= sizes["window"]
    found.set_viewport_size({"width": width // 2, "height": height // 2})
    found.wait_for_function(f"() => ({SIZES})().ticks < {sizes['ticks'] - 1}", timeout=PATIENCE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/?lecture=on&reveal=4", "/?at=10&pin=a_3&pin=a_4&spread=16"])
def test_tools_fit_a_phone(page: OpenPage, path: str, scheme: str) -> None:
    found = opened(page, path, width=390, height=844, color_scheme=scheme, has_touch=True)
    wider = found.evaluate(
        """[...document.querySelectorAll('.stMain, .stMainBlockContainer')]
           .map(element => element.scrollWidth - element.clientWidth)"""
    )
    # One pixel is what rounding a fractional width can give.
    assert max(wider) <= 1
