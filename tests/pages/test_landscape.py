"""The landscape page as Streamlit runs it, without a browser."""

import pytest

from tests.pages.driving import chosen, components, moved, opened
from ui.view import Key

SCRIPT = "pages/landscape.py"


@pytest.mark.parametrize("show", ["main", "chart"])
def test_what_is_embedded(show: str) -> None:
    test = opened({"show": show}, SCRIPT)
    assert not test.exception
    found = set(components(test))
    assert "plane" in found
    assert ("headline" in found) == (show == "main")


def test_lecture() -> None:
    test = opened({"lecture": "on"}, SCRIPT)
    assert not test.exception
    assert {"plane", "run", "live:at"} <= set(components(test))
    assert "report" not in components(test)


def test_the_cursor_is_the_visitors_once_it_is_moved() -> None:
    test = opened(script=SCRIPT)
    assert chosen(test).cursor == 0
    assert test.query_params == {}
    moved(test, Key.CURSOR, 500.0)
    assert not test.exception
    assert test.query_params == {"at": "500"}
