"""The spread of a run over seeds: quantiles of its curves, phase times and exponents."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.parameters import Setup
from ui.comparing.seeds import CURVES, Grid, Outcome

Array = NDArray[np.float64]

QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True, eq=False)
class Band:
    """The 10, 50 and 90 % quantiles of a curve, of shape (n,); NaN where under half is known."""

    low: Array
    median: Array
    high: Array


@dataclass(frozen=True)
class TimeSpread:
    """The quantiles of a phase time over the runs that do not diverge.

    A run that does not get there counts as late: a quantile is None where it falls on such runs.
    `reached` counts the others.
    """

    low: float | None
    median: float | None
    high: float | None
    reached: int


@dataclass(frozen=True)
class SlopeSpread:
    """The quantiles of an exponent over the `runs` that have one; NaN where none has.

    `theory` and `law` are medians: where there is a range of problems there is one of laws.
    """

    phase: str
    quantity: str
    low: float
    median: float
    high: float
    theory: float
    law: float
    runs: int


@dataclass(frozen=True, eq=False)
class Spread:
    """What is known of a setup's runs with the seeds from its own on.

    Attributes:
        setup: the setup of the first seed.
        total, runs: how many seeds are asked for, and how many are solved.
        time: the times of the bands, shape (n,).
        mse, u, s, loss, one_minus_u, one_minus_s: bands over the runs that do not diverge; those of
            1 − u and 1 − s are of their sizes.
        t1, t1_prime, t2: the phase times.
        exponents: one entry for each row of the table of exponents; none while no run is solved.
        not_escaped, diverged: shares of the solved runs.
    """

    setup: Setup
    total: int
    runs: int
    time: Array
    mse: Band
    u: Band
    s: Band
    loss: Band
    one_minus_u: Band
    one_minus_s: Band
    t1: TimeSpread
    t1_prime: TimeSpread
    t2: TimeSpread
    exponents: tuple[SlopeSpread, ...]
    not_escaped: float
    diverged: float


def summarise(setup: Setup, total: int, grid: Grid, outcomes: Sequence[Outcome]) -> Spread:
    """The spread over the runs solved so far, in the order of their seeds.

    Runs that diverge are counted and otherwise left out.
    """
    kept = [outcome for outcome in outcomes if not outcome.diverged]
    bands = {
        name: _band([outcome.curves[row] for outcome in kept], grid.time.size)
        for row, name in enumerate(CURVES)
    }
    t1, t1_prime, t2 = (time_spread([outcome.times[i] for outcome in kept]) for i in range(3))
    runs = len(outcomes)
    not_escaped = sum(outcome.times[0] is None for outcome in kept)
    return Spread(
        setup=setup,
        total=total,
        runs=runs,
        time=grid.time,
        **bands,
        t1=t1,
        t1_prime=t1_prime,
        t2=t2,
        exponents=tuple(
            _slope_spread(rows)
            for rows in zip(*(outcome.exponents for outcome in outcomes), strict=True)
        ),
        not_escaped=not_escaped / runs if runs else 0.0,
        diverged=1 - len(kept) / runs if runs else 0.0,
    )


def _band(curves: Sequence[Array], size: int) -> Band:
    """Quantiles at each time over the runs known there, if they are half of all or more."""
    if not curves:
        return Band(*np.full((3, size), np.nan))
    # NaN comes last.
    ordered = np.sort(np.array(curves), axis=0)
    known = np.isfinite(ordered).sum(axis=0)
    place = np.outer(QUANTILES, np.maximum(known - 1, 0))
    before = place.astype(np.intp)
    behind = np.minimum(before + 1, np.maximum(known - 1, 0))
    low, high = (np.take_along_axis(ordered, at, axis=0) for at in (before, behind))
    quantiles = low + (place - before) * (high - low)
    quantiles[:, 2 * known < len(curves)] = np.nan
    return Band(*quantiles)


def time_spread(times: Sequence[float | None]) -> TimeSpread:
    """The quantiles of times, of which None is one that never comes."""
    reached = sorted(time for time in times if time is not None)
    low, median, high = (_late_quantile(reached, len(times), share) for share in QUANTILES)
    return TimeSpread(low, median, high, len(reached))


def _late_quantile(reached: Sequence[float], count: int, share: float) -> float | None:
    """A quantile of `count` times, of which all but those `reached` (ordered) come later."""
    place = share * (count - 1)
    before, behind = math.floor(place), math.ceil(place)
    if not 0 <= behind < len(reached):
        return None
    return reached[before] + (place - before) * (reached[behind] - reached[before])


def _slope_spread(rows: Sequence[tuple[str, str, float, float, float]]) -> SlopeSpread:
    """One quantity over the seeds; the law counts where there is a fitted slope beside it."""
    phase, quantity = rows[0][:2]
    given = [row for row in rows if math.isfinite(row[2])]
    low, median, high = _quantiles([row[2] for row in given])
    theory = _quantiles([row[3] for row in rows if math.isfinite(row[3])])[1]
    law = _quantiles([row[4] for row in given if math.isfinite(row[4])])[1]
    return SlopeSpread(phase, quantity, low, median, high, theory, law, len(given))


def _quantiles(values: Sequence[float]) -> tuple[float, ...]:
    if not values:
        return (math.nan,) * len(QUANTILES)
    return tuple(np.quantile(values, QUANTILES).tolist())
