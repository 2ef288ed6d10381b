"""The largest eigenvalue of a diagonal matrix plus a rank-one term, from its secular equation.

With p = Qw*, the linear flow of the escape has the matrix 4Q + 8ppᵀ and the Hessian at w* is 8Q +
16ppᵀ. Both are γQ + c ppᵀ, whose largest eigenvalue is the root r above every γλ_i of

    1 = c Σ_i p_i² / (r − γλ_i),      p_i² = λ_i · (λ_i w*_i²).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.problem import Problem

Array = NDArray[np.float64]

# A root nearer than this to γλ_1, in units of γλ_1, is γλ_1 to rounding.
NEAREST = 1e-17
# A stop for rounding only: Newton climbs monotonically, in about ten iterations at the worst seen,
# over 300 orders of magnitude and among nested clusters.
MOST_ITERATIONS = 200
# A page and its fits ask for the two roots of one problem several times over, at 20 ms each for a
# million modes. What is kept keeps its problem alive, 24 MB of a million modes, so it is little.
KEPT = 8


@lru_cache(maxsize=KEPT)
def largest_root(problem: Problem, *, slope: float, strength: float) -> float:
    """The largest root r of 1 = strength Σ λ_i² w*_i² / (r − slope λ_i), where w*_i ≠ 0.

    A mode whose weight λ_i² w*_i² is 0 (or too small for a float) has no pole and is left out, also
    where it is the top mode. A top mode of tiny but positive weight keeps its root, which then lies
    just above slope λ_1.

    With r = λ_1 (slope + x) the sum g(x) is a decreasing function whose reciprocal is concave, so
    Newton's method for 1/g = 1 climbs to the root from any point below it and cannot overshoot.
    """
    eigenvalues, teacher = problem.eigenvalues, problem.teacher
    share = eigenvalues * teacher * teacher
    top = float(eigenvalues.max())
    weight = strength * share * (eigenvalues / top)
    if not np.all(weight > 0):
        top = float(eigenvalues[weight > 0].max())
        weight = strength * share * (eigenvalues / top)
    # The gaps are counted from the top so that equal eigenvalues give an exact 0; modes left out
    # weigh 0 anyway.
    gap = np.maximum(slope * ((top - eigenvalues) / top), 0.0)

    x = max(float(weight[gap == 0].sum()), NEAREST * slope)
    for _ in range(MOST_ITERATIONS):
        distance = x + gap
        ratio = weight / distance
        total = float(ratio.sum())
        ratio /= distance
        step = total * (total - 1) / float(ratio.sum())
        if not step > 2 * np.finfo(np.float64).eps * x:
            break
        x += step
    return top * (slope + x)
