"""The orbit diagram: where descent ends up, for every step size."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import Status, Trajectory
from ui.charts.axes import Axis, linear_ticks
from ui.charts.frame import SMALL, Panel, axis_name, frame
from ui.charts.lines import dots, line
from ui.charts.regions import Region, draw_regions, mark_place
from ui.palette import Palette
from ui.step_size.orbits import HIGH, Diagram
from ui.text.numbers import exact, number

Array = NDArray[np.float64]
Json = dict[str, Any]

# Pixels: of all, and of each of the rows at the bottom in which places along the axis are named.
HEIGHT = 360
_ROW, _ROWS = 18, 4
# u and s are followed so far.
_MOST = 3.0
_POINT, _LAST_POINT = 2.0, 8.0
# Of the run itself the last recorded steps are drawn, two groups of neighbours.
_LAST = 8


def orbit_figure(
    diagram: Diagram | None,
    trajectory: Trajectory,
    limit: float,
    *,
    quantity: str,
    palette: Palette,
) -> Json:
    """The figure `{"data": [...], "layout": {...}}` of the orbit diagram.

    Args:
        diagram: as far as it is known.
        trajectory: the run of the present step size, whose last steps are drawn too.
        limit: the largest stable step size.
        quantity: "u" or "s".
        palette: the colours of the page's theme.
    """
    across = Axis(0.0, HIGH * limit, log=False)
    points = np.empty(0) if diagram is None else getattr(diagram, quantity)
    last = _last(trajectory, quantity, across)
    values = np.concatenate([points, last])
    axis = _axis(values)
    layout = _layout(quantity, axis, across, palette, known=diagram is not None)
    _draw_stretches(layout, diagram, limit, across, palette)
    drawn: set[float] = set()
    for row, (at, text) in enumerate(_places(diagram, limit)):
        _name_place(layout, row, at, text, palette, with_line=at not in drawn)
        drawn.add(at)
    color = palette.quantities[quantity]
    data: list[Json] = []
    if diagram is not None:
        data += _orbits(diagram, points, across, axis, color)
    if trajectory.step_size is not None:
        _mark_present(layout, trajectory.step_size, across, palette)
        if last.size:
            data.append(_run(trajectory.step_size, last, across, axis, color, palette))
    return {"data": data, "layout": layout}


def _layout(quantity: str, axis: Axis, across: Axis, palette: Palette, *, known: bool) -> Json:
    """The axes, with room for the rows of names under what is drawn."""
    ticks, texts = linear_ticks(axis.low, axis.high, 6)
    part = _ROWS * _ROW / HEIGHT
    low = axis.low - (axis.high - axis.low) * part / (1 - part)
    panel = Panel(
        f"Where <i>{quantity}</i> ends up",
        "for every step size" if known else "",
        HEIGHT,
        Axis(low, axis.high, log=False),
        (ticks, texts),
    )
    layout = frame(
        [panel], across, [], palette, below=axis_name("step size <i>η</i>", palette),
        hover="<i>η</i>",
    )  # fmt: skip
    layout["hovermode"] = "closest"
    return layout


def _draw_stretches(
    layout: Json, diagram: Diagram | None, limit: float, across: Axis, palette: Palette
) -> None:
    """Where descent settles, oscillates and diverges."""
    diverges = None if diagram is None else diagram.diverges_from
    end = HIGH * limit if diverges is None else diverges
    draw_regions(
        layout,
        [
            Region("settles", across.low, limit, palette.tail.strip),
            Region("oscillates", limit, end, palette.escape.strip),
            Region("diverges", end, across.high, palette.muted),
        ],
        across,
        palette,
    )


def _places(diagram: Diagram | None, limit: float) -> list[tuple[float, str]]:
    """Where something new begins, as far as it was met, and what; the lowest name first."""
    stable = (limit, f"largest stable step {number(limit)}")
    if diagram is None:
        return [stable]
    found = [stable] if diagram.first(2) is None else [(limit, "then a cycle of 2"), stable]
    for period, name in ((4, "cycle of 4"), (0, "no period")):
        begin = diagram.first(period)
        if begin is not None:
            found.append((begin, f"{name} from {number(begin)}"))
    return found


def _name_place(
    layout: Json, row: int, at: float, text: str, palette: Palette, *, with_line: bool
) -> None:
    """The name of a place in one of the rows at the bottom, and a line down to it."""
    height = (row + 0.5) * _ROW / HEIGHT
    if with_line:
        layout["shapes"].append(
            {
                "type": "line", "xref": "x", "yref": "paper", "layer": "below",
                "x0": at, "x1": at, "y0": height, "y1": 1,
                "line": {"color": palette.ink, "width": 1.25, "dash": "5px,4px"},
            }
        )  # fmt: skip
    layout["annotations"].append(
        {
            "text": text, "showarrow": False, "font": {"size": SMALL, "color": palette.ink},
            "xref": "x", "yref": "paper", "x": at, "y": height,
            "xanchor": "left", "yanchor": "middle", "xshift": 4,
        }
    )  # fmt: skip


def _orbits(diagram: Diagram, points: Array, across: Axis, axis: Axis, color: str) -> list[Json]:
    """The fixed point u = s = 1 as a line, and the points of what oscillates."""
    past = diagram.at >= diagram.limit
    fixed = np.array([across.low, diagram.limit])
    return [
        line("fixed point", fixed, np.ones(2), across, axis, color, width=_POINT),
        dots(
            "orbits", diagram.at[past], points[past], across, axis, color,
            size=_POINT, hover=False,
        ),
    ]  # fmt: skip


def _run(
    step_size: float, last: Array, across: Axis, axis: Axis, color: str, palette: Palette
) -> Json:
    """The last steps of the run itself."""
    now = dots(
        "run", np.full(last.size, step_size), last, across, axis, color,
        size=_LAST_POINT, hover=False,
    )  # fmt: skip
    now["marker"]["line"] = {"color": palette.background, "width": 1.5}
    return now


def _last(trajectory: Trajectory, quantity: str, across: Axis) -> Array:
    """What is drawn of the run: nothing where it is out of sight."""
    eta = trajectory.step_size
    if eta is None or eta > across.high or trajectory.status is Status.DIVERGED:
        return np.empty(0)
    values: Array = getattr(trajectory, quantity)
    return values[-_LAST:]


def _mark_present(layout: Json, eta: float, across: Axis, palette: Palette) -> None:
    """The present step size: a line, or an arrow to the side on which it is out of sight."""
    text = f"<b><i>η</i> = {exact(eta)}</b>"
    if eta <= across.high:
        mark_place(layout, text, eta, across, palette)
        return
    layout["annotations"].append(
        {
            "text": f"{text} ▶",
            "showarrow": False, "font": {"size": SMALL, "color": palette.ink},
            "xref": "paper", "yref": "paper", "x": 1, "y": 1,
            "xanchor": "right", "yanchor": "bottom", "yshift": 37,
        }
    )  # fmt: skip


def _axis(values: Array) -> Axis:
    values = np.clip(values[np.isfinite(values)], -_MOST, _MOST)
    return Axis(
        min(-0.1, float(values.min(initial=0.0)) - 0.1),
        max(1.3, float(values.max(initial=0.0)) + 0.1),
        log=False,
    )
