"""Named stretches of the axis across: shaded through all panels, with their names above them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ui.charts.axes import Axis
from ui.charts.frame import SMALL
from ui.palette import Palette, translucent

Json = dict[str, Any]

# Pixels above the panels: the strip, and the row of the marks' names over it.
_STRIP = (2, 36)
_ROW = 37
# Pixels of a character, and of the narrowest plot with such a strip.
_CHARACTER, _NARROW = 6.5, 260
_BAND, _NAMED = 0.1, 0.3
_TAGS = re.compile("<[^>]*>")


@dataclass(frozen=True)
class Region:
    """A stretch of the axis: up to two lines of HTML, its ends, a colour of which it is a tint."""

    text: str
    begin: float
    end: float
    color: str


def draw_regions(layout: Json, regions: Sequence[Region], across: Axis, palette: Palette) -> None:
    """Add the regions to a layout made by `frame`, as far as they are in sight.

    One that has no room for its name is left without.
    """
    inner = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
    bottom, top = (1 + edge / inner for edge in _STRIP)
    for region in regions:
        begin, end = across.clip(region.begin), across.clip(region.end)
        if begin >= end:
            continue
        for low, high, opacity in ((0, 1, _BAND), (bottom, top, _NAMED)):
            layout["shapes"].append(
                {
                    "type": "rect", "xref": "x", "yref": "paper", "layer": "below",
                    "x0": begin, "x1": end, "y0": low, "y1": high,
                    "fillcolor": translucent(region.color, opacity), "line": {"width": 0},
                }
            )  # fmt: skip
        share = (across.share(begin) + across.share(end)) / 2
        if _NARROW * (across.share(end) - across.share(begin)) >= _width(region.text):
            text = _text(region.text, palette.ink, across.at(share), 12)
            layout["annotations"].append(text | {"yanchor": "middle", "yshift": sum(_STRIP) / 2})


def mark_place(layout: Json, text: str, at: float, across: Axis, palette: Palette) -> None:
    """A vertical line through all panels, with its name above the regions; where it is in sight."""
    if not across.low <= at <= across.high:
        return
    inner = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
    layout["shapes"].append(
        {
            "type": "line", "xref": "x", "yref": "paper", "layer": "below",
            "x0": at, "x1": at, "y0": 0, "y1": 1 + _STRIP[1] / inner,
            "line": {"color": palette.ink, "width": 1.5},
        }
    )  # fmt: skip
    # Its name stays between the ends of the axis.
    share = across.share(at)
    anchor = "left" if share < 1 / 4 else "right" if share > 3 / 4 else "center"
    name = _text(text, palette.ink, across.coordinate(at), SMALL)
    layout["annotations"].append(name | {"xanchor": anchor, "yanchor": "bottom", "yshift": _ROW})


def _width(text: str) -> float:
    """About the pixels of the longest line of some HTML."""
    return _CHARACTER * max(
        len(part) for part in _TAGS.sub("", text.replace("<br>", "\n")).split("\n")
    )


def _text(text: str, color: str, x: float, size: int) -> Json:
    return {
        "text": text, "showarrow": False, "font": {"size": size, "color": color},
        "xref": "x", "yref": "paper", "x": x, "y": 1, "xanchor": "center",
    }  # fmt: skip
