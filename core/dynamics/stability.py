"""Whether the map w ← w − η∇L is stable where it stands.

Collocation is L-stable: it would carry a run smoothly through a region in which the map itself
oscillates and blows up. So before each block the largest eigenvalue of the Hessian at the present w
is held against 2/η."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel
from core.dynamics.nodes import Nodes, weighted_sums

Array = NDArray[np.float64]

# A hair below the 2 of the stability limit: within it a block could not be told from an oscillation
# that dies slowly.
LIMIT = 1.999


@kernel
def is_stable(
    nodes: Nodes, state: Array, sigma: float, step_size: float, limit: float = LIMIT
) -> bool:
    """Whether every eigenvalue of the Hessian at w is below θ = limit/η.

    The Hessian (paper, 3.2) is (12s − 4)Q + 24(Qw)(Qw)ᵀ − 8(Qw*)(Qw*)ᵀ. With D = θ − λ(12s − 4), θ
    − H is positive definite if and only if all D > 0 and (1 − 24 ww)(1 + 8 tt) + 192 wt² > 0, where
    ww, tt, wt are Σ λ²{w², w*², w w*}/D: the second condition is the sign of its determinant, which
    has at most one negative eigenvalue."""
    v, q = weighted_sums(nodes, state)
    s = sigma * sigma + 2 * sigma * v + q
    theta = limit / step_size
    rate, m0, m1, m2 = nodes.rate, nodes.m0, nodes.m1, nodes.m2
    student, both, teacher = 0.0, 0.0, 0.0
    lowest = np.inf
    for j in range(rate.size):
        denominator = theta - rate[j] * (12 * s - 4)
        lowest = min(lowest, denominator)
        scale = rate[j] * rate[j] / denominator
        a, b = state[0, j], state[1, j] + sigma
        student += scale * (a * (m0[j] * a + 2 * m1[j] * b) + m2[j] * b * b)
        both += scale * (m1[j] * a + m2[j] * b)
        teacher += scale * m2[j]
    return lowest > 0 and (1 - 24 * student) * (1 + 8 * teacher) + 192 * both * both > 0


@kernel
def is_stable_at_teacher(nodes: Nodes, step_size: float) -> bool:
    """Whether the minimum w = w* attracts: every eigenvalue of the Hessian there is below 2/η."""
    return is_stable(nodes, np.zeros((2, nodes.rate.size)), 1.0, step_size, 2.0)
