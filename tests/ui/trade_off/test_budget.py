"""What can be afforded: steps of descent, a time of the flow, and what an older link said of it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import Setup
from ui.sharing.link import decode, encode
from ui.trade_off.budget import STEPS, USUAL_STEPS, Budget, budget_of, for_setup, offered
from ui.view import View

FLOW = Setup(method="flow")


def linked(**entries: str) -> Budget:
    view, complaint = decode({name: (value,) for name, value in entries.items()})
    assert not complaint
    return budget_of(view)


def test_a_link_of_a_time_is_as_many_steps_as_come_to_it() -> None:
    assert linked(budget="12") == Budget(1200, 0.01)
    assert linked(budget="12", eta="0.1") == Budget(120, 0.1)
    assert linked(budget="12", method="flow") == Budget(12.0)
    # Between one step and the most that are offered.
    assert linked(budget="0.01", eta="1") == Budget(1, 1.0)
    assert linked(budget="1000000000", eta="0.001") == Budget(STEPS[-1], 0.001)


def test_a_link_of_steps_is_so_many_whatever_the_step_size() -> None:
    assert linked(budget_steps="500") == Budget(500, 0.01)
    assert linked(budget_steps="500", eta="0.1", budget="12") == Budget(500, 0.1)
    assert linked() == Budget(USUAL_STEPS, 0.01)
    assert linked(eta="0.1") == Budget(USUAL_STEPS, 0.1)


def test_a_link_that_names_too_many_is_said_to() -> None:
    view, complaint = decode({"budget_steps": ("2e9",)})
    assert "budget_steps" in complaint
    assert budget_of(view) == Budget(USUAL_STEPS, 0.01)


@given(st.integers(0, 1_000_000_000), st.floats(1e-2, 1e9))
def test_the_link_carries_both(steps: int, time: float) -> None:
    view = View(budget=time, budget_steps=steps)
    entries = {name: (str(value),) for name, value in encode(view).items()}
    assert decode(entries) == (view, "")


def test_texts_and_times() -> None:
    assert Budget(1, 0.5).text == "1 step"
    assert Budget(100_000, 0.01).text == "100,000 steps"
    assert Budget(20_000_000, 0.01).text == "20,000,000 steps"
    assert Budget(12.0).text == "t = 12"
    assert (Budget(400, 0.5).time, Budget(12.0).time) == (200, 12)


def test_another_setup_has_as_many_steps_or_as_much_time() -> None:
    descent = Setup(step_size=0.1)
    assert for_setup(Budget(400, 0.5), descent) == Budget(400, 0.1)
    assert for_setup(Budget(400, 0.5), FLOW) == Budget(200.0)
    assert for_setup(Budget(12.0), descent) == Budget(120, 0.1)
    assert for_setup(Budget(12.0), FLOW) == Budget(12.0)


@pytest.mark.parametrize("setup", [Setup(), replace(Setup(), step_size=1e-8), FLOW])
def test_what_is_offered_increases(setup: Setup) -> None:
    times = offered(setup)
    assert (times[1:] > times[:-1]).all()
