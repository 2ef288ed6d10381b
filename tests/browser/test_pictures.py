"""Charts saved as pictures: each by itself, light on any page, with what fits and nothing else."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_live import opened
from ui.palette import DARK, on_paper


def saved(page: Page, chart: int) -> tuple[str, str]:
    """Name and content of a chart's SVG."""
    page.locator(".live-chart").nth(chart).hover()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save this chart as SVG").nth(chart).click()
    return download.value.suggested_filename, Path(download.value.path()).read_text("utf-8")


def colors(svg: str) -> set[str]:
    """All colours, as #rrggbb."""
    numbers = re.findall(r"rgba?\((\d+), ?(\d+), ?(\d+)", svg)
    return {"#" + "".join(f"{int(number):02x}" for number in each) for each in numbers} | set(
        re.findall("#[0-9a-f]{6}", svg)
    )


def test_each_phase_is_named_once_and_a_dark_page_is_printed_light(page: OpenPage) -> None:
    name, svg = saved(opened(page, "/?pin=a_3", color_scheme="dark"), 0)
    assert name == "phasescape-gd-a2-d1000-eta0.01-explore-run.svg"
    for phase in ("escape", "convergence", "spectral tail"):
        assert svg.count(phase) == 1
    found = colors(svg)
    assert not found & set(on_paper(DARK))
    _, light = saved(opened(page, "/?pin=a_3"), 0)
    assert found == colors(light)


def test_every_chart_has_its_own_picture(page: OpenPage) -> None:
    found = opened(page, "/landscape", height=1600)
    charts = found.locator(".live-chart")
    expect(charts).to_have_count(3)
    pictures = dict(saved(found, chart) for chart in range(3))
    stem = "phasescape-gd-a2-d1000-eta0.01-landscape"
    assert sorted(pictures) == [f"{stem}-{key}.svg" for key in ("plane", "run", "spectrum")]
    assert len(set(pictures.values())) == 3


def test_a_lecture_has_no_buttons_on_its_charts(page: OpenPage) -> None:
    found = opened(page, "/?lecture=on")
    expect(found.get_by_role("button", name="Save this chart")).to_have_count(0)
