"""Mean slopes of a curve over a window and over its sub-windows, and how fast a curve falls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

DECADE = float(np.log(10))

# Grid intervals to the shortest sub-window: sub-windows are placed to within 1/32 of a decade, and
# the grid costs nothing beside the laws.
RESOLUTION = 32

# Samples closer than this in ln t are thinned out: 1/20 of a decade keeps what happens on the scale
# of a decade, and keeps differences of neighbouring samples far above their rounding.
SPACING = DECADE / 20


@dataclass(frozen=True)
class Slopes:
    """The mean slope over a window, and the least and the greatest over its sub-windows."""

    mean: float
    low: float
    high: float

    @property
    def spread(self) -> float:
        """The width of the range of slopes; 0 for an exact power law."""
        return self.high - self.low


def mean_slopes(x: Array, y: Array, start: float, end: float, shortest: float = DECADE) -> Slopes:
    """Mean slopes (y(b) − y(a)) / (b − a) of the polygon through the samples (x, y).

    With x = ln t and y = ln f they are exponents of f; with x = t, rates. The mean is taken over
    [start, end], low and high over all sub-windows [a, b] at least `shortest` long (a decade by
    default). A longer one that is twice as long is two of these put together, with a slope between
    theirs, so lengths up to twice the shortest give the extremes.

    Args:
        x, y: samples of shape (n,), x increasing and reaching over [start, end].
        start, end: the window, at least `shortest` long.
        shortest: the length of the shortest sub-window.
    """
    intervals = max(int(RESOLUTION * (end - start) / shortest * (1 + 1e-12)), RESOLUTION)
    grid = np.linspace(start, end, intervals + 1)
    values = np.interp(grid, x, y)
    step = (end - start) / intervals
    mean = float(values[-1] - values[0]) / (end - start)
    # All lengths at once, four times as fast as one by one: a row a length, a column a start.
    lengths = np.arange(RESOLUTION, min(2 * RESOLUTION, intervals) + 1)[:, np.newaxis]
    ends = np.arange(intervals + 1) + lengths
    inside = ends <= intervals
    slopes = ((values[np.minimum(ends, intervals)] - values) / (lengths * step))[inside]
    return Slopes(mean, min(mean, float(slopes.min())), max(mean, float(slopes.max())))


def thin(x: Array, spacing: float = SPACING) -> NDArray[np.intp]:
    """The indices of the first sample in every cell of the given width; x increasing."""
    _, first = np.unique(np.floor(x / spacing), return_index=True)
    return first


def rate_of_fall(time: Array, values: Array) -> tuple[Array, Array]:
    """−df/dt from samples of f, at times between them.

    With z = ln t the fall over an interval is ∫ (−df/dt) t dz. The midpoint rule in z gives

        −df/dt ≈ −Δf / (√(t₀t₁) ln(t₁/t₀))   at t = √(t₀t₁),

    in error by the relative amount (1 − m)² (Δz)² / 24 where −df/dt ~ t^(−m): of second order on
    any sampling, and the same everywhere for a power law in evenly spaced z, so that its slope is
    exact.

    Args:
        time: positive, increasing times of shape (n,).
        values: f at these times, shape (n,).

    Returns:
        The times √(t₀t₁) and the rates there, both of shape (n − 1,).
    """
    middle = np.sqrt(time[:-1] * time[1:])
    return middle, -np.diff(values) / (middle * np.diff(np.log(time)))
