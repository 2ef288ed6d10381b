"""The laws, dashed, in the colour of the text, each over the times at which it holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ui.charts.axes import Axis, drawn
from ui.charts.curves import LOSS, MSE, OVERLAPS
from ui.charts.frame import y_name
from ui.laws import Laws
from ui.palette import Palette

Json = dict[str, Any]


def law_traces(laws: Laws, time: Axis, axes: Sequence[Axis], palette: Palette) -> list[Json]:
    """The laws as Plotly traces; none where no law holds."""
    predictions = [
        (MSE, laws.late, laws.mse),
        (OVERLAPS, laws.early, laws.u),
        (LOSS, laws.late, laws.loss),
        (LOSS, laws.late, laws.one_minus_u),
        (LOSS, laws.late, laws.one_minus_s),
    ]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": "law",
            "x": drawn(at, time),
            "y": drawn(values, axes[panel]),
            "yaxis": y_name(panel),
            "line": {"color": palette.ink, "width": 1.5, "dash": "5px,4px"},
            "hoverinfo": "skip",
        }
        for panel, at, values in predictions
        if at.size
    ]
