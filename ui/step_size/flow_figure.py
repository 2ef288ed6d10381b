"""Descent beside the flow over time: u, loss, their ratios, and the edge of stability."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import Run, Trajectory
from ui.charts.axes import Axis, linear_ticks, log_axis, log_ticks
from ui.charts.comparison import pinned_curves
from ui.charts.curves import Curve, curve_traces, end_labels, shown
from ui.charts.frame import EndLabel, Panel, frame, time_rows
from ui.charts.ghosts import JUMPING, Ghost, draw_key, key_height
from ui.charts.marks import level
from ui.charts.panels import time_axis_of
from ui.charts.phases import draw_phases
from ui.laws import Laws
from ui.palette import Palette, translucent
from ui.step_size.numbers import BesideFlow, Ratios

Array = NDArray[np.float64]
Json = dict[str, Any]

OVERLAP, LOSS, RATIO, EDGE = range(4)
HEIGHTS = (110, 140, 110, 100)
LOW_HEIGHTS = (70, 85, 70, 60)
_LEVELS = 4
# What grows without bound is followed up to here.
_HIGHEST, _HIGHEST_OVERLAP, _HIGHEST_EDGE = 1e12, 3.0, 8.0
_WIDEST_RATIO = 1e4
_STABLE = 2.0
# The flow lies under descent, and is seen on either side of it.
_WIDTH, _FLOW_WIDTH, _FLOW_OPACITY = 2.0, 6.0, 0.5
_DASH = "5px,4px"


def beside_flow_figure(
    run: Run,
    beside: BesideFlow,
    laws: Laws,
    *,
    time_axis: str,
    palette: Palette,
    ghosts: Sequence[Ghost] = (),
    heights: Sequence[int] = HEIGHTS,
) -> Json:
    """The figure `{"data": [...], "layout": {...}}` of a run of descent beside the flow.

    Args:
        run, beside, laws: what is drawn; the flow in grey, laws dashed.
        time_axis: "log" or "linear".
        palette: the colours of the page's theme.
        ghosts: pinned runs, drawn behind.
        heights: those of the panels, in pixels.
    """
    trajectory, eta = run.trajectory, run.setup.step_size
    repelled = eta >= laws.stability_limit
    time = time_axis_of([trajectory.time, *(g.run.trajectory.time for g in ghosts)], time_axis)
    descent = _curves(trajectory, time_axis, (palette.u, palette.u, palette.loss), _WIDTH)
    grey = translucent(palette.muted, _FLOW_OPACITY)
    flow = _curves(beside.flow, time_axis, (grey,) * 3, _FLOW_WIDTH)
    ratios = _ratio_curves(beside.ratios, time_axis, palette)
    edge = _edge_curve(beside, eta, time_axis, palette)
    axes = _axes(descent, flow, ratios, edge, eta / laws.stability_limit)
    layout = frame(
        _panels(axes, heights),
        time,
        [*end_labels([*descent, *ratios]), EndLabel(EDGE, "2", palette.ink, _STABLE)],
        palette,
        below=time_rows(time, trajectory.step_size, palette),
        hover="<i>t</i>",
        above=key_height(len(ghosts)),
    )
    draw_phases(layout, run.phases, time, palette, only_escape=repelled)
    draw_key(layout, ghosts, palette)
    level(layout, RATIO, 1.0, palette.muted)
    level(layout, EDGE, _STABLE, palette.ink)
    level(layout, EDGE, _STABLE * eta / laws.stability_limit, palette.ink, dash=_DASH)
    data: list[Json] = []
    for panel, quantity in ((OVERLAP, "u"), (LOSS, "loss")):
        for ghost, curve in zip(
            ghosts, pinned_curves(ghosts, panel, quantity, time_axis, palette), strict=False
        ):
            jumps = ghost.run.trajectory.status in JUMPING
            data += curve_traces([curve], time, axes, as_points=jumps, hover=False)
    data += curve_traces(flow, time, axes, as_points=False, hover=False)
    data += curve_traces(descent, time, axes, as_points=repelled)
    data += curve_traces([*ratios, edge], time, axes, as_points=repelled)
    predicted = [
        Curve(RATIO, "law", palette.ink, curve.time, curve.values, 1.5, _DASH)
        for its in (beside.early, beside.late)
        for curve in _ratio_curves(its, time_axis, palette)
        if np.isfinite(curve.values).any()
    ]
    data += curve_traces(predicted, time, axes, as_points=False, hover=False)
    return {"data": data, "layout": layout}


def _curves(
    trajectory: Trajectory, kind: str, colors: tuple[str, str, str], width: float
) -> list[Curve]:
    some = shown(trajectory.time, kind)
    time = trajectory.time[some]
    return [
        Curve(OVERLAP, "<i>u</i>", colors[0], time, trajectory.u[some], width),
        Curve(LOSS, "1 − <i>u</i>", colors[1], time, np.abs(trajectory.one_minus_u[some]), width),
        Curve(LOSS, "loss", colors[2], time, trajectory.loss[some], width),
    ]


def _ratio_curves(ratios: Ratios, kind: str, palette: Palette) -> list[Curve]:
    some = shown(ratios.time, kind)
    time = ratios.time[some]
    return [
        Curve(RATIO, name, color, time, np.abs(values[some]), width)
        for name, color, values, width in (
            ("<i>u</i>", palette.u, ratios.u, 2.5),
            ("1 − <i>u</i>", palette.u, ratios.one_minus_u, 1.5),
            ("loss", palette.loss, ratios.loss, 2.5),
        )
    ]


def _edge_curve(beside: BesideFlow, eta: float, kind: str, palette: Palette) -> Curve:
    time = beside.curvature.trajectory.time
    some = shown(time, kind)
    values = eta * np.minimum(beside.curvature.largest[some], _HIGHEST)
    return Curve(EDGE, "<i>ηλ</i><sub>max</sub>", palette.loss, time[some], values)


def _axes(
    descent: Sequence[Curve],
    flow: Sequence[Curve],
    ratios: Sequence[Curve],
    edge: Curve,
    share: float,
) -> list[Axis]:
    both = [*descent, *flow]
    overlaps = np.concatenate([curve.values for curve in both if curve.panel == OVERLAP])
    overlaps = np.clip(overlaps[np.isfinite(overlaps)], -_HIGHEST_OVERLAP, _HIGHEST_OVERLAP)
    highest = float(np.max(edge.values, where=np.isfinite(edge.values), initial=0.0))
    return [
        Axis(
            min(-0.06, 1.05 * float(overlaps.min(initial=0.0))),
            max(1.1, 1.05 * float(overlaps.max(initial=0.0))),
            log=False,
        ),
        log_axis(
            [curve.values for curve in both if curve.panel == LOSS], at_most=_HIGHEST, decades=2.0
        ),
        log_axis(
            [
                np.array([0.8, 1.25]),
                *(np.clip(c.values, 1 / _WIDEST_RATIO, _WIDEST_RATIO) for c in ratios),
            ],
            decades=0.2,
        ),
        Axis(-0.1, min(max(2.4, 1.1 * highest, 2.2 * share), _HIGHEST_EDGE), log=False),
    ]


def _panels(axes: Sequence[Axis], heights: Sequence[int]) -> list[Panel]:
    titles = (
        ("Overlap <i>u</i>", "grey: the flow"),
        ("Loss and 1 − <i>u</i>", "grey: the flow"),
        ("Descent over flow", "dashed: what the laws say of it"),
        ("Sharpness <i>ηλ</i><sub>max</sub>", "unstable above 2; dashed: at <i>w</i>*"),
    )
    ticks = [
        log_ticks(axis.low, axis.high, _LEVELS)
        # Of less than a decade the numbers are as on a linear axis.
        if axis.log and axis.high > 10 * axis.low
        else linear_ticks(axis.low, axis.high, _LEVELS)
        for axis in axes
    ]
    return [
        Panel(title, remark, height, axis, its)
        for (title, remark), height, axis, its in zip(titles, heights, axes, ticks, strict=True)
    ]
