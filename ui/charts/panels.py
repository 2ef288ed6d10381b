"""The three panels of a run's picture, MSE, overlaps and loss: their axes, titles and remarks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ui.charts.axes import Axis, linear_ticks, log_axis, log_ticks
from ui.charts.curves import LOSS, MSE, OVERLAPS, Curve
from ui.charts.frame import Panel
from ui.laws import Laws
from ui.text.numbers import number

Array = NDArray[np.float64]

# Pixels, of panels that are looked at closely and of those that are enlarged.
HEIGHTS = (130, 160, 215)
LOW_HEIGHTS = (75, 90, 115)
_LEVELS = 5
# u and s of a learning run lie in 0..1; up to here a run that does not settle is followed.
_HIGHEST_OVERLAP = 3.0
# What grows without bound is followed up to here.
_HIGHEST = 1e12
# Other runs widen a logarithmic axis by so many decades either way at most: one that falls to
# rounding would press the present run flat.
_MOST_WIDENED = 4.0


def time_axis_of(times: Sequence[Array], kind: str) -> Axis:
    """A "log" or "linear" axis of time that shows all of several runs."""
    last = max(float(time[-1]) for time in times)
    if kind == "linear":
        return Axis(0.0, last, log=False)
    firsts = [float(time[np.searchsorted(time, 0.0, side="right")]) for time in times]
    first = min(firsts)
    # A run of a single step has one time; an axis needs two.
    return Axis(first if first < last else last / 10, last, log=True)


def value_axes(
    curves: Sequence[Curve], behind: Sequence[Curve], laws: Laws | None = None
) -> list[Axis]:
    """The axes of the three panels, around a run's curves, its law of the MSE and other runs."""

    def of(panel: int, some: Sequence[Curve]) -> list[Array]:
        return [curve.values for curve in some if curve.panel == panel]

    law = [] if laws is None else [laws.mse]
    overlaps = np.concatenate([*of(OVERLAPS, curves), *of(OVERLAPS, behind)])
    overlaps = np.clip(overlaps[np.isfinite(overlaps)], -_HIGHEST_OVERLAP, _HIGHEST_OVERLAP)
    return [
        _log_axis([*of(MSE, curves), *law], of(MSE, behind), decades=1.0),
        Axis(
            min(-0.06, 1.05 * float(overlaps.min(initial=0.0))),
            max(1.1, 1.05 * float(overlaps.max(initial=0.0))),
            log=False,
        ),
        _log_axis(of(LOSS, curves), of(LOSS, behind), decades=2.0),
    ]


def _log_axis(own: list[Array], behind: list[Array], *, decades: float) -> Axis:
    axis = log_axis(own, at_most=_HIGHEST, decades=decades)
    if not behind:
        return axis
    wide = log_axis([*own, *behind], at_most=_HIGHEST, decades=decades)
    most = 10**_MOST_WIDENED
    return Axis(max(wide.low, axis.low / most), min(wide.high, axis.high * most), log=True)


def panels_of(
    axes: Sequence[Axis], curves: Sequence[Curve], heights: Sequence[int], *, laws: bool | None
) -> list[Panel]:
    """The panels with their titles.

    Args:
        axes: as from `value_axes`.
        curves: the run's own curves, as far as they are shown.
        heights: the panels' heights in pixels.
        laws: whether laws are drawn; None where nothing is to be said of them.
    """
    loss = {
        True: ("Loss and its law", "dashed: no constant fitted"),
        False: ("Loss", "no law holds here"),
        None: ("Loss", ""),
    }
    titles = (
        ("Distance to the teacher", "mean squared error"),
        ("Overlap <i>u</i> and size <i>s</i>", _overlap_remark(axes[OVERLAPS], curves)),
        loss[laws],
    )
    return [
        Panel(title, remark, height, axis, _ticks(axis))
        for (title, remark), height, axis in zip(titles, heights, axes, strict=True)
    ]


def _ticks(axis: Axis) -> tuple[list[float], list[str]]:
    """Powers of ten; for u and s 0, 1 and the saddles' 1/3, plain numbers where the run goes on."""
    if axis.log:
        return log_ticks(axis.low, axis.high, _LEVELS)
    if axis.low > -0.5 and axis.high < 1.5:
        return [0.0, 1 / 3, 1.0], ["0", "1/3", "1"]
    return linear_ticks(axis.low, axis.high, _LEVELS)


def _overlap_remark(axis: Axis, curves: Sequence[Curve]) -> str:
    values = np.concatenate([curve.values for curve in curves if curve.panel == OVERLAPS])
    highest = float(np.max(values, where=np.isfinite(values), initial=0.0))
    return (
        f"up to {number(highest)}, off this scale"
        if highest > axis.high
        else "the saddles lie at <i>s</i> = 1/3"
    )
