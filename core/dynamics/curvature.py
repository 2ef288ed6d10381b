"""The slope and the curvature along a run: how near λ_max of the Hessian comes to 2/η."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.compiling import kernel
from core.curvature import Ends, ends_of, extremes
from core.dynamics.modes import solve_kept
from core.dynamics.nodes import Nodes, coefficients, weighted_sums
from core.parameters import FREE
from core.problem import Problem
from core.trajectory import Trajectory

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Sharpness:
    """Slope and extreme curvatures along a run. Arrays have shape (n,) and are read-only.

    Attributes:
        trajectory: the run at the same times; `trajectory.time`, `.step`, `.step_size`, …
        largest: λ_max of the Hessian (paper, 3.2) at each, the sharpness. A step η is stable there
            while η λ_max < 2.
        smallest: λ_min; negative while a way leads down along which the loss is concave.
        gradient_norm: ‖∇L‖ (paper, 3.1), without cancellation near w*.
    """

    trajectory: Trajectory
    largest: Array
    smallest: Array
    gradient_norm: Array

    def __post_init__(self) -> None:
        for name in ("largest", "smallest", "gradient_norm"):
            getattr(self, name).setflags(write=False)


def sharpness(
    problem: Problem,
    end: float,
    *,
    step_size: float | None = None,
    at: ArrayLike | None = None,
    tolerance: float = 1e-8,
    max_single_steps: int | None = None,
    student: str = FREE,
) -> Sharpness:
    """Solve a run and give the gradient's norm and the Hessian's extreme eigenvalues along it.

    From sums and the secular equation on the nodes, so the cost does not grow with d: some 20 µs
    for each recorded time. The error is about `tolerance` of the largest eigenvalue in size.

    Args:
        end, step_size, at, tolerance, max_single_steps, student: as in `follow_modes`.

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
        student=student,
    )
    smallest, largest = _along(
        kept.start.nodes, kept.states, kept.signs, trajectory.s, ends_of(problem.eigenvalues)
    )
    return Sharpness(
        trajectory, largest, smallest, _slopes(kept.start.nodes, kept.states, kept.signs)
    )


@kernel
def _along(nodes: Nodes, states: Array, signs: Array, s: Array, ends: Ends) -> tuple[Array, Array]:
    """λ_min and λ_max at each state, by p = Qw and t = Qw* on the nodes."""
    rate, m0, m1, m2 = nodes.rate, nodes.m0, nodes.m1, nodes.m2
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


@kernel
def _slopes(nodes: Nodes, states: Array, signs: Array) -> Array:
    """‖∇L‖ at each state: −∇L = Q (c e + g w*) with e = w − σw* and the c and g of a step."""
    rate, m0, m1, m2 = nodes.rate, nodes.m0, nodes.m1, nodes.m2
    norms = np.empty(signs.size)
    for i in range(signs.size):
        c, g = coefficients(signs[i], *weighted_sums(nodes, states[i]))
        gap, both, teacher = 0.0, 0.0, 0.0
        for j in range(rate.size):
            a, b = states[i, 0, j], states[i, 1, j]
            square = rate[j] * rate[j]
            gap += square * (a * (m0[j] * a + 2 * m1[j] * b) + m2[j] * b * b)
            both += square * (m1[j] * a + m2[j] * b)
            teacher += square * m2[j]
        # Where the terms cancel, on nodes whose weights may be negative, rounding may be negative.
        norms[i] = np.sqrt(max(c * c * gap + (2 * c * both + g * teacher) * g, 0.0))
    return norms
