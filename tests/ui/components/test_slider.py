"""The server's side of a live slider: where values lie, and what it takes from a browser."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from core.parameters import PARAMETERS, Scale
from tests.serving import ROOT
from ui.components.slider import place
from ui.components.symbols import symbol_html

APP = ROOT / "tests" / "ui" / "apps" / "slider.py"


@pytest.mark.parametrize("parameter", PARAMETERS.values(), ids=lambda parameter: parameter.name)
def test_every_parameter_has_its_symbol(parameter: Any) -> None:
    assert ("<i>" in symbol_html(parameter.symbol)) == bool(parameter.symbol)


@given(
    # As sliders have them: no two almost equal.
    st.lists(st.integers(-180, 180), min_size=2, max_size=30, unique=True).map(
        lambda places: [10 ** (place / 20) for place in sorted(places)]
    ),
    st.floats(1e-12, 1e12),
    st.sampled_from([Scale.LINEAR, Scale.LOG]),
)
def test_place_is_between_the_stops(stops: list[float], value: float, scale: Scale) -> None:
    assert [place(stop, stops, scale) for stop in stops] == pytest.approx(list(range(len(stops))))
    at = place(value, stops, scale)
    low, high = stops[math.floor(at)], stops[math.ceil(at)]
    # Rounding alone where the value is almost at a stop.
    assert value <= low * (1 + 1e-9) or value >= low * (1 - 1e-9)
    assert not stops[0] <= value <= stops[-1] or low * (1 - 1e-9) <= value <= high * (1 + 1e-9)


def reported(report: Any) -> AppTest:
    """The app after the browser has sent `report`, as Streamlit hands it to the callback."""
    test = AppTest.from_file(APP, default_timeout=30)
    test.session_state["report"] = report
    return test.run()


@pytest.mark.parametrize(
    ("given_value", "taken"),
    [(3, 3.0), (2.05, 2.05), ("1.5", 1.5), ("6", 6.0), ("10^0", 1.0), ("5 × 10⁻¹", 0.5)],
)
def test_a_report_is_taken(given_value: Any, taken: float) -> None:
    test = reported({"value": given_value, "seq": 12.5, "final": False})
    assert test.session_state["a"] == taken
    assert (test.session_state["seq"], test.session_state["final"]) == (12.5, False)
    assert test.session_state["refused"] == ""


def test_what_is_put_away_says_nothing_any_more() -> None:
    """One that plays reports once more while it is taken off the page."""
    test = AppTest.from_file(APP, default_timeout=30)
    test.session_state["away"] = True
    test.session_state["report"] = {"value": 3, "seq": 12.5, "final": False}
    test.run()
    assert test.session_state["a"] != 3
    assert test.session_state["final"] is True
    # Shown by that run, it is listened to again.
    test.session_state["away"] = False
    assert test.run().session_state["a"] == 3


@pytest.mark.parametrize(
    "value",
    [
        -1,
        7,
        10**400,
        math.nan,
        math.inf,
        "",
        "seven",
        "1e99",
        "<b>",
        "x" * 10**5,
        None,
        True,
        [1],
        {"a": 1},
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_not_allowed_leaves_the_value_and_says_so(value: Any) -> None:
    test = reported({"value": value, "seq": 12.5, "final": True})
    assert not test.exception
    assert test.session_state["a"] == 2.0
    assert test.session_state["refused"].endswith("is not a number from 0 to 6.")
    assert len(test.session_state["refused"]) < 80


@pytest.mark.parametrize(
    "report",
    [None, 3, "x", [], {}, {"value": 3}, {"value": 3, "seq": "1"}, {"value": 3, "seq": math.nan},
     {"value": 3, "seq": True}],
    ids=str,
)  # fmt: skip
def test_what_is_no_report_is_ignored(report: Any) -> None:
    test = reported(report)
    assert not test.exception
    assert test.session_state["a"] == 2.0
    assert test.session_state["seq"] == 0.0
