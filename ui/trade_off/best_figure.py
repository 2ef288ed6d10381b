"""The a at which loss and MSE are least, as a function of the budget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.charts.axes import Axis, linear_ticks
from ui.charts.frame import EndLabel, Panel, frame, time_rows
from ui.charts.lines import dots, line
from ui.charts.marks import level, place
from ui.palette import Palette, translucent
from ui.trade_off.budget import Budget
from ui.trade_off.figure import ACROSS, DASH, PALE
from ui.trade_off.numbers import Curves, Outcome, best_by_law, best_over_budgets

Array = NDArray[np.float64]
Json = dict[str, Any]

HEIGHT, LOW_HEIGHT = 170, 120
_TICKS = 8
# The axis of budgets reaches so many times past the last at which there is a best a, and of none at
# least as far past the first that is offered.
_PAST, _SHORTEST = 10.0, 100.0
_QUANTITIES: tuple[tuple[str, str, Callable[[Curves], Array]], ...] = (
    ("loss", "loss", lambda curves: curves.loss),
    ("MSE", "mse", lambda curves: curves.mse),
)


def best_figure(
    outcomes: Sequence[Outcome],
    budget: Budget,
    decay: float,
    offered: Array,
    *,
    palette: Palette,
    pale: bool = False,
    height: int = HEIGHT,
) -> Json:
    """The a at which the loss, and that at which the MSE is least, against the budget.

    Arguments as in `trade_off_figure`.

    Args:
        offered: the times that the budgets on offer come to.
    """
    time = outcomes[0].time if outcomes else np.empty(0)
    bests = [
        (
            best_over_budgets(outcomes, [read(outcome.run) for outcome in outcomes]),
            best_by_law(outcomes, read),
        )
        for *_, read in _QUANTITIES
    ]
    told = [time[np.isfinite(run)] for run, _ in bests] if outcomes else []
    across = _axis(told, offered, budget.time)
    dashed = translucent(palette.ink, PALE) if pale else palette.ink
    data: list[Json] = []
    labels = []
    for (name, field, _), (run, law) in zip(_QUANTITIES, bests, strict=True):
        color: str = getattr(palette, field)
        shown = translucent(color, PALE) if pale else color
        if outcomes:
            data.append(line("law", time, law, across, ACROSS, dashed, dash=DASH))
            data.append(dots(name, time, run, across, ACROSS, shown, size=5))
        known = run[np.isfinite(run)]
        if known.size:
            labels.append(EndLabel(0, name, color, float(known[-1])))
    of = "time" if budget.step_size is None else "steps"
    ticks = linear_ticks(ACROSS.low, ACROSS.high, _TICKS)
    layout = frame(
        [Panel("Best <i>a</i>", f"against the budget of {of}", height, ACROSS, ticks)],
        across,
        labels,
        palette,
        below=time_rows(across, budget.step_size, palette),
        hover="<i>t</i>",
        strip=False,
    )
    place(layout, 0, budget.time, palette.ink, dash="dash")
    level(layout, 0, decay, palette.ink)
    return {"data": data, "layout": layout}


def _axis(told: Sequence[Array], offered: Array, budget: float) -> Axis:
    """From the smallest budget to a decade past the last at which there is a best a."""
    first, most = float(offered[0]), float(offered[-1])
    last = float(np.max(np.concatenate([*told, [_SHORTEST * first / _PAST]])))
    return Axis(first, max(min(_PAST * last, most), budget), log=True)
