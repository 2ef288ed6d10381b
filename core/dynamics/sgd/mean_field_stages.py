"""The mean field of online SGD on the reduced nodes, and the stages of a block of it.

For every node β = Σ w* E e and X = Σ E e² over the modes that it stands for, with M2 = Σ w*² and M3
their number (theory, not in the paper). Given c, g and the moments of the samples both are linear:

    β̇ = λ (c β + g M2),
    Ẋ = 2λ (c X + g β) + 16η [λ V M3 + λ² (X ⟨G_εε⟩ + 2β ⟨G_εz*⟩ + M2 ⟨G_z*z*⟩)],

and v = Σ λβ, q = Σ λX are the only two numbers by which the nodes know of each other. They are
collocated at Radau points, D the differentiation matrix: a node is two m × m systems, one after the
other, and Newton's method runs on the 2m scalars v_i, q_i.

Where the MSE has weights its sums p = ΣX and r = Σβ have measures of their own. The equations are
linear in the measures: so every node is there twice, once for v and q and once for p and r.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel
from core.dynamics.elimination import invert_tile
from core.dynamics.sgd.moments import EE, EZ, ZZ, C, G, V

Array = NDArray[np.float64]

# So many nodes at a time, that their 2 m × m matrices each stay in the cache.
TILE = 48


class MeanField(NamedTuple):
    """The nodes, arrays of shape (K,): λ, M2, M3, the weight in v and q and in p and r; and 16η."""

    rate: Array
    teacher: Array
    modes: Array
    felt: Array
    shown: Array
    strength: float


@kernel
def sums_of(field: MeanField, state: Array) -> tuple[float, float, float, float]:
    """v, q, p and r: Σ λβ, Σ λX, Σ X, Σ β."""
    felt, shown = field.felt, field.shown
    v, q, p, r = 0.0, 0.0, 0.0, 0.0
    for k in range(felt.size):
        v += felt[k] * state[0, k]
        q += felt[k] * state[1, k]
        p += shown[k] * state[1, k]
        r += shown[k] * state[0, k]
    return v, q, p, r


@kernel
def evaluate(
    field: MeanField,
    state: Array,
    rows: Array,
    lengths: Array,
    moments: Array,
    slopes: Array,
    with_matrix: bool,
    stages: Array,
    values: Array,
    matrix: Array,
) -> None:
    """The stages for given moments, their sums, and the matrix of Newton's method.

    Args:
        state: (2, K), β and X at the block's start.
        rows: D, (m, m + 1), its first column for the start.
        lengths: dt/dτ at the stages, (m,).
        moments, slopes: see `fill_moments`.
        stages: (2, m, K), β and X on return.
        values: (4, m + 1), v, q, p, r; all but column 0 on return.
        with_matrix: whether `matrix` is wanted.
        matrix: (2m, 2m) on return, the derivative of (given scalars − their sums) by the former, in
            the order v_1 … v_m, q_1 … q_m.
    """
    count = field.rate.size
    values[:, 1:] = 0.0
    if with_matrix:
        matrix[:] = np.eye(matrix.shape[0])
    # Tiles of equal width: a narrow last one would cost as much as a full one.
    widest = -(-count // (-(-count // TILE)))
    for start in range(0, count, widest):
        end = min(start + widest, count)
        part = MeanField(
            field.rate[start:end],
            field.teacher[start:end],
            field.modes[start:end],
            field.felt[start:end],
            field.shown[start:end],
            field.strength,
        )
        _evaluate_tile(
            part,
            state[:, start:end],
            rows,
            lengths,
            moments,
            slopes,
            with_matrix,
            stages[:, :, start:end],
            values,
            matrix,
        )


@kernel
def _evaluate_tile(
    field: MeanField,
    state: Array,
    rows: Array,
    lengths: Array,
    moments: Array,
    slopes: Array,
    with_matrix: bool,
    stages: Array,
    values: Array,
    matrix: Array,
) -> None:
    """The same for the nodes of one tile, added to `values` and `matrix`. The node runs innermost.

    With P = (D − hλc)⁻¹ and S = (D − h(2λc + 16ηλ²⟨G_εε⟩))⁻¹:

        β = P (−D_0 β_0 + hλ g M2),   X = S (−D_0 X_0 + h f β + …),   f = 2λ (g + 16ηλ⟨G_εz*⟩).
    """
    rate, teacher, modes, felt, shown, strength = field
    order, width = lengths.size, rate.size
    first = np.empty((order, order, width))
    second = np.empty((order, order, width))
    feed, room = np.empty((order, width)), np.empty(width)
    for i in range(order):
        h = lengths[i]
        for j in range(order):
            first[i, j] = rows[i, j + 1]
            second[i, j] = rows[i, j + 1]
        for k in range(width):
            drift = h * rate[k] * moments[C, i]
            first[i, i, k] -= drift
            second[i, i, k] -= 2 * drift + h * strength * rate[k] * rate[k] * moments[EE, i]
            feed[i, k] = 2 * h * rate[k] * (moments[G, i] + strength * rate[k] * moments[EZ, i])
    invert_tile(first, room)
    invert_tile(second, room)
    beta, square = stages[0], stages[1]
    beta[:] = 0.0
    square[:] = 0.0
    for j in range(order):
        pull = lengths[j] * moments[G, j]
        for k in range(width):
            room[k] = pull * rate[k] * teacher[k] - rows[j, 0] * state[0, k]
        for i in range(order):
            for k in range(width):
                beta[i, k] += first[i, j, k] * room[k]
    for j in range(order):
        h = lengths[j] * strength
        for k in range(width):
            room[k] = (
                feed[j, k] * beta[j, k]
                - rows[j, 0] * state[1, k]
                + h * rate[k] * (moments[V, j] * modes[k] + rate[k] * moments[ZZ, j] * teacher[k])
            )
        for i in range(order):
            for k in range(width):
                square[i, k] += second[i, j, k] * room[k]
    for i in range(order):
        v, q, p, r = 0.0, 0.0, 0.0, 0.0
        for k in range(width):
            v += felt[k] * beta[i, k]
            q += felt[k] * square[i, k]
            p += shown[k] * square[i, k]
            r += shown[k] * beta[i, k]
        values[0, i + 1] += v
        values[1, i + 1] += q
        values[2, i + 1] += p
        values[3, i + 1] += r
    if not with_matrix:
        return
    push, turn, moved = np.empty(width), np.empty(width), np.empty((order, width))
    for scalar in range(2):
        by = slopes[scalar]
        for j in range(order):
            column, h = scalar * order + j, lengths[j]
            for k in range(width):
                x = rate[k] * strength
                push[k] = h * rate[k] * (by[C, j] * beta[j, k] + by[G, j] * teacher[k])
                turn[k] = h * (
                    rate[k] * (2 * by[C, j] + x * by[EE, j]) * square[j, k]
                    + 2 * rate[k] * (by[G, j] + x * by[EZ, j]) * beta[j, k]
                    + x * (by[V, j] * modes[k] + rate[k] * by[ZZ, j] * teacher[k])
                )
            for i in range(order):
                total = 0.0
                for k in range(width):
                    change = first[i, j, k] * push[k]
                    total += felt[k] * change
                    moved[i, k] = feed[i, k] * change
                matrix[i, column] -= total
            for k in range(width):
                moved[j, k] += turn[k]
            for i in range(order):
                total = 0.0
                for middle in range(order):
                    for k in range(width):
                        total += felt[k] * second[i, middle, k] * moved[middle, k]
                matrix[order + i, column] -= total
