"""The single modes along a run: what has been learned of each, and what has not.

Given the paths of s and u every mode is linear (paper, 5.2),

    w_i(t) = A(λ_i, t) w_i(0) + B(λ_i, t) w*_i,

with A and B the same smooth functions of λ for all modes. The solver has them on the nodes; kept
modes are nodes, and the others are interpolated as the reduction does it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.chebyshev import interpolation_matrix, locate
from core.dynamics.descent import solve_descent
from core.dynamics.flow import solve_flow
from core.dynamics.states import KeptStates
from core.parameters import FREE, PARAMETERS, ParameterError
from core.problem import Problem
from core.trajectory import Trajectory

Array = NDArray[np.float64]

# Up to so many modes all are given by default, else so many log-spaced ones.
ALL_MODES, SOME_MODES = 2_000, 400


@dataclass(frozen=True)
class ModePath:
    """m modes of a problem at the n recorded times of a run. Arrays are read-only.

    As in a `Trajectory`, w* has the sign towards which the run ended: σw* in the formulas below.

    Attributes:
        trajectory: the run at the same times; `trajectory.time`, `.step`, `.mse`, …
        index: which modes, positions in the problem's arrays; shape (m,).
        eigenvalues: their λ_i, (m,).
        sign: σ, 1 or −1.
        start_share: A(λ_i, t), (n, m).
        teacher_gap: B(λ_i, t) − 1, without cancellation, (n, m): w_i = A w_i(0) + B σw*_i.
        error: e_i = w_i − σw*_i, (n, m), without cancellation.
    """

    trajectory: Trajectory
    index: NDArray[np.int64]
    eigenvalues: Array
    sign: float
    start_share: Array
    teacher_gap: Array
    error: Array

    def __post_init__(self) -> None:
        for name in ("index", "eigenvalues", "start_share", "teacher_gap", "error"):
            getattr(self, name).setflags(write=False)

    def student(self, problem: Problem) -> Array:
        """w_i = σw*_i + e_i with the sign of w* as the problem has it, (n, m)."""
        return self.sign * problem.teacher[self.index] + self.error

    def unlearned(self, problem: Problem) -> Array:
        """e_i² / w*_i², (n, m): 0 where all is learned, 1 where w_i = 0; NaN where w*_i = 0."""
        size = problem.teacher[self.index] ** 2
        blank = np.full(self.error.shape, np.nan)
        return np.divide(self.error**2, size, out=blank, where=size > 0)


def follow_modes(
    problem: Problem,
    end: float,
    *,
    step_size: float | None = None,
    at: ArrayLike | None = None,
    modes: ArrayLike | None = None,
    tolerance: float = 1e-8,
    max_single_steps: int | None = None,
    student: str = FREE,
) -> ModePath:
    """Solve a run and give its modes at the recorded times.

    The solver makes a block end at every recorded time, so each costs some 50 µs. The error of A
    and B, relative to the larger of 1 and their size, is about `tolerance`.

    Args:
        end: the horizon of the flow, or the number of steps of gradient descent. Also where only
            earlier times are recorded it matters: the run's end decides the sign of w*.
        step_size: η; None is the flow.
        at, tolerance, max_single_steps, student: as in `gradient_flow` and `gradient_descent`.
        modes: which ones, as positions in the problem's arrays; by default all up to d = 2,000,
            beyond it log-spaced ones in falling order of eigenvalue, the first and last included.

    Raises:
        ParameterError: a value that is not allowed.
    """
    index = _index(problem, modes)
    trajectory, kept = solve_kept(
        problem,
        end,
        step_size=step_size,
        at=at,
        tolerance=tolerance,
        max_single_steps=max_single_steps,
        student=student,
    )
    share, moved, first = _at_modes(problem, kept, index)
    teacher, sign = problem.teacher[index], kept.towards
    # w − σ_t w* = A w(0) + (moved − first A) w*, with σ_t the sign that the solver had chosen by t;
    # on an exact node `first` w* is all that w(0) has along w*, and the rest may be 0.
    rest = problem.start[index] - first * teacher
    rest[np.abs(rest) <= 4 * np.finfo(np.float64).eps * np.abs(problem.start[index])] = 0.0
    behind = (kept.signs - sign)[:, None]
    return ModePath(
        trajectory=trajectory,
        index=index,
        eigenvalues=problem.eigenvalues[index],
        sign=sign,
        start_share=share,
        teacher_gap=sign * (moved - first * share + behind),
        error=share * rest + (moved + behind) * teacher,
    )


def solve_kept(
    problem: Problem,
    end: float,
    *,
    step_size: float | None,
    at: ArrayLike | None,
    tolerance: float,
    max_single_steps: int | None,
    student: str,
) -> tuple[Trajectory, KeptStates]:
    """A run of either method, with its states; arguments as in `follow_modes`."""
    if step_size is None:
        return solve_flow(problem, end, at=at, tolerance=tolerance, student=student, keep=True)
    return solve_descent(
        problem,
        step_size,
        int(PARAMETERS["steps"].check(end)),
        at=at,
        tolerance=tolerance,
        max_single_steps=max_single_steps,
        student=student,
        keep=True,
    )


def _index(problem: Problem, modes: ArrayLike | None) -> NDArray[np.int64]:
    dimension = problem.dimension
    if modes is None:
        if dimension <= ALL_MODES:
            return np.arange(dimension)
        ranks = np.unique(np.rint(np.geomspace(1, dimension, SOME_MODES)).astype(np.int64)) - 1
        return np.argsort(-problem.eigenvalues, kind="stable")[ranks]
    given = np.array(modes)
    if (
        given.ndim != 1
        or not np.issubdtype(given.dtype, np.integer)
        or np.any((given < 0) | (given >= dimension))
    ):
        raise ParameterError(f"modes must be a list of whole numbers from 0 to {dimension - 1:,}.")
    return given.astype(np.int64)


def _at_modes(
    problem: Problem, kept: KeptStates, index: NDArray[np.int64]
) -> tuple[Array, Array, Array]:
    """A and b at the modes, (n, m) each, and b at the start, (m,)."""
    panels, states, first = kept.start.panels, kept.states, kept.start.b
    panel_of, node_of, place = (found[index] for found in locate(panels, problem.eigenvalues))
    values = np.empty((2, states.shape[0], index.size))
    at_start = np.zeros(index.size)
    exact = node_of >= 0
    values[:, :, exact] = states[:, :, node_of[exact]].swapaxes(0, 1)
    at_start[exact] = first[node_of[exact]]
    for panel in np.unique(panel_of[~exact]):
        here = ~exact & (panel_of == panel)
        begin, order = int(panels.first[panel]), int(panels.orders[panel])
        matrix = interpolation_matrix(order, place[here])
        values[:, :, here] = (states[:, :, begin : begin + order] @ matrix.T).swapaxes(0, 1)
    return values[0], values[1], at_start
