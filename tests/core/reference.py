"""The step-by-step loop over all d modes: what the simulators are held against.

Plain compiled loops that share nothing with `core`. A run is followed in w and, once u > 0.5, in e
= w − σw*, because the loop in w itself loses the digits of 1 − u."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from core.problem import Problem

Array = NDArray[np.float64]


class Observed(NamedTuple):
    """The columns of a `Trajectory`, from the loop."""

    u: Array
    s: Array
    one_minus_u: Array
    one_minus_s: Array
    mse: Array
    loss: Array


def loop(problem: Problem, step_size: float, at: Array) -> Observed:
    """Take max(at) steps one by one; returns what is seen at the steps `at`, with the sign of the
    end."""
    rows = _loop(
        problem.eigenvalues,
        problem.teacher,
        problem.start.copy(),
        step_size,
        np.asarray(at, np.int64),
    )
    sign = 1.0 if rows[-1, 0] >= 0 else -1.0
    columns = rows.T
    gap = columns[2] if sign > 0 else columns[3]
    mse = np.minimum(columns[5], columns[6]) / problem.dimension
    return Observed(sign * columns[0], columns[1], gap, columns[4], mse, columns[7])


@njit
def _loop(rate: Array, teacher: Array, w: Array, step_size: float, at: Array) -> Array:
    d = rate.size
    rows = np.zeros((at.size, 8))
    sigma = 0.0
    seen, step = 0, 0
    while True:
        # w holds w − σw*; v = ⟨w − σw*, Qw*⟩, q = ⟨w − σw*, Q(w − σw*)⟩.
        v, q, p, r, norm = 0.0, 0.0, 0.0, 0.0, 0.0
        for i in range(d):
            v += rate[i] * w[i] * teacher[i]
            q += rate[i] * w[i] * w[i]
        u = sigma + v
        s = sigma * sigma + 2 * sigma * v + q
        if seen < at.size and at[seen] == step:
            for i in range(d):
                p += w[i] * w[i]
                r += w[i] * teacher[i]
                norm += teacher[i] * teacher[i]
            rows[seen, 0] = u
            rows[seen, 1] = s
            rows[seen, 2] = -v if sigma == 1 else 1 - u
            rows[seen, 3] = v if sigma == -1 else 1 + u
            rows[seen, 4] = 1 - s if sigma == 0 else -(2 * sigma * v + q)
            # ‖w − w*‖² and ‖w + w*‖², w = e + σw*.
            rows[seen, 5] = p + 2 * (sigma - 1) * r + (sigma - 1) ** 2 * norm
            rows[seen, 6] = p + 2 * (sigma + 1) * r + (sigma + 1) ** 2 * norm
            # L = 3s² + 3 − 4u² − 2s with s = 1 + y, u = σ + v:  4q + 3y² − 4v².
            y = 2 * sigma * v + q
            rows[seen, 7] = (
                4 * q + 3 * y * y - 4 * v * v if sigma != 0 else 3 * s * s + 3 - 4 * u * u - 2 * s
            )
            seen += 1
            if seen == at.size:
                return rows
        if sigma == 0 and abs(u) > 0.5:
            sigma = 1.0 if u > 0 else -1.0
            for i in range(d):
                w[i] -= sigma * teacher[i]
            continue
        # The gradient (12s − 4)λw − 8uλw* at w = e + σw*; 12s − 4 − 8uσ is formed without
        # cancellation.
        if sigma != 0:
            shrink = 12 * s - 4
            pull = sigma * (24 * sigma * v + 12 * q) - 8 * v
            for i in range(d):
                w[i] -= step_size * rate[i] * (shrink * w[i] + pull * teacher[i])
        else:
            for i in range(d):
                w[i] -= step_size * rate[i] * ((12 * s - 4) * w[i] - 8 * u * teacher[i])
        step += 1
