"""The way of a run through the (u, s) plane, over the loss, with the isotropic flow beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import Run
from ui.charts.axes import drawn, linear_ticks
from ui.charts.frame import SMALL, Panel, axis_name, frame
from ui.charts.ghosts import JUMPING, Ghost, draw_key, key_height
from ui.charts.lines import marker
from ui.cursor import Reading
from ui.landscape import backdrop
from ui.landscape.backdrop import FAR, NEAR, SADDLE, Window
from ui.landscape.numbers import Landscape
from ui.palette import Palette
from ui.text.numbers import exact, number

Array = NDArray[np.float64]
Json = dict[str, Any]

HEIGHT = 380
# Levels whose loss is written beside them.
_WRITTEN = (0.3, 0.75, 1.5)
_WIDTH, _PINNED_WIDTH = 3.0, 1.5
_POINT, _POINT_OF_MANY, _MANY = 5.0, 3.0, 60
_CRITICAL = 11
# Places along the run less than this part of the window apart are not both named.
_APART = 0.06


def plane_figure(
    run: Run,
    landscape: Landscape,
    reading: Reading,
    *,
    repelled: bool,
    palette: Palette,
    ghosts: Sequence[Ghost] = (),
) -> Json:
    """The figure `{"data": [...], "layout": {...}}` of the plane.

    Args:
        run: the run, a line, or points where the minimum repels it.
        landscape: has the isotropic way.
        reading: the run at the cursor.
        repelled: whether the step size is past the stability limit.
        palette: the colours of the page's theme.
        ghosts: pinned runs to draw behind it.
    """
    trajectory = run.trajectory
    window = window_of(trajectory.u, trajectory.s)
    layout = frame(
        [
            Panel(
                "Size <i>s</i> over overlap <i>u</i>",
                _remark(trajectory.u, trajectory.s, window),
                HEIGHT,
                window.s,
                linear_ticks(0.0, window.s.high, 6),
            )
        ],
        window.u,
        [],
        palette,
        below=axis_name("overlap <i>u</i>", palette),
        hover="<i>u</i>",
        above=key_height(len(ghosts)),
        strip=False,
    )
    layout["hovermode"] = "closest"
    draw_key(layout, ghosts, palette)
    layout["annotations"] += _words(window, palette) + _phase_names(run, window, palette)
    data: list[Json] = list(backdrop.backdrop(window, palette))
    for ghost, color in zip(ghosts, palette.pins, strict=False):
        its = ghost.run.trajectory
        jumps = its.status in JUMPING
        data.append(_way(its.u, its.s, window, color, as_points=jumps, width=_PINNED_WIDTH))
    data.append(_isotropic(landscape, window, palette))
    way = _way(trajectory.u, trajectory.s, window, palette.u, as_points=repelled)
    data.append(
        way
        | {
            "name": "run",
            "customdata": trajectory.time.astype(np.float32),
            "hoverinfo": "all",
            "hovertemplate": "<i>t</i> = %{customdata:.4~g}<br><i>u</i> = %{x:.3~f}"
            "<br><i>s</i> = %{y:.3~f}<extra></extra>",
        }
    )
    data += _critical_points(window, palette)
    if bool(window.holds(np.array([reading.u]), np.array([reading.s]))[0]):
        data.append(marker(reading.u, reading.s, window.u, window.s, palette.u, palette))
    return {"data": data, "layout": layout}


def window_of(u: Array, s: Array) -> Window:
    """The window that shows a run: the near one, unless it does not keep to it."""
    return NEAR if NEAR.holds(u, s).all() else FAR


def _remark(u: Array, s: Array, window: Window) -> str:
    outside = int(np.sum(~window.holds(u, s)))
    if not outside:
        return "dashed: the isotropic flow"
    far = number(float(s.max()), 2)
    return f"{outside} of {u.size} points out of sight, up to <i>s</i> = {far}"


def _way(
    u: Array, s: Array, window: Window, color: str, *, as_points: bool, width: float = _WIDTH
) -> Json:
    trace: Json = {
        "type": "scatter",
        "name": "way",
        "x": drawn(u, window.u),
        "y": drawn(s, window.s),
        "hoverinfo": "skip",
    }
    if as_points:
        size = _POINT_OF_MANY if u.size > _MANY else _POINT
        return trace | {"mode": "markers", "marker": {"color": color, "size": size}}
    return trace | {"mode": "lines", "line": {"color": color, "width": width}}


def _isotropic(landscape: Landscape, window: Window, palette: Palette) -> Json:
    way = _way(
        landscape.isotropic_u, landscape.isotropic_s, window, palette.ink, as_points=False,
        width=1.75,
    )  # fmt: skip
    way["line"]["dash"] = "5px,4px"
    return way | {"name": "isotropic way"}


def _critical_points(window: Window, palette: Palette) -> list[Json]:
    """The maximum open, the saddles half, the minima full."""
    points = (
        ("maximum", [0.0], [0.0], "circle-open"),
        ("saddles", [0.0], [1 / 3], "x"),
        ("minima", [-1.0, 1.0], [1.0, 1.0], "circle"),
    )
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": name,
            "x": drawn(np.array(u), window.u),
            "y": drawn(np.array(s), window.s),
            "marker": {
                "symbol": symbol,
                "size": _CRITICAL,
                "color": palette.loss,
                "line": {"width": 2 if "open" in symbol else 0, "color": palette.loss},
            },
            "hoverinfo": "skip",
        }
        for name, u, s, symbol in points
    ]


def _words(window: Window, palette: Palette) -> list[Json]:
    """The critical points' names, the losses of some levels, and why the rest is grey."""
    words = [
        _word("maximum", -0.04, -0.01, "right", palette.ink),
        _word("saddles", -0.04, 1 / 3, "right", palette.ink),
        _word("<b><i>w</i>*</b>", 1.09, 0.92, "center", palette.ink),
        _word("<b>−<i>w</i>*</b>", -1.09, 0.92, "center", palette.ink),
        _word("no <i>w</i> has <i>u</i>² > <i>s</i>", -window.u.high, 0.1, "left", palette.ink)
        | {"xshift": 8},
    ]
    for level in _WRITTEN:
        s = 1 - np.sqrt(level / 3)
        words.append(
            _word(exact(level), float(np.sqrt(s)), float(s), "left", palette.muted) | {"xshift": 5}
        )
    edge = 1 - np.sqrt(SADDLE / 3)
    words.append(
        _word("<i>L</i> = 8/3", float(np.sqrt(edge)), float(edge), "left", palette.muted)
        | {"xshift": 5}
    )
    return words


def _phase_names(run: Run, window: Window, palette: Palette) -> list[Json]:
    """T₁ and T₁′ where the run is then, if there is room for both."""
    found, last = [], (np.inf, np.inf)
    for text, time in (("T₁", run.phases.t1), ("T₁′", run.phases.t1_prime)):
        if time is None:
            continue
        index = int(np.searchsorted(run.trajectory.time, time * (1 - 1e-12)))
        u, s = float(run.trajectory.u[index]), float(run.trajectory.s[index])
        apart = np.hypot(
            (u - last[0]) / (window.u.high - window.u.low), (s - last[1]) / window.s.high
        )
        inside = bool(window.holds(np.array([u]), np.array([s]))[0])
        if inside and apart > _APART:
            found.append(
                _word(text, u, s, "right", palette.u) | {"xshift": -4, "yanchor": "bottom"}
            )
            last = (u, s)
    return found


def _word(text: str, u: float, s: float, side: str, color: str) -> Json:
    return {
        "text": text, "showarrow": False, "font": {"size": SMALL, "color": color},
        "xref": "x", "yref": "y", "x": u, "y": s, "xanchor": side, "yanchor": "middle",
    }  # fmt: skip
