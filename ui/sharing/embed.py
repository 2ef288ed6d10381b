"""The address of a page, and the HTML that puts it into a page of one's own."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from urllib.parse import urlencode, urlsplit, urlunsplit

from ui.sharing.link import encode
from ui.view import View

# What an embedded page shows, and the pixels it takes around its chart: the picture alone, with its
# main sliders and its headline, or the whole page, which scrolls.
HEIGHTS = {"chart": 40, "main": 460, "all": 280}
# The chart's own height where it is not known: that of Explore.
_CHART = 720
TITLE = "Phasescape: how gradient descent learns phase retrieval"
# Streamlit's own word for a page without its menu and its margins.
_EMBEDDED: dict[str, str | list[str]] = {"embed": "true"}


def page_link(base_url: str, view: View) -> str:
    """The whole address of a view.

    Args:
        base_url: the address of the page; a query or a fragment in it is replaced.
        view: what the page is to show.
    """
    return _address(base_url, encode(view))


def embed_code(base_url: str, view: View, show: str, chart_height: int | None = None) -> str:
    """An `<iframe>` that shows a view within another page.

    Args:
        base_url: the address of the page.
        view: what it is to show.
        show: how much of the page: a key of `HEIGHTS`.
        chart_height: that of the page's chart in pixels, where it is known.
    """
    height = HEIGHTS[show] + (chart_height or _CHART)
    address = _address(base_url, _EMBEDDED | encode(replace(view, show=show)))
    return (
        f'<iframe src="{escape(address)}"\n'
        f'  title="{escape(TITLE)}"\n'
        f'  width="100%" height="{height}" style="border: 0" loading="lazy"></iframe>'
    )


def _address(base_url: str, entries: dict[str, str | list[str]]) -> str:
    scheme, host, path, _, _ = urlsplit(base_url)
    path = path or ("/" if host else "")
    return urlunsplit((scheme, host, path, urlencode(entries, doseq=True), ""))
