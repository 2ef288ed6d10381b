"""u and s of the linear flow, all eigenmodes summed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from core import theory
from core.problem import Problem
from core.reduction import Reduction
from tests.core.theory.independent import descent, flow
from tests.core.theory.problems import problems, rank_one


@settings(max_examples=60)
@given(problems(largest=100), st.sampled_from([1.0, 10.0, 30.0]))
def test_overlap_is_the_matrix_exponential(problem: Problem, efolds: float) -> None:
    rho = theory.escape_rate(problem)
    time = np.array([0.0, 0.01, 0.5, 1.0]) * efolds / rho
    matrix, p = rank_one(problem, 4, 8), problem.eigenvalues * problem.teacher
    expected = np.array([p @ expm(matrix * t) @ problem.start for t in time])
    u = theory.escape_overlap(problem, time)
    # Modes cancel in u(0), so errors count against the sum of their sizes, grown at the top rate;
    # 1e-11 is the precision of expm, which squares some five times at 30 e-folds.
    scale = np.abs(p) @ np.abs(problem.start) * np.exp(rho * time)
    error = np.minimum(np.abs(u - expected), np.abs(u + expected))
    assert np.max(error / scale) < 1e-11


@settings(max_examples=60)
@given(problems(largest=100), st.floats(1e-6, 0.95))
def test_overlap_of_descent_is_the_power_of_its_step(problem: Problem, part: float) -> None:
    step_size = part * theory.max_stable_step(problem)
    step = np.array([0, 1, 2, 7, 60])
    matrix = np.eye(problem.dimension) + step_size * rank_one(problem, 4, 8)
    p = problem.eigenvalues * problem.teacher
    expected = np.array([p @ np.linalg.matrix_power(matrix, k) @ problem.start for k in step])
    u = theory.escape_overlap(problem, step_size * step, step_size=step_size)
    growth = np.exp(theory.escape_rate(problem, step_size=step_size) * step_size * step)
    error = np.minimum(np.abs(u - expected), np.abs(u + expected))
    # As above; the power itself is good to some k d ε.
    assert np.max(error / (np.abs(p) @ np.abs(problem.start) * growth)) < 1e-12


@pytest.mark.parametrize("decay", [0.3, 1.2, 2.0, 6.0])
def test_overlap_on_nodes_is_that_of_all_modes(decay: float) -> None:
    problem = Problem.power_law(decay, 5000, seed=2)
    every_mode = Reduction(
        problem.eigenvalues.copy(),
        problem.start**2,
        problem.start * problem.teacher,
        problem.teacher**2,
        np.ones(problem.dimension),
        np.ones(problem.dimension, bool),
        problem.dimension,
    )
    time = np.array([0.0, 0.1, 1.0, 3.0, 12.0, 60.0]) / theory.escape_rate(problem)
    # The nodes stand for the modes to 1e-14; growing to 60 e-folds costs a digit.
    np.testing.assert_allclose(
        theory.escape_overlap(problem, time),
        theory.escape_overlap(problem, time, reduction=every_mode),
        rtol=2e-13,
    )


def test_overlap_of_equal_eigenvalues_is_one_exponential() -> None:
    problem = Problem.power_law(0.0, 20, seed=3)
    efolds = np.array([0.0, 1.0, 10.0, 60.0, 300.0, 600.0])
    u = theory.escape_overlap(problem, efolds / theory.escape_rate(problem))
    expected = abs(problem.summary(problem.start)[0]) * np.exp(efolds)
    # The exponent, up to 600, is known to ε: 1.3e-13 of the result.
    np.testing.assert_allclose(u, expected, rtol=2e-13)


@pytest.mark.parametrize(("decay", "seed"), [(1.2, 0), (1.5, 1), (2.0, 2), (4.0, 3)])
def test_overlap_follows_the_flow_up_to_escape(decay: float, seed: int) -> None:
    problem = Problem.power_law(decay, 300, start_norm=0.1, seed=seed)
    escape = theory.escape_time(problem, 0.03)
    assert escape is not None
    time = np.linspace(0, escape, 20)
    u = 1 - flow(problem, np.append(time, 10 * escape)).one_minus_u[:-1]
    # What is left out is of the relative order 3s, and s ~ u² at T₁: 3 · 0.03² · 1.5 at the most,
    # and 1e-5 absolute for the integrator near u(0).
    np.testing.assert_allclose(theory.escape_overlap(problem, time), u, rtol=0.005, atol=1e-5)


@pytest.mark.parametrize(("decay", "part"), [(1.5, 0.01), (2.0, 0.1), (3.0, 0.5)])
def test_overlap_follows_gradient_descent_up_to_escape(decay: float, part: float) -> None:
    problem = Problem.power_law(decay, 1000, start_norm=0.1, seed=4)
    step_size = part * theory.max_stable_step(problem)
    escape = theory.escape_time(problem, 0.03, step_size=step_size)
    assert escape is not None
    step = np.arange(int(escape / step_size) + 1)
    u = 1 - descent(problem, step_size, np.append(step, 20 * step[-1])).one_minus_u[:-1]
    predicted = theory.escape_overlap(problem, step * step_size, step_size=step_size)
    # The tolerance of the flow, by the same count.
    np.testing.assert_allclose(predicted, u, rtol=0.005, atol=1e-9)


@pytest.mark.parametrize("step_size", [None, 0.05])
@pytest.mark.parametrize("decay", [0.0, 1.2, 2.0, 6.0])
def test_size_is_that_of_the_linear_flow(decay: float, step_size: float | None) -> None:
    problem = Problem.power_law(decay, 100, seed=3)
    matrix = rank_one(problem, 4, 8)
    step = np.array([0, 1, 5, 20])
    time = step * (0.05 if step_size is None else step_size)
    for t, k, size in zip(
        time, step, theory.escape_size(problem, time, step_size=step_size), strict=True
    ):
        one_step = np.eye(100) + 0.05 * matrix
        power = expm(matrix * t) if step_size is None else np.linalg.matrix_power(one_step, k)
        # The precision of expm.
        assert size == pytest.approx(problem.summary(power @ problem.start)[1], rel=1e-11)
    assert theory.escape_size(problem, 1e9) == np.inf


def test_overlap_is_reported_with_the_sign_of_the_end() -> None:
    problem = Problem.power_law(2.0, 100, seed=5)
    mirrored = Problem(problem.eigenvalues, problem.teacher, -problem.start)
    time = np.linspace(0, 2, 9)
    u = theory.escape_overlap(problem, time)
    np.testing.assert_allclose(theory.escape_overlap(mirrored, time), u, rtol=1e-12)
    assert u[-1] > 0


def test_overlap_starts_at_u_and_goes_to_infinity_quietly() -> None:
    problem = Problem.power_law(2.0, 100, seed=5)
    u = theory.escape_overlap(problem, np.array([[0.0], [1e9]]))
    assert u.shape == (2, 1)
    # The contour's own rounding, some hundred terms.
    assert abs(u[0, 0]) == pytest.approx(abs(problem.summary(problem.start)[0]), rel=1e-11)
    assert u[1, 0] == np.inf
    assert np.shape(theory.escape_overlap(problem, 0.1)) == ()
