"""What both drivers do between blocks: write records, settle the sign, see that a run is over."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel
from core.dynamics.nodes import Nodes, plain_sums, settle_sign, weighted_sums

Array = NDArray[np.float64]

# How a run ended.
FINISHED, ARRIVED, DIVERGED, STOPPED = 0, 1, 2, 3

# A block must not take the slowest decay further than this in one go: e^(−50) squared is no
# underflow yet.
LARGEST_DECAY = 50.0


@kernel
def record(nodes: Nodes, state: Array, sigma: float, records: Array, signs: Array, at: int) -> None:
    """Write v, q, p, r and σ of the present state."""
    records[at, 0], records[at, 1] = weighted_sums(nodes, state)
    records[at, 2], records[at, 3] = plain_sums(nodes, state)
    signs[at] = sigma


@kernel
def start_block(nodes: Nodes, state: Array, sigma: float, values: Array) -> float:
    """Settle σ between two blocks and put v, q, p, r of the new start into column 0."""
    sigma = settle_sign(state, sigma, weighted_sums(nodes, state)[0])
    values[0, 0], values[1, 0] = weighted_sums(nodes, state)
    values[2, 0], values[3, 0] = plain_sums(nodes, state)
    return sigma


@kernel
def fill_with_zeros(records: Array, signs: Array, sigma: float, recorded: int) -> None:
    """The run has arrived: what is still to be recorded is 0 with the present σ."""
    records[recorded:] = 0.0
    signs[recorded:] = sigma
