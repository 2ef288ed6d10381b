"""The spread over seeds behind the curves: 10 to 90 % filled, the median a thin line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.charts.axes import SMALLEST, Axis, drawn
from ui.charts.curves import LOSS, MSE, OVERLAPS, Curve, curve_traces, shown
from ui.charts.frame import y_name
from ui.comparing.spread import Spread
from ui.palette import Palette, translucent

Array = NDArray[np.float64]
Json = dict[str, Any]

_OPACITY = 0.2
_MEDIAN_WIDTH = 1.0


@dataclass(frozen=True)
class BandCurves:
    """The edges of a band and its median, as curves."""

    low: Curve
    median: Curve
    high: Curve

    @property
    def all(self) -> tuple[Curve, Curve, Curve]:
        return self.low, self.median, self.high


def spread_curves(spread: Spread, kind: str, palette: Palette) -> list[BandCurves]:
    """The six bands of a spread; none while no run is solved."""
    if spread.runs == 0:
        return []
    some = shown(spread.time, kind)
    time = spread.time[some]
    bands = [
        (MSE, spread.mse, palette.mse),
        (OVERLAPS, spread.s, palette.s),
        (OVERLAPS, spread.u, palette.u),
        (LOSS, spread.loss, palette.loss),
        (LOSS, spread.one_minus_u, palette.u),
        (LOSS, spread.one_minus_s, palette.s),
    ]
    return [
        BandCurves(
            *(
                Curve(panel, "spread", color, time, values[some], _MEDIAN_WIDTH)
                for values in (band.low, band.median, band.high)
            )
        )
        for panel, band, color in bands
    ]


def band_traces(bands: Sequence[BandCurves], time: Axis, axes: Sequence[Axis]) -> list[Json]:
    """The bands as Plotly traces: all the filled areas behind all the medians."""
    medians = [band.median for band in bands]
    areas = area_traces(bands, time, axes)
    return areas + curve_traces(medians, time, axes, as_points=False, hover=False)


def area_traces(bands: Sequence[BandCurves], time: Axis, axes: Sequence[Axis]) -> list[Json]:
    """The filled areas alone."""
    return [_area(band, time, axes[band.low.panel]) for band in bands]


def _area(band: BandCurves, time: Axis, axis: Axis) -> Json:
    known = np.isfinite(band.low.values) & np.isfinite(band.high.values)
    if axis.log:
        known &= band.high.values > 0
    low, high = band.low.values[known], band.high.values[known]
    if axis.log:
        # Runs that have reached the teacher have nothing left: far below every axis.
        low = np.maximum(low, SMALLEST)
    at = band.low.time[known]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "spread",
        "x": drawn(np.concatenate([at, at[::-1]]), time),
        "y": drawn(np.concatenate([low, high[::-1]]), axis),
        "yaxis": y_name(band.low.panel),
        "fill": "toself",
        "fillcolor": translucent(band.low.color, _OPACITY),
        "line": {"width": 0},
        "hoverinfo": "skip",
    }
