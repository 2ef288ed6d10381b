"""T₁ against d or a, as quantiles over seeds; and T₁ seed by seed against its prediction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.quantiles import Spread, or_nan, spread_of
from ui.charts.axes import Axis, drawn, linear_ticks, log_axis, log_ticks
from ui.charts.curves import Curve, curve_traces
from ui.charts.frame import EndLabel, Panel, axis_name, frame
from ui.charts.lines import area
from ui.charts.marks import place, ring
from ui.escape.figure import DASHED
from ui.escape.times import EscapeTime, Sweep
from ui.palette import Palette, translucent

Array = NDArray[np.float64]
Json = dict[str, Any]

HEIGHT = 230
_LEVELS = 6
_POINTS = 50
# Where T₁ has a wider range than this its axis is logarithmic.
_WIDE = 20.0
_DOT = 6
_TIME = "<i>T</i>₁"


@dataclass(frozen=True)
class SweepAxis:
    """What T₁ is drawn against: the axis, its name, and the symbol of what it measures (HTML)."""

    axis: Axis
    name: str
    symbol: str
    title: str


OVER_DIMENSION = SweepAxis(
    Axis(25.0, 1.2e6, log=True), "dimension <i>d</i>", "<i>d</i>", "T₁ against <i>d</i>"
)
OVER_DECAY = SweepAxis(
    Axis(-0.15, 6.15, log=False), "decay exponent <i>a</i>", "<i>a</i>", "T₁ against <i>a</i>"
)


def sweep_figure(
    sweep: Sweep | None,
    across: SweepAxis,
    *,
    present: float,
    t1: float | None,
    remark: str,
    slope: float | None = None,
    palette: Palette,
) -> Json:
    """Quantiles of T₁, those of the linear flow dashed; the axes alone while there is no sweep.

    Args:
        sweep: the runs solved so far, or None.
        across: what the values of the sweep are.
        present: the value of the run that the page shows, and
        t1: its T₁, or None.
        remark: what is said beside the title.
        slope: dT₁/d ln of the value, drawn through the present run, or None.
        palette: the colours of the page's theme.
    """
    values = np.array(sweep.values if sweep else (), np.float64)
    low, median, high = _columns(sweep.simulated if sweep else [])
    predicted = _columns(sweep.predicted if sweep else [])[1]
    axis = _time_axis([median, predicted, _single(t1)], [low, high])
    panel = Panel(
        across.title,
        remark,
        HEIGHT,
        axis,
        (log_ticks if axis.log else linear_ticks)(axis.low, axis.high, _LEVELS),
    )
    curves = [
        Curve(0, _TIME, palette.u, values, median),
        Curve(0, "linear flow", palette.ink, values, predicted, 1.5, DASHED),
    ]
    labels = []
    if slope is not None and t1 and sweep:
        ends = np.geomspace(across.axis.low, across.axis.high, _POINTS)
        line = t1 + slope * np.log(ends / present)
        curves.insert(0, Curve(0, "slope", palette.muted, ends, line, 1.5, "dot"))
        labels.append(EndLabel(0, "1/2<i>ρ</i>", palette.muted, float(line[-1])))
    layout = frame(
        [panel],
        across.axis,
        labels,
        palette,
        below=axis_name(across.name, palette),
        hover=across.symbol,
        strip=False,
    )
    seen = across.axis.low <= present <= across.axis.high
    if seen:
        place(layout, 0, present, palette.muted, dash="dot")
    data = [_area(values, low, high, across.axis, axis, palette)] if sweep else []
    data += curve_traces(curves, across.axis, [axis], as_points=False, hover=False)
    data += _points(curves[-2:-1], across.axis, axis)
    if seen and t1 is not None:
        data.append(ring(present, t1, across.axis, axis, palette))
    return {"data": data, "layout": layout}


def seeds_figure(times: Sequence[EscapeTime], *, remark: str, palette: Palette) -> Json:
    """T₁ of each seed against what the linear flow says; the first is the run of the page."""
    known = [(one.predicted, one.simulated) for one in times if one.predicted and one.simulated]
    predicted, simulated = np.array(known, np.float64).reshape(-1, 2).T
    axis = log_axis([predicted, simulated], decades=1.0)
    ticks = log_ticks(axis.low, axis.high, _LEVELS)
    spread = spread_of([one.simulated for one in times])
    panel = Panel("T₁, seed by seed", remark, HEIGHT, axis, ticks)
    quantiles = [(spread.low, "10%"), (spread.median, "50%"), (spread.high, "90%")]
    seen = [(value, text) for value, text in quantiles if value and axis.low < value < axis.high]
    layout = frame(
        [panel],
        axis,
        [EndLabel(0, text, palette.muted, value) for value, text in seen],
        palette,
        below=axis_name(f"{_TIME} by the linear flow", palette),
        hover="predicted",
        strip=False,
    )
    layout["hovermode"] = "closest"
    ends = np.array([axis.low, axis.high])
    levels = [
        Curve(0, "quantile", palette.muted, ends, np.full(2, value), 1.0, "dot")
        for value, _ in seen
    ]
    diagonal = Curve(0, "linear flow", palette.ink, ends, ends, 1.5, DASHED)
    data = curve_traces([*levels, diagonal], axis, [axis], as_points=False, hover=False)
    data.append(
        {
            "type": "scatter",
            "mode": "markers",
            "name": _TIME,
            "x": drawn(predicted, axis),
            "y": drawn(simulated, axis),
            "marker": {"color": translucent(palette.u, 0.7), "size": _DOT + 1},
            "hovertemplate": "predicted %{x:.3~g}, simulated %{y:.3~g}<extra></extra>",
        }
    )
    if times and times[0].predicted and times[0].simulated:
        data.append(ring(times[0].predicted, times[0].simulated, axis, axis, palette))
    return {"data": data, "layout": layout}


def _columns(spreads: Sequence[Spread]) -> tuple[Array, Array, Array]:
    def column(name: str) -> Array:
        values = [getattr(spread, name) for spread in spreads]
        return np.array([or_nan(value) for value in values], np.float64)

    return column("low"), column("median"), column("high")


def _single(value: float | None) -> Array:
    return np.array([] if value is None else [value], np.float64)


def _time_axis(lines: Sequence[Array], edges: Sequence[Array]) -> Axis:
    """Around the lines and the edges of a band; logarithmic where the lines have a wide range."""
    known = _positive(lines)
    if known.size == 0:
        return Axis(0.0, 1.0, log=False)
    if known.max() > _WIDE * known.min():
        return log_axis([*lines, *edges])
    return Axis(0.0, 1.05 * float(_positive([*lines, *edges]).max()), log=False)


def _positive(values: Sequence[Array]) -> Array:
    known = np.concatenate(values)
    return known[np.isfinite(known) & (known > 0)]


def _area(
    values: Array, low: Array, high: Array, across: Axis, axis: Axis, palette: Palette
) -> Json:
    known = np.isfinite(low) & np.isfinite(high) & (high > 0)
    # Seeds that start past δ have T₁ = 0, which a logarithmic axis has no place for.
    bottom = np.maximum(low, axis.low) if axis.log else low
    return area(values[known], bottom[known], high[known], across, axis, palette.u)


def _points(curves: Sequence[Curve], across: Axis, axis: Axis) -> list[Json]:
    traces = curve_traces(curves, across, [axis], as_points=True)
    for trace in traces:
        trace["marker"]["size"] = _DOT
    return traces
