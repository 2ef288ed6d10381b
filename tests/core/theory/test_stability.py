"""The largest stable step, against dense eigenvalues and against the loop itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.linalg import eigh

from core import theory
from core.problem import Problem
from tests.core.theory.independent import descent
from tests.core.theory.problems import problem_of, problems, rank_one


@settings(max_examples=150)
@given(problems())
def test_limit_is_two_over_the_largest_curvature(problem: Problem) -> None:
    size = problem.dimension
    largest = eigh(
        rank_one(problem, 8, 16), eigvals_only=True, subset_by_index=(size - 1, size - 1)
    )
    # LAPACK is backward stable: its error is some d ε of the norm, which is the eigenvalue itself.
    assert theory.max_stable_step(problem) == pytest.approx(2 / largest[0], rel=2e-13)


def test_curvature_is_the_hessian_at_the_teacher() -> None:
    problem = Problem.power_law(1.5, 80, seed=3)
    largest = np.linalg.eigvalsh(problem.hessian(problem.teacher))[-1]
    # As above.
    assert theory.max_stable_step(problem) == pytest.approx(2 / largest, rel=1e-13)


def test_top_mode_without_signal_still_limits_the_step() -> None:
    assert theory.max_stable_step(problem_of([1, 1e-3], [0, 1])) == 0.25


@pytest.mark.parametrize("dimension", [2, 1_000_000])
def test_limit_of_equal_eigenvalues(dimension: int) -> None:
    # The sum over d modes of the signal is 1 to about 1e-13 at d = 1e6.
    limit = theory.max_stable_step(Problem.power_law(0.0, dimension))
    assert limit == pytest.approx(dimension / 12, rel=1e-12)


@pytest.mark.parametrize("decay", [0.0, 1.2, 2.0, 6.0])
def test_loop_settles_below_the_limit_and_not_above(decay: float) -> None:
    problem = Problem.power_law(decay, 50, seed=6)
    # Start next to w*, on the side of the steepest direction.
    matrix = rank_one(problem, 8, 16)
    steepest = np.linalg.eigh(matrix)[1][:, -1]
    near = Problem(problem.eigenvalues, problem.teacher, problem.teacher + 1e-6 * steepest)
    limit = theory.max_stable_step(problem)
    at = np.array([0, 400])
    below = np.abs(descent(near, 0.99 * limit, at).one_minus_s)
    above = np.abs(descent(near, 1.01 * limit, at).one_minus_s)
    # Each step multiplies the error by −0.98 or −1.02: e^(∓8) in 400 steps.
    assert below[1] < 1e-2 * below[0]
    assert above[1] > 1e2 * above[0]
