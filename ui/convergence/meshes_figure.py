"""u by its Volterra equation on top of u by the flow's own, and how far apart they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ui.charts.axes import Axis, linear_ticks, log_axis, log_ticks
from ui.charts.curves import Curve, curve_traces
from ui.charts.frame import EndLabel, Panel, frame, time_rows
from ui.convergence.meshes import Mesh
from ui.escape.figure import DASHED
from ui.palette import Palette, translucent

Json = dict[str, Any]

OVERLAP, DIFFERENCE = range(2)
HEIGHTS = (130, 110)
_LEVELS = 5
_HIGHEST_OVERLAP = 3.0
_PALEST, _DARKEST = 0.35, 1.0


def volterra_figure(
    meshes: Sequence[Mesh], horizon: float, *, remark: str, palette: Palette
) -> Json:
    """The figure of the meshes solved so far; the finest is the darkest.

    Args:
        meshes: from the coarsest on; maybe none.
        horizon: the end of the flow.
        remark: what is said beside the title.
        palette: the colours of the page's theme.
    """
    finest = meshes[-1] if meshes else None
    curves: list[Curve] = []
    first = horizon / 10
    if finest is not None:
        later = finest.time > 0
        first = float(finest.time[later][0]) if later.any() else first
        curves = [
            Curve(OVERLAP, "flow", palette.u, finest.time, finest.flow, 4.0),
            Curve(OVERLAP, "Volterra", palette.ink, finest.time, finest.u, 1.5, DASHED),
        ]
    apart = [
        Curve(
            DIFFERENCE,
            str(mesh.intervals),
            translucent(palette.u, _PALEST + (_DARKEST - _PALEST) * (place + 1) / len(meshes)),
            mesh.time,
            np.abs(mesh.u - mesh.flow),
            1.75,
        )
        for place, mesh in enumerate(meshes)
    ]
    time = Axis(min(first, horizon / 10), horizon, log=True)
    overlaps = np.concatenate([np.array([0.0, 1.0]), *(curve.values for curve in curves)])
    overlaps = np.clip(overlaps, -_HIGHEST_OVERLAP, _HIGHEST_OVERLAP)
    axes = [
        Axis(float(overlaps.min()) - 0.06, 1.1 * float(overlaps.max()), log=False),
        log_axis([np.array([mesh.difference for mesh in meshes], np.float64)], decades=4.0),
    ]
    titles = (
        ("<i>u</i> of the flow", "dashed: the Volterra equation"),
        ("|Δ<i>u</i>|, mesh by mesh", remark),
    )
    panels = [
        Panel(
            title,
            beside,
            height,
            axis,
            (log_ticks if axis.log else linear_ticks)(axis.low, axis.high, _LEVELS),
        )
        for (title, beside), height, axis in zip(titles, HEIGHTS, axes, strict=True)
    ]
    labels = [
        EndLabel(DIFFERENCE, str(mesh.intervals), palette.u, mesh.difference)
        for mesh in (*meshes[:1], *meshes[-1:])
    ]
    layout = frame(
        panels,
        time,
        labels,
        palette,
        below=time_rows(time, None, palette),
        hover="<i>t</i>",
        strip=False,
    )
    data = curve_traces(curves, time, axes, as_points=False)
    data += curve_traces(apart, time, axes, as_points=False, hover=False)
    return {"data": data, "layout": layout}
