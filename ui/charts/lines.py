"""Single Plotly traces: a line of theory, dots, a filled area, one marked point."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.charts.axes import Axis, drawn
from ui.palette import Palette, translucent

Array = NDArray[np.float64]
Json = dict[str, Any]

_OPACITY = 0.2
_MARKED = 9


def line(
    name: str,
    x: Array,
    y: Array,
    across: Axis,
    values: Axis,
    color: str,
    *,
    width: float = 1.5,
    dash: str = "solid",
    hover: bool = False,
    yaxis: str = "y",
) -> Json:
    """A line; `hover` shows its values."""
    trace = {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": drawn(x, across),
        "y": drawn(y, values),
        "yaxis": yaxis,
        "line": {"color": color, "width": width, "dash": dash},
    }
    return trace | _hover(hover)


def dots(
    name: str,
    x: Array,
    y: Array,
    across: Axis,
    values: Axis,
    color: str,
    *,
    size: float = 5.0,
    hover: bool = True,
    yaxis: str = "y",
) -> Json:
    """Points that no line joins; `hover` shows their values."""
    trace = {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": drawn(x, across),
        "y": drawn(y, values),
        "yaxis": yaxis,
        "marker": {"color": color, "size": size},
    }
    return trace | _hover(hover)


def area(x: Array, low: Array, high: Array, across: Axis, values: Axis, color: str) -> Json:
    """The area between two curves, in a tint of the colour."""
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "band",
        "x": drawn(np.concatenate([x, x[::-1]]), across),
        "y": drawn(np.concatenate([low, high[::-1]]), values),
        "yaxis": "y",
        "fill": "toself",
        "fillcolor": translucent(color, _OPACITY),
        "line": {"width": 0},
        "hoverinfo": "skip",
    }


def marker(
    x: float,
    y: float,
    across: Axis,
    values: Axis,
    color: str,
    palette: Palette,
    *,
    yaxis: str = "y",
) -> Json:
    """One point that stands out, where it is in sight."""
    trace = dots(
        "now", np.array([x]), np.array([y]), across, values, color, size=_MARKED, hover=False,
        yaxis=yaxis,
    )  # fmt: skip
    trace["marker"]["line"] = {"color": palette.background, "width": 1.5}
    return trace


def _hover(shown: bool) -> Json:
    return {"hovertemplate": "%{y:.3~g}"} if shown else {"hoverinfo": "skip"}
