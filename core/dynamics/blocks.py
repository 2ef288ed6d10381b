"""What surrounds the solution of one block: the guess, the error estimate and the values in
between."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel
from core.dynamics.collocation import solve_block
from core.dynamics.nodes import Nodes, flush, plain_sums
from core.dynamics.radau import Radau

Array = NDArray[np.float64]

# Newton's guess extrapolates ln|v| and ln|q|; by no more than these, or one wild slope would
# overflow it.
LOWEST_EXPONENT, HIGHEST_EXPONENT = -3.0, 2.0
# How much of the tolerance the solution of the equations may take.
NEWTON_SHARE = 1e-3


@kernel
def attempt_block(
    nodes: Nodes,
    state: Array,
    sigma: float,
    values: Array,
    slopes: Array,
    length: float,
    rows: Array,
    lengths: Array,
    tables: Radau,
    tolerance: float,
    stages: Array,
) -> float:
    """Try one block; the state moves to its end if the estimated relative error is below
    `tolerance`.

    Args: values: (4, m + 1), v, q, p, r at the block's points; column 0, the start, on entry, all
        on return. slopes: (2,), d ln|v| / dℓ and d ln|q| / dℓ at the block's start on entry, at its
        end if it is accepted. length: ℓ, the block's length in the logarithmic time. stages: (2, m,
        K), room for the stages.

    Returns:
        The estimate; infinite where the equations could not be solved.
    """
    order = lengths.size
    scalars = np.empty((2, order))
    for part in range(2):
        for i in range(order):
            exponent = slopes[part] * length * tables.points[i + 1]
            scalars[part, i] = values[part, 0] * np.exp(
                min(max(exponent, LOWEST_EXPONENT), HIGHEST_EXPONENT)
            )
    if not solve_block(
        nodes, state, sigma, rows, lengths, scalars, stages, NEWTON_SHARE * tolerance
    ):
        return np.inf
    for i in range(order):
        values[0, i + 1] = scalars[0, i]
        values[1, i + 1] = scalars[1, i]
        values[2, i + 1], values[3, i + 1] = plain_sums(nodes, stages[:, i])
    error = _estimate(values, sigma, tables.highest)
    if error < tolerance:
        for part in range(2):
            before, end = values[part, order - 1], values[part, order]
            step = length * (tables.points[order] - tables.points[order - 1])
            slopes[part] = np.log(end / before) / step if end / before > 0 else 0.0
            state[part] = stages[part, order - 1]
        flush(state)
    return error


@kernel
def _estimate(values: Array, sigma: float, highest: Array) -> float:
    """The weight of the two highest Legendre coefficients of v, q, p and 1 − s in their smallest
    stage value."""
    points = values.shape[1]
    worst = 0.0
    for quantity in range(4):
        last, last_but_one, smallest = 0.0, 0.0, np.inf
        for i in range(points):
            value = (
                2 * sigma * values[0, i] + values[1, i] if quantity == 3 else values[quantity, i]
            )
            last += highest[0, i] * value
            last_but_one += highest[1, i] * value
            if i > 0:
                smallest = min(smallest, abs(value))
        size = max(abs(last), 0.1 * abs(last_but_one))
        # A quantity that is 0 throughout (u, for a start without overlap) has no error.
        if size > 0:
            worst = max(worst, size / smallest)
        elif size != 0:  # NaN
            return np.inf
    return worst


@kernel
def interpolate(values: Array, tables: Radau, place: float, result: Array) -> None:
    """v, q, p, r at τ = `place` in the block, by barycentric interpolation."""
    points = tables.points
    total = 0.0
    result[:] = 0.0
    for i in range(points.size):
        gap = place - points[i]
        if gap == 0:
            result[:] = values[:, i]
            return
        weight = tables.barycentric[i] / gap
        total += weight
        for quantity in range(4):
            result[quantity] += weight * values[quantity, i]
    for quantity in range(4):
        result[quantity] /= total


@kernel
def next_length(length: float, error: float, tolerance: float, order: int) -> float:
    """The length to try next, after an accepted block (error < tolerance) or a refused one."""
    if not error < np.inf:
        return 0.15 * length
    factor = 0.85 * (tolerance / max(error, 1e-300)) ** (1 / order)
    if error < tolerance:
        return length * min(factor, 4.0)
    return length * min(max(factor, 0.15), 0.6)
