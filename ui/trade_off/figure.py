"""Times, loss and MSE as functions of a, for one budget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.parameters import PARAMETERS
from ui.charts.axes import Axis, log_axis
from ui.charts.frame import EndLabel, Panel, axis_name, frame, y_name
from ui.charts.ghosts import Ghost, draw_key, key_height
from ui.charts.lines import dots, line
from ui.charts.marks import level, place, ring, word
from ui.palette import Palette, translucent
from ui.text.numbers import exact, number
from ui.trade_off.budget import Budget
from ui.trade_off.numbers import Best, Curves, Outcome, at_time, best

Array = NDArray[np.float64]
Json = dict[str, Any]

HEIGHTS, LOW_HEIGHTS = (200, 130, 130), (110, 75, 75)
_LEVELS = 5
# Times past these are of no interest, and neither is a loss or an MSE so far below the largest.
_LATEST, _SMALLEST_PART = 1e12, 1e-10
PALE = 0.3
# The axis of a, with room for the dots at its ends.
_DECAY = PARAMETERS["decay"]
ACROSS = Axis(_DECAY.low - 0.1, _DECAY.high + 0.1, log=False)
DASH = "5px,4px"
_PINNED_WIDTH = 1.25
_LOWER = 0.85

# What is read of an a: from what is known of it, its times, and the budget's time.
_Read = Callable[[Curves, Array, float], float]


class _Quantity(NamedTuple):
    """One of the curves: its panel, its name, the field of its colour, how it is read."""

    panel: int
    name: str
    color: str
    read: _Read

    def of(self, outcomes: Sequence[Outcome], budget: Budget, *, law: bool = False) -> Array:
        """A value for each a."""
        return np.array(
            [self.read(one.law if law else one.run, one.time, budget.time) for one in outcomes]
        )


_QUANTITIES = (
    _Quantity(0, "<i>T</i>₁", "u", lambda curves, *_: curves.t1),
    _Quantity(0, "<i>T</i>₂", "s", lambda curves, *_: curves.t2),
    _Quantity(0, "½ MSE", "mse", lambda curves, *_: curves.half),
    _Quantity(1, "loss", "loss", lambda curves, time, at: at_time(time, curves.loss, at)),
    _Quantity(2, "MSE", "mse", lambda curves, time, at: at_time(time, curves.mse, at)),
)


class _Row(NamedTuple):
    """A quantity's values against a: of the runs, of the laws, and of each pinned setup."""

    quantity: _Quantity
    run: Array
    law: Array
    pinned: list[Array]


@dataclass(frozen=True)
class Pinned:
    """Another setup's outcomes, as far as they are known, and its budget."""

    outcomes: Sequence[Outcome]
    budget: Budget


def trade_off_figure(
    outcomes: Sequence[Outcome],
    budget: Budget,
    decay: float,
    *,
    palette: Palette,
    pale: bool = False,
    pinned: Sequence[Pinned] = (),
    ghosts: Sequence[Ghost] = (),
    heights: Sequence[int] = HEIGHTS,
) -> Json:
    """T₁, T₂ and the time to halve the MSE; loss; MSE: against a, dots simulated, dashed theory.

    Args:
        outcomes: those that are known, in order of a.
        budget: after which loss and MSE are read.
        decay: the present a.
        palette: the colours of the page's theme.
        pale: whether the outcomes are those of another setup than the page's, still on show.
        pinned, ghosts: of pinned setups what is drawn behind, and what they are called.
        heights: those of the panels, in pixels.
    """
    rows = [
        _Row(
            quantity,
            quantity.of(outcomes, budget),
            quantity.of(outcomes, budget, law=True),
            [quantity.of(pin.outcomes, pin.budget) for pin in pinned],
        )
        for quantity in _QUANTITIES
    ]
    axes = _value_axes(rows, budget.time)
    layout = frame(
        _panels(axes, budget, heights),
        ACROSS,
        [EndLabel(0, "budget", palette.ink, budget.time), *_labels(rows, palette)],
        palette,
        below=axis_name("decay exponent <i>a</i> of the spectrum", palette),
        hover="<i>a</i>",
        above=key_height(len(ghosts)),
        strip=False,
    )
    draw_key(layout, ghosts, palette)
    level(layout, 0, budget.time, palette.ink, dash="dash")
    for panel in range(3):
        place(layout, panel, decay, palette.ink, width=1.5)
    # Under the budget's line, where that is at the top.
    height = _LOWER if axes[0].share(budget.time) > _LOWER else 1.0
    word(
        layout, f"<i>a</i> = {exact(decay)}", palette.ink, across=ACROSS, at=decay, panel=0,
        height=height,
    )  # fmt: skip
    data = _behind(rows, pinned, axes, palette)
    for row in rows:
        data += _curve(row, outcomes, axes[row.quantity.panel], palette, pale=pale)
    return {"data": data, "layout": layout}


