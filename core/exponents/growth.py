"""Phase I: the rate at which u grows."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core import theory
from core.exponents import reasons
from core.exponents.row import Row
from core.exponents.slopes import mean_slopes
from core.exponents.verdict import judge_rate
from core.parameters import FREE
from core.phases import Phases
from core.problem import Problem
from core.reduction import Reduction
from core.trajectory import Trajectory

# Late in phase I the fastest mode leads; the first half is left to the slower ones.
WINDOW_START = 0.5
# The linear flow leaves out 3s against 1: at this s, 5%, and half of that over the window.
LINEAR = 1 / 60
# The rate is read if u grows by this factor in the window, from this many samples.
LEAST_GROWTH = 2.0
LEAST_SAMPLES = 4


def growth_row(
    trajectory: Trajectory, problem: Problem, phases: Phases, reduction: Reduction | None = None
) -> Row:
    """The mean of d ln u / dt over [T/2, T], and its range over sub-windows of half that length.

    T is T₁, or the time at which s passes 1/60 if that is earlier: a start that lies badly to the
    teacher has a large s before it has a large u, and the linear flow no longer holds.

    The theory is log(1 + ηρ)/η, for the flow ρ, with the escape rate ρ of Lemma 2; the law is the
    same mean of the solution of the linear flow (or map), summed over all its eigenmodes.
    """
    eta = trajectory.step_size
    if trajectory.student != FREE:
        reason = "the projection on the sphere takes part in it, and there is no law for that"
        return Row("I", "u growth rate", verdict=f"not a rate: {reason}")
    row = Row("I", "u growth rate", theory=theory.escape_rate(problem, step_size=eta))
    if phases.t1 is None:
        reason = reasons.no_escape(trajectory, phases)
        return replace(row, verdict=f"phase not reached: {reason}")
    end = _linear_until(trajectory, phases.t1)
    start = WINDOW_START * end
    first = max(int(np.searchsorted(trajectory.time, start, side="right")) - 1, 0)
    last = int(np.searchsorted(trajectory.time, end))
    time, u = trajectory.time[first : last + 1], trajectory.u[first : last + 1]
    shortfall = _shortfall(trajectory, u, phases.t1, end)
    if shortfall:
        return replace(row, verdict=f"window too short: {shortfall}")
    half = (end - start) / 2
    run = mean_slopes(time, np.log(u), start, end, half)
    linear = np.abs(theory.escape_overlap(problem, time, step_size=eta, reduction=reduction))
    law = mean_slopes(time, np.log(linear), start, end, half)
    return replace(
        row,
        fitted=run.mean,
        low=run.low,
        high=run.high,
        law=law.mean,
        window_start=start,
        window_end=end,
        verdict=judge_rate(run, law, row.theory),
    )


def _linear_until(trajectory: Trajectory, t1: float) -> float:
    """T₁, or the first recorded time with s > `LINEAR` if that is earlier."""
    beyond = np.flatnonzero(trajectory.s > LINEAR)
    return min(t1, float(trajectory.time[beyond[0]])) if beyond.size else t1


def _shortfall(trajectory: Trajectory, u: NDArray[np.float64], t1: float, end: float) -> str:
    """Why no rate can be read from these samples of u up to `end`; empty if one can."""
    if t1 <= float(trajectory.time[0]):
        return "the run starts with u ≥ δ already"
    if end <= float(trajectory.time[0]):
        return "the run starts with s > 1/60, too large for the escape to be linear"
    if u.size < LEAST_SAMPLES:
        if trajectory.step_size is None:
            return "too few samples are recorded in the second half of the linear escape"
        steps = math.ceil(end / trajectory.step_size * (1 - 1e-9))
        return f"the linear escape takes {steps:,} steps; smaller ones would resolve it"
    if not np.all(u > 0):
        return "u changes its sign in the second half of the linear escape"
    if u[-1] < LEAST_GROWTH * u[0]:
        return (
            f"u grows by less than a factor {LEAST_GROWTH:g} in the second half of the linear "
            "escape; a larger d would give a longer escape"
        )
    return ""
