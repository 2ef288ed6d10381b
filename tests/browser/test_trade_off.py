"""The tail and the trade-off, as a visitor uses them."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.test_live import PATIENCE, headline, opened


def test_the_front_moves_with_the_cursor(page: OpenPage) -> None:
    found = opened(page, "/tail")
    cursor = found.get_by_role("slider", name="Cursor")
    # At ten times T₂ until it is moved; nothing of that in the address.
    expect(headline(found)).to_contain_text("the run has learned 14 of")
    assert "at=" not in found.url
    cursor.press("End")
    expect(headline(found)).to_contain_text("986 of 1,000 modes", timeout=PATIENCE)


def test_the_best_a_follows_the_budget(page: OpenPage) -> None:
    found = opened(page, "/trade_off")
    said = found.locator(".st-key-progress")
    expect(said).to_contain_text("All runs are solved", timeout=PATIENCE)
    expect(headline(found)).to_contain_text("is least at a = 0.5")
    found.get_by_role("slider", name="Budget").press("Home")
    expect(headline(found)).to_contain_text("much the same", timeout=PATIENCE)
    charts = found.locator("[data-live-chart]")
    expect(charts).to_have_count(2)
    expect(said).to_contain_text("All runs are solved")
