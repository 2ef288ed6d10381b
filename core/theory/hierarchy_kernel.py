"""The cut hierarchy as a small system of ordinary equations, followed by an explicit method."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel

Array = NDArray[np.float64]

# A moment this large, in units in which u and s end at 1 (or of its start, if that is more), has
# blown up: no run is ever there, and the rates, which grow with it, would ask for endless steps.
BLOWN_UP = 100.0
# Far below the 1 % at which a curve is said to leave the run.
RELATIVE, ABSOLUTE = 1e-8, 1e-12
# The rates are some 24 λ_1, so a curve that has not blown up is followed to t of some 1e3/λ_1.
MOST_STEPS = 20_000

# The tableau of Dormand and Prince, order 5 with an error estimate of order 4.
STAGES = np.array(
    [
        [1 / 5, 0, 0, 0, 0, 0],
        [3 / 40, 9 / 40, 0, 0, 0, 0],
        [44 / 45, -56 / 15, 32 / 9, 0, 0, 0],
        [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729, 0, 0],
        [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656, 0],
        [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
    ]
)
ERROR = np.array([71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40])


@kernel
def _slope(state: Array, known: Array, closure: int, change: Array) -> None:
    """The hierarchy, in time λ_1 t, for moments (2, K + 1) of u and s."""
    orders = state.shape[1]
    u, s = state[0, 1], state[1, 1]
    brake = 4 * (1 - 3 * s)
    for k in range(orders):
        if k + 1 < orders:
            next_u, next_s = state[0, k + 1], state[1, k + 1]
        elif closure == 1:
            next_u, next_s = _last_ratio(state[0]), _last_ratio(state[1])
        elif closure == 2:
            ratio = known[orders - 1] / known[orders - 2]
            next_u, next_s = ratio * state[0, k], ratio * state[1, k]
        else:
            next_u, next_s = 0.0, 0.0
        change[0, k] = brake * next_u + 8 * u * known[k]
        change[1, k] = 2 * brake * next_s + 16 * u * next_u


@kernel
def _last_ratio(moments: Array) -> float:
    last = moments[moments.size - 1]
    return last * last / moments[moments.size - 2] if last != 0 else 0.0


@kernel
def integrate(state: Array, known: Array, closure: int, times: Array) -> tuple[Array, float]:
    """Follow the moments; `state` is moved along.

    Args:
        state: (2, K + 1), the moments of u and s at t = 0.
        known: s*^(1) to s*^(K+1).
        closure: the place of a `Closure`.

    Returns:
        (n, 3): u, s and s^(0) − 2u^(0) at `times`, NaN from where they blew up; and that time.
    """
    curves = np.full((times.size, 3), np.nan)
    orders = state.shape[1]
    slopes = np.empty((7, 2, orders))
    trial = np.empty_like(state)
    time, length, seen = 0.0, 1e-4, 0
    limit = 1.0
    for row in range(2):
        for k in range(1, orders):
            limit = max(limit, abs(state[row, k]))
    limit *= BLOWN_UP
    _slope(state, known, closure, slopes[0])
    for _ in range(MOST_STEPS):
        while seen < times.size and times[seen] <= time:
            curves[seen, 0], curves[seen, 1] = state[0, 1], state[1, 1]
            curves[seen, 2] = state[1, 0] - 2 * state[0, 0]
            seen += 1
        if seen == times.size:
            return curves, np.inf
        step = min(length, times[seen] - time)
        for stage in range(6):
            for row in range(2):
                for k in range(orders):
                    change = 0.0
                    for part in range(stage + 1):
                        change += STAGES[stage, part] * slopes[part, row, k]
                    trial[row, k] = state[row, k] + step * change
            _slope(trial, known, closure, slopes[stage + 1])
        worst, largest = 0.0, 0.0
        for row in range(2):
            for k in range(orders):
                error = 0.0
                for stage in range(7):
                    error += ERROR[stage] * slopes[stage, row, k]
                size = ABSOLUTE + RELATIVE * max(abs(state[row, k]), abs(trial[row, k]))
                if k > 0:
                    largest = max(largest, abs(trial[row, k]))
                ratio = abs(step * error) / size
                if not ratio <= worst:
                    worst = ratio if ratio >= 0 else np.inf
        factor = 0.9 * worst**-0.2 if worst > 0 else 5.0
        if worst <= 1:
            time = times[seen] if step == times[seen] - time else time + step
            for row in range(2):
                for k in range(orders):
                    state[row, k] = trial[row, k]
                    slopes[0, row, k] = slopes[6, row, k]
            if largest > limit:
                return curves, time
            if step == length or factor < 1:
                length = step * min(factor, 5.0)
        else:
            length = step * max(factor, 0.2) if worst < np.inf else 0.1 * step
        if time + length == time:
            return curves, time
    return curves, time
