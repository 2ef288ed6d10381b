"""The MSE of a run over time, with the law that has no constant, and what follows from T₂ alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.run import Run
from ui.charts.axes import Axis, log_axis
from ui.charts.cursor import draw_cursor
from ui.charts.curves import Curve, curve_traces, end_labels, shown
from ui.charts.frame import Panel, frame, time_rows
from ui.charts.ghosts import Ghost, draw_key, key_height
from ui.charts.lines import area, line, marker
from ui.charts.panels import time_axis_of
from ui.charts.phases import draw_phases
from ui.cursor import Reading
from ui.laws import Laws
from ui.palette import Palette
from ui.tail.numbers import Frozen, Tail

Json = dict[str, Any]

HEIGHT, LOW_HEIGHT = 190, 100
_LEVELS = 5
_HIGHEST = 1e12
_TITLE = "Mean squared error"


def tail_figure(
    run: Run,
    laws: Laws,
    tail: Tail,
    frozen: Frozen | None,
    reading: Reading,
    *,
    palette: Palette,
    ghosts: Sequence[Ghost] = (),
    height: int = HEIGHT,
) -> Json:
    """The MSE against t: simulated, by the law (dashed), frozen at T₂ (dotted, in its band).

    Args:
        run, laws, tail, frozen: what is drawn.
        reading: the run at the time at which it is read.
        palette: the colours of the page's theme.
        ghosts: pinned runs to draw behind it.
        height: that of the panel, in pixels.
    """
    trajectory = run.trajectory
    some = shown(trajectory.time, "log")
    curve = Curve(0, "MSE", palette.mse, trajectory.time[some], trajectory.mse[some])
    behind = [
        Curve(0, ghost.name, color, other.time[shown(other.time, "log")],
              other.mse[shown(other.time, "log")], 1.5)
        for ghost, color in zip(ghosts, palette.pins, strict=False)
        for other in [ghost.run.trajectory]
    ]  # fmt: skip
    time = time_axis_of([curve.time, *(other.time for other in behind)], "log")
    values = log_axis(
        [curve.values, laws.mse, *(other.values for other in behind)], at_most=_HIGHEST
    )
    unstable = laws.repels(trajectory)
    layout = frame(
        [Panel(_TITLE, _remark(laws, frozen), height, values, values.ticks(_LEVELS))],
        time,
        end_labels([curve]),
        palette,
        below=time_rows(time, trajectory.step_size, palette),
        hover="<i>t</i>",
        above=key_height(len(ghosts)),
    )
    draw_phases(layout, run.phases, time, palette, only_escape=unstable)
    draw_key(layout, ghosts, palette)
    draw_cursor(layout, reading, time, palette)
    data = _frozen_traces(tail, frozen, time, values, palette)
    data += curve_traces(behind, time, [values], as_points=False, hover=False)
    data += curve_traces([curve], time, [values], as_points=unstable)
    if np.isfinite(laws.mse).any():
        data.append(line("law", laws.late, laws.mse, time, values, palette.ink, dash="5px,4px"))
    data.append(marker(reading.time, reading.mse, time, values, palette.mse, palette))
    return {"data": data, "layout": layout}


def _remark(laws: Laws, frozen: Frozen | None) -> str:
    parts = ["dashed: law"] if np.isfinite(laws.mse).any() else ["no law"]
    if frozen is not None:
        parts.append("dotted: frozen at T₂")
    return "; ".join(parts)


def _frozen_traces(
    tail: Tail, frozen: Frozen | None, time: Axis, values: Axis, palette: Palette
) -> list[Json]:
    if frozen is None or tail.t2 is None:
        return []
    at = tail.t2 + tail.tau
    return [
        area(at, np.maximum(frozen.low, values.low / 10), frozen.high, time, values, palette.mse),
        line("frozen", at, frozen.mse, time, values, palette.ink, dash="dot"),
    ]
