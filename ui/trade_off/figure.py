"""Times, loss and MSE as functions of a, and the best a as a function of the budget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.parameters import PARAMETERS
from ui.charts.axes import Axis, linear_ticks, log_axis
from ui.charts.frame import EndLabel, Panel, axis_name, frame, time_rows, y_name
from ui.charts.lines import dots, line
from ui.charts.marks import level, place, ring, word
from ui.palette import Palette, translucent
from ui.text.numbers import exact, number
from ui.trade_off.numbers import (
    BUDGETS,
    Best,
    Curves,
    Outcome,
    at_budget,
    best,
    best_by_law,
    best_over_budgets,
)

Array = NDArray[np.float64]
Json = dict[str, Any]

HEIGHTS, LOW_HEIGHTS = (200, 130, 130), (150, 100, 100)
BEST_HEIGHT, LOW_BEST_HEIGHT = 170, 120
_LEVELS = 5
# Times past these are of no interest, and neither is a loss or an MSE so far below the largest.
_LATEST, _SMALLEST_PART = 1e12, 1e-10
_PALE = 0.3
# The axis of budgets reaches at least so far.
_SHORTEST = 1.0
# The axis of a, with room for the dots at its ends.
_DECAY = PARAMETERS["decay"]
_ACROSS = Axis(_DECAY.low - 0.1, _DECAY.high + 0.1, log=False)
_DASH = "5px,4px"


def trade_off_figure(
    outcomes: Sequence[Outcome],
    budget: float,
    decay: float,
    *,
    palette: Palette,
    pale: bool = False,
    heights: Sequence[int] = HEIGHTS,
) -> Json:
    """T₁, T₂ and the time to halve the MSE; loss; MSE: against a, dots simulated, dashed theory.

    Args:
        outcomes: those that are known, in order of a.
        budget: the time t after which loss and MSE are read.
        decay: the present a.
        palette: the colours of the page's theme.
        pale: whether the outcomes are those of another setup than the page's, still on show.
        heights: those of the panels, in pixels.
    """
    decays = np.array([outcome.decay for outcome in outcomes])
    rows = [
        (0, "<i>T</i>₁", palette.u, lambda curves: curves.t1),
        (0, "<i>T</i>₂", palette.s, lambda curves: curves.t2),
        (0, "½ MSE", palette.mse, lambda curves: curves.half),
        (1, "loss", palette.loss, lambda curves: at_budget(curves.loss, budget)),
        (2, "MSE", palette.mse, lambda curves: at_budget(curves.mse, budget)),
    ]  # type: list[tuple[int, str, str, Callable[[Curves], float]]]
    runs = [np.array([read(outcome.run) for outcome in outcomes]) for *_, read in rows]
    laws = [np.array([read(outcome.law) for outcome in outcomes]) for *_, read in rows]
    axes = _value_axes(runs, laws, budget)
    titles = (
        ("Times", "to escape, to converge, to halve the MSE"),
        (f"Loss at <i>t</i> = {number(budget)}", "dots: runs; dashed: theory"),
        (f"MSE at <i>t</i> = {number(budget)}", "as a part of its plateau"),
    )
    layout = frame(
        [
            Panel(title, remark, height, axis, axis.ticks(_LEVELS))
            for (title, remark), height, axis in zip(titles, heights, axes, strict=True)
        ],
        _ACROSS,
        [EndLabel(0, "budget", palette.ink, budget), *_labels(rows, runs, laws)],
        palette,
        below=axis_name("decay exponent <i>a</i> of the spectrum", palette),
        hover="<i>a</i>",
        strip=False,
    )
    level(layout, 0, budget, palette.ink, dash="dash")
    for panel in range(3):
        place(layout, panel, decay, palette.ink, width=1.5)
    word(layout, f"<i>a</i> = {exact(decay)}", palette.ink, across=_ACROSS, at=decay, panel=0)
    dashed = translucent(palette.ink, _PALE) if pale else palette.ink
    data: list[Json] = []
    for (panel, name, color, _), run, law in zip(rows, runs, laws, strict=True):
        shown = translucent(color, _PALE) if pale else color
        axis = axes[panel]
        data.append(
            line("law", decays, law, _ACROSS, axis, dashed, dash=_DASH, yaxis=y_name(panel))
        )
        data.append(_simulated(name, decays, run, axis, shown, y_name(panel)))
        if panel > 0 and not pale:
            data += _ring(best(outcomes, run), axis, palette, y_name(panel))
    return {"data": data, "layout": layout}


def best_figure(
    outcomes: Sequence[Outcome],
    budget: float,
    decay: float,
    step_size: float | None,
    *,
    palette: Palette,
    pale: bool = False,
    height: int = BEST_HEIGHT,
) -> Json:
    """The a at which the loss, and that at which the MSE is least, against the budget.

    Arguments as in `trade_off_figure`.

    Args:
        step_size: η, for the row of steps; None for the flow.
    """
    ticks = linear_ticks(_ACROSS.low, _ACROSS.high, 8)
    panel = Panel("Best <i>a</i>", "against the budget of time", height, _ACROSS, ticks)
    quantities = [
        ("loss", palette.loss, lambda curves: curves.loss),
        ("MSE", palette.mse, lambda curves: curves.mse),
    ]  # type: list[tuple[str, str, Callable[[Curves], Array]]]
    bests = [
        (
            best_over_budgets(outcomes, [read(outcome.run) for outcome in outcomes]),
            best_by_law(outcomes, read),
        )
        for _, _, read in quantities
    ]
    across = _budget_axis([run for run, _ in bests], budget)
    dashed = translucent(palette.ink, _PALE) if pale else palette.ink
    data: list[Json] = []
    labels = []
    for (name, color, _), (run, law) in zip(quantities, bests, strict=True):
        shown = translucent(color, _PALE) if pale else color
        data.append(line("law", BUDGETS, law, across, _ACROSS, dashed, dash=_DASH))
        data.append(dots(name, BUDGETS, run, across, _ACROSS, shown, size=5))
        known = run[np.isfinite(run)]
        if known.size:
            labels.append(EndLabel(0, name, color, float(known[-1])))
    layout = frame(
        [panel],
        across,
        labels,
        palette,
        below=time_rows(across, step_size, palette),
        hover="<i>t</i>",
        strip=False,
    )
    place(layout, 0, budget, palette.ink, dash="dash")
    level(layout, 0, decay, palette.ink)
    return {"data": data, "layout": layout}


def _budget_axis(bests: Sequence[Array], budget: float) -> Axis:
    """From the smallest budget to a decade past the last at which there is a best a."""
    told = BUDGETS[np.any(np.isfinite(bests), axis=0)]
    last = min(10 * float(told.max(initial=_SHORTEST)), float(BUDGETS[-1]))
    return Axis(float(BUDGETS[0]), max(last, budget), log=True)


def _value_axes(runs: Sequence[Array], laws: Sequence[Array], budget: float) -> list[Axis]:
    times = log_axis([*runs[:3], *laws[:3], np.array([budget])], at_most=_LATEST, decades=2.0)
    axes = [times]
    for run, law, decades in ((runs[3], laws[3], 1.0), (runs[4], laws[4], 0.5)):
        both = log_axis([run, law], at_most=_LATEST, decades=decades)
        axes.append(Axis(max(both.low, _SMALLEST_PART * both.high), both.high, log=True))
    return axes


def _labels(
    rows: Sequence[tuple[int, str, str, Callable[[Curves], float]]],
    runs: Sequence[Array],
    laws: Sequence[Array],
) -> list[EndLabel]:
    """Names of the curves at the height of their last known values."""
    labels = []
    for (panel, name, color, _), run, law in zip(rows, runs, laws, strict=True):
        either = np.where(np.isfinite(run), run, law)
        known = either[np.isfinite(either) & (either > 0)]
        if known.size:
            labels.append(EndLabel(panel, name, color, float(known[-1])))
    return labels


def _simulated(name: str, decays: Array, values: Array, axis: Axis, color: str, yaxis: str) -> Json:
    """Dots; what lies below the axis is a triangle that points there."""
    below = np.isfinite(values) & (values < axis.low)
    lowest = axis.low * (axis.high / axis.low) ** 0.04
    trace = dots(
        name, decays, np.where(below, lowest, values), _ACROSS, axis, color, size=6, yaxis=yaxis
    )
    trace["marker"]["symbol"] = ["triangle-down" if it else "circle" for it in below]
    return trace


def _ring(found: Best, axis: Axis, palette: Palette, yaxis: str) -> list[Json]:
    """A ring around the dot of the best a."""
    if found.decay is None:
        return []
    around = ring(found.decay, max(found.value, axis.low), _ACROSS, axis, palette)
    return [around | {"name": "best", "yaxis": yaxis}]
