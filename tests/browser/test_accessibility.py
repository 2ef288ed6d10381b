"""What axe-core, which knows the rules of WCAG, finds on the pages."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.test_live import opened

GRAVE = ("serious", "critical")


def faults(page: Page) -> list[str]:
    """Each grave fault in a line: what, where, why."""
    return [
        f"{found['id']} at {node['target']}: {node['failureSummary']}"
        for found in Axe().run(page).response["violations"]
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        "/?at=10&pin=a_3&pin=a_4&spread=16",
        "/?lecture=on&reveal=3",
        "/?show=main",
        "/?a=9&eta=0.3&steps=1000",
        "/escape?pin=a_3",
        "/convergence?pin=a_3",
        "/landscape?pin=a_3",
        "/step_size?eta=0.16&steps=10000",
        "/tail?pin=a_3",
        "/trade_off",
        "/paper?a=3&pin=a_4",
        "/theory",
        "/noise?steps=2000",
        "/lab",
    ],
)
def test_explore(page: OpenPage, path: str, scheme: str) -> None:
    assert faults(opened(page, path, color_scheme=scheme)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_menus(page: OpenPage, scheme: str) -> None:
    found = opened(page, color_scheme=scheme)
    found.get_by_text("More", exact=True).click()
    found.get_by_role("button", name="Examples").click()
    found.wait_for_timeout(800)
    assert faults(found) == []
    found.keyboard.press("Escape")
    found.get_by_role("button", name="Share").click()
    for tab in ("Link", "Embed", "Picture", "Data", "Code"):
        found.get_by_role("tab", name=tab).click()
        found.wait_for_timeout(400)
        assert faults(found) == [], tab
