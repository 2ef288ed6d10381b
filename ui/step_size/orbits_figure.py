"""The orbit diagram: where descent ends up, for every step size."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import Status, Trajectory
from ui.charts.axes import Axis, linear_ticks
from ui.charts.frame import SMALL, Panel, axis_name, frame
from ui.charts.lines import dots, line
from ui.charts.marks import place
from ui.charts.regions import Region, draw_regions, mark_place
from ui.palette import Palette
from ui.step_size.orbits import HIGH, LOW, Diagram
from ui.text.numbers import exact, number

Array = NDArray[np.float64]
Json = dict[str, Any]

HEIGHT = 300
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
    across = Axis(LOW * limit, HIGH * limit, log=True)
    eta = trajectory.step_size
    seen = eta is not None and across.low <= eta <= across.high
    seen = seen and trajectory.status is not Status.DIVERGED
    last = getattr(trajectory, quantity)[-_LAST:] if seen else np.empty(0)
    points = np.empty(0) if diagram is None else getattr(diagram, quantity)
    axis = _axis(np.concatenate([points, last]))
    color = palette.quantities[quantity]
    layout = frame(
        [
            Panel(
                f"Where <i>{quantity}</i> ends up",
                "" if diagram is None else "for every step size",
                HEIGHT,
                axis,
                linear_ticks(axis.low, axis.high, 6),
            )
        ],
        across,
        [],
        palette,
        below=axis_name("step size <i>η</i>", palette),
        hover="<i>η</i>",
    )
    layout["hovermode"] = "closest"
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
    place(layout, 0, limit, palette.ink, dash="5px,4px")
    layout["annotations"].append(
        {
            "text": f"largest stable step {number(limit)}",
            "showarrow": False, "font": {"size": SMALL, "color": palette.ink},
            "xref": "x", "yref": "y", "x": across.coordinate(limit), "y": axis.low,
            "xanchor": "right", "yanchor": "bottom", "xshift": -5, "yshift": 2,
        }
    )  # fmt: skip
    data = []
    if diagram is not None:
        fixed = diagram.at < limit
        data.append(
            line(
                "fixed point", np.append(diagram.at[fixed], limit), np.append(points[fixed], 1.0),
                across, axis, color, width=_POINT,
            )
        )  # fmt: skip
        data.append(
            dots(
                "orbits", diagram.at[~fixed], points[~fixed], across, axis, color,
                size=_POINT, hover=False,
            )
        )  # fmt: skip
    if eta is not None:
        _mark_present(layout, eta, across, palette)
        if last.size:
            now = dots(
                "run", np.full(last.size, eta), last, across, axis, color,
                size=_LAST_POINT, hover=False,
            )  # fmt: skip
            now["marker"]["line"] = {"color": palette.background, "width": 1.5}
            data.append(now)
    return {"data": data, "layout": layout}


def _mark_present(layout: Json, eta: float, across: Axis, palette: Palette) -> None:
    """The present step size: a line, or an arrow to the side on which it is out of sight."""
    text = f"<b><i>η</i> = {exact(eta)}</b>"
    if across.low <= eta <= across.high:
        mark_place(layout, text, eta, across, palette)
        return
    left = eta < across.low
    layout["annotations"].append(
        {
            "text": f"◀ {text}" if left else f"{text} ▶",
            "showarrow": False, "font": {"size": SMALL, "color": palette.ink},
            "xref": "paper", "yref": "paper", "x": 0 if left else 1, "y": 1,
            "xanchor": "left" if left else "right", "yanchor": "bottom", "yshift": 37,
        }
    )  # fmt: skip


def _axis(values: Array) -> Axis:
    values = np.clip(values[np.isfinite(values)], -_MOST, _MOST)
    return Axis(
        min(-0.1, float(values.min(initial=0.0)) - 0.1),
        max(1.3, float(values.max(initial=0.0)) + 0.1),
        log=False,
    )
