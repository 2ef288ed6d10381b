"""The picture of one run: the MSE, u and s, and the loss with its law, over one time axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.run import Run
from ui.charts.axes import Axis, drawn, linear_ticks, log_axis, log_ticks
from ui.charts.frame import EndLabel, Panel, frame, y_name
from ui.charts.phases import draw_phases
from ui.laws import Laws
from ui.numbers import number
from ui.palette import Palette

Array = NDArray[np.float64]
Json = dict[str, Any]

MSE, OVERLAPS, LOSS = range(3)
_HEIGHTS = (130, 160, 215)
_LEVELS = 5
# u and s of a learning run lie in 0..1; up to here a run that does not settle is followed.
_HIGHEST_OVERLAP = 3.0
# What grows without bound is followed up to here.
_HIGHEST = 1e12
# Up to this many points each is drawn large enough to be seen on its own.
_FEW = 50


@dataclass(frozen=True)
class Curve:
    """One line of the picture: its panel, name, colour, values and width."""

    panel: int
    name: str
    color: str
    values: Array
    width: float = 2.5


def run_figure(run: Run, laws: Laws, *, time_axis: str, palette: Palette) -> Json:
    """The figure of a run: `{"data": [...], "layout": {...}}`, 1-d arrays as float32.

    Laws are dashed, in the colour of the text. A run past the stability limit is drawn as points:
    its recorded steps come in groups of four neighbours, so that a cycle shows as branches.

    Args:
        run: the solved run.
        laws: what is predicted for it.
        time_axis: "log" or "linear".
        palette: the colours of the page's theme.
    """
    trajectory = run.trajectory
    shown = trajectory.time > 0 if time_axis == "log" else trajectory.time >= 0
    time = _time_axis(trajectory.time, time_axis)
    curves = _curves(run, shown, palette)
    axes = _axes(curves, laws)
    layout = frame(
        [_panel(index, axis, curves, laws) for index, axis in enumerate(axes)],
        time,
        [_end_label(curve) for curve in curves if np.isfinite(curve.values).any()],
        palette,
        step_size=trajectory.step_size,
    )
    unstable = trajectory.step_size is not None and trajectory.step_size >= laws.stability_limit
    draw_phases(layout, run.phases, time, palette, only_escape=unstable)
    at = drawn(trajectory.time[shown], time)
    data = [_trace(curve, at, axes[curve.panel], as_points=unstable) for curve in curves]
    data += _law_traces(laws, time, axes, palette)
    return {"data": data, "layout": layout}


def _curves(run: Run, shown: NDArray[np.bool_], palette: Palette) -> list[Curve]:
    trajectory = run.trajectory

    def gap(name: str, values: Array) -> tuple[str, Array]:
        size = np.abs(values[shown])
        return (f"|{name}|" if np.any(values[shown] < 0) else name), size

    one_minus_u = gap("1 − <i>u</i>", trajectory.one_minus_u)
    one_minus_s = gap("1 − <i>s</i>", trajectory.one_minus_s)
    return [
        Curve(MSE, "MSE", palette.mse, trajectory.mse[shown]),
        Curve(OVERLAPS, "<i>s</i>", palette.s, trajectory.s[shown]),
        Curve(OVERLAPS, "<i>u</i>", palette.u, trajectory.u[shown]),
        Curve(LOSS, "loss", palette.loss, trajectory.loss[shown]),
        # The two lie almost on one another: the upper is the thinner, so that both are seen.
        Curve(LOSS, *_in_color(one_minus_u, palette.u), width=4.5),
        Curve(LOSS, *_in_color(one_minus_s, palette.s), width=2),
    ]


def _in_color(named: tuple[str, Array], color: str) -> tuple[str, str, Array]:
    return named[0], color, named[1]


def _time_axis(time: Array, kind: str) -> Axis:
    last = float(time[-1])
    if kind == "linear":
        return Axis(0.0, last, log=False)
    first = float(time[time > 0][0])
    # A run of a single step has one time; an axis needs two.
    return Axis(first if first < last else last / 10, last, log=True)


def _axes(curves: list[Curve], laws: Laws) -> list[Axis]:
    def of(panel: int) -> list[Array]:
        return [curve.values for curve in curves if curve.panel == panel]

    overlaps = np.concatenate(of(OVERLAPS))
    overlaps = np.clip(overlaps[np.isfinite(overlaps)], -_HIGHEST_OVERLAP, _HIGHEST_OVERLAP)
    return [
        log_axis([*of(MSE), laws.mse], at_most=_HIGHEST),
        Axis(
            min(-0.06, 1.05 * float(overlaps.min(initial=0.0))),
            max(1.1, 1.05 * float(overlaps.max(initial=0.0))),
            log=False,
        ),
        log_axis(of(LOSS), at_most=_HIGHEST, decades=2.0),
    ]


def _panel(index: int, axis: Axis, curves: list[Curve], laws: Laws) -> Panel:
    if index == OVERLAPS:
        title, remark = "Overlap <i>u</i> and size <i>s</i>", _overlap_remark(axis, curves)
        return Panel(title, remark, _HEIGHTS[index], axis, _overlap_ticks(axis))
    dashed = "dashed: no constant fitted" if laws.late.size else ""
    title, remark = ("Distance to the teacher", "mean squared error")
    if index == LOSS:
        title, remark = ("Loss and its law", dashed) if dashed else ("Loss", "no law holds here")
    return Panel(title, remark, _HEIGHTS[index], axis, log_ticks(axis.low, axis.high, _LEVELS))


def _overlap_ticks(axis: Axis) -> tuple[list[float], list[str]]:
    """0, 1 and the saddles' 1/3; plain numbers where the run goes further."""
    if axis.low > -0.5 and axis.high < 1.5:
        return [0.0, 1 / 3, 1.0], ["0", "1/3", "1"]
    return linear_ticks(axis.low, axis.high, _LEVELS)


