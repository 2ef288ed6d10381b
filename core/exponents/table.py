"""`fit_exponents`: one row a quantity, with the asymptotic exponent and the law beside it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, replace

import pandas as pd

from core import theory
from core.exponents import reasons
from core.exponents.curve import Curve
from core.exponents.growth import growth_row
from core.exponents.quantities import QUANTITIES, Quantity, Reading, curve
from core.exponents.row import COLUMNS, Row
from core.exponents.verdict import judge
from core.exponents.windows import SMALL_GAP, Window, convergence_window, tail_window
from core.phases import Phases
from core.problem import Problem
from core.reduction import Reduction, reduce
from core.theory.linear_flow import MOST_EFOLDS
from core.trajectory import Trajectory

# T₂(ε) by the laws is looked for up to so many 1/λ_d, for any ε that a float can be.
LEVELS = 200.0


def fit_exponents(
    trajectory: Trajectory,
    problem: Problem,
    phases: Phases,
    *,
    reduction: Reduction | None = None,
) -> pd.DataFrame:
    """Fit the exponents of a run and set them against theory.

    Always these six rows, in this order:

    ===== ============= ======================================= =========================
    phase quantity      the number                              against
    ===== ============= ======================================= =========================
    I     u growth rate d ln u / dt, a rate and no exponent     t
    II    1-u           d ln (1 − u) / d ln t                   t
    II    1-s           d ln (1 − s) / d ln t                   t
    II    loss          d ln L / d ln t                         t
    III   mse drop      d ln (1 − MSE(t)/MSE(T₂)) / d ln τ      τ = t − T₂
    III   mse rate      d ln (−dMSE/dt) / d ln t                t
    ===== ============= ======================================= =========================

    Columns:
        fitted: the mean slope over the window, from its two ends. A deterministic curve has no
            sampling error, so there is no standard error.
        low, high: the least and the greatest mean slope over sub-windows of at least a decade (for
            the growth rate: of at least half the window).
        theory: the asymptotic exponent, or rate.
        law: the mean slope of the law of this problem (its own teacher, d and step size) over the
            same window.
        window_start, window_end: in t, for the drop too.
        verdict: "agrees with theory", "follows the law, not yet asymptotic", "departs from the law
            by ...", "not a power law: ...", "window too short: ..." with what would give one, or
            "phase not reached: ...", "not a rate: ...", each with what there is to add.

    NaN stands for a number that there is none of: all but `theory` and the window where no exponent
    could be read. The windows follow the rules of `convergence_window` and `tail_window`, that of
    the growth rate the one of `growth_row`, and the verdict follows `judge`.

    Args:
        trajectory: the run.
        problem: what it was a run of.
        phases: its phases, from `find_phases`.
        reduction: for many runs of one problem, `law_nodes` of it; else every law makes its own.
    """
    rows = [
        growth_row(trajectory, problem, phases, reduction),
        *_power_laws(trajectory, problem, phases, reduction),
    ]
    return pd.DataFrame([asdict(row) for row in rows], columns=list(COLUMNS))


def law_nodes(problem: Problem, last: float, step_size: float | None) -> Reduction:
    """Nodes for all the laws that runs of a problem up to t = `last` are set against."""
    least, greatest = float(problem.eigenvalues.min()), float(problem.eigenvalues.max())
    escape = MOST_EFOLDS / theory.escape_rate(problem, step_size=step_size)
    longest = max(last, LEVELS / least, escape, 1 / greatest)
    return reduce(problem, longest, step_size=step_size)


def _power_laws(
    trajectory: Trajectory, problem: Problem, phases: Phases, reduction: Reduction | None
) -> Iterator[Row]:
    """The rows of phases II and III."""
    obstacle = reasons.obstacle(trajectory, problem)
    if obstacle:
        for quantity in QUANTITIES:
            yield Row(quantity.phase, quantity.name, verdict=f"not a power law: {obstacle}")
        return
    missing = {
        "II": reasons.no_convergence(trajectory, phases),
        "III": reasons.no_tail(trajectory, problem, phases, reduction),
    }
    windows = _windows(trajectory, problem, phases, reduction)
    if reduction is None:
        longest = max(float(trajectory.time[-1]), 1 / float(problem.eigenvalues.max()))
        reduction = reduce(problem, longest, step_size=trajectory.step_size)
    for quantity in QUANTITIES:
        row = Row(quantity.phase, quantity.name, theory=_asymptotic(quantity, problem))
        if missing[quantity.phase]:
            yield replace(row, verdict=f"phase not reached: {missing[quantity.phase]}")
            continue
        window = windows[quantity.phase, quantity.reading]
        if window.shortfall:
            yield replace(row, verdict=f"window too short: {window.shortfall}")
            continue
        yield _fit(row, curve(quantity, trajectory, problem, window, reduction))


def _windows(
    trajectory: Trajectory, problem: Problem, phases: Phases, reduction: Reduction | None
) -> dict[tuple[str, Reading], Window]:
    """The windows of the phases that are reached."""
    last = float(trajectory.time[-1])
    windows = {}
    if phases.t1_prime is not None:
        law_start = theory.time_to_epsilon(
            problem, SMALL_GAP, step_size=trajectory.step_size, reduction=reduction
        )
        start = math.inf if law_start is None else law_start
        windows["II", Reading.VALUE] = convergence_window(problem, phases.t1_prime, last, start)
    if phases.t2 is not None:
        for reading in (Reading.DROP, Reading.RATE):
            windows["III", reading] = tail_window(
                problem, phases.t2, phases.epsilon, last, since_t2=reading is Reading.DROP
            )
    return windows


def _asymptotic(quantity: Quantity, problem: Problem) -> float:
    """The asymptotic exponent, for a problem that was made from a power law; else NaN."""
    if problem.exponents is None:
        return math.nan
    if quantity.reading is Reading.DROP:
        return theory.mse_drop_exponent(*problem.exponents)
    if quantity.reading is Reading.RATE:
        return theory.mse_rate_exponent(*problem.exponents)
    return theory.convergence_exponent(*problem.exponents)


def _fit(row: Row, sampled: Curve) -> Row:
    """Read the slopes off a curve."""
    if not (sampled.window.is_long_enough and sampled.has_enough_samples):
        return replace(row, verdict="window too short: too few samples are recorded in it")
    positive = sampled.positive_part()
    window = positive.window
    if not (window.is_long_enough and positive.has_enough_samples):
        reason = f"{row.quantity} does not stay positive for a decade of the window"
        return replace(row, verdict=f"not a power law: {reason}")
    row = replace(row, window_start=window.start, window_end=window.end)
    slopes, law, residual = positive.slopes()
    is_power_law, verdict = judge(slopes, law, residual, row.theory)
    row = replace(row, law=law.mean if law else math.nan, verdict=verdict)
    if not is_power_law:
        return row
    return replace(row, fitted=slopes.mean, low=slopes.low, high=slopes.high)
