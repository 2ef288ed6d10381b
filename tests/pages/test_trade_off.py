"""The page of the trade-off as Streamlit runs it, without a browser."""

import time

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.driving import components, dragged, let_go, moved, opened
from ui.trade_off.numbers import DECAYS
from ui.view import Key

SCRIPT = "pages/trade_off.py"
PARTS = {"headline", "trade_off", "progress", "best", "report"}
SLIDERS = {"gd": "live:budget_steps", "flow": "live:budget"}


def finished(test: AppTest) -> AppTest:
    """Run the page again until all its runs are solved, as its ticker does."""
    for _ in range(200):
        if "ticker:trade_off" not in components(test):
            return test
        time.sleep(0.1)
        test.run()
    raise AssertionError("The runs are never solved.")


def test_moving_a_or_the_budget_solves_nothing_again() -> None:
    test = finished(opened(script=SCRIPT))
    for key, value in ((Key.DECAY, 3.0), (Key.BUDGET_STEPS, 12)):
        moved(test, key, value)
        assert not test.exception
        assert "ticker:trade_off" not in components(test)
    assert test.query_params == {"a": "3", "budget_steps": "12"}
    moved(test, Key.EPSILON, 0.1)
    # Solved anew: either under way or done by now.
    job = test.session_state["background:trade_off"]
    assert job.total == len(DECAYS)
    assert job.key[1].epsilon == 0.1


def test_what_is_embedded_is_the_first_chart_alone_or_with_what_moves_it() -> None:
    alone = finished(opened({"show": "chart"}, SCRIPT))
    assert not alone.exception
    assert [name for name in components(alone) if "live:" in name] == []
    assert [name for name in components(alone) if name in PARTS] == ["trade_off"]
    moved_by = finished(opened({"show": "main"}, SCRIPT))
    assert not moved_by.exception
    assert [name for name in components(moved_by) if name in PARTS] == ["headline", "trade_off"]
    assert "live:budget_steps" in components(moved_by)


@pytest.mark.parametrize("method", ["gd", "flow"])
def test_sliders_that_mean_nothing_here_are_not_there(method: str) -> None:
    found = set(components(opened({"method": method}, SCRIPT)))
    assert "live:a" in found
    assert not found & {"live:steps", "live:horizon"}
    assert set(SLIDERS.values()) & found == {SLIDERS[method]}


def test_pinned_setups_are_solved_too_and_can_be_taken_away() -> None:
    test = finished(opened({"pin": ["eta_0.02", "method_flow~seed_3"]}, SCRIPT))
    assert not test.exception
    assert "trade_off_pins" in components(test)
    jobs = [test.session_state[f"background:trade_off:pin {place}"] for place in range(4)]
    assert [job.done if job else None for job in jobs] == [len(DECAYS), len(DECAYS), None, None]
    next(button for button in test.button if button.label.startswith("Unpin")).click().run()
    finished(test)
    assert not test.exception
    assert test.session_state["background:trade_off:pin 1"] is None
    assert test.query_params == {"pin": "method_flow~seed_3"}


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
