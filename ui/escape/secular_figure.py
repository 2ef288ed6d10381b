"""The secular equation 1 = g(ρ) as a picture: poles, roots, and the rate at which a run grows."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.theory import SecularEquation
from ui.charts.axes import Axis, drawn, linear_ticks
from ui.charts.curves import Curve, curve_traces
from ui.charts.frame import EndLabel, Panel, axis_name, frame
from ui.charts.marks import level, place, word
from ui.palette import Palette

Json = dict[str, Any]

HEIGHT = 250
POLES = 6
_POINTS = 60
_AXIS = Axis(-2.0, 4.0, log=False)
_ROOT = 8


def secular_figure(equation: SecularEquation, growth: float | None, *, palette: Palette) -> Json:
    """The figure of a secular equation.

    Args:
        equation: its leading poles and roots.
        growth: the rate, of the flow, at which a run grew when it got to T₁; None for none.
        palette: the colours of the page's theme.
    """
    grid = equation.grid(_POINTS)
    high = float(grid[-1])
    across = Axis(float(grid[0]), high, log=True)
    curve = Curve(0, "<i>g</i>(<i>ρ</i>)", palette.ink, grid, equation.value(grid), 1.75)
    panel = Panel(
        "Secular equation",
        "<i>g</i>(<i>ρ</i>) = 1 where <i>u</i> can grow",
        HEIGHT,
        _AXIS,
        linear_ticks(_AXIS.low, _AXIS.high, 6),
    )
    layout = frame(
        [panel],
        across,
        [EndLabel(0, "<i>g</i> = 1", palette.muted, 1.0)],
        palette,
        below=axis_name("growth rate", palette),
        hover="<i>ρ</i>",
        strip=False,
    )
    level(layout, 0, 1.0, palette.muted)
    for pole in equation.poles:
        place(layout, 0, float(pole), palette.muted, dash="dot")
    rho = float(equation.roots[0])
    word(layout, "<b><i>ρ</i></b>", palette.u, across=across, at=rho, panel=0, height=0.47)
    word(layout, "4<i>λ</i>₁", palette.ink, across=across, at=float(equation.poles[0]), panel=0)
    if growth is not None and across.low <= growth <= high:
        place(layout, 0, growth, palette.u, width=2.0)
        word(layout, "run at T₁", palette.u, across=across, at=growth, panel=0, height=0.12)
    data = curve_traces([curve], across, [_AXIS], as_points=False)
    data.append(
        {
            "type": "scatter",
            "mode": "markers",
            "name": "roots",
            "x": drawn(equation.roots, across),
            "y": drawn(np.ones(equation.roots.size), _AXIS),
            "yaxis": "y",
            "marker": {
                "color": [palette.u] + [palette.background] * (equation.roots.size - 1),
                "size": [1.5 * _ROOT] + [_ROOT] * (equation.roots.size - 1),
                "line": {"color": palette.u, "width": 2},
            },
            "hoverinfo": "skip",
        }
    )
    return {"data": data, "layout": layout}
