"""The picture: runs, medians, fits with their bands, claims, and what the fits leave over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.charts.axes import Axis, linear_ticks, log_axis
from ui.charts.frame import EndLabel, Panel, axis_name, frame, y_name
from ui.charts.lines import area, dots, line
from ui.charts.marks import level
from ui.lab.plan import Plan
from ui.lab.points import PALE, runs, shares
from ui.lab.variables import axis_title, html_value, short_value
from ui.lab.verdicts import Group
from ui.palette import Palette, translucent
from ui.text.numbers import number

Array = NDArray[np.float64]
Json = dict[str, Any]

HEIGHTS = {1: 320, 2: 210, 3: 170}
RESIDUAL_HEIGHT = 110
_LEVELS = 6
_DASH = "5px,4px"
# The longest label that the right margin has room for.
_LONGEST_LABEL = 8
# Runs are drawn beside their median, those of several colours beside one another: in parts of the
# distance between two points.
_APART = 0.12
# From this ratio on the values get a logarithmic axis.
_WIDE = 3.0
_LEAST_DECADES = 0.5
# From none to all, with room for half a dot.
_SHARES = Axis(-0.05, 1.05, log=False)


def lab_figure(
    plan: Plan,
    values: Array,
    groups: Sequence[Group],
    *,
    palette: Palette,
    pale: bool = False,
    low: bool = False,
) -> Json:
    """The figure, `{"data": [...], "layout": {...}}`.

    Args:
        plan: what is run; it has a sweep.
        values: the quantity, one a run in order, NaN where there is none (yet).
        groups: what is known of the fits.
        palette: the colours of the page's theme.
        pale: whether this is of another plan than the page's, still on show.
        low: whether the panels are to be lower, for a lecture.
    """
    arranged = plan.arranged(values)
    x = np.array(plan.x, dtype=np.float64)
    across = _across(x, log=plan.lab.spacing == "log")
    colors = _colors(plan, palette)
    if pale:
        colors = [translucent(color, PALE) for color in colors]
    axis = _SHARES if plan.quantity.share else _value_axis(arranged, groups)
    rest = len(plan.panels)
    residuals = _residual_axis(groups)
    height = int(HEIGHTS[rest] * (0.75 if low else 1))
    panels = [
        *(
            Panel(
                _title(plan, place),
                _remark(plan) if place == 0 else "",
                height,
                axis,
                axis.ticks(_LEVELS),
            )
            for place in range(rest)
        ),
    ]
    if not plan.quantity.share:  # A share has no fit, which leaves nothing over.
        ticks = linear_ticks(residuals.low, residuals.high, 5)
        title, remark = "What the fit leaves over", "mean over seeds, %"
        panels.append(Panel(title, remark, RESIDUAL_HEIGHT, residuals, ticks))
    layout = frame(
        panels,
        across,
        _labels(plan, arranged, colors),
        palette,
        below=axis_name(axis_title(plan.lab.vary), palette),
        hover=axis_title(plan.lab.vary),
        strip=False,
    )
    if len(panels) > rest:
        level(layout, rest, 0.0, palette.ink)
    if not plan.quantity.share and not axis.log and axis.low < 0 < axis.high:
        for place in range(rest):
            level(layout, place, 0.0, palette.muted)
    data: list[Json] = []
    for group in groups:
        data += _fit(group, colors[group.colour], across, axis, palette)
    for place in range(rest):
        for colour, color in enumerate(colors):
            shift = _shift(colour, len(colors))
            at, points = _shifted(x, shift, across), arranged[place, colour]
            draw = shares if plan.quantity.share else runs
            data += draw(points, at, across, axis, color, y_name(place))
    for group in groups:
        if group.residuals.size:
            shape = dots(
                "left over", x, 100 * group.residuals, across, residuals, colors[group.colour],
                size=6, yaxis=y_name(rest),
            )  # fmt: skip
            shape["marker"]["symbol"] = ("circle", "diamond", "square")[group.panel]
            data.append(shape)
    return {"data": data, "layout": layout}


def _colors(plan: Plan, palette: Palette) -> list[str]:
    if len(plan.colours) == 1:
        return [palette.quantities[plan.quantity.color]]
    return [palette.u, palette.s, palette.loss, palette.mse][: len(plan.colours)]


def _title(plan: Plan, panel: int) -> str:
    title = plan.quantity.title(plan.lab.level)
    value = plan.panels[panel]
    return title if value is None else f"{title}, {html_value(plan.lab.facet, value)}"


def _remark(plan: Plan) -> str:
    if plan.quantity.share:
        return "bars: 95%"
    return "dashed: the claim" if plan.lab.claim != "none" else "line: the fit"


def _across(x: Array, *, log: bool) -> Axis:
    if log:
        room = (x[-1] / x[0]) ** (0.6 / max(x.size - 1, 1))
        return Axis(x[0] / room, x[-1] * room, log=True)
    room = 0.6 * (x[-1] - x[0]) / max(x.size - 1, 1)
    return Axis(x[0] - room, x[-1] + room, log=False)


def _value_axis(values: Array, groups: Sequence[Group]) -> Axis:
    known = values[np.isfinite(values)]
    curves = [group.curve.fitted for group in groups if group.curve is not None]
    if known.size and known.min() > 0 and known.max() > _WIDE * known.min():
        return log_axis([known, *curves], decades=_LEAST_DECADES)
    if not known.size:
        return Axis(0.1, 1.0, log=True)
    low, high = float(known.min()), float(known.max())
    room = 0.08 * (high - low) or 0.1 * abs(high) or 1.0
    return Axis(low - room, high + room, log=False)


def _residual_axis(groups: Sequence[Group]) -> Axis:
    largest = max(
        (100 * float(np.abs(group.residuals).max()) for group in groups if group.residuals.size),
        default=1.0,
    )
    # Below a tenth of a percent there is nothing to see.
    largest = 1.25 * max(largest, 0.1)
    return Axis(-largest, largest, log=False)


def _shift(colour: int, colours: int) -> float:
    return _APART * (colour - (colours - 1) / 2)


def _shifted(x: Array, shift: float, across: Axis) -> Array:
    """Beside the points, by a part of their distance."""
    step = (across.coordinate(x[-1]) - across.coordinate(x[0])) / max(x.size - 1, 1)
    moved = np.log10(x) + shift * step if across.log else x + shift * step
    return 10**moved if across.log else moved


def _fit(group: Group, color: str, across: Axis, axis: Axis, palette: Palette) -> list[Json]:
    curve = group.curve
    if curve is None:
        return []
    yaxis = y_name(group.panel)
    tint = palette.muted if color.startswith("rgba") else color
    band = area(curve.x, curve.low, curve.high, across, axis, tint) | {"yaxis": yaxis}
    found = [
        band,
        line("fit", curve.x, curve.fitted, across, axis, color, width=1.5, yaxis=yaxis),
    ]
    if curve.claim is not None:
        found.append(
            line(
                "claim", curve.x, curve.claim, across, axis, palette.ink, width=1.75, dash=_DASH,
                yaxis=yaxis,
            )
        )  # fmt: skip
    return found


def _labels(plan: Plan, arranged: Array, colors: Sequence[str]) -> list[EndLabel]:
    """What each colour stands for, at the end of its points."""
    if plan.colours == (None,):
        return []
    texts = [short_value(plan.lab.colour, value) for value in plan.colours if value is not None]
    if max(len(re.sub("<[^>]*>", "", text)) for text in texts) > _LONGEST_LABEL:
        texts = [
            value if isinstance(value, str) else number(float(value or 0)) for value in plan.colours
        ]
    labels = []
    for panel in range(len(plan.panels)):
        for colour, text in enumerate(texts):
            known = arranged[panel, colour]
            known = known[np.isfinite(known).any(axis=1)]
            if len(known):
                middle = np.nanmean if plan.quantity.share else np.nanmedian
                last = float(middle(known[-1]))
                labels.append(EndLabel(panel, text, colors[colour], last))
    return labels
