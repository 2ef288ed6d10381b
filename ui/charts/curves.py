"""The curves of a run: which quantity is drawn in which panel, how, and the label at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.trajectory import Trajectory
from ui.charts.axes import Axis, drawn
from ui.charts.frame import EndLabel, y_name
from ui.palette import Palette

Array = NDArray[np.float64]
Json = dict[str, Any]

MSE, OVERLAPS, LOSS = range(3)
# Up to this many points each is drawn large enough to be seen on its own.
_FEW = 50


@dataclass(frozen=True)
class Curve:
    """One line of the picture: its panel, name, colour, times, values, width and dash."""

    panel: int
    name: str
    color: str
    time: Array
    values: Array
    width: float = 2.5
    dash: str = "solid"


def shown(time: Array, kind: str) -> NDArray[np.bool_]:
    """Which of the times have a place on a "log" or "linear" time axis."""
    return time > 0 if kind == "log" else time >= 0


def run_curves(trajectory: Trajectory, kind: str, palette: Palette) -> list[Curve]:
    """The six curves of a run, over its times that a "log" or "linear" axis can show."""
    some = shown(trajectory.time, kind)
    time = trajectory.time[some]

    def gap(name: str, values: Array, color: str, width: float) -> Curve:
        name = f"|{name}|" if np.any(values < 0) else name
        return Curve(LOSS, name, color, time, np.abs(values), width)

    return [
        Curve(MSE, "MSE", palette.mse, time, trajectory.mse[some]),
        Curve(OVERLAPS, "<i>s</i>", palette.s, time, trajectory.s[some]),
        Curve(OVERLAPS, "<i>u</i>", palette.u, time, trajectory.u[some]),
        Curve(LOSS, "loss", palette.loss, time, trajectory.loss[some]),
        # The two lie almost on one another: the upper is the thinner, so that both are seen.
        gap("1 − <i>u</i>", trajectory.one_minus_u[some], palette.u, 4.5),
        gap("1 − <i>s</i>", trajectory.one_minus_s[some], palette.s, 2.0),
    ]


def start_of(curve: Curve) -> Curve:
    """The first point of a curve alone."""
    return replace(curve, time=curve.time[:1], values=curve.values[:1])


def curve_traces(
    curves: Sequence[Curve],
    time: Axis,
    axes: Sequence[Axis],
    *,
    as_points: bool,
    hover: bool = True,
) -> list[Json]:
    """The curves as Plotly traces, as lines or as points; `hover` shows their values."""
    traces = []
    sent: dict[int, NDArray[np.float32]] = {}
    for curve in curves:
        # The curves of a run share their times.
        at = sent.get(id(curve.time))
        if at is None:
            at = sent[id(curve.time)] = drawn(curve.time, time)
        trace: Json = {
            "type": "scatter",
            "name": curve.name,
            "x": at,
            "y": drawn(curve.values, axes[curve.panel]),
            "yaxis": y_name(curve.panel),
        }
        trace |= {"hovertemplate": "%{y:.3~g}"} if hover else {"hoverinfo": "skip"}
        if as_points:
            size = min(3.0, 2 * curve.width) if at.size > _FEW else 6
            trace |= {"mode": "markers", "marker": {"color": curve.color, "size": size}}
        else:
            line = {"color": curve.color, "width": curve.width, "dash": curve.dash}
            trace |= {"mode": "lines", "line": line}
        traces.append(trace)
    return traces


def end_labels(curves: Sequence[Curve]) -> list[EndLabel]:
    """A label for the end of every curve that has a finite value."""
    return [_end_label(curve) for curve in curves if np.isfinite(curve.values).any()]


def _end_label(curve: Curve) -> EndLabel:
    known = curve.values[np.isfinite(curve.values) & (curve.values != 0)]
    # Four neighbouring steps are recorded together where a run oscillates: their middle is its end.
    last = float(np.median(known[-4:])) if known.size else 0.0
    return EndLabel(
        curve.panel, curve.name, curve.color, max(last, 1e-300) if curve.panel != OVERLAPS else last
    )
