"""The curvature along a run: how near the largest eigenvalue of the Hessian comes to 2/η."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.compiling import kernel
from core.curvature import Ends, ends_of, extremes
from core.dynamics.modes import solve_kept
from core.dynamics.nodes import Nodes
from core.problem import Problem
from core.trajectory import Trajectory

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Sharpness:
    """The Hessian's extreme eigenvalues along a run. Arrays have shape (n,) and are read-only.

    Attributes:
        trajectory: the run at the same times; `trajectory.time`, `.step`, `.step_size`, …
        largest: λ_max of the Hessian (paper, 3.2) at each, the sharpness. A step η is stable there
            while η λ_max < 2.
        smallest: λ_min; negative while a way leads down along which the loss is concave.
    """

    trajectory: Trajectory
    largest: Array
    smallest: Array

    def __post_init__(self) -> None:
        self.largest.setflags(write=False)
        self.smallest.setflags(write=False)


def sharpness(
    problem: Problem,
    end: float,
    *,
    step_size: float | None = None,
    at: ArrayLike | None = None,
    tolerance: float = 1e-8,
    max_single_steps: int | None = None,
) -> Sharpness:
    """Solve a run and give the largest and smallest eigenvalue of the Hessian along it.

    From the secular equation on the nodes, so the cost does not grow with d: some 0.1 ms for each
    recorded time. The error is about `tolerance` of the larger of the two.

    Args:
        end, step_size, at, tolerance, max_single_steps: as in `follow_modes`.

    Raises:
        ParameterError: a value that is not allowed.
    """
    trajectory, kept = solve_kept(
        problem,
        end,
        step_size=step_size,
        at=at,
        tolerance=tolerance,
        max_single_steps=max_single_steps,
    )
    smallest, largest = _along(
        kept.start.nodes, kept.states, kept.signs, trajectory.s, ends_of(problem.eigenvalues)
    )
    return Sharpness(trajectory, largest, smallest)


@kernel
def _along(nodes: Nodes, states: Array, signs: Array, s: Array, ends: Ends) -> tuple[Array, Array]:
    """λ_min and λ_max at each state, by p = Qw and t = Qw* on the nodes."""
    rate, m0, m1, m2 = nodes
    student, both, teacher = np.empty(rate.size), np.empty(rate.size), np.empty(rate.size)
    smallest, largest = np.empty(s.size), np.empty(s.size)
    for i in range(s.size):
        for j in range(rate.size):
            a, b = states[i, 0, j], states[i, 1, j] + signs[i]
            square = rate[j] * rate[j]
            student[j] = square * (a * (m0[j] * a + 2 * m1[j] * b) + m2[j] * b * b)
            both[j] = square * (m1[j] * a + m2[j] * b)
            teacher[j] = square * m2[j]
        smallest[i], largest[i] = extremes(rate, student, both, teacher, 12 * s[i] - 4, ends)
    return smallest, largest
