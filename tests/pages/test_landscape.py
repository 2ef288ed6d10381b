"""The landscape page as Streamlit runs it, at its extremes."""

import pytest

from tests.pages.driving import chosen, components, moved, opened
from ui.view import Key

SCRIPT = "pages/landscape.py"
PARTS = {"headline", "plane", "spectrum", "run", "live:at", "reading", "report"}


@pytest.mark.parametrize(
    "link",
    [
        {},
        {"a": "0"},
        {"a": "1"},
        {"a": "6", "d": "300"},
        {"d": "2"},
        {"d": "3", "method": "flow", "horizon": "1000000000"},
        {"d": "1000000", "steps": "1000"},
        {"eta": "1e-08"},
        {"eta": "1000000", "steps": "1000"},
        {"eta": "0.2", "steps": "1000000", "at": "100000"},
        {"steps": "1"},
        {"steps": "20"},
        {"norm": "1e-06"},
        {"norm": "1000"},
        {"norm": "1000", "method": "flow"},
        {"b": "4", "teacher": "flat"},
        {"p": "1", "a": "3"},
        {"p": "0.5", "d": "100"},
        {"method": "flow", "horizon": "0.001", "time": "linear"},
        {"at": "3", "pin": ["a_3", "eta_0.2~steps_1000"]},
        {"at": "1000000000000"},
    ],
    ids=str,
)
def test_extremes(link: dict[str, str]) -> None:
    test = opened(link, SCRIPT)
    assert not test.exception
    assert set(components(test)) >= PARTS
    assert not test.warning


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
