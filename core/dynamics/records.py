"""What both drivers do between blocks: write records, settle the sign, see that a run is over."""

from __future__ import annotations

from typing import NamedTuple

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


class Records(NamedTuple):
    """What is written down at the n samples of a run, at first NaN.

    Attributes:
        sums: v, q, p and r, (n, 4).
        signs: σ, (n,).
        states: A and b, (n, 2, K); or (0, 2, K) where they are not wanted, as is the rule. Where
            they are, a block ends at every sample: between the ends of a block single nodes are
            known less well than the sums.
    """

    sums: Array
    signs: Array
    states: Array


def empty_records(samples: int, nodes: int, keep: bool) -> Records:
    """Room for `samples` samples, with the states of `nodes` nodes if they are to be kept."""
    states = np.full((samples if keep else 0, 2, nodes), np.nan)
    return Records(np.full((samples, 4), np.nan), np.zeros(samples), states)


@kernel
def record(nodes: Nodes, state: Array, sigma: float, records: Records, at: int) -> None:
    """Write down the present state."""
    records.sums[at, 0], records.sums[at, 1] = weighted_sums(nodes, state)
    records.sums[at, 2], records.sums[at, 3] = plain_sums(nodes, state)
    records.signs[at] = sigma
    keep_state(state, records, at)


@kernel
def keep_state(state: Array, records: Records, at: int) -> None:
    """Write down the state itself, if that is wanted."""
    if records.states.shape[0] > 0:
        records.states[at] = state


@kernel
def start_block(nodes: Nodes, state: Array, sigma: float, values: Array) -> float:
    """Settle σ between two blocks and put v, q, p, r of the new start into column 0."""
    sigma = settle_sign(state, sigma, weighted_sums(nodes, state)[0])
    values[0, 0], values[1, 0] = weighted_sums(nodes, state)
    values[2, 0], values[3, 0] = plain_sums(nodes, state)
    return sigma


@kernel
def fill_with_zeros(records: Records, sigma: float, recorded: int) -> None:
    """The run has arrived: what is still to be recorded is 0 with the present σ."""
    records.sums[recorded:] = 0.0
    records.signs[recorded:] = sigma
    records.states[recorded:] = 0.0
