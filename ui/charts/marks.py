"""What is on a figure beside curves: levels across a panel, places, words, a ring."""

from __future__ import annotations

from typing import Any

import numpy as np

from ui.charts.axes import Axis, drawn
from ui.charts.frame import SMALL, y_name
from ui.palette import Palette

Json = dict[str, Any]

_RING = 11


def level(layout: Json, panel: int, value: float, color: str, *, dash: str = "solid") -> None:
    """A line across a panel at a value of its axis."""
    layout["shapes"].append(
        {
            "type": "line", "xref": "paper", "yref": y_name(panel), "layer": "below",
            "x0": 0, "x1": 1, "y0": value, "y1": value,
            "line": {"color": color, "width": 1.25, "dash": dash},
        }
    )  # fmt: skip


def place(
    layout: Json,
    panel: int,
    value: float,
    color: str,
    *,
    dash: str = "solid",
    width: float = 1.25,
) -> None:
    """A line up a panel at a value of the axis across."""
    low, high = layout["yaxis" + y_name(panel)[1:]]["domain"]
    layout["shapes"].append(
        {
            "type": "line", "xref": "x", "yref": "paper", "layer": "below",
            "x0": value, "x1": value, "y0": low, "y1": high,
            "line": {"color": color, "width": width, "dash": dash},
        }
    )  # fmt: skip


def word(
    layout: Json,
    text: str,
    color: str,
    *,
    across: Axis,
    at: float,
    panel: int,
    height: float = 1.0,
) -> None:
    """A word beside a place: at `height` of a panel, 0 to 1, on the side that has more room."""
    low, high = layout["yaxis" + y_name(panel)[1:]]["domain"]
    left = across.share(at) > 0.5
    layout["annotations"].append(
        {
            "text": text, "showarrow": False, "font": {"size": SMALL, "color": color},
            "xref": "x", "yref": "paper", "x": across.coordinate(at),
            "y": low + height * (high - low),
            "xanchor": "right" if left else "left", "yanchor": "top",
            "xshift": -4 if left else 4,
        }
    )  # fmt: skip


def ring(x: float, y: float, across: Axis, values: Axis, palette: Palette) -> Json:
    """A ring about one point of the first panel: the run that the page shows."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "this run",
        "x": drawn(np.array([x]), across),
        "y": drawn(np.array([y]), values),
        "yaxis": "y",
        "marker": {
            "color": "rgba(0,0,0,0)",
            "size": _RING,
            "line": {"color": palette.ink, "width": 2},
        },
        "hoverinfo": "skip",
    }
