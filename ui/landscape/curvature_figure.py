"""The loss and the curvature along a run, and the Hessian's spectrum at one of its times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import Run
from ui.charts.axes import Axis, drawn, linear_ticks, log_axis, log_ticks
from ui.charts.cursor import draw_cursor
from ui.charts.curves import Curve, curve_traces, end_labels, shown
from ui.charts.frame import EndLabel, Panel, axis_name, frame, time_rows, y_name
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
SPECTRUM_HEIGHT = 380
# What grows without bound is followed up to here.
_HIGHEST_LOSS = 1e12
# Curvatures are followed up to so many times those that theory knows.
_MOST = 4.0
# An eigenvalue is up or down by its colour and its sign.
_UP, _DOWN = "triangle-up", "triangle-down"
_SIZE, _SIZE_OF_MANY, _EXTREME = 6, 4, 11
_MANY = 60
# Decades of the spectrum that are shown at most.
_DECADES = 14.0


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
    trajectory, along = run.trajectory, landscape.along
    repelled = trajectory.step_size is not None and trajectory.step_size >= laws.stability_limit
    some = shown(trajectory.time, time_axis)
    loss = Curve(LOSS, "loss", palette.loss, trajectory.time[some], trajectory.loss[some])
    pinned = [
        Curve(LOSS, ghost.name, color, its.time[there], its.loss[there], 1.5)
        for ghost, color in zip(ghosts, palette.pins, strict=False)
        for its in [ghost.run.trajectory]
        for there in [shown(its.time, time_axis)]
    ]
    some = shown(landscape.time, time_axis)
    at = landscape.time[some]
    count = Curve(COUNT, "", palette.s, at, ordinal(landscape.negative[some], run.setup.dimension))
    curvatures = [
        Curve(CURVATURE, "<i>λ</i><sub>max</sub>", palette.loss, at, along.largest[some]),
        Curve(CURVATURE, "<i>λ</i><sub>min</sub>", palette.s, at, along.smallest[some]),
    ]
    at_teacher, at_zero = 2 / laws.stability_limit, -landscape.escape_rate
    time = time_axis_of([trajectory.time, *(g.run.trajectory.time for g in ghosts)], time_axis)
    axes = [
        log_axis(
            [loss.values, *(curve.values for curve in pinned)],
            at_most=_HIGHEST_LOSS,
            decades=2.0,
        ),
        Axis(-0.4, 3.4 if run.setup.dimension > 2 else 2.4, log=False),
        _curvature_axis(curvatures, at_zero, at_teacher),
    ]
    labels = [label for label in end_labels([loss, *curvatures]) if label.text]
    layout = frame(
        _panels(axes, run.setup.dimension),
        time,
        labels,
        palette,
        below=time_rows(time, trajectory.step_size, palette),
        hover="<i>t</i>",
    )
    draw_phases(layout, run.phases, time, palette, only_escape=repelled)
    draw_cursor(layout, reading, time, palette)
    for value in (at_teacher, at_zero):
        level(layout, CURVATURE, value, palette.ink, dash="5px,4px")
    level(layout, CURVATURE, 0.0, palette.muted)
    data = [
        trace
        for curve, ghost in zip(pinned, ghosts, strict=False)
        for trace in curve_traces(
            [curve], time, axes, as_points=ghost.run.trajectory.status in JUMPING, hover=False
        )
    ]
    data += curve_traces([loss, *curvatures], time, axes, as_points=repelled)
    steps = curve_traces([count], time, axes, as_points=repelled, hover=False)
    if not repelled:
        steps[0]["line"]["shape"] = "hv"
    if laws.late.size:
        law = Curve(LOSS, "law", palette.ink, laws.late, laws.loss, 1.5, "5px,4px")
        steps += curve_traces([law], time, axes, as_points=False, hover=False)
    return {"data": data + steps, "layout": layout}


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


def spectrum_figure(landscape: Landscape, *, dimension: int, palette: Palette) -> Json:
    """The figure of the Hessian's eigenvalues by size, at the place of the cursor.

    Args:
        landscape: has the spectrum.
        dimension: d.
        palette: the colours of the page's theme.
    """
    spectrum = landscape.spectrum
    sizes = np.abs(spectrum.value)
    axis = log_axis([sizes[sizes > sizes.max() * 10**-_DECADES]], decades=2.0)
    across = Axis(0.8, 1.3 * max(dimension, 3), log=True)
    layout = frame(
        [
            Panel(
                "Hessian at the cursor",
                "sizes of its eigenvalues",
                SPECTRUM_HEIGHT,
                axis,
                log_ticks(axis.low, axis.high, 6),
            )
        ],
        across,
        [
            EndLabel(0, f"<span style='color:{color}'>{sign} {text}</span>", color, value)
            for sign, text, color, value in (
                ("▲", "up", palette.loss, axis.high),
                ("▼", "down", palette.s, axis.high / (axis.high / axis.low) ** 0.06),
            )
        ],
        palette,
        below=axis_name("rank by size", palette),
        hover="rank",
        strip=False,
    )
    layout["hovermode"] = "closest"
    ends = [int(spectrum.value.argmin()), int(spectrum.value.argmax())]
    size = _SIZE if spectrum.value.size <= _MANY else _SIZE_OF_MANY
    data = _eigenvalues("eigenvalues", spectrum.rank, spectrum.value, across, axis, palette, size)
    data += _eigenvalues(
        "ends", spectrum.rank[ends], spectrum.value[ends], across, axis, palette, _EXTREME
    )
    return {"data": data, "layout": layout}


def _eigenvalues(
    name: str,
    rank: Array,
    value: Array,
    across: Axis,
    axis: Axis,
    palette: Palette,
    size: int,
) -> list[Json]:
    traces = []
    for symbol, color, some in (
        (_UP, palette.loss, value > 0),
        (_DOWN, palette.s, value < 0),
    ):
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": name,
                "x": drawn(rank[some], across),
                "y": drawn(np.abs(value[some]), axis),
                "yaxis": y_name(0),
                "marker": {
                    "symbol": symbol,
                    "color": color,
                    "size": size,
                    "line": {"color": palette.background, "width": 1 if name == "ends" else 0},
                },
                "hovertemplate": "rank %{x:.0f}: %{y:.3~g}<extra></extra>",
            }
        )
    return traces
