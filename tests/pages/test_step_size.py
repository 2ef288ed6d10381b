"""The step size page as Streamlit runs it, at its extremes."""

import pytest

from tests.pages.driving import chosen, components, moved, opened
from ui.view import Key

SCRIPT = "pages/step_size.py"
PARTS = {"headline", "orbits", "reading", "run", "report"}


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
        {"eta": "1e-08", "steps": "1"},
        {"eta": "1000000", "steps": "1000"},
        {"eta": "0.16", "steps": "20000", "orbit": "s"},
        {"eta": "0.2", "steps": "20000", "time": "linear"},
        {"eta": "0.1513", "steps": "200000"},
        {"steps": "1"},
        {"steps": "20"},
        {"norm": "1e-06"},
        {"norm": "1000"},
        {"b": "4", "teacher": "flat"},
        {"p": "1", "a": "3"},
        {"p": "0.5", "d": "100"},
        {"method": "flow"},
        {"method": "flow", "horizon": "0.001", "norm": "1000"},
        {"pin": ["a_3", "eta_0.2~steps_1000"]},
        {"delta": "0.9", "eps": "1e-06"},
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
    assert "orbits" in found
    assert ("headline" in found) == (show == "main")


def test_lecture() -> None:
    test = opened({"lecture": "on"}, SCRIPT)
    assert not test.exception
    assert {"orbits", "run"} <= set(components(test))
    assert "report" not in components(test)


def test_under_the_flow_there_is_a_way_to_descent() -> None:
    test = opened({"method": "flow"}, SCRIPT)
    button = next(button for button in test.button if button.label == "Switch to descent")
    button.click().run()
    assert not test.exception
    assert chosen(test).setup.method == "gd"
    assert test.segmented_control(key=Key.METHOD).value == "gd"
    assert not [button for button in test.button if button.label == "Switch to descent"]


def test_the_other_quantity_and_another_step_size() -> None:
    test = opened(script=SCRIPT)
    test.segmented_control(key=Key.ORBIT).set_value("s").run()
    moved(test, Key.STEP_SIZE, 0.1)
    assert not test.exception
    assert test.query_params == {"orbit": "s", "eta": "0.1"}
