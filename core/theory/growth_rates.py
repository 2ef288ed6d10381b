"""Every growth rate of u in the escape: the secular equation as a picture.

The linear flow ẇ = 4Qw + 8Qw* u has the symmetric matrix 4Q + 8(Qw*)(Qw*)ᵀ, so that u(t) = Σ_j c_j
e^(ρ_j t), where the ρ_j are the roots of

    1 = g(ρ),    g(ρ) = 8 Σ_i λ_i² w*_i² / (ρ − 4λ_i).

Between two poles 4λ_i g falls from +∞ to −∞, and right of the first it falls from +∞ to 0: every
pole has one root to its right, and the one right of all is the escape rate ρ (paper, Lemma 2). A
residue of the Laplace transform of u gives the amplitude, which is ours:

    c_j = Σ_i λ_i w_i(0) w*_i / (ρ_j − 4λ_i)  /  8 Σ_i λ_i² w*_i² / (ρ_j − 4λ_i)².

A reduction's nodes stand for the modes only where 1/(ρ − 4λ) is smooth in λ, far from its pole. So
the leading poles are the modes themselves, with all modes near the last pole shown, and only the
modes further down are reduced.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

from core.problem import Problem
from core.reduction import reduce

Array = NDArray[np.float64]

# Modes below this part of the last eigenvalue shown are reduced. Their poles are 0.22 of an e-fold
# away and more, against panels half an e-fold wide with 19 nodes: an error of 3.5^(−19) = 5e-11.
FAR = 0.8
# The modes reduced add to g at most 8 times their part of the signal: below this, nothing.
NEGLIGIBLE = 1e-20
# How many terms of g are held in memory at once.
TERMS_AT_ONCE = 2_000_000
# Iterations of Brent's method, past any need: some ten are usual.
MOST_ITERATIONS = 2_000


@dataclass(frozen=True)
class SecularEquation:
    """g(ρ) right of its n leading poles, the n roots there and what u starts with of each.

    Attributes:
        poles: the largest n of the distinct 4λ_i that u sees (w*_i ≠ 0), falling; shape (n,).
        roots: roots[j] is the root next above poles[j], so roots[0] is ρ; shape (n,). A step of
            size η multiplies by 1 + η roots[j], so the rates of gradient descent are
            log(1 + η roots[j])/η.
        amplitudes: the c_j, with the sign of w* as given; shape (n,). They add up to u(0) if n
            reaches all poles.
        pole, weight: the terms weight_k / (ρ − pole_k) of g, of modes and of nodes; shape (K,).
    """

    poles: Array
    roots: Array
    amplitudes: Array
    pole: Array
    weight: Array

    def value(self, rho: ArrayLike) -> Array:
        """g(ρ), of the shape of `rho`; NaN on a pole, where a drawn line should break.

        Raises:
            ValueError: a ρ lies left of the last pole, where not all poles are known.
        """
        at = np.asarray(rho, np.float64)
        if not np.all(at >= self.poles[-1]):
            raise ValueError(f"rho must not lie below the last pole, {self.poles[-1]:g}.")
        points = at.ravel()
        total = np.empty(points.size)
        rows = max(1, TERMS_AT_ONCE // self.pole.size)
        for first in range(0, points.size, rows):
            gap = points[first : first + rows, None] - self.pole
            on_pole = gap == 0
            gap[on_pole] = 1.0
            total[first : first + rows] = np.where(
                on_pole.any(axis=1), np.nan, (1 / gap) @ self.weight
            )
        return total.reshape(at.shape)[()]

    def grid(self, points: int = 100) -> Array:
        """Increasing ρ to draw g at: `points` between any two poles, denser near them, the poles
        themselves, and as many points on to half as far again past ρ as ρ is from its pole."""
        ends = np.append(self.poles[::-1], self.roots[0] + (self.roots[0] - self.poles[0]) / 2)
        inside = (1 - np.cos(np.pi * np.arange(points + 1) / (points + 1))) / 2
        spread = ends[:-1, None] + np.diff(ends)[:, None] * inside
        return np.unique(np.append(spread.ravel(), ends[-1]))


def secular_equation(problem: Problem, poles: int = 8) -> SecularEquation:
    """The secular equation of a problem right of its leading `poles`, or of all that it has.

    One pass over the d modes; eigenvalues that agree to the last digit share a pole.

    Raises:
        ValueError: `poles` is not positive.
    """
    if poles < 1:
        raise ValueError(f"poles must be positive; it is {poles}.")
    top, near, far = _split(problem, poles)
    # Falling, and in units of the top eigenvalue.
    eigenvalue = np.concatenate((near.eigenvalue, far.eigenvalue))
    overlap = np.concatenate((near.overlap, far.overlap))
    weight = 8 * eigenvalue * np.concatenate((near.signal, far.signal))
    count = min(poles, near.eigenvalue.size)
    roots, amplitudes = np.empty(count), np.empty(count)
    for j in range(count):
        origin, offset = _root(eigenvalue, weight, j)
        distance = 4 * (eigenvalue[origin] - eigenvalue) + offset
        roots[j] = 4 * eigenvalue[origin] + offset
        # Both sums times offset², and the weights over λ_1: no term is large.
        part = offset / distance
        amplitudes[j] = offset * np.sum(overlap * part) / np.sum(weight * part * part)
    return SecularEquation(
        4 * top * eigenvalue[:count], top * roots, amplitudes, 4 * top * eigenvalue, top * weight
    )


@dataclass(frozen=True)
class _Terms:
    """Modes or nodes: λ in units of the top one, and their parts of Σ λ w*² and Σ λ w(0) w*."""

    eigenvalue: Array
    signal: Array
    overlap: Array


def _split(problem: Problem, poles: int) -> tuple[float, _Terms, _Terms]:
    """The largest λ seen; the modes down to `FAR` of the last pole shown, those of equal eigenvalue
    as one, falling; and nodes for the modes further down."""
    pull = problem.eigenvalues * problem.teacher
    signal = pull * problem.teacher
    seen = signal * (problem.eigenvalues / problem.eigenvalues.max()) > 0
    top = float(problem.eigenvalues[seen].max())
    eigenvalue = problem.eigenvalues / top
    close = seen & (eigenvalue > FAR * _largest_distinct(eigenvalue[seen], poles)[-1])
    distinct, group = np.unique(-eigenvalue[close], return_inverse=True)
    sums = np.zeros((2, distinct.size))
    np.add.at(sums[0], group, signal[close])
    np.add.at(sums[1], group, (pull * problem.start)[close])
    near = _Terms(-distinct, sums[0], sums[1])
    return top, near, _reduced(problem, seen & ~close, signal, top)


def _largest_distinct(values: Array, count: int) -> Array:
    """The largest `count` of the distinct values, or all, falling."""
    taken = count
    while True:
        taken = min(2 * taken, values.size)
        distinct = np.unique(np.partition(values, -taken)[-taken:])[::-1]
        if distinct.size >= count or taken == values.size:
            return distinct[:count]


def _reduced(problem: Problem, far: NDArray[np.bool_], signal: Array, top: float) -> _Terms:
    part = float(signal[far].sum())
    if not part > NEGLIGIBLE:
        return _Terms(np.empty(0), np.empty(0), np.empty(0))
    eigenvalues = problem.eigenvalues[far]
    scaled = Problem(eigenvalues, problem.teacher[far] / np.sqrt(part), problem.start[far])
    # 1/(ρ − 4λ) has no front to resolve below λ_1: the shortest of times will do.
    nodes = reduce(scaled, 1 / float(eigenvalues.max()))
    return _Terms(
        nodes.rate / top,
        part * nodes.rate * nodes.teacher,
        np.sqrt(part) * nodes.rate * nodes.cross,
    )


def _root(eigenvalue: Array, weight: Array, j: int) -> tuple[int, float]:
    """The root next above pole j, as a pole and the distance from it: nearby poles keep digits.

    y (g − 1), with y the distance from the nearer of the two poles, is finite and has one sign at
    the pole, the other half way to the next.
    """

    def product(origin: int) -> Callable[[float], float]:
        others = np.arange(eigenvalue.size) != origin
        gap, rest = 4 * (eigenvalue[origin] - eigenvalue[others]), weight[others]

        def times_distance(y: float) -> float:
            return float(weight[origin] + y * (np.sum(rest / (gap + y)) - 1))

        return times_distance

    if j == 0:
        # ρ is at most 12λ_1, which equal eigenvalues reach.
        return 0, _zero(product(0), 9 * eigenvalue[0])
    half = 2 * (eigenvalue[j - 1] - eigenvalue[j])
    from_below = product(j)
    if from_below(half) <= 0:
        return j, _zero(from_below, half)
    return j - 1, _zero(product(j - 1), -half)


def _zero(function: Callable[[float], float], end: float) -> float:
    """The zero between 0 and `end`, to its own last digits; `end` where rounding hides a sign."""
    if function(end) >= 0:
        return end
    return float(brentq(function, 0.0, end, xtol=1e-300, rtol=1e-15, maxiter=MOST_ITERATIONS))
