"""What can be afforded: a number of steps of descent, or a time of the flow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.parameters import Setup
from ui.stops import readable_numbers
from ui.text.numbers import count, exact
from ui.view import Key, View, parameter

Array = NDArray[np.float64]

# Where the slider stops.
_MOST_STEPS = int(parameter(Key.BUDGET_STEPS).high)
STEPS = readable_numbers(1, _MOST_STEPS, integer=True)
_TIME = parameter(Key.BUDGET)
TIMES = readable_numbers(_TIME.low, _TIME.high)
# What a visitor has who has chosen none.
USUAL_STEPS = 100_000


@dataclass(frozen=True)
class Budget:
    """A budget.

    Attributes:
        amount: steps of descent, or the time of the flow.
        step_size: η of descent; None for the flow.
    """

    amount: float
    step_size: float | None = None

    @property
    def time(self) -> float:
        """The time t that it comes to: ηk."""
        return self.amount if self.step_size is None else self.step_size * self.amount

    @property
    def text(self) -> str:
        """'100,000 steps'; 't = 12' for the flow."""
        if self.step_size is None:
            return f"t = {exact(self.amount)}"
        return count(int(self.amount), "step")


def budget_of(view: View) -> Budget:
    """The budget that a page shows: steps under descent, time under the flow.

    A link may name a time under descent too: it comes to the nearest number of steps.
    """
    if view.setup.method == "flow":
        return Budget(view.budget)
    steps = view.budget_steps
    if not steps and view.budget == _TIME.default:
        steps = USUAL_STEPS
    elif not steps:
        steps = min(max(round(view.budget / view.setup.step_size), 1), _MOST_STEPS)
    return Budget(steps, view.setup.step_size)


def for_setup(budget: Budget, setup: Setup) -> Budget:
    """The same for another setup: as many steps under descent, as much time under the flow."""
    if setup.method == "flow":
        return Budget(budget.time)
    steps = budget.amount if budget.step_size is not None else budget.time / setup.step_size
    return Budget(min(max(round(steps), 1), _MOST_STEPS), setup.step_size)


def offered(setup: Setup) -> Array:
    """The times that the slider's stops come to."""
    if setup.method == "flow":
        return np.array(TIMES)
    return setup.step_size * np.array(STEPS, np.float64)
