"""A server, a browser and pages in it, for the tests that see what a visitor sees."""

from collections.abc import Iterator
from typing import Literal, Protocol

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.find_browser import MISSING, find_browser
from tests.serving import running_server, wait_until_ready

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The dashboard has to do with its own server alone: every other host does not exist.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


class OpenPage(Protocol):
    """What the fixture `page` is: a function that opens a page."""

    def __call__(
        self,
        path: str = "/",
        *,
        width: int = 1280,
        height: int = 800,
        color_scheme: Literal["dark", "light"] = "light",
        has_touch: bool = False,
    ) -> Page: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that no test here can forget to."""
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The address of a server whose solver is ready."""
    with running_server() as url:
        wait_until_ready(url)
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium with a fresh profile."""
    executable = find_browser()
    if executable is None:
        pytest.fail(MISSING, pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, server_url: str) -> Iterator[OpenPage]:
    """Open pages of the dashboard: `page("/", width=390, height=844, color_scheme="dark")`.

    Each is a visitor of its own, with neither cookies nor cache. A JavaScript error that nothing
    caught fails the test, whatever else it was about.
    """
    contexts = []
    errors: list[str] = []

    def open_page(
        path: str = "/",
        *,
        width: int = 1280,
        height: int = 800,
        color_scheme: Literal["dark", "light"] = "light",
        has_touch: bool = False,
    ) -> Page:
        context = browser.new_context(
            base_url=server_url,
            viewport={"width": width, "height": height},
            color_scheme=color_scheme,
            has_touch=has_touch,
        )
        contexts.append(context)
        opened = context.new_page()
        opened.on("pageerror", lambda error: errors.append(f"{path}: {error}"))
        opened.goto(path)
        return opened

    yield open_page
    for context in contexts:
        context.close()
    assert not errors
