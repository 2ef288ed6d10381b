"""A run whose state is kept at every sample: what the modes and the curvature along it need."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.chebyshev import Panels
from core.dynamics.nodes import Nodes, prepare
from core.parameters import FREE
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
    problem: Problem,
    longest: float,
    step_size: float | None,
    precision: float,
    keep: bool,
    student: str = FREE,
) -> Start:
    """Reduce a problem for a run up to time `longest`.

    Args:
        student: with a fixed norm s may stay large, and the modes fall like e^(−4λ(3s − 1)t) where
            those of a free one soon fall like e^(−8λt).
        keep: whether the states will be read. The nodes then resolve poles beside the spectrum too,
            and A starts at 1 on every node, though the sums have no use for it on some.
    """
    if student != FREE:
        further = max(1.0, 1.5 * _largest_s(problem))
        longest *= further
        step_size = None if step_size is None else step_size * further
    panels = cover(problem, longest, step_size=step_size, precision=precision, poles=keep)
    nodes, state = prepare(reduce_on(panels, problem))
    if keep:
        state[0] = 1.0
    return Start(panels, nodes, state, state[1].copy())


def _largest_s(problem: Problem) -> float:
    """The largest s on the sphere of the start."""
    rate, metric = problem.eigenvalues, problem.metric
    most = float(np.max(rate if metric is None else rate / metric))
    return most * problem.mean_square(problem.start) * problem.dimension
