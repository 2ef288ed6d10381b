"""T₂ against ε, read off one run: with the sharp law, and the shape of the paper's bound."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ui.charts.axes import Axis, log_axis, log_ticks
from ui.charts.curves import Curve, curve_traces
from ui.charts.frame import Panel, axis_name, frame
from ui.charts.lines import line
from ui.charts.marks import place, ring
from ui.convergence.numbers import LEVELS, ConvergenceTimes
from ui.escape.figure import DASHED
from ui.palette import Palette
from ui.text.numbers import number, rounded

Json = dict[str, Any]

HEIGHT = 260
_LEVELS = 7
_ROOM = 1.3
# The bound is followed so far above the run.
_ABOVE = 1e3
# The guide line lies this part below the run, and is so long to either side of the middle.
_BELOW, _GUIDE = 0.3, 3.0


def epsilon_figure(
    times: ConvergenceTimes, epsilon: float, t2: float | None, *, palette: Palette
) -> Json:
    """The figure of T₂ against ε; `epsilon` and `t2` are those of the run that the page shows."""
    smallest = float(times.levels[-1]) if times.levels.size else float(LEVELS[0]) / 10
    across = Axis(
        min(smallest, float(LEVELS[0]) / 10) / _ROOM,
        max(float(LEVELS[0]), epsilon) * _ROOM,
        log=True,
    )
    high = _ABOVE * float(times.simulated.max(initial=0.0)) or 1.0
    axis = log_axis([times.simulated, times.law, times.bound], at_most=high)
    curves = [
        Curve(0, "T₂", palette.u, times.levels, times.simulated),
        Curve(0, "law", palette.ink, times.levels, times.law, 1.5, DASHED),
        Curve(0, "bound", palette.muted, times.levels, times.bound, 1.5, "dot"),
    ]
    panel = Panel(
        "T₂ against <i>ε</i>", _remark(times), HEIGHT, axis, log_ticks(axis.low, axis.high, _LEVELS)
    )
    layout = frame(
        [panel],
        across,
        # The curves end on the left, at the smallest ε; what is named on the right is the level.
        [],
        palette,
        below=axis_name("<i>ε</i>", palette),
        hover="<i>ε</i>",
        strip=False,
    )
    place(layout, 0, epsilon, palette.muted, dash="dot")
    data = curve_traces(curves[1:], across, [axis], as_points=False, hover=False)
    data = curve_traces(curves[:1], across, [axis], as_points=False) + data
    data += _guide(layout, times, across, axis, palette)
    dots = curve_traces(curves[:1], across, [axis], as_points=True, hover=False)
    if t2 is not None:
        dots.append(ring(epsilon, t2, across, axis, palette))
    return {"data": data + dots, "layout": layout}


def _guide(
    layout: Json, times: ConvergenceTimes, across: Axis, axis: Axis, palette: Palette
) -> list[Json]:
    """A straight line of the limit's slope below the run, where there is a power to compare."""
    if times.slope is None or times.no_power or not math.isfinite(times.limit):
        return []
    ends = times.levels[[0, -1]]
    middle = math.sqrt(float(ends[0] * ends[1]))
    at = _BELOW * float(np.exp(np.interp(-math.log(middle), -np.log(times.levels),
                                         np.log(times.simulated))))  # fmt: skip
    part = middle * np.array([_GUIDE, 1 / _GUIDE])
    layout["annotations"].append(
        {
            "text": f"slope {number(times.limit, 3)}", "showarrow": False,
            "font": {"size": 12, "color": palette.muted}, "xref": "x", "yref": "y",
            "x": math.log10(middle), "y": math.log10(at), "xanchor": "right", "yanchor": "top",
            "xshift": -4,
        }
    )  # fmt: skip
    return [line("slope", part, at * (part / middle) ** times.limit, across, axis, palette.muted)]


def _remark(times: ConvergenceTimes) -> str:
    if times.levels.size == 0:
        return "the run does not get there"
    slope = "" if times.slope is None or times.no_power else f"slope {rounded(times.slope)}"
    dotted = "dotted: the bound's shape" if np.isfinite(times.bound[-1]) else ""
    return "; ".join(part for part in (slope, dotted) if part)
