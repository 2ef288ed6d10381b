"""The Hessian's spectrum at one of the times of a run."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.charts.axes import Axis, drawn, log_axis, log_ticks
from ui.charts.frame import EndLabel, Panel, axis_name, frame, y_name
from ui.landscape.numbers import Landscape
from ui.palette import Palette

Array = NDArray[np.float64]
Json = dict[str, Any]

HEIGHT = 380
# An eigenvalue is up or down by its colour and its sign.
_UP, _DOWN = "triangle-up", "triangle-down"
_SIZE, _SIZE_OF_MANY, _EXTREME = 6, 4, 11
_MANY = 60
# Decades of the spectrum that are shown at most.
_DECADES = 14.0


def spectrum_figure(landscape: Landscape, *, dimension: int, palette: Palette) -> Json:
    """The figure of the Hessian's eigenvalues by size, at the place of the cursor.

    Args:
        landscape: has the spectrum.
        dimension: d.
        palette: the colours of the page's theme.
    """
    spectrum = landscape.spectrum
    sizes = np.abs(spectrum.value)
    axis = log_axis([sizes[sizes > sizes.max() * 10**-_DECADES]], decades=2.0)
    across = Axis(0.8, 1.3 * max(dimension, 3), log=True)
    layout = frame(
        [
            Panel(
                "Hessian at the cursor",
                "sizes of its eigenvalues",
                HEIGHT,
                axis,
                log_ticks(axis.low, axis.high, 6),
            )
        ],
        across,
        [
            EndLabel(0, f"<span style='color:{color}'>{sign} {text}</span>", color, value)
            for sign, text, color, value in (
                ("▲", "up", palette.loss, axis.high),
                ("▼", "down", palette.s, axis.high / (axis.high / axis.low) ** 0.06),
            )
        ],
        palette,
        below=axis_name("rank by size", palette),
        hover="rank",
        strip=False,
    )
    layout["hovermode"] = "closest"
    ends = [int(spectrum.value.argmin()), int(spectrum.value.argmax())]
    size = _SIZE if spectrum.value.size <= _MANY else _SIZE_OF_MANY
    data = _eigenvalues("eigenvalues", spectrum.rank, spectrum.value, across, axis, palette, size)
    data += _eigenvalues(
        "ends", spectrum.rank[ends], spectrum.value[ends], across, axis, palette, _EXTREME
    )
    return {"data": data, "layout": layout}


def _eigenvalues(
    name: str,
    rank: Array,
    value: Array,
    across: Axis,
    axis: Axis,
    palette: Palette,
    size: int,
) -> list[Json]:
    traces = []
    for symbol, color, some in (
        (_UP, palette.loss, value > 0),
        (_DOWN, palette.s, value < 0),
    ):
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": name,
                "x": drawn(rank[some], across),
                "y": drawn(np.abs(value[some]), axis),
                "yaxis": y_name(0),
                "marker": {
                    "symbol": symbol,
                    "color": color,
                    "size": size,
                    "line": {"color": palette.background, "width": 1 if name == "ends" else 0},
                },
                "hovertemplate": "rank %{x:.0f}: %{y:.3~g}<extra></extra>",
            }
        )
    return traces
