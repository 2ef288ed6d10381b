"""The driver of the mean field: block after block in logarithmic time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel
from core.dynamics.blocks import interpolate, next_length
from core.dynamics.flow_kernel import FIRST_BLOCK, KAPPA, MOST_BLOCKS
from core.dynamics.nodes import CHOOSE_SIGN, DROP_SIGN, has_arrived
from core.dynamics.radau import Radau
from core.dynamics.records import ARRIVED, DIVERGED, FINISHED, STOPPED
from core.dynamics.sgd.mean_field_block import attempt
from core.dynamics.sgd.mean_field_stages import MeanField, sums_of

Array = NDArray[np.float64]

# Where the noise of the steps wins, s grows without bound in finite time, like (t* − t)^(−1/2):
# so far above its start, or above 1, it does not come back. Blocks this short, in units of the time
# reached, do not get on.
RUNAWAY, SHORTEST = 1e4, 1e-13


@kernel
def follow(
    field: MeanField,
    state: Array,
    noise: float,
    horizon: float,
    samples: Array,
    tables: Radau,
    tolerance: float,
) -> tuple[Array, Array, int, float]:
    """The mean field up to t = `horizon`. The state is moved along.

    Args:
        state: (2, K), β and X for σ = 0 at the start.
        noise: the variance of the label noise.
        samples: the times to record, increasing, all in [0, horizon].
        tolerance: of the blocks' error estimate.

    Returns:
        Records (n, 4) of v, q, p, r and (n,) of σ, with NaN from where the run was left; how it
        ended (FINISHED, …); and the time at which it was left.
    """
    records, signs = np.full((samples.size, 4), np.nan), np.zeros(samples.size)
    order = tables.points.size - 1
    values, trend, lengths = np.empty((4, order + 1)), np.zeros((2, 3)), np.empty(order)
    stages = np.empty((2, order, field.rate.size))
    norm = (field.shown * field.teacher).sum()
    # The teacher that u > 1/2 is counted towards is `side` times w*; β changes its sign with it.
    chosen, side = False, 1.0
    values[:, 0] = sums_of(field, state)
    runaway = RUNAWAY * max(1.0, values[1, 0])
    time, recorded = 0.0, 0
    stretch = FIRST_BLOCK / (field.rate.max() * (8 + 12 * values[1, 0]))
    for _ in range(MOST_BLOCKS):
        chosen, side = _settle(field, state, chosen, side, values[0, 0])
        values[:, 0] = sums_of(field, state)
        while recorded < samples.size and samples[recorded] <= time:
            _record(values[:, 0], chosen, side, records, signs, recorded)
            recorded += 1
        v, q, p = values[0, 0], values[1, 0], values[2, 0]
        if time >= horizon:
            return records, signs, FINISHED, time
        if has_arrived(1.0 if chosen else 0.0, v, q, p, norm):
            records[recorded:], signs[recorded:] = 0.0, side
            return records, signs, ARRIVED, time
        if not q < runaway:
            return records, signs, DIVERGED, time
        end = min(time + stretch, horizon)
        start = time + KAPPA
        span = np.log1p((end - time) / start)
        if stretch < SHORTEST * time:
            return records, signs, STOPPED, time
        for i in range(order):
            lengths[i] = span * start * np.exp(span * tables.points[i + 1])
        error = attempt(
            field,
            state,
            chosen,
            noise,
            lengths,
            tables,
            span,
            tolerance,
            values,
            trend,
            stages,
        )
        if error < tolerance:
            while recorded < samples.size and samples[recorded] < end:
                place = min(np.log1p((samples[recorded] - time) / start) / span, 1.0)
                interpolate(values, tables, place, 1.0, records[recorded])
                _record(records[recorded], chosen, side, records, signs, recorded)
                recorded += 1
            time = end
            values[:, 0] = values[:, order]
        stretch = (time + KAPPA) * np.expm1(next_length(span, error, tolerance, order))
    return records, signs, STOPPED, time


@kernel
def _settle(
    field: MeanField, state: Array, chosen: bool, side: float, v: float
) -> tuple[bool, float]:
    """Choose, keep or drop σ by the present u; the state moves along: E e and E e² at another σ."""
    beta, square = state[0], state[1]
    if chosen and v < DROP_SIGN - 1:
        for k in range(beta.size):
            square[k] += 2 * beta[k] + field.teacher[k]
            beta[k] += field.teacher[k]
        return False, side
    if not chosen and abs(v) > CHOOSE_SIGN:
        turn = 1.0 if v > 0 else -1.0
        for k in range(beta.size):
            beta[k] *= turn
            square[k] += field.teacher[k] - 2 * beta[k]
            beta[k] -= field.teacher[k]
        return True, side * turn
    return chosen, side


@kernel
def _record(
    values: Array, chosen: bool, side: float, records: Array, signs: Array, at: int
) -> None:
    """Write v, q, p, r and σ as `core.dynamics.recording` reads them, for w* itself."""
    records[at, 0], records[at, 1] = side * values[0], values[1]
    records[at, 2], records[at, 3] = values[2], side * values[3]
    signs[at] = side if chosen else 0.0
