"""The escape page as Streamlit runs it, without a browser."""

from streamlit.testing.v1 import AppTest

from tests.pages.driving import chosen, components, moved, opened
from ui.view import Key

PAGE = "pages/escape.py"
CHARTS = {"run", "secular", "seeds", "dimension", "decay", "cut", "departures"}


def shows_all(test: AppTest) -> bool:
    assert not test.exception
    assert {"headline", "progress", "report", *CHARTS} <= set(components(test))
    return True


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
