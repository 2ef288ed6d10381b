"""The tail page as Streamlit runs it, at its extremes."""

import pytest

from tests.pages.driving import chosen, components, moved, opened
from ui.view import Key

SCRIPT = "pages/tail.py"
PARTS = {"headline", "run", "live:at", "front", "drop", "report"}


@pytest.mark.parametrize(
    "link",
    [
        {},
        {"a": "0"},
        {"a": "1"},
        {"a": "1.05", "b": "2"},
        {"a": "6"},
        {"d": "2"},
        {"d": "2", "method": "flow", "horizon": "1000000000"},
        {"d": "1000000", "steps": "1000"},
        {"eta": "1e-08"},
        {"eta": "1000000", "steps": "1000"},
        {"eta": "0.16", "steps": "20000"},
        {"eta": "0.2", "steps": "20000"},
        {"steps": "1"},
        {"steps": "20"},
        {"steps": "1000000000"},
        {"norm": "1e-06"},
        {"norm": "1000"},
        {"norm": "1000", "method": "flow"},
        {"b": "4", "teacher": "flat"},
        {"method": "flow", "horizon": "0.001"},
        {"delta": "0.9", "eps": "1e-06"},
        {"at": "3", "pin": ["a_3", "a_1~d_2"]},
        {"at": "1000000000000"},
    ],
    ids=str,
)
def test_extremes(link: dict[str, str]) -> None:
    test = opened(link, SCRIPT)
    assert not test.exception
    assert set(components(test)) >= PARTS
    assert not test.warning


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
