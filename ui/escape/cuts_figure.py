"""The cut hierarchy beside the exact flow, and when each cut leaves it."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.theory import Closure, CutHierarchy
from ui.charts.axes import Axis, linear_ticks, log_axis, log_ticks
from ui.charts.curves import Curve, curve_traces
from ui.charts.frame import EndLabel, Panel, axis_name, frame
from ui.charts.marks import level, place, word
from ui.escape.cuts import ORDERS, Departures
from ui.escape.figure import DASHED
from ui.palette import Palette

Json = dict[str, Any]

HEIGHT = 230
_LEVELS = 6
_HIGHEST_OVERLAP = 3.0
_ORDERS = Axis(0.5, 12.5, log=False)
_DASHES = {Closure.ZERO: "dot", Closure.LAST_RATIO: "dash", Closure.ISOTROPIC: "solid"}
_OPEN = "triangle-up-open"


def cut_figure(departures: Departures, cut: CutHierarchy, *, palette: Palette) -> Json:
    """u and s of the exact flow and, dashed, of one cut, over time."""
    flow = departures.flow
    time = Axis(0.0, departures.end, log=False)
    curves = [
        Curve(0, "<i>s</i>", palette.s, flow.time, flow.s),
        Curve(0, "<i>u</i>", palette.u, flow.time, flow.u),
    ]
    cuts = [
        Curve(0, "cut", palette.ink, cut.time, cut.s, 1.5, DASHED),
        Curve(0, "cut", palette.ink, cut.time, cut.u, 1.5, DASHED),
    ]
    exact = np.clip(np.concatenate([flow.u, flow.s]), -_HIGHEST_OVERLAP, _HIGHEST_OVERLAP)
    axis = Axis(min(-0.1, 1.1 * float(exact.min())), 1.1 * max(1.1, float(exact.max())), log=False)
    panel = Panel(
        f"Cut at order {cut.order}",
        "solid: the exact flow",
        HEIGHT,
        axis,
        linear_ticks(axis.low, axis.high, _LEVELS),
    )
    layout = frame(
        [panel],
        time,
        [EndLabel(0, curve.name, curve.color, float(curve.values[-1])) for curve in curves],
        palette,
        below=axis_name("time <i>t</i>", palette),
        hover="<i>t</i>",
        strip=False,
    )
    left = departures.times[cut.closure][cut.order - 1]
    if left is not None:
        place(layout, 0, left, palette.ink, dash="dot")
        word(layout, "off by 1%", palette.ink, across=time, at=left, panel=0)
    data = curve_traces(curves, time, [axis], as_points=False)
    data += curve_traces(cuts, time, [axis], as_points=False, hover=False)
    return {"data": data, "layout": layout}


def departures_figure(departures: Departures, cut: CutHierarchy, *, palette: Palette) -> Json:
    """Departure against order for the closures; the chosen one is heavy, its order ringed.

    What does not leave is a triangle at the end of the time for which it was followed.
    """
    end = departures.end
    orders = np.array(ORDERS, np.float64)
    left = {
        closure: np.array([np.nan if one is None else one for one in times], np.float64)
        for closure, times in departures.times.items()
    }
    axis = log_axis([*left.values(), np.array([end])])
    panel = Panel(
        "When a cut leaves", "off by 1%", HEIGHT, axis, log_ticks(axis.low, axis.high, _LEVELS)
    )
    layout = frame(
        [panel],
        _ORDERS,
        [
            EndLabel(
                0,
                f"<b>{closure}</b>" if closure is cut.closure else str(closure),
                palette.u if closure is cut.closure else palette.muted,
                end if np.isnan(values[-1]) else float(values[-1]),
            )
            for closure, values in left.items()
        ],
        palette,
        below=axis_name("order <i>k</i>", palette),
        hover="<i>k</i>",
        strip=False,
    )
    level(layout, 0, end, palette.muted, dash="dot")
    place(layout, 0, cut.order, palette.muted, dash="dot")
    data: list[Json] = []
    # The chosen one on top of the others.
    for closure in sorted(left, key=lambda one: one is cut.closure):
        chosen = closure is cut.closure
        color = palette.u if chosen else palette.muted
        values = left[closure]
        stays = np.isnan(values)
        line = Curve(
            0, str(closure), color, orders, values, 2.5 if chosen else 1.5, _DASHES[closure]
        )
        traces = curve_traces([line], _ORDERS, [axis], as_points=False)
        traces += curve_traces([line], _ORDERS, [axis], as_points=True, hover=False)
        never = Curve(0, str(closure), color, orders[stays], np.full(int(stays.sum()), end))
        traces += curve_traces([never], _ORDERS, [axis], as_points=True, hover=False)
        traces[-1]["marker"] |= {"symbol": _OPEN, "size": 8}
        data += traces
    return {"data": data, "layout": layout}
