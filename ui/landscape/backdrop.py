"""The (u, s) plane behind a run: the loss, where no w is, the isotropic flow.

On a level of the loss u² = (3s² − 2s + 3 − L)/4; the region of all w is u² ≤ s, and on its edge
the loss is 3(s − 1)².
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import theory
from ui.charts.axes import Axis, drawn
from ui.palette import Palette, translucent

Array = NDArray[np.float64]
Json = dict[str, Any]

SADDLE = 8 / 3
LEVELS = (0.1, 0.3, 0.75, 1.5, 2.2, SADDLE, 3.0, 4.0, 6.0, 9.0, 14.0, 20.0)
# Nested, so that the depth adds up.
_TINT, _LINE_OPACITY, _GREY = 0.05, 0.35, 0.75
_SAMPLES = 40
# Streamlines begin on a grid and are so long, as parts of the window; the start stays off the edge.
_ROWS, _COLUMNS, _LENGTH, _INSIDE = 11, 13, 0.045, 0.93
_ARROW = 8


@dataclass(frozen=True)
class Window:
    """The part of the plane that is shown."""

    u: Axis
    s: Axis

    def holds(self, u: Array, s: Array) -> NDArray[np.bool_]:
        """Which points are in it."""
        return (
            (u >= self.u.low) & (u <= self.u.high) & (s >= self.s.low) & (s <= self.s.high)
        )  # fmt: skip


# What a run that learns needs, and what one that jumps about or comes from afar may use.
NEAR = Window(Axis(-1.25, 1.25, log=False), Axis(-0.08, 1.5, log=False))
FAR = Window(Axis(-1.8, 1.8, log=False), Axis(-0.16, 3.0, log=False))


@functools.lru_cache(maxsize=4)
def backdrop(window: Window, palette: Palette) -> tuple[Json, ...]:
    """The traces behind a run, the same for all runs: nothing may change them."""
    levels = [level for level in LEVELS if level < loss_at_top(window)]
    fills = [_fill(*level_set(level, window), window, palette) for level in levels]
    return (
        *fills,
        _lines(levels, window, palette),
        _outside(window, palette),
        *_arrows(window, palette),
    )


def loss_at_top(window: Window) -> float:
    """The loss in the middle of the window's upper edge, its highest there."""
    s = window.s.high
    return 3 * s * s - 2 * s + 3


def level_set(level: float, window: Window) -> tuple[Array, Array]:
    """The edge of {loss ≤ level} in the window: two closed curves, for either sign of u."""
    s = np.concatenate([_between(low, high) for low, high in _stretches(level, window)])
    outer = np.sqrt(s)
    inner = np.minimum(_on_level(level, s), outer)
    u, across = np.concatenate([outer, inner[::-1]]), np.concatenate([s, s[::-1]])
    return _with_gaps([u, -u]), _with_gaps([across, across])


def level_line(level: float, window: Window) -> tuple[Array, Array]:
    """The points with a loss, as curves with gaps between them."""
    us, heights = [], []
    for low, high in _stretches(level, window):
        s = _between(low, high)
        u = _on_level(level, s)
        if np.any(u > 1e-6):
            us += [u, -u]
            heights += [s, s]
    return _with_gaps(us), _with_gaps(heights)


def _stretches(level: float, window: Window) -> list[tuple[float, float]]:
    """Where s lies on a level: apart where the level reaches u = 0, and what lies between."""
    reach = np.sqrt(level / 3)
    ends = [max(1 - reach, 0.0), min(1 + reach, window.s.high)]
    if level > SADDLE:
        root = np.sqrt(3 * level - 8) / 3
        ends += [s for s in (1 / 3 - root, 1 / 3 + root) if ends[0] < s < ends[1]]
    ends.sort()
    return list(itertools.pairwise(ends))


def _between(low: float, high: float) -> Array:
    """Denser towards both ends, where a level meets u = 0 or the edge at a right angle."""
    return (low + high) / 2 - (high - low) / 2 * np.cos(np.linspace(0, np.pi, _SAMPLES))


