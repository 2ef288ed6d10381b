"""Single steps of w = B(λ) w*, for the orbit diagram.

Of the propagators only B is left on an attractor that grows out of w*. With the measure M = Σ w*²
of each node, u = Σ λ M B and s = Σ λ M B², and one step is B += ηλ [(4 − 12s) B + 8u].
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel
from core.dynamics.nodes import OVERFLOWING

Array = NDArray[np.float64]

# A mode with 8ηλ below this is slow, if the steps taken have left more than that of where it stood.
SLOW, LEFT = 0.05, 1e-3


@kernel
def advance(
    rate: Array,
    weight: Array,
    b: Array,
    product: Array,
    step_size: float,
    steps: int,
    seen: Array,
) -> bool:
    """Take steps, one by one.

    Args:
        rate, weight: λ and M, (K,).
        b: B, (K,), moved along.
        product: multiplied by each step's 1 + ηλ(4 − 12s), (K,).
        seen: u and s after each step, (steps, 2); or (0, 2), if they are not wanted.

    Returns:
        Whether all stayed finite.
    """
    u, s = 0.0, 0.0
    for j in range(rate.size):
        u += rate[j] * weight[j] * b[j]
        s += rate[j] * weight[j] * b[j] * b[j]
    for step in range(steps):
        c, g = step_size * (4 - 12 * s), step_size * 8 * u
        u, s = 0.0, 0.0
        for j in range(rate.size):
            factor = 1 + rate[j] * c
            x = factor * b[j] + rate[j] * g
            b[j] = x
            product[j] *= factor
            u += rate[j] * weight[j] * x
            s += rate[j] * weight[j] * x * x
        if not abs(s) < OVERFLOWING:
            return False
        if seen.shape[0] > 0:
            seen[step, 0], seen[step, 1] = u, s
    return True


@kernel
def settle_slow_modes(
    rate: Array, b: Array, product: Array, before: Array, step_size: float
) -> None:
    """Put each slow mode where the steps just taken, repeated, would take it.

    They took B from `before` to P before + R, with P their `product`: to the fixed point R/(1 − P).
    """
    for j in range(rate.size):
        p = product[j]
        if 8 * step_size * rate[j] < SLOW and LEFT < p < 1:
            # 1 − P of rates this small is P's last digits: the mode then weighs nothing either.
            b[j] = (b[j] - p * before[j]) / (1 - p)
