"""One block of the mean field: Newton's method on its 2m scalars, and the error estimate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel
from core.dynamics.blocks import NEWTON_SHARE, foresee, guess
from core.dynamics.collocation import HOPELESS, KEEP_JACOBIAN
from core.dynamics.elimination import factorise, solve_factorised
from core.dynamics.nodes import NEGLIGIBLE, UNITS_LOST
from core.dynamics.radau import Radau
from core.dynamics.sgd.mean_field_stages import MeanField, evaluate
from core.dynamics.sgd.moments import KINDS, fill_moments

Array = NDArray[np.float64]

MAX_ITERATIONS = 12
# At the floor 1 − s = −(2v + q) is 0, a difference of numbers that are not: it is asked for to so
# much of these. A quantity that changes sign in a block, to so much of the largest it is there.
SMALLEST_GAP, SMALLEST_SHARE = 1e-3, 0.03


@kernel
def attempt(
    field: MeanField,
    state: Array,
    chosen: bool,
    noise: float,
    lengths: Array,
    tables: Radau,
    length: float,
    tolerance: float,
    values: Array,
    trend: Array,
    stages: Array,
) -> float:
    """Try one block; the state moves to its end if the estimated relative error is in `tolerance`.

    Args:
        chosen: whether σ = 1.
        noise: σ_ξ².
        lengths: dt/dτ at the stages, (m,).
        length: of the block in the logarithmic time.
        values: (4, m + 1), v, q, p, r at the block's points; column 0 on entry, all on return.
        trend: (2, 3), see `core.dynamics.blocks.foresee`.
        stages: (2, m, K), room for the stages.

    Returns:
        The estimate; infinite where the equations could not be solved.
    """
    order = lengths.size
    scalars = np.empty((2, order))
    guess(values, trend, tables.points, length, scalars)
    lost = _rounding(field, state)
    if not _solve(
        field, state, chosen, noise, lengths, tables, tolerance, lost, scalars, values, stages
    ):
        return np.inf
    error = _estimate(values, chosen, tables.highest, lost, tolerance)
    if error < tolerance:
        for part in range(2):
            foresee(values[part], tables.points, length, trend[part])
            for k in range(state.shape[1]):
                value = stages[part, order - 1, k]
                state[part, k] = value if abs(value) > NEGLIGIBLE else 0.0
    return error


@kernel
def _rounding(field: MeanField, state: Array) -> tuple[float, float]:
    """What rounding leaves of v and q: some units in the last place of their terms."""
    v, q = 0.0, 0.0
    for k in range(field.rate.size):
        v += field.felt[k] * abs(state[0, k])
        q += field.felt[k] * abs(state[1, k])
    return UNITS_LOST * v, UNITS_LOST * q


@kernel
def _solve(
    field: MeanField,
    state: Array,
    chosen: bool,
    noise: float,
    lengths: Array,
    tables: Radau,
    tolerance: float,
    lost: tuple[float, float],
    scalars: Array,
    values: Array,
    stages: Array,
) -> bool:
    """Newton's method; whether it converged, and then the stages and their sums."""
    order = lengths.size
    rows = tables.derivatives[0, 1:]
    moments, slopes = np.empty((KINDS, order)), np.empty((2, KINDS, order))
    matrix = np.empty((2 * order, 2 * order))
    pivots, residual = np.empty(2 * order, np.int64), np.empty(2 * order)
    accuracy, renew = NEWTON_SHARE * tolerance, True
    for _ in range(MAX_ITERATIONS):
        for i in range(order):
            fill_moments(chosen, scalars[0, i], scalars[1, i], noise, i, moments, slopes)
        evaluate(field, state, rows, lengths, moments, slopes, renew, stages, values, matrix)
        if renew and not factorise(matrix, pivots):
            return False
        for part in range(2):
            for i in range(order):
                residual[part * order + i] = values[part, i + 1] - scalars[part, i]
        solve_factorised(matrix, pivots, residual)
        change = 0.0
        for part in range(2):
            for i in range(order):
                update = residual[part * order + i]
                scalars[part, i] += update
                if update != 0:
                    size = abs(scalars[part, i]) + lost[part] / accuracy
                    change = max(change, abs(update) / size)
        if not change < HOPELESS:
            return False
        if change < accuracy:
            return True
        renew = change > KEEP_JACOBIAN
    return False


@kernel
def _estimate(
    values: Array, chosen: bool, highest: Array, lost: tuple[float, float], tolerance: float
) -> float:
    """The weight of the two highest Legendre coefficients in the size of a quantity.

    The largest over v, q, p and 2v + q = s − 1; what is within the rounding of v and q is in
    `tolerance`. The size is the smallest stage value, but see `SMALLEST_GAP`.
    """
    points = values.shape[1]
    worst = 0.0
    unseen = (lost[0], lost[1], 0.0, 2 * lost[0] + lost[1])
    for quantity in range(4 if chosen else 3):
        last, last_but_one, size, terms = 0.0, 0.0, np.inf, np.inf
        least, most = np.inf, -np.inf
        for i in range(points):
            value = values[quantity, i]
            if quantity == 3:
                value = 2 * values[0, i] + values[1, i]
                terms = min(terms, 2 * abs(values[0, i]) + abs(values[1, i]))
            last += highest[0, i] * value
            last_but_one += highest[1, i] * value
            if i > 0:
                size = min(size, abs(value))
                least, most = min(least, value), max(most, value)
        if least * most < 0:
            size = max(size, SMALLEST_SHARE * max(most, -least))
        if quantity == 3:
            size = max(size, SMALLEST_GAP * terms)
        weight = max(abs(last), 0.1 * abs(last_but_one))
        # A quantity that is 0 throughout (u, for a start without overlap) has no error.
        if weight > 0:
            worst = max(worst, weight / (size + unseen[quantity] / tolerance))
        elif weight != 0:  # NaN
            return np.inf
    return worst
