"""The slider of the budget: steps under descent, time under the flow."""

from __future__ import annotations

from ui import controls
from ui.trade_off.budget import STEPS, TIMES, Budget
from ui.view import Key

# Either is it, by the method.
KEYS = (Key.BUDGET, Key.BUDGET_STEPS)


def budget_slider(budget: Budget) -> None:
    """The slider, at a budget."""
    if budget.step_size is None:
        controls.number_slider(Key.BUDGET, TIMES)
    else:
        controls.number_slider(Key.BUDGET_STEPS, STEPS, shown=budget.amount)
