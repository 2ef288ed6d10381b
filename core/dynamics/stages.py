"""The stages of a block for given scalars, and how their sums change with these: O(K) work."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel
from core.dynamics.elimination import invert_tile, solve_tile
from core.dynamics.nodes import Nodes

Array = NDArray[np.float64]

# The node loops run over tiles of at most so many nodes, so that a tile's m × m matrices (31 KB for
# m = 7) stay in the first-level cache.
TILE = 80


class Block(NamedTuple):
    """The equations of one block (see `collocation`).

    Attributes:
        rows: T, (m, m + 1); its first column belongs to the start.
        lengths: h, (m,).
        decays: ρ at the block's points, (m + 1,); 1 at the start.
        shift: ς.
    """

    rows: Array
    lengths: Array
    decays: Array
    shift: float


@kernel
def evaluate_stages(
    nodes: Nodes,
    state: Array,
    block: Block,
    c: Array,
    g: Array,
    stages: Array,
    sums: Array,
    jacobian: Array,
    with_jacobian: bool,
) -> None:
    """The stages that c and g̃ give, their sums ṽ and q̃, and how these change with c and g̃.

    With N = T[:, 1:] − diag(h (ς + λ c)) and P = N⁻¹:

        Ã = −P T_0 A_0,   b̃ = −P T_0 b_0 + λ P (h g̃),
        ∂ṽ_l/∂c_i = h_i Σ λ² P_li (M1 Ã_i + M2 b̃_i),     ∂ṽ_l/∂g̃_i = h_i Σ λ² P_li M2,
        ∂q̃_l/∂c_i = 2h_i Σ λ² P_li (α_l Ã_i + β_l b̃_i),  ∂q̃_l/∂g̃_i = 2h_i Σ λ² P_li β_l,

    with α = M0 Ã + M1 b̃ and β = M1 Ã + M2 b̃. The node index runs innermost.
    """
    rows, lengths, _, shift = block
    order, count = lengths.size, nodes.rate.size
    # Tiles of equal width: a narrow last one would cost as much as a full one.
    widest = -(-count // (-(-count // TILE)))
    room = np.empty(order * order * widest)
    first, second = np.empty((order, widest)), np.empty((order, widest))
    factor, curve = np.empty(widest), np.empty(widest)
    left, right = np.empty((order, widest)), np.empty((order, widest))
    sums[:] = 0.0
    if with_jacobian:
        jacobian[:] = 0.0
    for tile in range(0, count, widest):
        end = min(tile + widest, count)
        width = end - tile
        matrix = room[: order * order * width].reshape((order, order, width))
        rate = nodes.rate[tile:end]
        m0, m1, m2 = nodes.m0[tile:end], nodes.m1[tile:end], nodes.m2[tile:end]
        for i in range(order):
            for j in range(order):
                matrix[i, j] = rows[i, j + 1]
            on_rate, constant = lengths[i] * c[i], lengths[i] * shift
            for k in range(width):
                matrix[i, i, k] -= rate[k] * on_rate + constant
            first[i] = -rows[i, 0]
            second[i] = lengths[i] * g[i]
        if with_jacobian:
            invert_tile(matrix, factor)
            for i in range(order):
                a, b = stages[0, i, tile:end], stages[1, i, tile:end]
                a[:] = 0.0
                b[:] = 0.0
                for j in range(order):
                    row, pull = -rows[j, 0], lengths[j] * g[j]
                    for k in range(width):
                        a[k] += matrix[i, j, k] * row
                        b[k] += matrix[i, j, k] * pull
        else:
            solve_tile(matrix, first, second, factor)
            for i in range(order):
                for k in range(width):
                    stages[0, i, tile + k] = first[i, k]
                    stages[1, i, tile + k] = second[i, k]
        for i in range(order):
            a, b = stages[0, i, tile:end], stages[1, i, tile:end]
            a0, b0 = state[0, tile:end], state[1, tile:end]
            v, q = 0.0, 0.0
            for k in range(width):
                y = a[k] * b0[k] + rate[k] * b[k]
                x = a[k] * a0[k]
                a[k], b[k] = x, y
                alpha, beta = m0[k] * x + m1[k] * y, m1[k] * x + m2[k] * y
                v += rate[k] * beta
                q += rate[k] * (alpha * x + beta * y)
                left[i, k] = rate[k] * rate[k] * alpha
                right[i, k] = rate[k] * rate[k] * beta
            sums[0, i] += v
            sums[1, i] += q
        if not with_jacobian:
            continue
        for k in range(width):
            curve[k] = rate[k] * rate[k] * m2[k]
        for i in range(order):
            for j in range(order):
                a, b = stages[0, j, tile:end], stages[1, j, tile:end]
                vc, vg, qc, qg = 0.0, 0.0, 0.0, 0.0
                for k in range(width):
                    entry = matrix[i, j, k]
                    vc += entry * right[j, k]
                    vg += entry * curve[k]
                    qg += entry * right[i, k]
                    qc += entry * (left[i, k] * a[k] + right[i, k] * b[k])
                jacobian[0, i, j] += lengths[j] * vc
                jacobian[1, i, j] += lengths[j] * vg
                jacobian[2, i, j] += 2 * lengths[j] * qc
                jacobian[3, i, j] += 2 * lengths[j] * qg
