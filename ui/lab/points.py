"""What is drawn at the points of the axis: runs with their median, or a share."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.quantiles import band_of
from ui.charts.axes import Axis
from ui.charts.lines import dots
from ui.lab.shares import shares_of
from ui.palette import translucent

Array = NDArray[np.float64]
Json = dict[str, Any]

PALE = 0.35


def shares(
    values: Array, at: Array, across: Axis, axis: Axis, color: str, yaxis: str
) -> list[Json]:
    """At each point the share of its runs with its interval."""
    some = np.isfinite(values).any(axis=1)
    if not some.any():
        return _nothing(at, across, axis, color, yaxis)
    found = shares_of(values[some])
    shape = dots("share", at[some], found.share, across, axis, color, size=7, yaxis=yaxis)
    return [shape | _bars(found.share, found.low, found.high, color)]


def _nothing(at: Array, across: Axis, axis: Axis, color: str, yaxis: str) -> list[Json]:
    """What is drawn of no runs: a panel without a trace would not be drawn."""
    return [dots("nothing", at, np.full(at.size, np.nan), across, axis, color, yaxis=yaxis)]


def runs(values: Array, at: Array, across: Axis, axis: Axis, color: str, yaxis: str) -> list[Json]:
    """A dot a run, and at each point the median with the middle 80 %."""
    some = np.isfinite(values).any(axis=1)
    if not some.any():
        return _nothing(at, across, axis, color, yaxis)
    band = band_of(values[some].T)
    seeds = values.shape[1]
    faint = color if color.startswith("rgba") else translucent(color, PALE)
    each = dots(
        "runs", np.repeat(at, seeds), values.ravel(), across, axis, faint, size=4, hover=False,
        yaxis=yaxis,
    )  # fmt: skip
    middle = dots(
        "median", at[some], band.median, across, axis, color, size=7, yaxis=yaxis
    )  # fmt: skip
    return [each, middle | _bars(band.median, band.low, band.high, color)]


def _bars(middle: Array, low: Array, high: Array, color: str) -> Json:
    """From `low` to `high`, around dots at `middle`."""
    bars = {
        "type": "data",
        "symmetric": False,
        "array": (high - middle).tolist(),
        "arrayminus": (middle - low).tolist(),
        "color": color,
        "thickness": 1.5,
        "width": 3,
    }
    return {"error_y": bars}
