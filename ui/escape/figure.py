"""The picture of an escape: |u| and its growth rate over time, with those of the linear flow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.run import Run
from core.trajectory import Status
from ui.charts.axes import SMALLEST, Axis, linear_ticks, log_axis, log_ticks
from ui.charts.curves import Curve, curve_traces
from ui.charts.frame import EndLabel, Panel, frame, time_rows
from ui.charts.ghosts import Ghost, draw_key, key_height
from ui.charts.marks import level, place, word
from ui.charts.phases import draw_phases
from ui.escape.numbers import Escape, axis_end, growth, size
from ui.palette import Palette
from ui.text.numbers import number

Array = NDArray[np.float64]
Json = dict[str, Any]

OVERLAP, RATE = range(2)
HEIGHTS = (220, 150)
LOW_HEIGHTS = (170, 110)
DASHED = "5px,4px"
_LEVELS = 5
# A pinned run is shown up to a little past its T₁.
_PINNED_PAST = 1.05
# |u| is drawn from this part of its start on, where it passes 0, up to 1 and a little more.
_LOWEST, _HIGHEST = 1e-2, 1.5
# Growth rates, in units of ρ: what is drawn at least, and at most.
_RATES, _MOST_RATES = (0.0, 1.35), (-1.0, 3.0)


def escape_figure(
    run: Run,
    escape: Escape,
    *,
    palette: Palette,
    ghosts: Sequence[Ghost] = (),
    heights: Sequence[int] = HEIGHTS,
) -> Json:
    """The figure of an escape.

    Args:
        run, escape: the solved run, and what is drawn of it.
        palette: the colours of the page's theme.
        ghosts: pinned runs to draw behind it.
        heights: those of the two panels, in pixels.
    """
    reached = [_PINNED_PAST * (ghost.run.phases.t1 or 0.0) for ghost in ghosts]
    time = Axis(0.0, axis_end(escape.end, reached), log=False)
    own = [
        Curve(OVERLAP, "|<i>u</i>|", palette.u, *escape.overlap),
        Curve(RATE, "rate", palette.u, *escape.rate),
    ]
    laws = [
        Curve(OVERLAP, "linear flow", palette.ink, *escape.law_overlap, 1.5, DASHED),
        Curve(RATE, "linear flow", palette.ink, *escape.law_rate, 1.5, DASHED),
    ]
    pinned = [
        curve
        for ghost, color in zip(ghosts, palette.pins, strict=False)
        for curve in _ghost_curves(ghost, color, time.high)
    ]
    axes = [_overlap_axis([*own, *laws, *pinned], run), _rate_axis([*own, *laws], escape.rho)]
    layout = frame(
        _panels(axes, escape, run, heights),
        time,
        _labels(run, escape, axes, palette),
        palette,
        below=time_rows(time, run.trajectory.step_size, palette),
        hover="<i>t</i>",
        above=key_height(len(ghosts)),
    )
    draw_phases(
        layout,
        run.phases,
        time,
        palette,
        only_escape=run.trajectory.status is Status.DIVERGED,
        named=("I", "II"),
    )
    draw_key(layout, ghosts, palette)
    level(layout, OVERLAP, run.setup.delta, palette.muted, dash="dot")
    level(layout, RATE, escape.rho, palette.muted)
    if escape.settled is not None and 0 < escape.settled < time.high:
        place(layout, RATE, escape.settled, palette.ink, dash="dot")
        word(layout, "settled", palette.ink, across=time, at=escape.settled, panel=RATE, height=0.2)
    few = escape.overlap[0].size <= 2
    data = curve_traces(pinned, time, axes, as_points=False, hover=False)
    data += curve_traces(laws, time, axes, as_points=False, hover=False)
    data += curve_traces(own, time, axes, as_points=few)
    return {"data": data, "layout": layout}


def _ghost_curves(ghost: Ghost, color: str, end: float) -> list[Curve]:
    trajectory = ghost.run.trajectory
    return [
        Curve(OVERLAP, ghost.name, color, *size(trajectory, end), 1.5),
        Curve(RATE, ghost.name, color, *growth(trajectory, end), 1.5),
    ]


def _overlap_axis(curves: Sequence[Curve], run: Run) -> Axis:
    start = abs(float(run.trajectory.u[0]))
    ends = np.array([run.setup.delta, start])
    values = [curve.values for curve in curves if curve.panel == OVERLAP]
    axis = log_axis([*values, ends], at_most=max(_HIGHEST, _HIGHEST * start), decades=1.0)
    lowest = _LOWEST * min(max(start, SMALLEST), run.setup.delta)
    return Axis(max(axis.low, lowest), axis.high, log=True)


def _rate_axis(curves: Sequence[Curve], rho: float) -> Axis:
    rates = np.concatenate([curve.values for curve in curves if curve.panel == RATE]) / rho
    rates = np.clip(rates[np.isfinite(rates)], *_MOST_RATES)
    low = float(rates.min(initial=_RATES[0]))
    return Axis(1.1 * low * rho, 1.05 * float(rates.max(initial=_RATES[1])) * rho, log=False)


def _panels(axes: Sequence[Axis], escape: Escape, run: Run, heights: Sequence[int]) -> list[Panel]:
    titles = (
        ("Overlap |<i>u</i>|", "dashed: the linear flow"),
        ("Growth rate d ln|<i>u</i>|/d<i>t</i>", _settling(escape, run)),
    )
    return [
        Panel(
            title,
            remark,
            height,
            axis,
            (log_ticks if axis.log else linear_ticks)(axis.low, axis.high, _LEVELS),
        )
        for (title, remark), height, axis in zip(titles, heights, axes, strict=True)
    ]


def _settling(escape: Escape, run: Run) -> str:
    if escape.expected is None:
        return ""
    if escape.settled is None:
        return "never settles at <i>ρ</i>"
    t1 = escape.expected if run.phases.t1 is None else run.phases.t1
    when = "after" if escape.settled > t1 else "before"
    return f"at <i>ρ</i> from <i>t</i> = {number(escape.settled, 2)}, {when} T₁"


def _labels(run: Run, escape: Escape, axes: Sequence[Axis], palette: Palette) -> list[EndLabel]:
    labels = [
        EndLabel(OVERLAP, "<i>δ</i>", palette.muted, run.setup.delta),
        EndLabel(RATE, "<i>ρ</i>", palette.ink, escape.rho),
    ]
    u = escape.overlap[1]
    known = u[np.isfinite(u)]
    if known.size:
        labels.append(EndLabel(OVERLAP, "|<i>u</i>|", palette.u, axes[OVERLAP].clip(known[-1])))
    return labels
