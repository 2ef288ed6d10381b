"""The step size page as Streamlit runs it, without a browser."""

import pytest

from tests.pages.driving import chosen, components, moved, opened
from ui.view import Key

SCRIPT = "pages/step_size.py"


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
