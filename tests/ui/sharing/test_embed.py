from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given

from core.parameters import Setup
from tests.ui.views import views
from ui.sharing.embed import HEIGHTS, embed_code, page_link
from ui.sharing.link import decode, encode
from ui.view import View

BASE = "https://example.org/phasescape"


class Tags(HTMLParser):
    """The tags of a piece of HTML with their attributes, unescaped."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def opened(address: str) -> tuple[View, str]:
    return decode(parse_qs(urlsplit(address).query, keep_blank_values=True))


def test_default_has_the_plain_address() -> None:
    assert page_link(BASE, View()) == BASE


def test_link_is_readable() -> None:
    view = View(Setup(decay=3.0, step_size=0.02), pins=(Setup(decay=4.0), Setup()))
    assert page_link(BASE, view) == f"{BASE}?a=3&eta=0.02&pin=a_4&pin=default"


@given(views())
def test_link_opens_as_the_view(view: View) -> None:
    address = page_link(BASE, view)
    assert opened(address) == (view, "")
    assert not set(address) & set(' "<>\\^`{|}')


@pytest.mark.parametrize(
    ("base", "start"),
    [
        ("http://localhost:8501", "http://localhost:8501/?a=3"),
        ("http://localhost:8501/", "http://localhost:8501/?a=3"),
        ("http://[::1]:8501/x", "http://[::1]:8501/x?a=3"),
        ("https://example.org/p?a=4&x=y#top", "https://example.org/p?a=3"),
        ("", "?a=3"),
    ],
)
def test_link_from_any_address(base: str, start: str) -> None:
    assert page_link(base, View(Setup(decay=3.0))) == start


@pytest.mark.parametrize("show", HEIGHTS)
@given(view=views())
def test_embedded_page_is_the_view_without_streamlits_frame(show: str, view: View) -> None:
    html = Tags(embed_code(BASE, view, show))
    ((tag, attributes),) = html.tags
    assert tag == "iframe"
    assert not html.text.strip()
    address = attributes["src"]
    assert address is not None
    link = parse_qs(urlsplit(address).query, keep_blank_values=True)
    assert link.pop("embed") == ["true"]
    assert decode(link) == (replace(view, show=show), "")
    assert attributes["width"] == "100%"
    # An unknown chart is taken for Explore's.
    assert int(attributes["height"] or 0) > HEIGHTS[show] + 600
    assert attributes["title"]


def test_height_is_that_of_the_chart_and_what_is_around_it() -> None:
    heights = {
        show: Tags(embed_code(BASE, View(), show, 333)).tags[0][1]["height"] for show in HEIGHTS
    }
    assert heights == {show: str(333 + around) for show, around in HEIGHTS.items()}


def test_levels_are_those_of_the_link() -> None:
    for show in HEIGHTS:
        link = {name: [value] for name, value in encode(View(show=show)).items()}
        assert decode(link) == (View(show=show), "")


def test_hostile_address_stays_an_attribute() -> None:
    html = Tags(embed_code('https://x/"><script>alert(1)</script>', View(), "chart"))
    assert [tag for tag, _ in html.tags] == ["iframe"]
    assert not html.text.strip()
