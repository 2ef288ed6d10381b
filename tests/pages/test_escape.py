"""The escape page as Streamlit runs it, without a browser."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.driving import chosen, components, moved, opened
from ui.view import Key

PAGE = "pages/escape.py"
CHARTS = {"run", "secular", "seeds", "dimension", "decay", "cut", "departures"}


def shows_all(test: AppTest) -> bool:
    assert not test.exception
    assert {"headline", "progress", "report", *CHARTS} <= set(components(test))
    return True


@pytest.mark.parametrize(
    "link",
    [
        {},
        {"a": "0"},
        {"a": "1"},
        {"a": "6"},
        {"d": "2"},
        {"d": "1000000", "steps": "1000"},
        {"eta": "1e-08"},
        {"eta": "1000000", "steps": "1000"},
        {"eta": "0.2", "steps": "20000"},
        {"steps": "1"},
        {"norm": "1e-06"},
        {"norm": "1000"},
        {"norm": "1000", "method": "flow"},
        {"method": "flow", "horizon": "0.001"},
        {"b": "4", "teacher": "flat"},
        {"delta": "0.9"},
        {"pin": ["a_0", "a_3"]},
        {"k": "12", "closure": "zero"},
    ],
    ids=str,
)
def test_extremes(link: dict[str, str]) -> None:
    test = opened(link, PAGE)
    assert shows_all(test)
    assert not test.warning


def test_order_and_closure_are_in_the_link() -> None:
    test = opened({}, PAGE)
    moved(test, Key.ORDER, 5)
    test.segmented_control(key=Key.CLOSURE).set_value("last ratio").run()
    assert shows_all(test)
    assert test.query_params == {"k": "5", "closure": "last ratio"}
    assert (chosen(test).order, chosen(test).closure) == (5, "last ratio")


def test_lecture_and_embedding() -> None:
    for link in ({"lecture": "on"}, {"show": "main"}):
        assert {"run", "headline", "live:a"} <= set(components(opened(link, PAGE)))
    assert components(opened({"show": "chart"}, PAGE)) == ["run"]
