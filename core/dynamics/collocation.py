"""One block of the integrator: collocation at Radau points, for the map and for the flow.

Where the sequence x(k) is smooth, its smooth interpolant satisfies x(k+1) − x(k) = f(x(k)).
Collocating that at Radau points gives an implicit method of which Radau IIA is the limit: the
difference Δ = e^D − 1 stands where Radau IIA has the derivative D. Over blocks of length h the
error is that of Radau IIA, h^(2m−1), and another, η h^(m−1), since a sum over steps is not an
integral; at 256 steps or more a block it is small.

At the end of a run all modes fall like the slowest, e^(−8 λ_min t), which no polynomial follows for
long. So that factor is taken out: the block solves for x̃ = x / ρ, where ρ_i is the slowest mode's
decay from the block's start to stage i. With ς what that adds to the rate, the equations are

    Σ_l T_il x̃_l = h_i [(ς + λ c_i) x̃_i + λ g̃_i],   i = 1 … m,

with g̃ only in the equation of b. Given the 2m scalars (ṽ_i, q̃_i), which make c_i and g̃_i, the
nodes decouple and each is an m × m linear system; so Newton's method runs on the 2m scalars alone,
and costs O(K).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel
from core.dynamics.elimination import factorise, solve_factorised
from core.dynamics.nodes import Nodes, coefficients
from core.dynamics.stages import Block, evaluate_stages

Array = NDArray[np.float64]

MAX_ITERATIONS = 16
# Where an update is smaller than this the Jacobian is kept: it is then as good as a new one.
KEEP_JACOBIAN = 0.01
# A guess this far off, relatively, is no start for Newton's method.
HOPELESS = 1e6


@kernel
def difference_rows(derivatives: Array, delta: Array, rows: Array) -> None:
    """T_i = Σ_{r=1..m} δ_i^(r−1)/r! (D^r)_i: the difference over a step δ_i, divided by δ_i.

    `derivatives` holds D^r / r!. Exact on polynomials of degree m.
    """
    order = delta.size
    for i in range(order):
        for column in range(order + 1):
            total = 0.0
            for r in range(order - 1, -1, -1):
                total = total * delta[i] + derivatives[r, i + 1, column]
            rows[i, column] = total


@kernel
def solve_block(
    nodes: Nodes,
    state: Array,
    sigma: float,
    block: Block,
    scalars: Array,
    stages: Array,
    tolerance: float,
    noise: tuple[float, float],
) -> bool:
    """Solve one block.

    Args:
        state: (2, K), A and b at the block's start.
        scalars: (2, m), ṽ and q̃ at the stages: the guess on entry, the solution on return.
        stages: (2, m, K), Ã and b̃ at the stages, on return.
        tolerance: the relative accuracy of the scalars, and of 1 − s.
        noise: what rounding leaves of v and q; nothing better is asked of them.

    Returns:
        Whether Newton's method converged.
    """
    order = block.lengths.size
    unknowns = 2 * order
    c, g = np.empty(order), np.empty(order)
    sums = np.empty((2, order))
    jacobian = np.empty((4, order, order))
    matrix, pivots = np.empty((unknowns, unknowns)), np.empty(unknowns, np.int64)
    residual = np.empty(unknowns)
    renew = True
    for _ in range(MAX_ITERATIONS):
        for i in range(order):
            decay = block.decays[i + 1]
            c[i], g[i] = coefficients(sigma, scalars[0, i], scalars[1, i], decay)
        evaluate_stages(nodes, state, block, c, g, stages, sums, jacobian, renew)
        if renew:
            _newton_matrix(sigma, block.decays, jacobian, matrix)
            if not factorise(matrix, pivots):
                return False
        for part in range(2):
            for i in range(order):
                residual[part * order + i] = sums[part, i] - scalars[part, i]
        solve_factorised(matrix, pivots, residual)
        change, gap_change = 0.0, 0.0
        for i in range(order):
            for part in range(2):
                update = residual[part * order + i]
                scalars[part, i] += update
                if update != 0:
                    size = abs(scalars[part, i]) + noise[part] / tolerance
                    change = max(change, abs(update) / size)
            # (1 − s)/ρ = −(2σṽ + ρq̃) may be far smaller than its terms.
            twice, decay = 2 * sigma, block.decays[i + 1]
            update = twice * residual[i] + decay * residual[order + i]
            if update != 0:
                size = abs(twice * scalars[0, i] + decay * scalars[1, i])
                size += (abs(twice) * noise[0] + noise[1]) / tolerance
                gap_change = max(gap_change, abs(update) / size)
        if not change < HOPELESS:
            return False
        if change < tolerance and gap_change < tolerance:
            # The scalars that belong to the stages just computed.
            for part in range(2):
                for i in range(order):
                    scalars[part, i] = sums[part, i]
            return True
        renew = change > KEEP_JACOBIAN
    return False


@kernel
def _newton_matrix(sigma: float, decays: Array, jacobian: Array, matrix: Array) -> None:
    """The derivative of (scalars − sums), through dc and dg̃.

    dc = −24σρ dṽ − 12ρ² dq̃,   dg̃ = (8 − 24σ²) dṽ − 12σρ dq̃.
    """
    order = decays.size - 1
    pull = 8 - 24 * sigma * sigma
    for i in range(order):
        for j in range(order):
            decay = decays[j + 1]
            vc, vg = jacobian[0, i, j], jacobian[1, i, j]
            qc, qg = jacobian[2, i, j], jacobian[3, i, j]
            matrix[i, j] = 24 * sigma * decay * vc - pull * vg
            matrix[i, order + j] = 12 * decay * (decay * vc + sigma * vg)
            matrix[order + i, j] = 24 * sigma * decay * qc - pull * qg
            matrix[order + i, order + j] = 12 * decay * (decay * qc + sigma * qg)
    for i in range(2 * order):
        matrix[i, i] += 1
