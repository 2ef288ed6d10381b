"""The tail page as Streamlit runs it, without a browser."""

from tests.pages.driving import chosen, components, moved, opened
from ui.view import Key

SCRIPT = "pages/tail.py"


def test_what_is_embedded_with_its_sliders_is_the_first_chart() -> None:
    test = opened({"show": "main"}, SCRIPT)
    assert not test.exception
    found = set(components(test))
    assert found >= {"headline", "run", "live:at"}
    assert not found & {"front", "drop"}


def test_lecture() -> None:
    test = opened({"lecture": "on"}, SCRIPT)
    assert not test.exception
    assert "report" not in components(test)


def test_the_cursor_is_the_visitors_once_it_is_moved() -> None:
    test = opened(script=SCRIPT)
    assert chosen(test).cursor == 0
    assert "at" not in test.query_params
    moved(test, Key.CURSOR, 500.0)
    assert not test.exception
    assert test.query_params["at"] == "500"
