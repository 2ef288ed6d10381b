"""Driving a page without a browser."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.pages.shown import given
from tests.serving import ROOT
from ui.components import Drag
from ui.view import Key, View, view_of


def opened(link: Mapping[str, Any] | None = None, script: str = "pages/explore.py") -> AppTest:
    """A page whose address carries a link, after its first run."""
    test = AppTest.from_file(ROOT / script, default_timeout=60)
    test.query_params = dict(link or {})
    return test.run()


def chosen(test: AppTest) -> View:
    """What the page shows."""
    return view_of({key: test.session_state[key] for key in Key})


def components(test: AppTest) -> list[str]:
    """The keys of the components on the page, in order."""
    return [element.proto.id.rpartition("-")[2] for element in test.get("bidi_component")]


def said(test: AppTest, key: str) -> str:
    """The text of a live text on the page, without its tags."""
    html = given(test)[key]["html"]
    return unescape(re.sub(r"<[^>]*>", "", html)).replace("\N{NO-BREAK SPACE}", " ")


def moved(test: AppTest, key: Key, value: float) -> AppTest:
    """As if the slider of `key` had been let go at a value: what its callback does, then a run."""
    test.session_state[key] = value
    return test.run()


def dragged(test: AppTest, key: Key, value: float) -> AppTest:
    """As if the slider of `key` were at a value with the button down.

    A test runs the whole page, which ends the drag of any slider but one outside the live part.
    """
    test.session_state["live:drag"] = Drag(1.0, final=False, slider=Key.START_NORM)
    return moved(test, key, value)


def let_go(test: AppTest) -> AppTest:
    """As if the button were let go."""
    test.session_state["live:drag"] = Drag(2.0, final=True)
    return test.run()