def _overlap_remark(axis: Axis, curves: list[Curve]) -> str:
    values = np.concatenate([curve.values for curve in curves if curve.panel == OVERLAPS])
    highest = float(np.max(values, where=np.isfinite(values), initial=0.0))
    return (
        f"up to {number(highest)}, off this scale"
        if highest > axis.high
        else "the saddles lie at <i>s</i> = 1/3"
    )


def _end_label(curve: Curve) -> EndLabel:
    known = curve.values[np.isfinite(curve.values) & (curve.values != 0)]
    # Four neighbouring steps are recorded together where a run oscillates: their middle is its end.
    last = float(np.median(known[-4:])) if known.size else 0.0
    return EndLabel(
        curve.panel, curve.name, curve.color, max(last, 1e-300) if curve.panel != OVERLAPS else last
    )


def _trace(curve: Curve, time: NDArray[np.float32], axis: Axis, *, as_points: bool) -> Json:
    trace: Json = {
        "type": "scatter",
        "name": curve.name,
        "x": time,
        "y": drawn(curve.values, axis),
        "yaxis": y_name(curve.panel),
        "hovertemplate": "%{y:.3~g}",
    }
    if as_points:
        size = 3 if time.size > _FEW else 6
        return trace | {"mode": "markers", "marker": {"color": curve.color, "size": size}}
    return trace | {"mode": "lines", "line": {"color": curve.color, "width": curve.width}}


def _law_traces(laws: Laws, time: Axis, axes: list[Axis], palette: Palette) -> list[Json]:
    predictions = [
        (MSE, laws.late, laws.mse),
        (OVERLAPS, laws.early, laws.u),
        (LOSS, laws.late, laws.loss),
        (LOSS, laws.late, laws.one_minus_u),
        (LOSS, laws.late, laws.one_minus_s),
    ]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": "law",
            "x": drawn(at, time),
            "y": drawn(values, axes[panel]),
            "yaxis": y_name(panel),
            "line": {"color": palette.ink, "width": 1.5, "dash": "5px,4px"},
            "hoverinfo": "skip",
        }
        for panel, at, values in predictions
        if at.size
    ]
