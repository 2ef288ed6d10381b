"""The infinite hierarchy of moments, cut at a finite order: why two numbers are not enough.

With u^(k) = wᵀQᵏw* and s^(k) = wᵀQᵏw, so u = u^(1) and s = s^(1), the flow gives (paper, 3.4-3.5)

    ṡ^(k) = 8(1 − 3s) s^(k+1) + 16u u^(k+1),      u̇^(k) = 4(1 − 3s) u^(k+1) + 8u s*^(k+1),

where s*^(k) = w*ᵀQᵏw* is known. Each order needs the next. Cut at order K, something must stand for
u^(K+1) and s^(K+1); the three choices are those of `Closure`. The moments of order 0 obey the same
equations and give the MSE, (s^(0) − 2u^(0) + s*^(0))/d; not where the MSE has weights, whose
moments are others.

Whatever the closure, the first K − 1 derivatives of u and s at t = 0 are right, so a cut follows
the run for a while, mostly the longer the larger K is, and then leaves it: the slow modes hide in
no finite number of moments. The cut and its closures are ours; the paper stops at the equations.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.problem import Problem
from core.reduction import Reduction, reduce
from core.theory import arguments
from core.theory.hierarchy_kernel import integrate

Array = NDArray[np.float64]

HIGHEST_ORDER = 12


class Closure(StrEnum):
    """What stands for the moments of order K + 1.

    - ZERO: 0. With it the hierarchy is a power series in t in disguise.
    - LAST_RATIO: u^(K)²/u^(K−1), and so for s: the moments go on as a geometric sequence, as if all
      of w beyond were in one mode. Exact for equal eigenvalues. It blows up where u^(K−1) passes 0.
    - ISOTROPIC: μ u^(K) and μ s^(K) with μ = s*^(K+1)/s*^(K): beyond the cut the spectrum has the
      one eigenvalue that the teacher sees there. Exact for equal eigenvalues, where μ = λ, and it
      keeps ±w* a fixed point.
    """

    ZERO = "zero"
    LAST_RATIO = "last ratio"
    ISOTROPIC = "isotropic"


@dataclass(frozen=True)
class CutHierarchy:
    """The hierarchy cut at order K. Arrays have the shape of the times asked for.

    Attributes:
        order, closure: K, and what stands for the moments beyond it.
        time, u, s, mse: the curves; NaN from where the moments blew up.
        end: the time at which they did, or None. It is no property of the run but of the closure.
            Also where the curve was left, at some 1e3/λ_1, as too long to follow.

    The MSE of a problem with a metric is NaN.
    """

    order: int
    closure: Closure
    time: Array
    u: Array
    s: Array
    mse: Array
    end: float | None

    def departure(self, u: ArrayLike, s: ArrayLike, *, level: float = 0.01) -> float | None:
        """The first time at which u or s is off by the part `level` of an exact run's.

        Args:
            u, s: the run's, at the same times.

        Returns:
            The time, interpolated between samples; None where the curves stay together to the last.

        Raises:
            ValueError: `level` does not lie strictly between 0 and 1.
        """
        arguments.level("level", level)
        off = np.zeros(self.time.size)
        for ours, theirs in ((self.u, np.asarray(u)), (self.s, np.asarray(s))):
            gap, size = np.abs(ours - theirs), np.abs(theirs)
            worst = np.where(gap > 0, np.inf, gap)
            off = np.maximum(off, np.divide(gap, size, out=worst, where=size > 0))
        # A curve that has ended is off: NaN compares as false.
        beyond = np.flatnonzero(~(off <= level))
        if beyond.size == 0:
            return None
        after = int(beyond[0])
        latest = float(self.time[after])
        if after > 0 and off[after - 1] > 0 and np.isfinite(off[after]):
            before = float(self.time[after - 1])
            share = np.log(level / off[after - 1]) / np.log(off[after] / off[after - 1])
            latest = before + float(share) * (latest - before)
        return latest if self.end is None else min(latest, self.end)


def cut_hierarchy(
    problem: Problem,
    order: int,
    closure: Closure | str,
    time: ArrayLike,
    *,
    sign: float = 1.0,
    reduction: Reduction | None = None,
) -> CutHierarchy:
    """Solve the hierarchy cut at order K = `order`, from the problem's start.

    Args:
        order: K, from 1 to 12.
        closure: a `Closure`, or its value.
        time: increasing times.
        sign: −1 counts u towards −w*. A run counts it towards the teacher at which it ends:
            np.sign(run.u[0] * problem.summary(problem.start)[0]).
        reduction: nodes of this problem, made for any time; made here if not given.

    Raises:
        ValueError: an order, closure or time that is not allowed.
    """
    if order not in range(1, HIGHEST_ORDER + 1):
        raise ValueError(f"order must be a whole number from 1 to {HIGHEST_ORDER}; it is {order}.")
    closure = Closure(closure)
    times = arguments.times(time)
    if times.ndim != 1 or np.any(np.diff(times) <= 0):
        raise ValueError("time must be a list of increasing times.")
    top = float(problem.eigenvalues.max())
    moments = _moments(problem, top, reduction or reduce(problem, 1 / top), order, sign)
    state = np.array([moments.cross, moments.student])
    curves, end = integrate(state, moments.teacher[1:], list(Closure).index(closure), times * top)
    mse = (curves[:, 2] + moments.teacher[0]) / (top * problem.dimension)
    if problem.metric is not None:
        mse = np.full(mse.shape, np.nan)
    return CutHierarchy(
        order,
        closure,
        times,
        curves[:, 0],
        curves[:, 1],
        mse,
        None if math.isinf(end) else end / top,
    )


class _Moments(NamedTuple):
    """λ_1 times the moments of λ/λ_1 at t = 0, from order 0: u and s to K, s* to K + 1."""

    cross: Array
    student: Array
    teacher: Array


def _moments(problem: Problem, top: float, nodes: Reduction, order: int, sign: float) -> _Moments:
    powers = np.vander(nodes.rate / top, order + 2, increasing=True).T * top
    return _Moments(
        sign * powers[:-1] @ nodes.cross, powers[:-1] @ nodes.start, powers @ nodes.teacher
    )
