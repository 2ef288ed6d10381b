"""The three phases of a run, read off its recorded samples: escape, convergence, spectral tail."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.parameters import PARAMETERS
from core.trajectory import Status, Trajectory

Array = NDArray[np.float64]

# s* / 3: the sphere of saddles lies at this s, and the sign of 1 − 3s turns there.
SADDLE = 1 / 3


@dataclass(frozen=True)
class Phases:
    """Where the phases of a run end, in its own time t; None where the run does not get so far.

    Attributes:
        t1: end of phase I (escape).
        t1_prime: end of phase IIa; never before `t1`.
        t2: end of phase II (convergence), where phase III begins; never before `t1_prime`.
        delta, epsilon: the levels that `t1` and `t2` were judged by.
    """

    t1: float | None
    t1_prime: float | None
    t2: float | None
    delta: float = float(PARAMETERS["delta"].default)
    epsilon: float = float(PARAMETERS["epsilon"].default)


def find_phases(
    trajectory: Trajectory,
    *,
    delta: float = float(PARAMETERS["delta"].default),
    epsilon: float = float(PARAMETERS["epsilon"].default),
) -> Phases:
    """Find T₁, T₁′ and T₂ (paper, section 3: the phases of the dynamics).

    T₁ is the first t with u ≥ δ. T₁′ is the time, not before T₁, from which s > 1/3 for good; a run
    whose s never lies below has T₁′ = T₁. T₂ is the first time, not before T₁′, after which both
    |1 − u| ≤ ε and |1 − s| ≤ ε for good.

    All are judged on the recorded samples, up to the last of them: a run whose last sample lies
    outside the band has no T₂, and one that diverges has neither T₁′ nor T₂. Between the two
    samples that bracket an event, u and s are taken as exponential in t, |1 − u| and |1 − s| as
    power laws of t, so the times found converge with the square of the sampling interval.

    Args:
        trajectory: any solved run; samples that are not finite count as outside every level.
        delta: δ, the overlap at which the run has escaped.
        epsilon: ε, the half-width of the band around the minimum.

    Raises:
        ParameterError: δ or ε out of its bounds; the message says what is allowed.
    """
    delta = float(PARAMETERS["delta"].check(delta))
    epsilon = float(PARAMETERS["epsilon"].check(epsilon))
    t1 = _escape(trajectory, delta)
    t1_prime = None if t1 is None else _not_before(t1, _past_saddle(trajectory))
    t2 = None if t1_prime is None else _not_before(t1_prime, _settled(trajectory, epsilon))
    return Phases(t1, t1_prime, t2, delta, epsilon)


def _not_before(earliest: float, time: float | None) -> float | None:
    return None if time is None else max(earliest, time)


def _escape(trajectory: Trajectory, delta: float) -> float | None:
    """The first time with u ≥ δ."""
    time, u = trajectory.time, trajectory.u
    reached = np.flatnonzero(_at_least(u, delta))
    if reached.size == 0:
        return None
    after = int(reached[0])
    if after == 0 or not np.isfinite(u[after - 1]):
        return float(time[after])
    return exponential_crossing(time, u, after - 1, delta)


def _past_saddle(trajectory: Trajectory) -> float | None:
    """The time from which s > 1/3 in every sample."""
    last = _last_outside(trajectory, ~_at_least(trajectory.s, np.nextafter(SADDLE, 1)))
    if last is None:
        return None
    if last < 0:
        return float(trajectory.time[0])
    return exponential_crossing(trajectory.time, trajectory.s, last, SADDLE)


def _settled(trajectory: Trajectory, epsilon: float) -> float | None:
    """The time from which |1 − u| ≤ ε and |1 − s| ≤ ε in every sample."""
    gaps = (trajectory.one_minus_u, trajectory.one_minus_s)
    outside = [~_at_most(np.abs(gap), epsilon) for gap in gaps]
    last = _last_outside(trajectory, outside[0] | outside[1])
    if last is None:
        return None
    if last < 0:
        return float(trajectory.time[0])
    return max(
        power_law_crossing(trajectory.time, gap, last, epsilon)
        for gap, far in zip(gaps, outside, strict=True)
        if far[last]
    )


def _last_outside(trajectory: Trajectory, outside: NDArray[np.bool_]) -> int | None:
    """The last sample outside (−1: none is); None where the run does not come in for good."""
    if trajectory.status is Status.DIVERGED or outside.size == 0 or outside[-1]:
        return None
    samples = np.flatnonzero(outside)
    return int(samples[-1]) if samples.size else -1


def _at_least(values: Array, level: float) -> NDArray[np.bool_]:
    return np.isfinite(values) & (np.nan_to_num(values) >= level)


def _at_most(values: Array, level: float) -> NDArray[np.bool_]:
    return np.isfinite(values) & (np.nan_to_num(values) <= level)


def exponential_crossing(time: Array, values: Array, before: int, level: float) -> float:
    """Where the exponential through samples `before` and `before + 1` takes the value `level`."""
    t, y = time[before : before + 2], values[before : before + 2]
    if y[0] > 0:
        return _linear_crossing(t, np.log(y), np.log(level))
    return _linear_crossing(t, y, level)


def power_law_crossing(time: Array, gap: Array, before: int, level: float) -> float:
    """Where |gap| comes down to `level` between samples `before` and `before + 1`."""
    t, y = time[before : before + 2], gap[before : before + 2]
    if not np.isfinite(y[0]):
        return float(t[1])
    if y[0] * np.sign(y[1]) <= 0:
        return _linear_crossing(t, y, np.copysign(level, y[0]))
    x = np.log(t) if t[0] > 0 else t
    found = _linear_crossing(x, np.log(np.abs(y)), np.log(level))
    return float(np.clip(np.exp(found), *t)) if t[0] > 0 else found


def _linear_crossing(x: Array, y: Array, level: float) -> float:
    if y[0] == y[1]:
        return float(x[1])
    share = (level - y[0]) / (y[1] - y[0])
    return float(x[0] + min(max(share, 0.0), 1.0) * (x[1] - x[0]))
