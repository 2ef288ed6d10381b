"""The extreme eigenvalues of the Hessian, from the secular equation of a rank-two change.

With p = Qw, t = Qw* and κ = 12s − 4 the Hessian (paper, 3.2) is

    H = κQ + 24 ppᵀ − 8 ttᵀ.

Of the eigenvalues of such a matrix as many lie above θ as of κQ, plus the number of negative
eigenvalues of the 2 × 2 matrix

    S(θ) = [[1/24, 0], [0, −1/8]] − Σ (p_i, t_i)ᵀ (p_i, t_i) / (θ − κλ_i),

less one (Haynsworth's inertia additivity). That count falls with θ, so bisection finds the largest
eigenvalue, whatever the poles do; and the smallest, as the largest of −H. The d modes enter through
three sums only: nodes of a reduction serve as well, if they resolve the poles.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.compiling import kernel
from core.problem import Problem

Array = NDArray[np.float64]

STUDENT_STRENGTH, TEACHER_STRENGTH = 24.0, 8.0
# Bisection: a hundred halvings of the bracket at most, fewer where the bracket has become one
# rounding wide.
MOST_HALVINGS = 100
ROUNDING = 2.3e-16
# Eigenvalues this close, relatively, are one pole.
SAME_POLE = 1e-14


class Extremes(NamedTuple):
    """The smallest and the largest of some eigenvalues."""

    smallest: float
    largest: float


class Ends(NamedTuple):
    """The two smallest and the two largest eigenvalues of Q, from the outside inwards.

    With one mode the inner ones are what no bracket uses: infinity at the bottom, −infinity on top.
    """

    lowest: float
    second_lowest: float
    highest: float
    second_highest: float


def ends_of(eigenvalues: Array) -> Ends:
    """The ends of a spectrum, in one O(d) pass."""
    if eigenvalues.size == 1:
        return Ends(float(eigenvalues[0]), np.inf, float(eigenvalues[0]), -np.inf)
    low = np.partition(eigenvalues, 1)[:2]
    high = np.partition(eigenvalues, -2)[-2:]
    return Ends(float(low[0]), float(low[1]), float(high[1]), float(high[0]))


def hessian_extremes(problem: Problem, w: ArrayLike) -> Extremes:
    """The smallest and largest eigenvalue of H = 24 ppᵀ + (12s − 4) Q − 8 ttᵀ at w (paper, 3.2).

    O(d) work and memory, for any d. The error, relative to the larger of the two, is about 1e-13;
    up to 1e-10 where w is parallel to w* and a root lies close beside a pole.

    Args:
        w: shape (d,).
    """
    _, s = problem.summary(w)
    student = problem.eigenvalues * np.asarray(w, np.float64)
    teacher = problem.eigenvalues * problem.teacher
    return Extremes(
        *extremes(
            problem.eigenvalues,
            student * student,
            student * teacher,
            teacher * teacher,
            12 * s - 4,
            ends_of(problem.eigenvalues),
        )
    )


@kernel
def extremes(
    rate: Array, student: Array, both: Array, teacher: Array, kappa: float, ends: Ends
) -> tuple[float, float]:
    """The smallest and largest eigenvalue of κQ + 24 ppᵀ − 8 ttᵀ.

    Args:
        rate: λ, of modes or nodes, (K,).
        student, both, teacher: p², p t and t² on each, (K,); on nodes they may be negative.
        ends: of the spectrum, not of the nodes.
    """
    top, next_top = kappa * ends.highest, kappa * ends.second_highest
    bottom, next_bottom = kappa * ends.lowest, kappa * ends.second_lowest
    if kappa < 0:
        top, next_top, bottom, next_bottom = bottom, next_bottom, top, next_top
    if rate.size == 1 and not abs(ends.second_lowest) < np.inf:
        # One mode: 0 · inf above for κ = 0, and nothing to search for.
        only = top + STUDENT_STRENGTH * student[0] - TEACHER_STRENGTH * teacher[0]
        return only, only
    largest = _largest(
        rate, student, both, teacher, kappa, STUDENT_STRENGTH, TEACHER_STRENGTH, top, next_top
    )
    smallest = -_largest(
        rate,
        teacher,
        both,
        student,
        -kappa,
        TEACHER_STRENGTH,
        STUDENT_STRENGTH,
        -bottom,
        -next_bottom,
    )
    return smallest, largest


@kernel
def _largest(
    rate: Array,
    up: Array,
    both: Array,
    down: Array,
    kappa: float,
    gain: float,
    loss: float,
    top: float,
    next_top: float,
) -> float:
    """The largest eigenvalue of κQ + gain ppᵀ − loss ttᵀ, from p², p t and t² on each node.

    It lies between the second largest eigenvalue `next_top` of κQ, by interlacing, or `top` − loss
    |t|² if that is more, and `top` + gain |p|². The only pole in there is `top` itself, and θ may
    come as near to it as it likes: S is written in the axes in which its residue is diagonal (for a
    single mode with one entry only), so that no two large terms cancel in the determinant.
    """
    low, high = max(next_top, top - loss * down.sum()), top + gain * up.sum()
    nudge = ROUNDING * (abs(low) + abs(high))
    near = SAME_POLE * abs(top)
    up_top, both_top, down_top = 0.0, 0.0, 0.0
    for j in range(rate.size):
        if abs(kappa * rate[j] - top) <= near:
            up_top += up[j]
            both_top += both[j]
            down_top += down[j]
    cosine, sine, most, least = _principal_axes(up_top, both_top, down_top)
    for _ in range(MOST_HALVINGS):
        theta = (low + high) / 2
        if not high - low > ROUNDING * max(abs(low), abs(high)):
            break
        pp, pt, tt = 0.0, 0.0, 0.0
        for j in range(rate.size):
            gap = theta - kappa * rate[j]
            at_top = abs(kappa * rate[j] - top) <= near
            inverse = 0.0 if at_top else 1 / (gap if gap != 0 else nudge)
            pp += up[j] * inverse
            pt += both[j] * inverse
            tt += down[j] * inverse
        first, cross, last = 1 / gain - pp, -pt, -1 / loss - tt
        gap = theta - top if theta != top else nudge
        turned = cosine * cosine * first + 2 * cosine * sine * cross + sine * sine * last
        across = sine * sine * first - 2 * cosine * sine * cross + cosine * cosine * last
        cross = cosine * sine * (last - first) + (cosine * cosine - sine * sine) * cross
        first, last = turned - most / gap, across - least / gap
        determinant = first * last - cross * cross
        negative = 1 if determinant < 0 else 2 if first + last < 0 else 0
        if negative - 1 + (1 if theta < top else 0) > 0:
            low = theta
        else:
            high = theta
    return (low + high) / 2


@kernel
def _principal_axes(xx: float, xy: float, yy: float) -> tuple[float, float, float, float]:
    """Cosine and sine of the first axis of [[xx, xy], [xy, yy]], and its eigenvalues, larger first.

    The second is 0 where it is rounding.
    """
    half, mean = (xx - yy) / 2, (xx + yy) / 2
    radius = np.sqrt(half * half + xy * xy)
    angle = np.arctan2(xy, half) / 2
    most, determinant = mean + radius, xx * yy - xy * xy
    if abs(determinant) <= SAME_POLE * abs(xx * yy) or most == 0:
        return np.cos(angle), np.sin(angle), most, 0.0
    return np.cos(angle), np.sin(angle), most, determinant / most
