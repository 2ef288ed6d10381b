"""Panels stacked over one axis: their places, titles, axes and labels at the lines' ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ui.charts.axes import Axis, spread
from ui.palette import Palette

Json = dict[str, Any]

# Pixels. Left: the y ticks; right: the labels of the lines; top: a title and the strip of the
# phases; bottom: t and k.
LEFT, RIGHT, TOP, BOTTOM = 62, 62, 84, 58
# The part of the top that is the strip's.
STRIP = 54
GAP = 34
FONT, SMALL = 14, 13
LINE_HEIGHT = 17
# The narrowest plot area that must stay readable: a phone of 390 px with Streamlit's own margins.
NARROWEST = 240
# The plot area that a page of 1,000 px with its sidebar leaves at least.
WIDE = 500
TIME_TICKS = 8


@dataclass(frozen=True)
class Panel:
    """One panel: title, a remark beside it, height in pixels, axis, and its ticks with texts."""

    title: str
    remark: str
    height: int
    axis: Axis
    ticks: tuple[list[float], list[str]]


@dataclass(frozen=True)
class EndLabel:
    """A label at the right end of a line: panel, text, colour, and the value it belongs to."""

    panel: int
    text: str
    color: str
    value: float


def y_name(panel: int) -> str:
    """Plotly's name of the y axis of a panel: y, y2, y3."""
    return "y" if panel == 0 else f"y{panel + 1}"


def frame(
    panels: Sequence[Panel],
    across: Axis,
    labels: Sequence[EndLabel],
    palette: Palette,
    *,
    below: Sequence[Json],
    hover: str,
    above: int = 0,
    strip: bool = True,
) -> Json:
    """The layout of panels above one another.

    Args:
        panels, across, labels, palette: what is drawn, over the axis `across`.
        below: what is written under that axis: `time_rows` or `axis_name`.
        hover: the symbol of what the axis measures, HTML.
        above: pixels to leave free over the first title.
        strip: whether there is room for a strip, as with the phases, under it.
    """
    head = TOP if strip else TOP - STRIP
    inner = sum(panel.height for panel in panels) + GAP * (len(panels) - 1)
    layout: Json = {
        "height": inner + head + above + BOTTOM,
        "margin": {"l": LEFT, "r": RIGHT, "t": head + above, "b": BOTTOM, "pad": 0},
        "autosize": True,
        "showlegend": False,
        "dragmode": "zoom",
        "hovermode": "x unified",
        "hoversubplots": "axis",
        # Streamlit does not run a page again when its theme is switched: until the next change
        # the figure must be readable on its own.
        "paper_bgcolor": palette.background,
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "Source Sans, sans-serif", "size": FONT, "color": palette.ink},
        "hoverlabel": {"bgcolor": palette.background, "font": {"color": palette.ink}},
        "shapes": [],
        "annotations": [],
    }
    top = inner
    for index, panel in enumerate(panels):
        bottom = top - panel.height
        values, texts = panel.ticks
        layout["yaxis" + y_name(index)[1:]] = _axis(panel.axis, palette) | {
            "domain": [bottom / inner, top / inner],
            "tickvals": values,
            "ticktext": texts,
        }
        layout["annotations"] += _title(panel, top / inner, head - 24 if index == 0 else 4, palette)
        layout["annotations"] += _end_labels(
            panel, index, [label for label in labels if label.panel == index]
        )
        top = bottom - GAP
    values, texts = across.ticks(TIME_TICKS)
    layout["xaxis"] = _axis(across, palette) | {
        "anchor": y_name(len(panels) - 1),
        "tickvals": values,
        "ticktext": texts,
        "ticks": "outside",
        "ticklen": 5,
        "tickcolor": palette.muted,
        "unifiedhovertitle": {"text": f"{hover} = %{{x:.4~g}}"},
    }
    layout["annotations"] += below
    return layout


def _axis(axis: Axis, palette: Palette) -> Json:
    return {
        "type": "log" if axis.log else "linear",
        "range": axis.range,
        "tickmode": "array",
        "tickfont": {"size": SMALL, "color": palette.ink},
        "gridcolor": palette.grid,
        "gridwidth": 1,
        "zeroline": False,
        "showline": True,
        "linecolor": palette.muted,
    }


def _text(text: str, color: str, **place: Any) -> Json:
    return {"text": text, "showarrow": False, "font": {"size": SMALL, "color": color}} | place


def _title(panel: Panel, top: float, shift: int, palette: Palette) -> list[Json]:
    remark = f"  <span style='color:{palette.muted}'>{panel.remark}</span>" if panel.remark else ""
    title = _text(
        f"<b>{panel.title}</b>{remark}",
        palette.ink,
        xref="paper",
        yref="paper",
        x=0,
        y=top,
        xanchor="left",
        yanchor="bottom",
        # The first title stands above the strip with the phases' names.
        yshift=shift,
        align="left",
    )
    return [title]


def _end_labels(panel: Panel, index: int, labels: Sequence[EndLabel]) -> list[Json]:
    axis = panel.axis
    wanted = [axis.share(axis.clip(label.value)) for label in labels]
    gap = LINE_HEIGHT / panel.height
    return [
        _text(
            label.text,
            label.color,
            xref="paper",
            yref=y_name(index),
            x=1,
            y=axis.at(share),
            xanchor="left",
            yanchor="middle",
            xshift=6,
        )
        for label, share in zip(labels, spread(wanted, gap, gap / 2, 1 - gap / 2), strict=True)
    ]


def axis_name(name: str, palette: Palette) -> list[Json]:
    """What the axis across measures, in the middle under it; HTML."""
    return [
        _text(
            name, palette.ink, xref="paper", yref="paper", x=0.5, y=0,
            xanchor="center", yanchor="bottom", yshift=-46,
        )
    ]  # fmt: skip


def time_rows(time: Axis, step_size: float | None, palette: Palette) -> list[Json]:
    """The names of the rows under an axis of time, and a second row: step numbers k = t/η."""
    rows = (
        [("time <i>t</i>", 19)]
        if step_size is None
        else [("time <i>t</i>", 19), ("step <i>k</i>", 39)]
    )
    names = [
        _text(
            name, palette.muted, xref="paper", yref="paper", x=0, y=0,
            xanchor="right", yanchor="bottom", yshift=-depth - 5, xshift=-20,
        )
        for name, depth in rows
    ]  # fmt: skip
    if step_size is None:
        return names
    steps = Axis(time.low / step_size, time.high / step_size, time.log)
    return names + [
        _text(
            text, palette.ink, xref="x", yref="paper", x=time.coordinate(value * step_size), y=0,
            xanchor="center", yanchor="bottom", yshift=-44,
        )
        for value, text in zip(*steps.ticks(TIME_TICKS), strict=True)
        # There is no step between two steps.
        if not time.log or value >= 1
    ]  # fmt: skip
