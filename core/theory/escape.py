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
