"""The loss and the curvature along a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core import Run
from ui.charts.axes import Axis, linear_ticks, log_axis, log_ticks
from ui.charts.comparison import pinned_curves
from ui.charts.cursor import draw_cursor
from ui.charts.curves import Curve, curve_traces, end_labels, shown
from ui.charts.frame import Panel, frame, time_rows
from ui.charts.ghosts import JUMPING, Ghost
from ui.charts.marks import level
from ui.charts.panels import time_axis_of
from ui.charts.phases import draw_phases
from ui.cursor import Reading
from ui.landscape.numbers import Landscape
from ui.laws import Laws
from ui.palette import Palette
from ui.text.numbers import number

Array = NDArray[np.float64]
Json = dict[str, Any]

LOSS, COUNT, CURVATURE = range(3)
HEIGHTS = (90, 70, 120)
# What grows without bound is followed up to here.
_HIGHEST_LOSS = 1e12
# Curvatures are followed up to so many times those that theory knows.
_MOST = 4.0
_DASH = "5px,4px"


def along_figure(
    run: Run,
    landscape: Landscape,
    laws: Laws,
    reading: Reading,
    *,
    time_axis: str,
    palette: Palette,
    ghosts: Sequence[Ghost] = (),
) -> Json:
    """The figure of loss, directions that lead down, and curvature over time.

    Dashed is what theory has: the law of the loss; −ρ, the smallest eigenvalue at w = 0; and 2
    divided by the largest stable step, the largest at w*.

    Args:
        run, landscape, laws, reading: what is drawn.
        time_axis: "log" or "linear".
        palette: the colours of the page's theme.
        ghosts: pinned runs, of which the loss is drawn.
    """
    curves = _curves(run, landscape, time_axis, palette)
    pinned = pinned_curves(ghosts, LOSS, "loss", time_axis, palette)
    at_teacher, at_zero = 2 / laws.stability_limit, -landscape.escape_rate
    time = time_axis_of([run.trajectory.time, *(g.run.trajectory.time for g in ghosts)], time_axis)
    axes = [
        log_axis(
            [curves.loss.values, *(curve.values for curve in pinned)],
            at_most=_HIGHEST_LOSS,
            decades=2.0,
        ),
        Axis(-0.4, 3.4 if run.setup.dimension > 2 else 2.4, log=False),
        _curvature_axis(curves.ends, at_zero, at_teacher),
    ]
    layout = frame(
        _panels(axes, run.setup.dimension),
        time,
        end_labels([curves.loss, *curves.ends]),
        palette,
        below=time_rows(time, run.trajectory.step_size, palette),
        hover="<i>t</i>",
    )
    repelled = run.setup.method == "gd" and run.setup.step_size >= laws.stability_limit
    draw_phases(layout, run.phases, time, palette, only_escape=repelled)
    draw_cursor(layout, reading, time, palette)
    for value in (at_teacher, at_zero):
        level(layout, CURVATURE, value, palette.ink, dash=_DASH)
    level(layout, CURVATURE, 0.0, palette.muted)
    data = _ghost_traces(ghosts, pinned, time, axes)
    data += curve_traces([curves.loss, *curves.ends], time, axes, as_points=repelled)
    steps = curve_traces([curves.negative], time, axes, as_points=repelled, hover=False)
    if not repelled:
        steps[0]["line"]["shape"] = "hv"
    law = Curve(LOSS, "law", palette.ink, laws.late, laws.loss, 1.5, _DASH)
    known = [law] if laws.late.size else []
    data += steps + curve_traces(known, time, axes, as_points=False, hover=False)
    return {"data": data, "layout": layout}


class _Curves(NamedTuple):
    """The loss, how many directions lead down, and the largest and the smallest curvature."""

    loss: Curve
    negative: Curve
    ends: list[Curve]


def _curves(run: Run, landscape: Landscape, kind: str, palette: Palette) -> _Curves:
    trajectory, along = run.trajectory, landscape.along
    some = shown(trajectory.time, kind)
    loss = Curve(LOSS, "loss", palette.loss, trajectory.time[some], trajectory.loss[some])
    some = shown(landscape.time, kind)
    at = landscape.time[some]
    negative = ordinal(landscape.negative[some], run.setup.dimension)
    return _Curves(
        loss,
        Curve(COUNT, "", palette.s, at, negative),
        [
            Curve(CURVATURE, "<i>λ</i><sub>max</sub>", palette.loss, at, along.largest[some]),
            Curve(CURVATURE, "<i>λ</i><sub>min</sub>", palette.s, at, along.smallest[some]),
        ],
    )


def _ghost_traces(
    ghosts: Sequence[Ghost], pinned: Sequence[Curve], time: Axis, axes: Sequence[Axis]
) -> list[Json]:
    return [
        trace
        for curve, ghost in zip(pinned, ghosts, strict=False)
        for trace in curve_traces(
            [curve], time, axes, as_points=ghost.run.trajectory.status in JUMPING, hover=False
        )
    ]


def ordinal(negative: NDArray[np.int64], dimension: int) -> Array:
    """Where counts stand on an axis with a place for each that there can be: 0, 1, d − 1, d."""
    rest = dimension - negative
    return np.where(negative <= 1, negative, np.where(dimension > 2, 3, 2) - rest).astype(float)


def _panels(axes: Sequence[Axis], dimension: int) -> list[Panel]:
    counts = (0, 1, 2) if dimension == 2 else (0, 1, dimension - 1, dimension)
    texts = [f"{value:,}" if value < 10_000 else number(value) for value in counts]
    if dimension >= 10_000:
        texts[2:] = ["<i>d</i> − 1", "<i>d</i>"]
    curvature = axes[CURVATURE]
    return [
        Panel("Loss", "", HEIGHTS[LOSS], axes[LOSS], log_ticks(axes[LOSS].low, axes[LOSS].high, 4)),
        Panel(
            "Directions that lead down",
            f"of {dimension:,}",
            HEIGHTS[COUNT],
            axes[COUNT],
            ([float(place) for place in range(len(counts))], texts),
        ),
        Panel(
            "Curvature",
            "dashed: theory at 0 and at <i>w</i>*",
            HEIGHTS[CURVATURE],
            curvature,
            linear_ticks(curvature.low, curvature.high, 5),
        ),
    ]


def _curvature_axis(curvatures: Sequence[Curve], at_zero: float, at_teacher: float) -> Axis:
    values = np.concatenate([curve.values for curve in curvatures])
    size = max(at_teacher, -at_zero)
    values = np.clip(values[np.isfinite(values)], -_MOST * size, _MOST * size)
    low = min(at_zero, float(values.min(initial=0.0)))
    high = max(at_teacher, float(values.max(initial=0.0)))
    margin = 0.08 * (high - low)
    return Axis(low - margin, high + margin, log=False)
