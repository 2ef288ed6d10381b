"""Shares of runs that have it at each point, with their intervals, and in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.sweep.shares import wilson

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Shares:
    """Of each point how many of its runs have it; all (points,).

    Attributes:
        events, runs: how many have it, of how many.
        share: the part, NaN where there is no run.
        low, high: its 95 % interval.
    """

    events: NDArray[np.intp]
    runs: NDArray[np.intp]
    share: Array
    low: Array
    high: Array


def shares_of(values: Array) -> Shares:
    """The shares of points × seeds, each 1 or 0, or NaN for a run that is still to come."""
    runs = np.isfinite(values).sum(axis=1)
    events = (values == 1).sum(axis=1)
    share, low, high = np.full((3, runs.size), np.nan)
    some = runs > 0
    share[some] = events[some] / runs[some]
    low[some], high[some] = wilson(events[some], runs[some])
    return Shares(events, runs, share, low, high)


def in_words(name: str, x: Array, values: Array) -> str:
    """How many runs diverge: where all are alike of all, else at both ends of the axis.

    Args:
        name: what varies.
        x: its values, (points,).
        values: one a run, points × seeds, none to come.
    """
    found = shares_of(values)
    total, all_runs = int(found.events.sum()), int(found.runs.sum())
    if total in (0, all_runs):
        runs = f"{all_runs:,} run{'s' * (all_runs != 1)}"
        return f"{'all' if total else 'none'} of {runs} diverged"
    ends = [
        (
            f"{found.events[place]} of {found.runs[place]}",
            f"at {name} = {x[place]:g}",
            f"{found.low[place]:.0%} to {found.high[place]:.0%}",
        )
        for place in (0, -1)
    ]
    (few, low, interval), (many, high, other) = ends
    return f"{few} runs diverged {low} (95% interval {interval}), {many} {high} ({other})"
