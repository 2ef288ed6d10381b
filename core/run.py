"""From a `Setup` to a solved and read run: what the pages, the command line and the tests share."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pandas as pd
from numpy.typing import ArrayLike

from core.dynamics import gradient_descent, gradient_flow
from core.exponents import fit_exponents
from core.parameters import Setup
from core.phases import Phases, find_phases
from core.problem import Problem
from core.trajectory import Trajectory


@dataclass(frozen=True, eq=False)
class Run:
    """A solved run with what was read from it.

    Attributes:
        setup: what was asked for.
        problem, trajectory: what was solved, and the solution.
        phases, exponents: the reading, as by `find_phases` and `fit_exponents`.
        seconds: the wall time of the solver alone.
    """

    setup: Setup
    problem: Problem
    trajectory: Trajectory
    phases: Phases
    exponents: pd.DataFrame
    seconds: float


def solve(setup: Setup, *, at: ArrayLike | None = None) -> Run:
    """Make the problem, solve the run, find its phases, fit its exponents.

    The steps are `problem_of`, `trajectory_of`, `find_phases` and `fit_exponents`; a page that
    changes only δ or ε need repeat only the last two.

    Args:
        setup: all that the run depends on.
        at: what to record: step numbers for gradient descent, times for the flow. By default
            log-spaced.

    Raises:
        ParameterError: `at` is not what the method can record.
    """
    problem = problem_of(setup)
    started = time.perf_counter()
    trajectory = trajectory_of(setup, problem, at=at)
    seconds = time.perf_counter() - started
    phases = find_phases(trajectory, delta=setup.delta, epsilon=setup.epsilon)
    exponents = fit_exponents(trajectory, problem, phases)
    return Run(setup, problem, trajectory, phases, exponents, seconds)


def problem_of(setup: Setup) -> Problem:
    """The problem of a setup; it depends on neither the method nor its settings."""
    return Problem.power_law(
        setup.decay,
        setup.dimension,
        teacher=setup.teacher,
        teacher_decay=setup.teacher_decay,
        start_norm=setup.start_norm,
        preconditioner=setup.preconditioner,
        seed=setup.seed,
    )


def trajectory_of(
    setup: Setup,
    problem: Problem,
    *,
    at: ArrayLike | None = None,
    max_single_steps: int | None = None,
) -> Trajectory:
    """Solve the run of a setup by its method; `at` and errors as in `solve`.

    Args:
        max_single_steps: a bound on the work of gradient descent past the stability limit and with
            a fixed norm, as in `gradient_descent`.
    """
    if setup.method == "flow":
        return gradient_flow(problem, setup.horizon, at=at, student=setup.student)
    return gradient_descent(
        problem,
        setup.step_size,
        setup.steps,
        at=at,
        max_single_steps=max_single_steps,
        student=setup.student,
    )
