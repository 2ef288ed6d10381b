"""How large a step gradient descent can take at the minimum."""

from __future__ import annotations

from core.problem import Problem
from core.theory.secular import largest_root


def max_stable_step(problem: Problem) -> float:
    """The step size below which ±w* attracts gradient descent.

        η_max = 2 / λ_max(8Q + 16 (Qw*)(Qw*)ᵀ)

    The matrix is the Hessian (paper, 3.2) at ±w*. From η_max on the minimum repels: the run
    oscillates, cycles, jumps about or diverges. λ_max is the root above 8λ_1 of 1 = 16 Σ λ_i² w*_i²
    / (r − 8λ_i), or 8λ_1 where the teacher has no weight on the top mode and no root lies above. It
    is between 8λ_1 and 24λ_1.
    """
    curvature = max(
        largest_root(problem, slope=8.0, strength=16.0), 8 * float(problem.eigenvalues.max())
    )
    return 2 / curvature
