"""The page of the trade-off as Streamlit runs it, at its extremes."""

import time

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.driving import components, dragged, let_go, moved, opened
from ui.trade_off.numbers import DECAYS
from ui.view import Key

SCRIPT = "pages/trade_off.py"
PARTS = {"headline", "live:budget", "trade_off", "progress", "best", "report"}


def finished(test: AppTest) -> AppTest:
    """Run the page again until all its runs are solved, as its ticker does."""
    for _ in range(200):
        if "ticker:trade_off" not in components(test):
            return test
        time.sleep(0.1)
        test.run()
    raise AssertionError("The runs are never solved.")


@pytest.mark.parametrize(
    "link",
    [
        {},
        {"a": "0"},
        {"a": "6", "budget": "0.01"},
        {"d": "2"},
        {"d": "100000", "budget": "1000000000"},
        {"eta": "1e-08"},
        {"eta": "0.2"},
        {"eta": "1000000", "steps": "1000"},
        {"norm": "1e-06"},
        {"norm": "1000"},
        {"norm": "1000", "method": "flow"},
        {"b": "4", "teacher": "flat"},
        {"method": "flow", "horizon": "0.001", "budget": "0.77"},
        {"delta": "0.9", "eps": "1e-06"},
    ],
    ids=str,
)
def test_extremes(link: dict[str, str]) -> None:
    test = opened(link, SCRIPT)
    assert not test.exception
    finished(test)
    assert not test.exception
    assert set(components(test)) >= PARTS
    assert not test.warning


def test_moving_a_or_the_budget_solves_nothing_again() -> None:
    test = finished(opened(script=SCRIPT))
    for key, value in ((Key.DECAY, 3.0), (Key.BUDGET, 12.0)):
        moved(test, key, value)
        assert not test.exception
        assert "ticker:trade_off" not in components(test)
    assert test.query_params == {"a": "3", "budget": "12"}
    moved(test, Key.EPSILON, 0.1)
    # Solved anew: either under way or done by now.
    job = test.session_state["background:trade_off"]
    assert job.total == len(DECAYS)
    assert job.key[1].epsilon == 0.1


@pytest.mark.parametrize("show", ["main", "chart"])
def test_what_is_embedded_has_its_chart(show: str) -> None:
    test = finished(opened({"show": show}, SCRIPT))
    assert not test.exception
    found = set(components(test))
    assert "trade_off" in found
    assert ("headline" in found) == (show == "main")
    assert "report" not in found


def test_lecture() -> None:
    test = finished(opened({"lecture": "on"}, SCRIPT))
    assert not test.exception
    assert "report" not in components(test)


def test_while_the_hand_moves_the_last_picture_stays() -> None:
    test = finished(opened(script=SCRIPT))
    dragged(test, Key.DIMENSION, 50)
    assert not test.exception
    assert test.session_state["background:trade_off"] is None
    let_go(test)
    assert test.session_state["background:trade_off"].key[1].dimension == 50
