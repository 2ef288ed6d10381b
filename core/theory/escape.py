"""Phase I: how fast the overlap u leaves the start, when it has left, and what it was until then.

Everything follows from the linear flow ẇ = 4Qw + 8Qw* u, which holds while s ≪ 1/3: the rate is its
leading eigenvalue (paper, Lemma 2); the curve u(t) is the sum over all its eigenmodes, which is
ours, and has no constant to fit. The rate alone shows in a run only if the escape is long enough
for one eigenmode to win.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

from core.problem import Problem
from core.reduction import Reduction, reduce
from core.theory import arguments
from core.theory.linear_flow import MOST_EFOLDS, LinearFlow
from core.theory.secular import largest_root

Array = NDArray[np.float64]

# |u| is nearly always 1 within as many e-folds, from a start of 1e-13 or more.
USUAL_EFOLDS = 30.0
# Where u passes 0 its local rate takes an e-fold or so to come near ρ again: none is stepped over.
SAMPLES_PER_EFOLD = 16


def escape_rate(problem: Problem, *, step_size: float | None = None) -> float:
    """ρ, the rate at which u ~ e^(ρt) grows (paper, Lemma 2).

    It is the root above 4λ_1 of 1 = 8 Σ λ_i² w*_i² / (ρ − 4λ_i), between 4λ_1 and 12λ_1.

    In gradient descent a step multiplies u by 1 + ηρ, so the rate in t = ηk is log(1 + ηρ)/η.

    It is the largest growth rate that u can have. A mode with w*_i = 0 never enters u and is left
    out, so ρ may then be below 4λ_1 (u never shows the top mode); a top mode with a tiny w*_1 gives
    ρ just above 4λ_1, which u shows only after a long escape, and until then u grows at the next
    root: `escape_overlap` has them all.

    Raises:
        ValueError: `step_size` is not positive or not finite.
    """
    step = arguments.step_size(step_size)
    rho = largest_root(problem, slope=4.0, strength=8.0)
    return rho if step is None else math.log1p(step * rho) / step


def escape_overlap(
    problem: Problem,
    time: ArrayLike,
    *,
    step_size: float | None = None,
    reduction: Reduction | None = None,
) -> Array:
    """u(t) by the linear flow from the problem's start, all its eigenmodes summed.

    Good while s ≪ 1/3, which `escape_size` tells. The sign is that of the teacher ±w* towards which
    the flow ends, so u > 0 when |u| first reaches 1.

    Args:
        time: t, a number or an array of any shape.
        step_size: η of gradient descent, t = ηk: each eigenmode of rate ρ_j grows as (1 +
            ηρ_j)^(t/η). None: the flow.
        reduction: nodes of this problem made for a longest time of at least 650/ρ; made here if not
            given.

    Returns:
        An array of the shape of `time` (a NumPy float for a number); infinite where ρt is past 650
        or no float is as large.

    Raises:
        ValueError: a time is negative or not finite; `step_size` is not positive or not finite.
    """
    t = arguments.times(time)
    escape = _escape(problem, step_size, reduction)
    return escape.sign * escape.flow.overlap(t)


def escape_size(
    problem: Problem,
    time: ArrayLike,
    *,
    step_size: float | None = None,
    reduction: Reduction | None = None,
) -> Array:
    """s(t) by the linear flow: what tells whether that flow may still be believed.

    It leaves out the brake 1 − 3s. With s(T₁) ≪ 1/3 it is right, and T₁ comes out early by less
    than the part s(T₁) of it (measured, for s(T₁) up to 0.2). Where s would pass 1/3 before u is
    large, as with a teacher that has little of the top modes, the run lingers near a saddle (u = 0,
    s = 1/3) of which the linear flow knows nothing.

    Arguments and errors as in `escape_overlap`; infinite where ρt is past 650.
    """
    t = arguments.times(time)
    return _escape(problem, step_size, reduction).flow.size(t)


def escape_time(
    problem: Problem,
    delta: float,
    *,
    step_size: float | None = None,
    reduction: Reduction | None = None,
) -> float | None:
    """T₁(δ) as the linear flow has it: the first time at which `escape_overlap` is δ.

    For gradient descent it is given between two steps; the step at which δ is passed is the next
    one.

    Returns:
        T₁; 0.0 where u starts at or above δ; None where the start has no overlap with the teacher
        (or one so small that 650 e-folds do not bring it to δ).

    Raises:
        ValueError: δ does not lie strictly between 0 and 1; `step_size` is not positive or not
            finite.
    """
    arguments.level("delta", delta)
    escape = _escape(problem, step_size, reduction)
    reached = np.flatnonzero(escape.sign * escape.course >= delta)
    if reached.size == 0:
        return None
    after = int(reached[0])
    if after == 0:
        return 0.0
    rate = escape.flow.rate

    def excess(efold: float) -> float:
        return escape.sign * float(escape.flow.overlap(np.array(efold / rate))) - delta

    return float(brentq(excess, after - 1, after, xtol=1e-14)) / rate


def escape_local_rate(
    problem: Problem,
    time: ArrayLike,
    *,
    step_size: float | None = None,
    reduction: Reduction | None = None,
) -> Array:
    """d ln|u|/dt of `escape_overlap`, by the derivative of its sum over the eigenmodes.

    It tends to `escape_rate`, from above or below, as the eigenmodes of smaller rate fall behind
    (`secular_equation` has the largest of them), and a run shows that only if it is still in the
    linear flow by then (`time_to_settle`).

    Arguments and errors as in `escape_overlap`; infinite or huge about a time at which u passes 0,
    NaN where u is 0 for good and where ρt is past 650.
    """
    t = arguments.times(time)
    return _escape(problem, step_size, reduction).flow.local_rate(t)


def time_to_settle(
    problem: Problem,
    *,
    tolerance: float = 0.01,
    step_size: float | None = None,
    reduction: Reduction | None = None,
) -> float | None:
    """The time from which `escape_local_rate` stays within the part `tolerance` of ρ.

    "Stays" is until |u| reaches 1 by the linear flow, which no longer holds then.

    Returns:
        The time; None where |u| reaches 1 first, or never: then u does not show the rate ρ.

    Raises:
        ValueError: `tolerance` does not lie strictly between 0 and 1; `step_size` is not positive
            or not finite.
    """
    arguments.level("tolerance", tolerance)
    flow, course, _ = _escape(problem, step_size, reduction)
    large = np.flatnonzero(np.abs(course) >= 1)
    if large.size == 0:
        return None

    def excess(efold: Array) -> Array:
        return np.abs(flow.local_rate(efold / flow.rate) / flow.rate - 1) - tolerance

    def excess_at(efold: float) -> float:
        return float(excess(np.array(efold)))

    efold = np.arange(SAMPLES_PER_EFOLD * int(large[0]) + 1) / SAMPLES_PER_EFOLD
    efold = efold[np.abs(flow.overlap(efold / flow.rate)) < 1]
    astray = np.flatnonzero(~(excess(efold) <= 0))
    if astray.size == 0:
        return 0.0
    last = int(astray[-1])
    if last + 1 == efold.size:
        return None
    return float(brentq(excess_at, efold[last], efold[last + 1], xtol=1e-12)) / flow.rate


def escape_time_slope(
    problem: Problem, *, norm_exponent: float = 0.0, step_size: float | None = None
) -> float:
    """dT₁/d ln d = (1/2 − p)/ρ for a long escape from a start of norm ∝ d^p (ours).

    A random start has the overlap u(0) ~ ‖w(0)‖ d^(−1/2), and T₁ is what u takes to grow from there
    to δ at the rate ρ: T₁ = (1/2ρ) ln d + a constant for a norm that does not depend on d (p = 0),
    twice as much for d^(−1/2), and no growth with d for √d. It is for spectra whose leading part
    does not depend on d, as power laws with a > 1; for a ≤ 1 ρ falls with d, and T₁ grows with 1/ρ
    as well.

    Raises:
        ValueError: `step_size` is not positive or not finite.
    """
    return (0.5 - norm_exponent) / escape_rate(problem, step_size=step_size)


class _Escape(NamedTuple):
    """The linear flow, u after each whole number of e-folds ρt, and the sign of w* it ends at.

    A sum of exponentials up to e^(ρt) bends too slowly to pass a level twice between two of them.
    """

    flow: LinearFlow
    course: Array
    sign: float


def _escape(problem: Problem, step_size: float | None, reduction: Reduction | None) -> _Escape:
    rate = escape_rate(problem, step_size=step_size)
    if reduction is None:
        reduction = reduce(problem, MOST_EFOLDS / rate)
    flow = LinearFlow.solve(reduction, rate, step_size)
    course = flow.overlap(np.arange(USUAL_EFOLDS + 1) / rate)
    if not np.any(np.abs(course) >= 1):
        course = flow.overlap(np.arange(MOST_EFOLDS + 1) / rate)
    large = np.flatnonzero(np.abs(course) >= 1)
    end = course[large[0]] if large.size else course[-1]
    return _Escape(flow, course, math.copysign(1.0, end))
