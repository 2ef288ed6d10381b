"""Axes with ticks a reader can read: 0.01, 1, 100, 10³ on a logarithmic axis, never 10k or 1μ."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.text.numbers import decade, exact

Array = NDArray[np.float64]

# What is drawn at all: outside it numbers are of no interest, and the browser gets 32-bit floats.
SMALLEST, LARGEST = 1e-30, 1e30


@dataclass(frozen=True)
class Axis:
    """A range of values from `low` to `high`, logarithmic (then low > 0) or linear."""

    low: float
    high: float
    log: bool

    @property
    def range(self) -> list[float]:
        """The range as Plotly wants it: decimal logarithms on a logarithmic axis."""
        return [self.coordinate(self.low), self.coordinate(self.high)]

    def coordinate(self, value: float) -> float:
        """Where Plotly places an annotation at `value`."""
        return math.log10(value) if self.log else value

    def share(self, value: float) -> float:
        """How far along the axis `value` lies: 0 at `low`, 1 at `high`, not clipped."""
        low, high = self.range
        return (self.coordinate(value) - low) / (high - low)

    def at(self, share: float) -> float:
        """The Plotly coordinate of a share of the axis, 0 to 1 from `low` to `high`."""
        low, high = self.range
        return low + share * (high - low)

    def ticks(self, most: int) -> tuple[list[float], list[str]]:
        """At most about `most` labelled ticks: values and texts."""
        return (
            log_ticks(self.low, self.high, most)
            if self.log
            else linear_ticks(self.low, self.high, most)
        )

    def clip(self, value: float) -> float:
        """The value of the axis nearest to `value`."""
        return min(max(value, self.low), self.high)


def log_ticks(low: float, high: float, most: int) -> tuple[list[float], list[str]]:
    """Whole decades, thinned evenly to at most `most`; 1-2-5 steps where only one is in sight."""
    first, last = _ceil(math.log10(low)), _floor(math.log10(high))
    if last - first >= 1:
        stride = math.ceil((last - first + 1) / most)
        # Multiples of the stride, so that 1 is among them and a moving end does not shift the rest.
        exponents = [n for n in range(first, last + 1) if n % stride == 0]
        return [10.0**n for n in exponents], [decade(n) for n in exponents]
    values = [
        value
        for n in range(_floor(math.log10(low)), last + 2)
        for m in (1, 2, 5)
        if low * (1 - 1e-9) <= (value := float(f"{m}e{n}")) <= high * (1 + 1e-9)
    ]
    return values, [exact(value) for value in values]


def linear_ticks(low: float, high: float, most: int) -> tuple[list[float], list[str]]:
    """Multiples of 1, 2 or 5 times a power of ten."""
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough * (1 - 1e-9))
    values = [step * n for n in range(_ceil(low / step), _floor(high / step) + 1)]
    return values, [exact(round(value, 12)) for value in values]


def log_axis(curves: Iterable[Array], *, at_most: float = math.inf, decades: float = 1.0) -> Axis:
    """An axis around all positive values of the curves, from `decades` to sixteen decades long.

    `at_most` cuts off what grows without bound.
    """
    positive = [curve[np.isfinite(curve) & (curve > SMALLEST)] for curve in curves]
    values = np.concatenate([*positive, np.empty(0)])
    if values.size == 0:
        return Axis(0.1, 1.0, log=True)
    high = min(float(values.max()), at_most, LARGEST)
    low = max(min(float(values.min()), high), high * 1e-16)
    # A twentieth of the height above and below, so that no curve runs along the frame.
    top, bottom = math.log10(high), math.log10(low)
    missing = max(0.0, decades - (top - bottom))
    margin = 0.05 * max(top - bottom, decades)
    return Axis(10 ** (bottom - missing / 2 - margin), 10 ** (top + missing / 2 + margin), log=True)


def drawn(values: Array, axis: Axis) -> NDArray[np.float32]:
    """The values as they are sent to the browser: 32-bit, NaN where the axis has no place for them.

    A run that leaves the axis is drawn to well outside of it, so that its last line points the
    right way.
    """
    span = (axis.high - axis.low) if not axis.log else 0.0
    low = SMALLEST if axis.log else axis.low - 10 * span
    high = LARGEST if axis.log else axis.high + 10 * span
    known = np.isfinite(values)
    if axis.log:
        known = known & (values > 0)
    clipped = np.clip(np.where(known, values, low), low, high)
    return np.where(known, clipped, np.nan).astype(np.float32)


def spread(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels apart: the nearest places in the same order, inside low..high, `gap` apart.

    Where they do not all fit, they are spaced evenly.
    """
    if not places:
        return []
    order = sorted(range(len(places)), key=places.__getitem__)
    if gap * (len(places) - 1) >= high - low:
        evenly = np.linspace(low, high, len(places)) if len(places) > 1 else [places[0]]
        return [float(evenly[order.index(i)]) for i in range(len(places))]
    # Each label's place minus what its predecessors need: increasing places are what is wanted, and
    # the nearest increasing sequence comes from merging neighbours out of order into their mean.
    blocks: list[list[float]] = []
    for rank, index in enumerate(order):
        blocks.append([min(max(places[index], low), high) - rank * gap, 1.0])
        while len(blocks) > 1 and blocks[-1][0] < blocks[-2][0]:
            mean, weight = blocks.pop()
            before, count = blocks[-1]
            blocks[-1] = [(before * count + mean * weight) / (count + weight), count + weight]
    shifted = [mean for mean, weight in blocks for _ in range(int(weight))]
    room = high - gap * (len(places) - 1)
    moved = [0.0] * len(places)
    for rank, index in enumerate(order):
        moved[index] = min(max(shifted[rank], low), room) + rank * gap
    return moved


def _ceil(value: float) -> int:
    return math.ceil(value - 1e-9)


def _floor(value: float) -> int:
    return math.floor(value + 1e-9)
