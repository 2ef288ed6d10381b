"""The pages of the phases, as a visitor uses them: what is solved beside them, what follows."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.test_live import PATIENCE, headline, opened, slider


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
