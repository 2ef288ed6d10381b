"""The picture of one run: the MSE, u and s, and the loss with its law, over one time axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.run import Run
from ui.charts.bands import band_traces, spread_curves
from ui.charts.cursor import cursor_traces, draw_cursor
from ui.charts.curves import curve_traces, end_labels, run_curves, start_of
from ui.charts.frame import frame, time_rows
from ui.charts.ghosts import Ghost, draw_key, ghost_curves, ghost_traces, key_height
from ui.charts.law_lines import law_traces
from ui.charts.panels import HEIGHTS, panels_of, time_axis_of, value_axes
from ui.charts.parts import EVERYTHING, Parts
from ui.charts.phases import draw_phases
from ui.comparing.spread import Spread
from ui.cursor import read_at
from ui.laws import Laws
from ui.palette import Palette

Json = dict[str, Any]


def run_figure(
    run: Run,
    laws: Laws,
    *,
    time_axis: str,
    palette: Palette,
    ghosts: Sequence[Ghost] = (),
    spread: Spread | None = None,
    cursor: float | None = None,
    parts: Parts = EVERYTHING,
    heights: Sequence[int] = HEIGHTS,
) -> Json:
    """The figure of a run: `{"data": [...], "layout": {...}}`, 1-d arrays as float32.

    Laws are dashed, in the colour of the text. A run past the stability limit is drawn as points:
    its recorded steps come in groups of four neighbours, so that a cycle shows as branches. The
    axes are the same whichever parts are shown.

    Args:
        run: the solved run.
        laws: what is predicted for it.
        time_axis: "log" or "linear".
        palette: the colours of the page's theme.
        ghosts: pinned runs to draw behind it, at most four.
        spread: the spread over seeds to draw behind it.
        cursor: a time at which to mark the curves.
        parts: what is shown; where the curves are not, only their start is.
        heights: those of the panels, in pixels.
    """
    trajectory = run.trajectory
    curves = run_curves(trajectory, time_axis, palette)
    pinned = ghost_curves(ghosts, time_axis, palette)
    bands = [] if spread is None else spread_curves(spread, time_axis, palette)
    time = time_axis_of(
        [trajectory.time, *(ghost.run.trajectory.time for ghost in ghosts)], time_axis
    )
    behind = [curve for its in pinned for curve in its] + [c for band in bands for c in band.all]
    axes = value_axes(curves, behind, laws)
    unstable = trajectory.step_size is not None and trajectory.step_size >= laws.stability_limit
    seen = curves if parts.curves else [start_of(curve) for curve in curves]

    layout = frame(
        panels_of(axes, seen, heights, laws=bool(laws.late.size) if parts.laws else None),
        time,
        end_labels(seen),
        palette,
        below=time_rows(time, trajectory.step_size, palette),
        hover="<i>t</i>",
        above=key_height(len(ghosts)),
    )
    draw_phases(layout, run.phases, time, palette, only_escape=unstable, named=parts.phases)
    data = curve_traces(seen, time, axes, as_points=unstable or not parts.curves)
    if parts.others:
        draw_key(layout, ghosts, palette)
        data = band_traces(bands, time, axes) + ghost_traces(ghosts, pinned, time, axes) + data
    if parts.laws:
        data += law_traces(laws, time, axes, palette)
    if parts.others and cursor is not None:
        reading = read_at(run, laws, cursor)
        draw_cursor(layout, reading, time, palette)
        data += cursor_traces(reading, time, axes, palette)
    return {"data": data, "layout": layout}