def _on_level(level: float, s: Array) -> Array:
    return np.sqrt(np.maximum(3 * s * s - 2 * s + 3 - level, 0.0)) / 2


def _with_gaps(curves: list[Array]) -> Array:
    gap = np.array([np.nan])
    return np.concatenate([part for curve in curves for part in (curve, gap)] or [gap])


def _trace(u: Array, s: Array, window: Window, **look: Any) -> Json:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": drawn(u, window.u),
        "y": drawn(s, window.s),
        "hoverinfo": "skip",
    } | look


def _fill(u: Array, s: Array, window: Window, palette: Palette) -> Json:
    return _trace(
        u, s, window, name="loss", line={"width": 0}, fill="toself",
        fillcolor=translucent(palette.loss, _TINT),
    )  # fmt: skip


def _lines(levels: list[float], window: Window, palette: Palette) -> Json:
    curves = [level_line(level, window) for level in levels]
    u, s = (np.concatenate(parts) for parts in zip(*curves, strict=True))
    color = translucent(palette.loss, _LINE_OPACITY)
    return _trace(u, s, window, name="levels", line={"color": color, "width": 1})


def _outside(window: Window, palette: Palette) -> Json:
    """Where u² > s."""
    u, s, wide = window.u, window.s, np.sqrt(window.s.high)
    edge = np.linspace(-wide, wide, 2 * _SAMPLES)
    corners = np.array(
        [[u.high, s.high], [u.high, s.low], [u.low, s.low], [u.low, s.high], [-wide, s.high]]
    )
    return _trace(
        np.concatenate([edge, corners[:, 0]]),
        np.concatenate([edge * edge, corners[:, 1]]),
        window,
        name="outside",
        line={"color": palette.muted, "width": 1},
        fill="toself",
        fillcolor=translucent(palette.grid, _GREY),
    )


def _arrows(window: Window, palette: Palette) -> tuple[Json, Json]:
    """Short streamlines of the isotropic flow, and their heads."""
    curves = streamlines(window)
    color = translucent(palette.muted, 0.8)
    u = _with_gaps([curve[0] for curve in curves])
    s = _with_gaps([curve[1] for curve in curves])
    tips = [_with_gaps([curve[i][-2:] for curve in curves]) for i in (0, 1)]
    sizes = [size for _ in curves for size in (0, _ARROW, 0)]
    heads = _trace(tips[0], tips[1], window, name="heads") | {
        "mode": "markers",
        "marker": {
            "symbol": "arrow",
            "angleref": "previous",
            "size": sizes,
            "color": color,
            "line": {"width": 0},
        },
    }
    return _trace(u, s, window, name="isotropic", line={"color": color, "width": 1}), heads


def streamlines(window: Window) -> list[tuple[Array, Array]]:
    """Short ways of the isotropic flow from a grid of points in the window."""
    found = []
    length = _LENGTH
    time = np.concatenate([[0.0], np.geomspace(1e-4, 1.0, 80)])
    for row, start in enumerate(np.linspace(0, window.s.high, _ROWS + 1)[1:]):
        shift = 0.5 if row % 2 else 0.0
        for column in range(-_COLUMNS, _COLUMNS + 1):
            begin = window.u.high * 2 * (column + shift) / _COLUMNS
            if begin * begin > _INSIDE * start:
                continue
            u, s = theory.isotropic_path(begin, start, time)
            steps = np.hypot(
                np.diff(u) / (window.u.high - window.u.low),
                np.diff(s) / (window.s.high - window.s.low),
            )
            some = np.concatenate([[0.0], np.cumsum(steps)]) < length
            if steps[some[1:]].sum() > length / 3:
                kept = np.flatnonzero(some)[:: max(int(some.sum()) // 8, 1)]
                found.append((u[kept], s[kept]))
    return found
