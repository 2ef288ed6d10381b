"""The picture of a convergence: the gaps with their laws, run over law, and local exponents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import theory
from core.run import Run
from ui.charts.axes import Axis, linear_ticks, log_axis, log_ticks
from ui.charts.curves import Curve, curve_traces
from ui.charts.frame import EndLabel, Panel, frame, time_rows
from ui.charts.ghosts import Ghost, draw_key, key_height
from ui.charts.marks import level
from ui.charts.phases import draw_phases
from ui.convergence.numbers import QUANTITIES, Convergence, gaps, local_exponents
from ui.escape.figure import DASHED
from ui.laws import Laws
from ui.palette import Palette
from ui.text.numbers import number, rounded

Array = NDArray[np.float64]
Json = dict[str, Any]

GAPS, RATIOS, EXPONENTS = range(3)
HEIGHTS = (210, 110, 140)
LOW_HEIGHTS = (130, 70, 90)
NAMES = {"one_minus_u": "1 − <i>u</i>", "one_minus_s": "1 − <i>s</i>", "loss": "loss"}
# 1 − u and 1 − s lie almost on one another: the upper is the thinner, so that both are seen.
_WIDTHS = {"loss": 2.5, "one_minus_u": 4.5, "one_minus_s": 2.0}
_LEVELS = 6
_HIGHEST = 1e3
_RATIO = Axis(0.7, 1.3, log=False)
# The local exponents drawn: rising a little, and falling by half as much again as in the limit.
_RISE, _FALL, _STEEPEST = 0.3, 1.5, -8.0
# The picture begins this part of T₁′ before it.
_BEFORE = 0.5


def convergence_figure(
    run: Run,
    laws: Laws,
    found: Convergence,
    *,
    palette: Palette,
    ghosts: Sequence[Ghost] = (),
    heights: Sequence[int] = HEIGHTS,
) -> Json:
    """The figure of a convergence; a run that the minimum repels is drawn as points, without laws.

    Args:
        run, laws, found: the solved run, what is predicted for it, and what is drawn of it.
        palette: the colours of the page's theme.
        ghosts: pinned runs to draw behind it, of which 1 − u is shown.
        heights: those of the three panels, in pixels.
    """
    eta = run.trajectory.step_size
    unstable = laws.repels(run.trajectory)
    time = _time_axis(run)
    colors = {"one_minus_u": palette.u, "one_minus_s": palette.s, "loss": palette.loss}
    order = sorted(QUANTITIES, key=_WIDTHS.__getitem__, reverse=True)
    own = [
        Curve(GAPS, NAMES[name], colors[name], *found.gaps[name], _WIDTHS[name]) for name in order
    ]
    settling = [] if unstable else _both(found.ratios, found.exponents, colors, order)
    predicted = [
        Curve(panel, "law", palette.ink, *curves[name], 1.5, DASHED)
        for panel, curves in ((GAPS, found.law_gaps), (EXPONENTS, found.law_exponents))
        for name in order
        if name in curves
    ]
    pinned = [
        curve
        for ghost, color in zip(ghosts, palette.pins, strict=False)
        for curve in _ghost_curves(ghost, color)
    ]
    setup = run.setup
    limit = theory.convergence_exponent(setup.decay, setup.teacher_decay, setup.preconditioner)
    seen = [_from(curve, time.low) for curve in own]
    axes = [log_axis([curve.values for curve in seen], at_most=_HIGHEST), _RATIO, _slopes(limit)]
    layout = frame(
        _panels(axes, found, limit, heights, unstable=unstable),
        time,
        [*_labels(seen), *([EndLabel(EXPONENTS, "limit", palette.muted, limit)] * bool(limit < 0))],
        palette,
        below=time_rows(time, eta, palette),
        hover="<i>t</i>",
        above=key_height(len(ghosts)),
    )
    draw_phases(layout, run.phases, time, palette, only_escape=unstable)
    draw_key(layout, ghosts, palette)
    level(layout, RATIOS, 1.0, palette.ink, dash="dash")
    if limit < 0:
        level(layout, EXPONENTS, limit, palette.muted, dash="dot")
    data = curve_traces(pinned, time, axes, as_points=False, hover=False)
    data += curve_traces(own, time, axes, as_points=unstable)
    data += curve_traces(settling, time, axes, as_points=False)
    data += curve_traces(predicted, time, axes, as_points=False, hover=False)
    return {"data": data, "layout": layout}


def _both(
    ratios: dict[str, tuple[Array, Array]],
    exponents: dict[str, tuple[Array, Array]],
    colors: dict[str, str],
    order: Sequence[str],
) -> list[Curve]:
    return [
        Curve(panel, NAMES[name], colors[name], *curves[name], width)
        for panel, curves, width in ((RATIOS, ratios, 2.5), (EXPONENTS, exponents, 2.5))
        for name in order
        if name in curves
    ]


def _ghost_curves(ghost: Ghost, color: str) -> list[Curve]:
    time, values = gaps(ghost.run.trajectory)["one_minus_u"]
    return [
        Curve(GAPS, ghost.name, color, time, values, 1.5),
        Curve(EXPONENTS, ghost.name, color, *local_exponents(time, values), 1.5),
    ]


def _time_axis(run: Run) -> Axis:
    time = run.trajectory.time[run.trajectory.time > 0]
    first, last = float(time[0]), float(time[-1])
    begin = max(first, _BEFORE * (run.phases.t1_prime or first))
    return Axis(begin if begin < last else last / 10, last, log=True)


def _from(curve: Curve, first: float) -> Curve:
    later = curve.time >= first
    return Curve(curve.panel, curve.name, curve.color, curve.time[later], curve.values[later])


def _slopes(limit: float) -> Axis:
    low = _FALL * limit if limit < 0 else -1.0
    return Axis(max(min(low, -1.0), _STEEPEST), _RISE, log=False)


def _panels(
    axes: Sequence[Axis],
    found: Convergence,
    limit: float,
    heights: Sequence[int],
    *,
    unstable: bool,
) -> list[Panel]:
    remarks = (
        "dashed: sharp laws, nothing fitted" if found.law_gaps else "no law holds here",
        _last_ratio(found),
        "the run does not settle" if unstable else _limit(limit),
    )
    titles = ("1 − <i>u</i>, 1 − <i>s</i>, loss", "Run over law", "Local exponent")
    return [
        Panel(
            title,
            remark,
            height,
            axis,
            (log_ticks if axis.log else linear_ticks)(axis.low, axis.high, _LEVELS),
        )
        for title, remark, height, axis in zip(titles, remarks, heights, axes, strict=True)
    ]


def _last_ratio(found: Convergence) -> str:
    """What is read off the last of the ratios."""
    for name in QUANTITIES:
        values = found.ratios[name][1] if name in found.ratios else np.empty(0)
        known = np.flatnonzero(np.isfinite(values))
        if known.size:
            where = "at the end" if known[-1] == values.size - 1 else "where its law ends"
            return f"{NAMES[name]} {where}: {number(float(values[known[-1]]), 3)}"
    return "no law holds here"


def _limit(limit: float) -> str:
    return f"{rounded(limit, 3)} in the limit" if limit < 0 else "no power law in the limit"


def _labels(curves: Sequence[Curve]) -> list[EndLabel]:
    labels = []
    for curve in curves:
        known = curve.values[np.isfinite(curve.values)]
        if known.size:
            # Four neighbouring steps are recorded together where a run oscillates.
            last = float(np.median(known[-4:]))
            labels.append(EndLabel(GAPS, curve.name, curve.color, max(last, 1e-300)))
    return labels
