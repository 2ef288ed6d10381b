"""Many runs in three numbers: the median, and the range of the middle 80 %.

A mean would be spoilt by one run that diverges or stays where it started. Quantiles lie between two
of the ordered values, linearly, as those of NumPy.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# The ends of the range beside the median.
LOW, MEDIAN, HIGH = 0.1, 0.5, 0.9


@dataclass(frozen=True)
class Spread:
    """A number over the runs: its median, and the range of the middle 80 % of the runs.

    `runs` of them have the number at all. A run that has not counts as having a larger one than
    any, so each of the three is None where so few have it.
    """

    median: float | None
    low: float | None
    high: float | None
    runs: int


@dataclass(frozen=True, eq=False)
class Band:
    """A quantity over time, arrays of shape (n,): the median and the range of the middle 80 %.

    Over the runs that have a value there; NaN where there are none.
    """

    median: Array
    low: Array
    high: Array


def spread_of(values: Sequence[float | None]) -> Spread:
    """The spread of a number that some runs do not have: None, or no finite number."""
    having = [value for value in values if value is not None and math.isfinite(value)]
    ordered = np.sort(np.array(having + [math.inf] * (len(values) - len(having))))
    median, low, high = (_late(ordered, level) for level in (MEDIAN, LOW, HIGH))
    return Spread(median, low, high, len(having))


def band_of(table: Array, *, least: float = 0.0) -> Band:
    """The band of values of shape (runs, n), of which those that are not finite are not there.

    Args:
        least: the share of the runs that must have a value for the band to have one.
    """
    known = np.isfinite(table)
    count = known.sum(axis=0)
    # What is not there is sorted to the end.
    ordered = np.sort(np.where(known, table, np.inf), axis=0)
    some = (count > 0) & (count >= least * len(table))
    column = np.arange(count.size)

    def quantile(level: float) -> Array:
        place = level * np.maximum(count - 1, 0)
        lower, upper = np.floor(place).astype(np.int64), np.ceil(place).astype(np.int64)
        first, last = (np.where(some, ordered[at, column], np.nan) for at in (lower, upper))
        return first + (place - lower) * (last - first)

    if not len(table):
        return Band(*np.full((3, count.size), np.nan))
    return Band(*(quantile(level) for level in (MEDIAN, LOW, HIGH)))


def or_nan(value: float | None) -> float:
    """NaN for None, where a column has numbers alone."""
    return math.nan if value is None else value


def _late(ordered: Array, level: float) -> float | None:
    """A quantile of ordered values of which the last ones may be infinite: None among these."""
    if ordered.size == 0:
        return None
    place = level * (ordered.size - 1)
    first, last = ordered[math.floor(place)], ordered[math.ceil(place)]
    if not math.isfinite(last):
        return None
    return float(first + (place - math.floor(place)) * (last - first))
