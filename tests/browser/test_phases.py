"""The pages of the phases, as a visitor uses them: what is solved beside them, what follows."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.test_live import PATIENCE, drag, headline, opened, slider

# Those with charts in columns.
PAGES = (
    "", "escape", "convergence", "tail", "landscape", "step_size", "noise", "trade_off", "paper",
    "lab",
)  # fmt: skip


def test_seeds_and_sweeps_are_solved_beside_the_escape_and_every_chart_follows(
    page: OpenPage,
) -> None:
    found = opened(page, "/escape?d=100&steps=10000")
    said = found.locator(".st-key-report")
    expect(said).to_contain_text("Of 64 seeds", timeout=PATIENCE)
    expect(said).to_contain_text("a factor of ten in", timeout=2 * PATIENCE)
    slider(found, "Order").press("Home")
    expect(said).to_contain_text("At order 1", timeout=PATIENCE)
    slider(found, "Order").press("End")
    expect(said).to_contain_text("At order 12", timeout=PATIENCE)
    before = headline(found).inner_text()
    slider(found).press("End")
    expect(headline(found)).not_to_have_text(before, timeout=PATIENCE)
    charts = found.locator("[data-live-chart]")
    expect(charts).to_have_count(7)
    found.wait_for_timeout(1000)
    painted = charts.evaluate_all("all => all.map(chart => chart.dataset.painted)")
    assert len(set(painted)) == 1


def test_the_volterra_equation_is_laid_on_the_run(page: OpenPage) -> None:
    found = opened(page, "/convergence", width=390, height=844, has_touch=True)
    said = found.locator(".st-key-report")
    expect(said).to_contain_text("With 4,000 intervals", timeout=PATIENCE)
    expect(said).to_contain_text("4.0 times smaller")
    expect(said).to_contain_text("the paper's bound allows")
    wider = found.evaluate(
        """[...document.querySelectorAll('.stMain, .stMainBlockContainer')]
           .map(element => element.scrollWidth - element.clientWidth)"""
    )
    # One pixel is what rounding a fractional width can give.
    assert max(wider) <= 1


# How often the first and the last chart are drawn.
COUNT = """
    () => {
        const charts = [...document.querySelectorAll('[data-live-chart]')]
        window.drawn = [0, 0]
        for (const [place, chart] of [charts[0], charts.at(-1)].entries())
            chart.on('plotly_afterplot', () => { window.drawn[place] += 1 })
    }
"""
LAST = "Array.from([...document.querySelectorAll('[data-live-chart]')].at(-1).data[0].y)"


def test_a_chart_out_of_sight_is_drawn_when_the_hand_lets_go(page: OpenPage) -> None:
    link = "/escape?d=100&steps=10000"
    found = opened(page, link)
    expect(found.locator("[data-live-chart] .main-svg").last).to_be_attached(timeout=PATIENCE)
    found.wait_for_timeout(1000)
    found.evaluate(COUNT)
    drag(found, [0.5 + 0.003 * step for step in range(60)], release=False)
    found.wait_for_timeout(1000)
    first, last = found.evaluate("window.drawn")
    assert first > 3
    assert last == 0
    found.mouse.up()
    found.wait_for_function("window.drawn[1] > 0", timeout=PATIENCE)
    found.wait_for_timeout(1000)
    shown = found.evaluate(LAST)
    value = slider(found).get_attribute("aria-valuetext")
    fresh = opened(page, f"{link}&a={value}")
    expect(fresh.locator("[data-live-chart] .main-svg").last).to_be_attached(timeout=PATIENCE)
    assert fresh.evaluate(LAST) == shown


CHARTS = "[...document.querySelectorAll('[data-live-chart]')].map(chart => chart.dataset.liveChart)"


@pytest.mark.parametrize("path", PAGES)
def test_no_chart_is_mounted_anew_by_a_drag_or_by_work_that_ends(page: OpenPage, path: str) -> None:
    found = opened(page, f"/{path}?d=50&steps=5000")
    found.wait_for_timeout(3000)
    before = found.evaluate(CHARTS)
    assert before
    drag(found, [0.4 + 0.002 * step for step in range(40)])
    assert found.evaluate(CHARTS) == before
    found.wait_for_timeout(3000)
    assert found.evaluate(CHARTS) == before
