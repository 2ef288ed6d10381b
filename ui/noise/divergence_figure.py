"""The share of runs that diverges against the step size, each with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.divergence import DivergencePoint
from ui.charts.axes import Axis, drawn
from ui.charts.frame import Panel, axis_name, frame
from ui.noise.divergence import RUNS, STEPS
from ui.palette import Palette

Json = dict[str, Any]

_HEIGHT = 200
# How far the axis goes beyond the step sizes, as a factor.
_MARGIN = 1.2


def divergence_figure(
    points: Sequence[DivergencePoint],
    sizes: tuple[float, float],
    *,
    step_size: float,
    limit: float,
    palette: Palette,
) -> Json:
    """The figure, `{"data": [...], "layout": {...}}`; the present step size and the limit marked.

    Args:
        points: what is known so far.
        sizes: the smallest and the largest step size of the scan.
        step_size: the present one.
        limit: that of the mean field.
        palette: the colours of the page's theme.
    """
    across = Axis(min(sizes[0], step_size) / _MARGIN, max(sizes[1], step_size) * _MARGIN, log=True)
    share = Axis(-0.05, 1.05, log=False)
    panel = Panel(
        "Share that diverges",
        f"of {RUNS} runs in {STEPS:,} steps",
        _HEIGHT,
        share,
        ([0.0, 0.5, 1.0], ["0", "½", "1"]),
    )
    layout = frame(
        [panel], across, [], palette,
        below=axis_name("step size <i>η</i>", palette), hover="<i>η</i>", strip=False,
    )  # fmt: skip
    for value, name, dash in (
        (limit, "mean field's limit", "5px,4px"),
        (step_size, "now", "solid"),
    ):
        layout["shapes"].append(
            {
                "type": "line", "xref": "x", "yref": "paper", "layer": "below",
                "x0": value, "x1": value, "y0": 0, "y1": 1,
                "line": {"color": palette.ink, "width": 1.25, "dash": dash},
            }
        )  # fmt: skip
        left = across.share(value) > 1 / 2
        layout["annotations"].append(
            {
                "text": name, "showarrow": False, "font": {"size": 12, "color": palette.ink},
                "xref": "x", "yref": "paper", "x": across.coordinate(value),
                "y": 0.97 if name == "now" else 0.82,
                "xanchor": "right" if left else "left", "yanchor": "top",
                "xshift": -4 if left else 4,
            }
        )  # fmt: skip
    at = np.array([point.step_size for point in points])
    found = np.array([point.diverged.share for point in points])
    data = [
        {
            "type": "scatter",
            "mode": "markers+lines",
            "name": "share",
            "x": drawn(at, across),
            "y": drawn(found, share),
            "line": {"color": palette.loss, "width": 1.5},
            "marker": {"color": palette.loss, "size": 7},
            "error_y": {
                "type": "data",
                "symmetric": False,
                "array": [point.diverged.high - point.diverged.share for point in points],
                "arrayminus": [point.diverged.share - point.diverged.low for point in points],
                "color": palette.loss,
                "thickness": 1.5,
                "width": 4,
            },
            "hovertemplate": "%{y:.1%}",
        }
    ]
    return {"data": data, "layout": layout}
