"""What is special to a page, as a visitor uses it."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.test_live import PATIENCE, headline, opened, slider


def test_the_cursor_moves_the_run_through_the_landscape(page: OpenPage) -> None:
    found = opened(page, "/landscape")
    expect(headline(found)).to_contain_text("999 directions of 1,000 lead down")
    slider(found, "Cursor").press("End")
    expect(headline(found)).to_contain_text("no direction leads down", timeout=PATIENCE)
    slider(found, "Cursor").press("Home")
    expect(headline(found)).to_contain_text("all 1,000 directions lead down", timeout=PATIENCE)


def test_the_orbit_diagram_gets_finer_and_follows_the_step_size(page: OpenPage) -> None:
    found = opened(page, "/step_size?steps=10000")
    said = found.locator(".st-key-reading")
    expect(said).to_contain_text("doubles to four", timeout=PATIENCE)
    expect(said.locator("progress")).to_have_count(0, timeout=PATIENCE)
    slider(found, "Step size").press("End")
    expect(headline(found)).to_contain_text("diverged", timeout=PATIENCE)
    charts = found.locator("[data-live-chart]")
    expect(charts).to_have_count(2)
    painted = charts.evaluate_all("all => all.map(chart => chart.dataset.painted)")
    assert painted[0] == painted[1]


def test_the_front_moves_with_the_cursor_and_the_budget_with_its_slider(page: OpenPage) -> None:
    found = opened(page, "/tail")
    cursor = found.get_by_role("slider", name="Cursor")
    # At ten times T₂ until it is moved; nothing of that in the address.
    expect(headline(found)).to_contain_text("the run has learned 14 of")
    assert "at=" not in found.url
    cursor.press("End")
    expect(headline(found)).to_contain_text("past the last", timeout=PATIENCE)
    found.get_by_role("button", name="The method").click()
    found.get_by_role("link", name="Trade-off").click()
    said = found.locator(".st-key-progress")
    expect(said).to_contain_text("All runs are solved", timeout=PATIENCE)
    expect(headline(found)).to_contain_text("is least at a = 0.5")
    found.get_by_role("slider", name="Budget").press("Home")
    expect(headline(found)).to_contain_text("much the same", timeout=PATIENCE)
    charts = found.locator("[data-live-chart]")
    expect(charts).to_have_count(2)
    expect(said).to_contain_text("All runs are solved")
