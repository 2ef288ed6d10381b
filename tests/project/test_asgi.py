"""The server from its first visitor on."""

import asyncio

import pytest
from streamlit.runtime.pages_manager import PagesManager

import asgi


def test_a_link_to_a_page_opens_the_app_also_for_the_first_visitor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(PagesManager, "uses_pages_directory", None)
    monkeypatch.setattr(asgi.warmup, "start", lambda: None)

    async def started() -> None:
        async with asgi.lifespan(asgi.app):
            # app.py is run first, whatever the address, and its navigation finds the page.
            PagesManager(str(asgi.Path(asgi.__file__).with_name("app.py")))
            assert PagesManager.uses_pages_directory is False

    asyncio.run(started())
