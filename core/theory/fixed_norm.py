"""Where a student of fixed norm comes to rest.

It is kept on the sphere ‖w‖ = c of its start: with c ≠ ‖w*‖ the teacher is out of reach. The flow
on the sphere is

    ẇ = (M(s) − μ) w,   M(s) = 4(1 − 3s) Q + 8 (Qw*)(Qw*)ᵀ,   μ = ⟨w, M w⟩ / c²:

a power iteration whose matrix depends on where it has got to. It rests where w is an eigenvector of
M(s(w)), in the end the one with the largest eigenvalue:

    w_i = 8λ_i u w*_i / (μ − 4λ_i (1 − 3s)),   1 = 8 Σ λ_i² w*_i² / (μ − 4λ_i (1 − 3s)).

That state is unique. A larger s takes weight from Q in M(s), so its top eigenvector has a smaller
⟨w, Qw⟩, which must be s. Steps of gradient descent rest at the same point.

For c < ‖w*‖ it is μ > 0: every mode is held by the sphere, and from about t = 1/μ on the rest is
approached exponentially, also by modes that a free student would take for ever to learn. For
c > ‖w*‖ it is μ < 0: the norm that is too much goes into the slowest modes, until 4λ_d (3s − 1) is
hardly more than |μ|, and the approach takes their time, 1/λ_d. For c = ‖w*‖ the rest is w* itself,
μ = 0. Before that time modes are learned one after the other as by a free student: near w* the
sphere only adds −μ ≈ 0 to all rates, so what the loss is above its value at rest falls with the
free student's exponent, though not with its constant (measured: 1.2 to 6 times it). Ours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from core.problem import Problem, population_loss

Array = NDArray[np.float64]

# How near to the spectrum, and how far from it, in units of the largest λ, the pole of w is sought.
NEAREST, FARTHEST = 1e-60, 1e30
# A norm that differs from the teacher's by no more than this part of it is the teacher's.
SAME_NORM = 1e-9
KEPT = 8


@dataclass(frozen=True)
class SphereRest:
    """Where the student comes to rest, with the sign of w* for which u > 0.

    Attributes:
        u, s, loss, mse: there; the loss and the MSE are 0 for c = ‖w*‖ only, and then exactly.
        multiplier: μ.
        exponential_from: about the time from which it is approached exponentially, 1/μ or 1/λ_d.
    """

    u: float
    s: float
    loss: float
    mse: float
    multiplier: float
    exponential_from: float

    @property
    def is_teacher(self) -> bool:
        """Whether the teacher is on the sphere."""
        return self.multiplier == 0


@lru_cache(maxsize=KEPT)
def fixed_norm_rest(problem: Problem) -> SphereRest:
    """The rest state on the sphere of the problem's start.

    It is that of a start with overlap; modes with w*_i = 0 are left out: they are never fed. With a
    preconditioner ‖w‖² = Σ m_i w_i², and the rest state is unique for power laws.

    With w_i ∝ λ_i w*_i / |λ_i − y| and μ = 4(1 − 3s) y the place of y, above the spectrum or below
    it, is found from one increasing function; O(d) for each of some 60 evaluations.

    Raises:
        ValueError: the start is 0.
    """
    size = problem.mean_square(problem.start) * problem.dimension
    if not size > 0:
        raise ValueError("a student of fixed norm cannot start at w = 0: there is no sphere.")
    rate, teacher = problem.eigenvalues, problem.teacher
    slowest = 1 / float(rate.min())
    theirs = problem.mean_square(teacher) * problem.dimension
    if abs(math.sqrt(size / theirs) - 1) < SAME_NORM:
        return SphereRest(1.0, 1.0, 0.0, 0.0, 0.0, slowest)
    metric = np.ones(rate.size) if problem.metric is None else problem.metric
    pull = rate * teacher
    top = float(rate.max())
    # Very far from the spectrum w ∝ Qw*, and the sign of 1 − 3s there tells the side.
    far = size * float(rate @ pull**2) / float(metric @ pull**2)
    side = 1.0 if 3 * far < 1 else -1.0
    gap = (top - rate if side > 0 else rate - float(rate.min())) / top

    def at(logarithm: float) -> tuple[float, float, Array]:
        """s, S = Σ λ² w*² / |λ − y|, and h = λ w* / (S |λ − y|) at a distance of y."""
        shape = pull / (gap + math.exp(logarithm)) / top
        total = float(shape @ pull)
        h = shape / total
        return size * float(rate @ h**2) / float(metric @ h**2), total, h

    def excess(logarithm: float) -> float:
        s, total, _ = at(logarithm)
        return side * (1 - 3 * s) - 2 * total

    low, high = math.log(NEAREST), math.log(FARTHEST)
    with np.errstate(under="ignore"):
        found = high if excess(high) <= 0 else float(brentq(excess, low, high, xtol=1e-14))
        s, total, h = at(found)
    u = math.sqrt(s / float(rate @ h**2))
    place = top * (1 + math.exp(found)) if side > 0 else float(rate.min()) - top * math.exp(found)
    multiplier = side * 8 * total * place
    return SphereRest(
        u=u,
        s=s,
        # Close to 0 it is a difference of numbers of order 1.
        loss=max(float(population_loss(u, s)), 0.0),
        mse=problem.mean_square(u * h - teacher),
        multiplier=multiplier,
        exponential_from=1 / multiplier if multiplier > 0 else slowest,
    )
