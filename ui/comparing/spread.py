"""The spread of a run over seeds: quantiles of its curves, phase times and exponents."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import quantiles
from core.parameters import Setup
from core.quantiles import Band, band_of, or_nan, spread_of
from ui.comparing.seeds import CURVES, Grid, Outcome

Array = NDArray[np.float64]


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
    t1: quantiles.Spread
    t1_prime: quantiles.Spread
    t2: quantiles.Spread
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
    t1, t1_prime, t2 = (spread_of([outcome.times[i] for outcome in kept]) for i in range(3))
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
    """Over the runs known at each time, if they are half of all or more."""
    return band_of(np.array(curves).reshape(-1, size), least=0.5)


def _slope_spread(rows: Sequence[tuple[str, str, float, float, float]]) -> SlopeSpread:
    """One quantity over the seeds; the law counts where there is a fitted slope beside it."""
    phase, quantity = rows[0][:2]
    given = [row for row in rows if math.isfinite(row[2])]
    slope = spread_of([row[2] for row in given])
    theory = _median([row[3] for row in rows])
    law = _median([row[4] for row in given])
    low, median, high = (or_nan(end) for end in (slope.low, slope.median, slope.high))
    return SlopeSpread(phase, quantity, low, median, high, theory, law, len(given))


def _median(values: Sequence[float]) -> float:
    return or_nan(spread_of([value for value in values if math.isfinite(value)]).median)
