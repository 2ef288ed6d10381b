"""A vertical line through all panels at one time, with a dot on each curve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ui.charts.axes import Axis, drawn
from ui.charts.curves import LOSS, MSE, OVERLAPS
from ui.charts.frame import y_name
from ui.cursor import Reading
from ui.palette import Palette

Json = dict[str, Any]

_SIZE = 9


def draw_cursor(layout: Json, reading: Reading, time: Axis, palette: Palette) -> None:
    """Add the line to a layout made by `frame`, where its time is in sight."""
    if not time.low <= reading.time <= time.high:
        return
    domains = [axis["domain"] for name, axis in layout.items() if name.startswith("yaxis")]
    layout["shapes"] += [
        {
            "type": "line", "xref": "x", "yref": "paper", "layer": "below",
            "x0": reading.time, "x1": reading.time, "y0": low, "y1": high,
            "line": {"color": palette.ink, "width": 1.5},
        }
        for low, high in domains
    ]  # fmt: skip


def cursor_traces(
    reading: Reading, time: Axis, axes: Sequence[Axis], palette: Palette
) -> list[Json]:
    """The dots, one trace a panel; those off the axis are left out."""
    if not time.low <= reading.time <= time.high:
        return []
    dots = {
        MSE: [(reading.mse, palette.mse)],
        OVERLAPS: [(reading.s, palette.s), (reading.u, palette.u)],
        LOSS: [
            (reading.loss, palette.loss),
            (abs(reading.one_minus_u), palette.u),
            (abs(reading.one_minus_s), palette.s),
        ],
    }
    traces = []
    for panel, all_of_it in dots.items():
        axis = axes[panel]
        seen = [(value, color) for value, color in all_of_it if axis.low <= value <= axis.high]
        if not seen:
            continue
        values, colors = zip(*seen, strict=True)
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": "cursor",
                "x": drawn(np.full(len(seen), reading.time), time),
                "y": drawn(np.array(values), axis),
                "yaxis": y_name(panel),
                "marker": {
                    "color": list(colors),
                    "size": _SIZE,
                    "line": {"color": palette.background, "width": 1.5},
                },
                "hoverinfo": "skip",
            }
        )
    return traces
