"""Solved runs, kept for a while: a server is shared by strangers, so every cache has a bound.

What a change leaves as it was is not computed again: another ε reads the same trajectory, another
step size solves the same problem.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import pandas as pd

from core.exponents import fit_exponents, law_nodes
from core.parameters import Setup
from core.phases import Phases, find_phases
from core.problem import Problem
from core.run import Run, problem_of, trajectory_of
from core.trajectory import Trajectory
from ui import single_steps
from ui.kept import kept
from ui.laws import Laws, laws_of

# A problem takes 24 bytes a mode: 32 of up to this dimension and 4 of any take 134 MB at most.
LARGE_DIMENSION = 50_000
SMALL_PROBLEMS, LARGE_PROBLEMS = 32, 4
# A trajectory or a reading takes under 0.2 MB.
SOLUTIONS = 256

# Of a run that is not hurried.
MOST_SINGLE_STEPS = single_steps.MOST


@dataclass(frozen=True)
class Solution:
    """A solved run and what was predicted for it. Shared by all visitors: nothing may change it."""

    run: Run
    laws: Laws


def solution(setup: Setup) -> Solution:
    """Solve a setup, or put together what was computed for equal ones."""
    posed = problem(setup)
    trajectory, seconds = _trajectory(of_trajectory(setup))
    phases, exponents, laws = _reading(setup)
    return Solution(Run(setup, posed, trajectory, phases, exponents, seconds), laws)


def path(setup: Setup) -> tuple[Problem, Trajectory]:
    """A solved setup without its reading, where a page has many runs: a few times as fast."""
    return problem(setup), _trajectory(of_trajectory(setup))[0]


def problem(setup: Setup) -> Problem:
    """The problem of a setup."""
    needed = of_problem(setup)
    return _large(needed) if needed.dimension > LARGE_DIMENSION else _small(needed)


def of_problem(setup: Setup) -> Setup:
    """The setup without what its problem does not depend on."""
    return Setup(
        decay=setup.decay,
        dimension=setup.dimension,
        seed=setup.seed,
        teacher=setup.teacher,
        teacher_decay=setup.teacher_decay,
        start_norm=setup.start_norm,
        preconditioner=setup.preconditioner,
    )


def of_trajectory(setup: Setup) -> Setup:
    """The setup without what its trajectory does not depend on."""
    default = Setup()
    needed = replace(setup, delta=default.delta, epsilon=default.epsilon)
    if setup.method == "flow":
        return replace(needed, step_size=default.step_size, steps=default.steps)
    return replace(needed, horizon=default.horizon)


@kept(SMALL_PROBLEMS)
def _small(setup: Setup) -> Problem:
    return problem_of(setup)


@kept(LARGE_PROBLEMS)
def _large(setup: Setup) -> Problem:
    return problem_of(setup)


@kept(SOLUTIONS)
def _trajectory(setup: Setup) -> tuple[Trajectory, float]:
    posed = problem(setup)
    started = time.perf_counter()
    trajectory = trajectory_of(setup, posed, max_single_steps=single_steps.most())
    return trajectory, time.perf_counter() - started


@kept(SOLUTIONS)
def _reading(setup: Setup) -> tuple[Phases, pd.DataFrame, Laws]:
    posed = problem(setup)
    trajectory, seconds = _trajectory(of_trajectory(setup))
    phases = find_phases(trajectory, delta=setup.delta, epsilon=setup.epsilon)
    # At a million modes each pass over them counts: made here, there is one for all the exponents.
    nodes = law_nodes(posed, float(trajectory.time[-1]), trajectory.step_size)
    exponents = fit_exponents(trajectory, posed, phases, reduction=nodes)
    return phases, exponents, laws_of(Run(setup, posed, trajectory, phases, exponents, seconds))
