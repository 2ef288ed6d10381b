"""One block of the integrator: collocation at Radau points for the difference equation and for the
flow.

Where the sequence x(k) is smooth, its smooth interpolant satisfies x(k+1) − x(k) = f(x(k)).
Collocating that at Radau
points gives an implicit method of which Radau IIA is the limit: the difference Δ = e^D − 1 stands
where Radau IIA has the derivative D. Both read

    Σ_l T_il X_l = h_i λ (c_i X_i + g_i),   i = 1 … m,

with g only in the equation of b. Given the 2m scalars (v_i, q_i), which make c_i and g_i, the nodes
decouple and each is an m × m linear system; so Newton's method runs on the 2m scalars alone, and
costs O(K)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel
from core.dynamics.nodes import Nodes, coefficients

Array = NDArray[np.float64]

MAX_ITERATIONS = 12
# The node loops run over tiles, so that a tile's m × m matrices (18 KB for m = 6) stay in the
# first-level cache.
TILE = 64


@kernel
def difference_rows(derivatives: Array, delta: Array, rows: Array) -> None:
    """T_i = Σ_{r=1..m} δ_i^(r−1)/r! (D^r)_i: the difference over a step δ_i, divided by δ_i. Exact
    on polynomials."""
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
    rows: Array,
    lengths: Array,
    scalars: Array,
    stages: Array,
    tolerance: float,
) -> bool:
    """Solve one block.

    Args:
        state: (2, K), A and b at the block's start.
        rows: T, (m, m + 1); its first column belongs to the start.
        lengths: h, (m,).
        scalars: (2, m), v and q at the stages: the guess on entry, the solution on return.
        stages: (2, m, K), A and b at the stages, on return.
        tolerance: the relative accuracy of the scalars.

    Returns:
        Whether Newton's method converged.
    """
    order = lengths.size
    size = 2 * order
    c, g = np.empty(order), np.empty(order)
    chosen = sigma * sigma
    sums = np.empty((2, order))
    jacobian = np.empty((4, order, order))
    matrix = np.empty((size, size))
    residual = np.empty(size)
    # Newton doubles the digits: an update of √tolerance leaves an error of about the tolerance.
    near = np.sqrt(tolerance)
    for _ in range(MAX_ITERATIONS):
        for i in range(order):
            c[i], g[i] = coefficients(sigma, scalars[0, i], scalars[1, i])
        _evaluate(nodes, state, rows, lengths, c, g, stages, sums, jacobian, True)
        # dc = −24σ dv − 12 dq, dg = (8 − 24σ²) dv − 12σ dq.
        for i in range(order):
            residual[i] = sums[0, i] - scalars[0, i]
            residual[order + i] = sums[1, i] - scalars[1, i]
            for j in range(order):
                vc, vg = jacobian[0, i, j], jacobian[1, i, j]
                qc, qg = jacobian[2, i, j], jacobian[3, i, j]
                matrix[i, j] = 24 * sigma * vc - (8 - 24 * chosen) * vg
                matrix[i, order + j] = 12 * vc + 12 * sigma * vg
                matrix[order + i, j] = 24 * sigma * qc - (8 - 24 * chosen) * qg
                matrix[order + i, order + j] = 12 * qc + 12 * sigma * qg
        for i in range(size):
            matrix[i, i] += 1
        if not _solve(matrix, residual):
            return False
        change = 0.0
        for part in range(2):
            for i in range(order):
                scalars[part, i] += residual[part * order + i]
                if scalars[part, i] != 0:
                    change = max(change, abs(residual[part * order + i] / scalars[part, i]))
        if not change < 1e6:
            return False
        if change < near:
            for i in range(order):
                c[i], g[i] = coefficients(sigma, scalars[0, i], scalars[1, i])
            _evaluate(nodes, state, rows, lengths, c, g, stages, sums, jacobian, False)
            scalars[:] = sums
            return True
    return False


@kernel
def _evaluate(
    nodes: Nodes,
    state: Array,
    rows: Array,
    lengths: Array,
    c: Array,
    g: Array,
    stages: Array,
    sums: Array,
    jacobian: Array,
    with_jacobian: bool,
) -> None:
    """The stages that c and g give, their sums v and q, and how these change with c and g.

    With N = T[:, 1:] − λ diag(h c) and P = N⁻¹:  A = −P T_0 A_0,  b = −P T_0 b_0 + λ P (h g), and

        ∂v_l/∂c_i = h_i Σ λ² P_li (M1 A_i + M2 b_i),        ∂v_l/∂g_i = h_i Σ λ² P_li M2,
        ∂q_l/∂c_i = 2h_i Σ λ² P_li (α_l A_i + β_l b_i),     ∂q_l/∂g_i = 2h_i Σ λ² P_li β_l,

    with α = M0 A + M1 b and β = M1 A + M2 b. The node index runs innermost, over tiles that stay in
    the cache."""
    order = lengths.size
    count = nodes.rate.size
    room = np.empty((order * order, min(count, TILE)))
    factor, curve = np.empty(TILE), np.empty(TILE)
    left, right = np.empty((order, TILE)), np.empty((order, TILE))
    sums[:] = 0.0
    jacobian[:] = 0.0
    for tile in range(0, count, TILE):
        end = min(tile + TILE, count)
        width = end - tile
        inverse = room.ravel()[: order * order * width].reshape((order, order, width))
        rate, m0, m1, m2 = (
            nodes.rate[tile:end],
            nodes.m0[tile:end],
            nodes.m1[tile:end],
            nodes.m2[tile:end],
        )
        for k in range(width):
            curve[k] = rate[k] * rate[k] * m2[k]
        for i in range(order):
            for j in range(order):
                value = rows[i, j + 1]
                for k in range(width):
                    inverse[i, j, k] = value
            hc = lengths[i] * c[i]
            for k in range(width):
                inverse[i, i, k] -= rate[k] * hc
        _invert(inverse, factor)
        for i in range(order):
            a, b = stages[0, i, tile:end], stages[1, i, tile:end]
            for k in range(width):
                a[k] = 0.0
                b[k] = 0.0
            for j in range(order):
                row, hg = rows[j, 0], lengths[j] * g[j]
                for k in range(width):
                    a[k] -= inverse[i, j, k] * row
                    b[k] += inverse[i, j, k] * hg
            v, q = 0.0, 0.0
            for k in range(width):
                b[k] = a[k] * state[1, tile + k] + rate[k] * b[k]
                a[k] *= state[0, tile + k]
                alpha, beta = m0[k] * a[k] + m1[k] * b[k], m1[k] * a[k] + m2[k] * b[k]
                v += rate[k] * beta
                q += rate[k] * (alpha * a[k] + beta * b[k])
                left[i, k] = rate[k] * rate[k] * alpha
                right[i, k] = rate[k] * rate[k] * beta
            sums[0, i] += v
            sums[1, i] += q
        if with_jacobian:
            for i in range(order):
                for j in range(order):
                    a, b = stages[0, j, tile:end], stages[1, j, tile:end]
                    vc, vg, qc, qg = 0.0, 0.0, 0.0, 0.0
                    for k in range(width):
                        entry = inverse[i, j, k]
                        vc += entry * right[j, k]
                        vg += entry * curve[k]
                        qg += entry * right[i, k]
                        qc += entry * (left[i, k] * a[k] + right[i, k] * b[k])
                    jacobian[0, i, j] += lengths[j] * vc
                    jacobian[1, i, j] += lengths[j] * vg
                    jacobian[2, i, j] += 2 * lengths[j] * qc
                    jacobian[3, i, j] += 2 * lengths[j] * qg


@kernel
def _invert(matrix: Array, factor: Array) -> None:
    """Invert a tile of matrices in place (Gauss-Jordan). T dominates or λhc < 0 does: no pivoting
    is needed."""
    order, _, width = matrix.shape
    for pivot in range(order):
        for k in range(width):
            factor[k] = 1 / matrix[pivot, pivot, k]
            matrix[pivot, pivot, k] = 1.0
        for j in range(order):
            for k in range(width):
                matrix[pivot, j, k] *= factor[k]
        for i in range(order):
            if i == pivot:
                continue
            for k in range(width):
                factor[k] = matrix[i, pivot, k]
                matrix[i, pivot, k] = 0.0
            for j in range(order):
                for k in range(width):
                    matrix[i, j, k] -= factor[k] * matrix[pivot, j, k]


@kernel
def _solve(matrix: Array, vector: Array) -> bool:
    """Solve a small dense system in place by elimination with partial pivoting; False if it is
    singular."""
    size = vector.size
    for column in range(size):
        pivot = column
        for row in range(column + 1, size):
            if abs(matrix[row, column]) > abs(matrix[pivot, column]):
                pivot = row
        if not abs(matrix[pivot, column]) > 0:
            return False
        if pivot != column:
            for j in range(size):
                matrix[column, j], matrix[pivot, j] = matrix[pivot, j], matrix[column, j]
            vector[column], vector[pivot] = vector[pivot], vector[column]
        for row in range(column + 1, size):
            ratio = matrix[row, column] / matrix[column, column]
            if ratio != 0:
                for j in range(column + 1, size):
                    matrix[row, j] -= ratio * matrix[column, j]
                vector[row] -= ratio * vector[column]
    for row in range(size - 1, -1, -1):
        total = vector[row]
        for j in range(row + 1, size):
            total -= matrix[row, j] * vector[j]
        vector[row] = total / matrix[row, row]
    return True
