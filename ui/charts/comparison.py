"""Curves of several runs over one time axis, with theory dashed: panels chosen by whoever draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.trajectory import Trajectory
from ui.charts.axes import Axis
from ui.charts.curves import Curve, curve_traces, end_labels, shown
from ui.charts.frame import SMALL, Panel, frame, time_rows
from ui.charts.ghosts import Ghost, draw_key, key_height
from ui.palette import Palette

Array = NDArray[np.float64]
Json = dict[str, Any]

_THEORY_WIDTH, _THEORY_DASH = 1.5, "5px,4px"
_PINNED_WIDTH = 1.5
# Pixels between a line and what is written beside it.
_BESIDE = 5


def comparison_figure(
    panels: Sequence[Panel],
    curves: Sequence[Curve],
    predicted: Sequence[Curve],
    time: Axis,
    palette: Palette,
    *,
    step_size: float | None,
    behind: Sequence[Curve] = (),
    ghosts: Sequence[Ghost] = (),
    as_points: bool = False,
    strip: bool = False,
) -> Json:
    """The figure `{"data": [...], "layout": {...}}` of curves over time.

    Args:
        panels: the panels, from top to bottom.
        curves: the runs; each has its name at its end.
        predicted: theory, as from `theory_curve`.
        time: the axis across.
        palette: the colours of the page's theme.
        step_size: η, for a second row of step numbers; None where there are no steps.
        behind: curves of pinned runs.
        ghosts: the pinned runs, for the key over the first panel.
        as_points: whether the runs jump about, so that lines would only fill the panel.
        strip: whether there is to be room for the strip of the phases.
    """
    axes = [panel.axis for panel in panels]
    layout = frame(
        panels,
        time,
        end_labels(curves),
        palette,
        below=time_rows(time, step_size, palette),
        hover="<i>t</i>",
        above=key_height(len(ghosts)),
        strip=strip,
    )
    draw_key(layout, ghosts, palette)
    data = curve_traces(behind, time, axes, as_points=False, hover=False)
    data += curve_traces(curves, time, axes, as_points=as_points)
    data += curve_traces(predicted, time, axes, as_points=False, hover=False)
    return {"data": data, "layout": layout}


def run_curve(
    panel: int,
    name: str,
    color: str,
    trajectory: Trajectory,
    quantity: str,
    kind: str,
    *,
    width: float = 2.5,
) -> Curve:
    """A field of a trajectory over those of its times that a "log" or "linear" axis can show."""
    some = shown(trajectory.time, kind)
    values: Array = getattr(trajectory, quantity)
    return Curve(panel, name, color, trajectory.time[some], values[some], width)


def theory_curve(panel: int, time: Array, values: Array, kind: str, palette: Palette) -> Curve:
    """A prediction: dashed, in the colour of the text."""
    some = shown(time, kind)
    return Curve(
        panel, "theory", palette.ink, time[some], values[some], _THEORY_WIDTH, _THEORY_DASH
    )


def pinned_curves(
    ghosts: Sequence[Ghost], panel: int, quantity: str, kind: str, palette: Palette
) -> list[Curve]:
    """One field of every pinned run, in the pins' colours."""
    return [
        run_curve(
            panel, ghost.name, color, ghost.run.trajectory, quantity, kind, width=_PINNED_WIDTH
        )
        for ghost, color in zip(ghosts, palette.pins, strict=False)
    ]


def mark_time(layout: Json, at: float, text: str, time: Axis, palette: Palette) -> None:
    """A vertical line through all panels, named at the foot of the first; none if out of sight."""
    if not time.low <= at <= time.high:
        return
    panels = [axis["domain"] for name, axis in layout.items() if name.startswith("yaxis")]
    layout["shapes"] += [
        {
            "type": "line", "xref": "x", "yref": "paper", "layer": "below",
            "x0": at, "x1": at, "y0": low, "y1": high,
            "line": {"color": palette.muted, "width": 1.25, "dash": "dot"},
        }
        for low, high in panels
    ]  # fmt: skip
    left = time.share(at) < 0.5
    layout["annotations"].append(
        {
            "text": text, "showarrow": False, "font": {"size": SMALL, "color": palette.ink},
            "xref": "x", "yref": "paper", "x": time.coordinate(at), "y": panels[0][0],
            "xanchor": "left" if left else "right", "xshift": _BESIDE if left else -_BESIDE,
            "yanchor": "bottom", "yshift": 2,
        }
    )  # fmt: skip
