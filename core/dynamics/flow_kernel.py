"""The driver of the gradient flow: block after block in logarithmic time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel
from core.dynamics.blocks import attempt_block, interpolate, next_length
from core.dynamics.nodes import Nodes, has_arrived
from core.dynamics.radau import Radau
from core.dynamics.records import (
    ARRIVED,
    FINISHED,
    LARGEST_DECAY,
    STOPPED,
    Records,
    fill_with_zeros,
    keep_state,
    record,
    start_block,
)
from core.dynamics.stages import Block

Array = NDArray[np.float64]

# The logarithmic time is ln(t + κ): linear while the run escapes, logarithmic later.
KAPPA = 0.1
# The first block, in units of the fastest time scale there is at the start.
FIRST_BLOCK = 0.01
# A flow takes some tens of blocks; one that takes so many (about a second) makes no headway.
MOST_BLOCKS = 20_000


@kernel
def flow(
    nodes: Nodes,
    state: Array,
    horizon: float,
    samples: Array,
    tables: Radau,
    tolerance: float,
    records: Records,
) -> int:
    """The gradient flow up to t = `horizon`. The state is moved along.

    Args:
        samples: the times to record, increasing, all in [0, horizon].
        tolerance: of the blocks' error estimate.
        records: filled up to where the run was left.

    Returns:
        How it ended (FINISHED, …).
    """
    order = tables.points.size - 1
    values, trend = np.empty((4, order + 1)), np.zeros((2, 3))
    lengths, decays = np.empty(order), np.ones(order + 1)
    rows = tables.derivatives[0, 1:].copy()
    stages = np.empty((2, order, nodes.rate.size))
    size, slowest = nodes.p2.sum(), 8 * nodes.rate.min()
    sigma = start_block(nodes, state, 0.0, values)
    time, recorded = 0.0, 0
    if samples.size > 0 and samples[0] == 0:
        record(nodes, state, sigma, records, 0)
        recorded = 1
    s = sigma * sigma + 2 * sigma * values[0, 0] + values[1, 0]
    stretch = FIRST_BLOCK / (nodes.rate.max() * (8 + 12 * s))
    kept = records.states.shape[0]
    for _ in range(MOST_BLOCKS + kept):
        if time >= horizon:
            return FINISHED
        shift = slowest if sigma != 0 else 0.0
        if shift * stretch > LARGEST_DECAY:
            stretch = LARGEST_DECAY / shift
        aim = samples[recorded] if recorded < kept else horizon
        end = min(time + stretch, aim)
        start = time + KAPPA
        span = np.log1p((end - time) / start)
        for i in range(order):
            lengths[i] = span * start * np.exp(span * tables.points[i + 1])
            decays[i + 1] = np.exp(-shift * start * np.expm1(span * tables.points[i + 1]))
        error = attempt_block(
            nodes,
            state,
            sigma,
            Block(rows, lengths, decays, shift),
            tables,
            span,
            tolerance,
            values,
            trend,
            stages,
        )
        length = next_length(span, error, tolerance, order)
        if error < tolerance:
            while recorded < samples.size and samples[recorded] <= end:
                passed = samples[recorded] - time
                place = min(np.log1p(passed / start) / span, 1.0)
                interpolate(values, tables, place, np.exp(-shift * passed), records.sums[recorded])
                records.signs[recorded] = sigma
                keep_state(state, records, recorded)
                recorded += 1
            time = end
            sigma = start_block(nodes, state, sigma, values)
            if has_arrived(sigma, values[0, 0], values[1, 0], values[2, 0], size):
                fill_with_zeros(records, sigma, recorded)
                return ARRIVED
        following = (time + KAPPA) * np.expm1(length)
        # A block that a sample cut short says nothing against the length that it was to have.
        cut = error < tolerance and end == aim
        stretch = max(following, stretch) if cut else following
    return STOPPED
