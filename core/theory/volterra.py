"""u(t) from its Volterra equation: the reduction made visible, and a second solver to check with.

Given the paths of u and s every mode is linear. With Θ(t) = ∫₀ᵗ (1 − 3s) Duhamel's formula (paper,
5.2) turns the flow into one equation for u,

    u(t) = a(t) + 8 ∫₀ᵗ K(t, τ) u(τ) dτ,                                        (paper, 5.3)
    a(t) = Σ λ_i w_i(0) w*_i e^(4λ_iΘ(t)),    K(t, τ) = Σ λ_i² w*_i² e^(4λ_i(Θ(t) − Θ(τ))),

and s(t) = Σ λ_i w_i(t)² closes it. The paper prints K(t − τ), which would hold for a constant s.

It is solved by product integration on a graded mesh: u linear and s at its mean over an interval,
the exponentials exact, so that the memory of all the past is one number per node. Second order.
Nothing is shared with `core.dynamics` but the nodes of the reduction. u and s must be found
together and implicitly: the fast modes follow 2u/(3s − 1), and an error in u would come back twice
as large with the other sign.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.problem import Problem
from core.reduction import Reduction, reduce
from core.theory.volterra_kernel import march

Array = NDArray[np.float64]

# The mesh is t_j = κ (e^(jL/n) − 1), linear up to κ: this part of the fastest time scale of the
# start, 1/(λ_1 (8 + 12 s)).
LINEAR_PART = 0.3
FEWEST_INTERVALS, MOST_INTERVALS = 10, 100_000


@dataclass(frozen=True)
class VolterraSolution:
    """u and s at the points of the mesh; arrays of shape (n,), n ≤ intervals + 1.

    u counts towards the teacher ±w* at which the solution ends, so u > 0 at its end. The arrays are
    shorter where an interval was too long for the equations to be solved: more intervals would do.
    """

    time: Array
    u: Array
    s: Array


def solve_volterra(
    problem: Problem,
    horizon: float,
    *,
    intervals: int = 4_000,
    reduction: Reduction | None = None,
) -> VolterraSolution:
    """Solve the Volterra equation of u, and s with it, up to t = `horizon`.

    Args:
        horizon: the end, a positive time.
        intervals: of the mesh; the error falls as its inverse square.
        reduction: nodes of this problem for a longest time of at least `horizon`; made here if not
            given.

    Raises:
        ValueError: a horizon that is not positive and finite, or a number of intervals that is not
            from 10 to 100,000.
    """
    if not (math.isfinite(horizon) and horizon > 0):
        raise ValueError(f"horizon must be positive and finite; it is {horizon}.")
    if intervals not in range(FEWEST_INTERVALS, MOST_INTERVALS + 1):
        raise ValueError(
            f"intervals must be a whole number from {FEWEST_INTERVALS} to {MOST_INTERVALS:,}; "
            f"it is {intervals}."
        )
    nodes = reduction or reduce(problem, horizon)
    size = float(nodes.rate @ nodes.start)
    linear = LINEAR_PART / (float(problem.eigenvalues.max()) * (8 + 12 * size))
    mesh = linear * np.expm1(math.log1p(horizon / linear) * np.arange(intervals + 1) / intervals)
    mesh[-1] = horizon
    u, s = march(nodes.rate, nodes.start, nodes.cross, nodes.teacher, mesh)
    solved = int(np.isfinite(u).sum())
    sign = -1.0 if u[solved - 1] < 0 else 1.0
    return VolterraSolution(mesh[:solved], sign * u[:solved], s[:solved])
