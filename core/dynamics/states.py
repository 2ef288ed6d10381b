"""A run whose state is kept at every sample: what the modes and the curvature along it need."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.chebyshev import Panels
from core.dynamics.nodes import Nodes, prepare
from core.problem import Problem
from core.reduction import cover, reduce_on

Array = NDArray[np.float64]


class Start(NamedTuple):
    """A problem made ready for the kernels.

    Attributes:
        panels: the cover of the spectrum from which the nodes come.
        nodes, state: as from `prepare`; the kernels move the state.
        b: b at the start, (K,): not 0 on exact nodes.
    """

    panels: Panels
    nodes: Nodes
    state: Array
    b: Array


class KeptStates(NamedTuple):
    """The states at n samples of a run.

    Attributes:
        start: what the run started from.
        states: A and b on the nodes, (n, 2, K).
        signs: σ, (n,).
        towards: the sign of w* towards which the run ended.
    """

    start: Start
    states: Array
    signs: Array
    towards: float


def start_run(
    problem: Problem, longest: float, step_size: float | None, precision: float, keep: bool
) -> Start:
    """Reduce a problem for a run up to time `longest`.

    Args:
        keep: whether the states will be read. The nodes then resolve poles beside the spectrum too,
            and A starts at 1 on every node, though the sums have no use for it on some.
    """
    panels = cover(problem, longest, step_size=step_size, precision=precision, poles=keep)
    nodes, state = prepare(reduce_on(panels, problem))
    if keep:
        state[0] = 1.0
    return Start(panels, nodes, state, state[1].copy())
