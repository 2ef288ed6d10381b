"""What surrounds the solution of a block: the guess, the error estimate, the values in between."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel
from core.dynamics.collocation import solve_block
from core.dynamics.nodes import Nodes, flush, plain_sums, rounding
from core.dynamics.radau import Radau
from core.dynamics.stages import Block

Array = NDArray[np.float64]

# Newton's guess extrapolates ln|ṽ| and ln|q̃|; by no more than these, or one wild slope would
# overflow it.
LOWEST_EXPONENT, HIGHEST_EXPONENT = -3.0, 2.0
# How much of the tolerance the solution of the equations may take.
NEWTON_SHARE = 2e-3
# How far the next length may move from the last, and what a refused block shrinks by.
SAFETY, LARGEST_GROWTH = 0.85, 4.0
LEAST_SHRINK, MOST_SHRINK = 0.6, 0.15


@kernel
def attempt_block(
    nodes: Nodes,
    state: Array,
    sigma: float,
    block: Block,
    tables: Radau,
    length: float,
    tolerance: float,
    values: Array,
    trend: Array,
    stages: Array,
) -> float:
    """Try one block; the state moves to its end if the estimated relative error is in `tolerance`.

    Args:
        length: ℓ, the block's length in the logarithmic time.
        values: (4, m + 1), ṽ, q̃, p̃, r̃ at the block's points; column 0 on entry, all on return.
        trend: (2, 3), how ln|ṽ| and ln|q̃| went at the end of the block before (see `foresee`);
            of this one on return, if it is accepted.
        stages: (2, m, K), room for the stages.

    Returns:
        The estimate; infinite where the equations could not be solved.
    """
    order = block.lengths.size
    scalars = np.empty((2, order))
    guess(values, trend, tables.points, length, scalars)
    noise = rounding(nodes, state)
    newton = NEWTON_SHARE * tolerance
    if not solve_block(nodes, state, sigma, block, scalars, stages, newton, noise):
        return np.inf
    for i in range(order):
        values[0, i + 1], values[1, i + 1] = scalars[0, i], scalars[1, i]
        values[2, i + 1], values[3, i + 1] = plain_sums(nodes, stages[:, i])
    error = _estimate(values, sigma, block.decays, tables.highest, noise, tolerance)
    if error < tolerance:
        for part in range(2):
            foresee(values[part], tables.points, length, trend[part])
            for j in range(state.shape[1]):
                state[part, j] = stages[part, order - 1, j] * block.decays[order]
        flush(state)
    return error


@kernel
def guess(values: Array, trend: Array, points: Array, length: float, scalars: Array) -> None:
    """Extrapolate ln|v| and ln|q| from the block before to the stages of one of length `length`."""
    for part in range(2):
        for i in range(scalars.shape[1]):
            ahead = length * points[i + 1]
            exponent = ahead * (trend[part, 0] + (ahead - trend[part, 2]) * trend[part, 1])
            exponent = min(max(exponent, LOWEST_EXPONENT), HIGHEST_EXPONENT)
            scalars[part, i] = values[part, 0] * np.exp(exponent)


@kernel
def foresee(values: Array, points: Array, length: float, trend: Array) -> None:
    """Newton's form of the parabola through ln|values| at three points of the block.

    With x counted from the block's end: ln|value(x) / value(0)| = x (d1 + (x − x1) d2), and `trend`
    is (d1, d2, x1). All zero where the values change sign.
    """
    last = values.size - 1
    near, far = last - 2, last - 4
    trend[:] = 0.0
    if values[near] / values[last] > 0 and values[far] / values[last] > 0:
        x1, x2 = length * (points[near] - 1), length * (points[far] - 1)
        slope1 = np.log(values[near] / values[last]) / x1
        slope2 = np.log(values[far] / values[last]) / x2
        trend[0], trend[1], trend[2] = slope1, (slope2 - slope1) / (x2 - x1), x1


@kernel
def _estimate(
    values: Array,
    sigma: float,
    decays: Array,
    highest: Array,
    noise: tuple[float, float],
    tolerance: float,
) -> float:
    """The weight of the two highest Legendre coefficients in the smallest stage value.

    The largest over ṽ, q̃, p̃ and (1 − s) / ρ = −(2σṽ + ρq̃); what is within the rounding of v and q
    is in `tolerance`.
    """
    points = values.shape[1]
    worst = 0.0
    lost = (noise[0], noise[1], 0.0, 2 * noise[0] + noise[1])
    for quantity in range(4):
        last, last_but_one, smallest = 0.0, 0.0, np.inf
        for i in range(points):
            value = values[quantity, i]
            if quantity == 3:
                value = 2 * sigma * values[0, i] + decays[i] * values[1, i]
            last += highest[0, i] * value
            last_but_one += highest[1, i] * value
            if i > 0:
                smallest = min(smallest, abs(value))
        size = max(abs(last), 0.1 * abs(last_but_one))
        # A quantity that is 0 throughout (u, for a start without overlap) has no error.
        if size > 0:
            worst = max(worst, size / (smallest + lost[quantity] / tolerance))
        elif size != 0:  # NaN
            return np.inf
    return worst


@kernel
def interpolate(values: Array, tables: Radau, place: float, decay: float, result: Array) -> None:
    """v, q, p, r at τ = `place` in the block, where ρ = `decay`: barycentric interpolation."""
    points = tables.points
    total = 0.0
    result[:] = 0.0
    for i in range(points.size):
        gap = place - points[i]
        if gap == 0:
            for quantity in range(4):
                result[quantity] = values[quantity, i]
            total = 1.0
            break
        weight = tables.barycentric[i] / gap
        total += weight
        for quantity in range(4):
            result[quantity] += weight * values[quantity, i]
    result[0] *= decay / total
    result[1] *= decay * decay / total
    result[2] *= decay * decay / total
    result[3] *= decay / total


@kernel
def next_length(length: float, error: float, tolerance: float, order: int) -> float:
    """The length to try next, after an accepted block (error < tolerance) or a refused one."""
    if not error < np.inf:
        return MOST_SHRINK * length
    factor = SAFETY * (tolerance / max(error, 1e-300)) ** (1 / order)
    if error < tolerance:
        return length * min(factor, LARGEST_GROWTH)
    return length * min(max(factor, MOST_SHRINK), LEAST_SHRINK)