def _panels(axes: Sequence[Axis], budget: Budget, heights: Sequence[int]) -> list[Panel]:
    steps = budget.step_size is not None
    when = f"after {budget.text}" if steps else f"at <i>t</i> = {number(budget.time)}"
    titles = (
        ("Times <i>t</i>", "dots: runs; dashed: theory"),
        (f"Loss {when}", f"<i>t</i> = {number(budget.time)}" if steps else ""),
        (f"MSE {when}", "as a part of its plateau"),
    )
    return [
        Panel(title, remark, height, axis, axis.ticks(_LEVELS))
        for (title, remark), height, axis in zip(titles, heights, axes, strict=True)
    ]


def _value_axes(rows: Sequence[_Row], budget: float) -> list[Axis]:
    def of(panel: int) -> list[Array]:
        return [
            values
            for row in rows
            if row.quantity.panel == panel
            for values in (row.run, row.law, *row.pinned)
        ]

    axes = [log_axis([*of(0), np.array([budget])], at_most=_LATEST, decades=2.0)]
    for panel, decades in ((1, 1.0), (2, 0.5)):
        both = log_axis(of(panel), at_most=_LATEST, decades=decades)
        axes.append(Axis(max(both.low, _SMALLEST_PART * both.high), both.high, log=True))
    return axes


def _labels(rows: Sequence[_Row], palette: Palette) -> list[EndLabel]:
    """Names of the curves at the height of their last known values."""
    labels = []
    for (panel, name, color, _), run, law, _ in rows:
        either = np.where(np.isfinite(run), run, law)
        known = either[np.isfinite(either) & (either > 0)]
        if known.size:
            labels.append(EndLabel(panel, name, getattr(palette, color), float(known[-1])))
    return labels


def _behind(
    rows: Sequence[_Row], pinned: Sequence[Pinned], axes: Sequence[Axis], palette: Palette
) -> list[Json]:
    """The runs of pinned setups: a thin line for each quantity."""
    return [
        line(
            "pinned", np.array([one.decay for one in pin.outcomes]), values, ACROSS,
            axes[row.quantity.panel], color, width=_PINNED_WIDTH, yaxis=y_name(row.quantity.panel),
        )
        for row in rows
        for pin, values, color in zip(pinned, row.pinned, palette.pins, strict=False)
    ]  # fmt: skip


def _curve(
    row: _Row, outcomes: Sequence[Outcome], axis: Axis, palette: Palette, *, pale: bool
) -> list[Json]:
    """The law, dashed, the runs, dots, and a ring around the least loss and MSE."""
    panel, name, field, _ = row.quantity
    decays = np.array([outcome.decay for outcome in outcomes])
    color: str = getattr(palette, field)
    shown, dashed = (translucent(its, PALE) if pale else its for its in (color, palette.ink))
    traces = [
        line("law", decays, row.law, ACROSS, axis, dashed, dash=DASH, yaxis=y_name(panel)),
        _simulated(name, decays, row.run, axis, shown, y_name(panel)),
    ]
    if panel > 0 and not pale:
        traces += _ring(best(outcomes, row.run), axis, palette, y_name(panel))
    return traces


def _simulated(name: str, decays: Array, values: Array, axis: Axis, color: str, yaxis: str) -> Json:
    """Dots; what lies below the axis is a triangle that points there."""
    below = np.isfinite(values) & (values < axis.low)
    lowest = axis.low * (axis.high / axis.low) ** 0.04
    trace = dots(
        name, decays, np.where(below, lowest, values), ACROSS, axis, color, size=6, yaxis=yaxis
    )
    trace["marker"]["symbol"] = ["triangle-down" if it else "circle" for it in below]
    return trace


def _ring(found: Best, axis: Axis, palette: Palette, yaxis: str) -> list[Json]:
    """A ring around the dot of the best a."""
    if found.decay is None:
        return []
    around = ring(found.decay, max(found.value, axis.low), ACROSS, axis, palette)
    return [around | {"name": "best", "yaxis": yaxis}]
