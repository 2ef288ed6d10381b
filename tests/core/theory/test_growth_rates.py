"""The secular equation: its poles, roots and amplitudes against dense matrices and a run."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.linalg import eigvalsh, expm

from core import Problem, gradient_flow, theory
from tests.core.theory.problems import problem_of, problems, rank_one


@settings(max_examples=150)
@given(problems(largest=200))
def test_roots_are_eigenvalues_and_interlace_with_the_poles(problem: Problem) -> None:
    equation = theory.secular_equation(problem, problem.dimension)
    eigenvalues = eigvalsh(rank_one(problem, 4, 8))
    assert np.all(np.diff(equation.poles) < 0)
    # Between poles 1e-16 apart a root is either of them; the ends are rounded one by one.
    assert np.all(equation.roots >= equation.poles * (1 - 1e-15))
    assert np.all(equation.roots[1:] <= equation.poles[:-1] * (1 + 1e-15))
    # Poles that several modes share, or that u does not see, are eigenvalues as well: so each root
    # has one, not the other way round. LAPACK's error is some d ε of the norm.
    distance = np.abs(equation.roots[:, None] - eigenvalues).min(axis=1)
    assert np.max(distance) < 2e-13 * eigenvalues[-1]
    assert equation.roots[0] == pytest.approx(theory.escape_rate(problem), rel=2e-15)


@pytest.mark.parametrize("decay", [0.3, 1.0, 2.0, 6.0])
def test_all_eigenvalues_are_found_in_order(decay: float) -> None:
    problem = Problem.power_law(decay, 60, seed=1)
    equation = theory.secular_equation(problem, 60)
    eigenvalues = np.sort(np.linalg.eigvals(rank_one(problem, 4, 8)).real)[::-1]
    np.testing.assert_allclose(equation.roots, eigenvalues, atol=1e-14 * 60)


@settings(max_examples=60)
@given(problems(largest=60))
def test_amplitudes_make_up_the_overlap(problem: Problem) -> None:
    equation = theory.secular_equation(problem, problem.dimension)
    rho = equation.roots[0]
    matrix, p = rank_one(problem, 4, 8), problem.eigenvalues * problem.teacher
    for efolds in (0.0, 1.0, 10.0):
        time = efolds / rho
        u = np.sum(equation.amplitudes * np.exp(equation.roots * time))
        expected = p @ expm(matrix * time) @ problem.start
        # As for the contour integral: modes cancel in u, and expm is good to 1e-11.
        scale = np.abs(p) @ np.abs(problem.start) * np.exp(efolds)
        assert abs(u - expected) < 1e-11 * scale


@pytest.mark.parametrize("decay", [0.0, 0.05, 0.5, 1.0, 1.5, 3.0])
def test_the_sum_over_nodes_is_that_over_the_modes(decay: float) -> None:
    problem = Problem.power_law(decay, 20_000, seed=2)
    equation = theory.secular_equation(problem, 8)
    rho = equation.grid(12)
    weight = 8 * (problem.eigenvalues * problem.teacher) ** 2
    on_pole = np.isin(rho, equation.poles)
    expected = [np.sum(weight / (r - 4 * problem.eigenvalues)) for r in rho[~on_pole]]
    value = equation.value(rho)
    assert np.all(np.isnan(value[on_pole]))
    # The promised 5e-11 of the reduced part, which is a part of the 1 that g is compared with.
    np.testing.assert_allclose(value[~on_pole], expected, rtol=1e-10, atol=1e-10)
    # At a root it is 1, to the rounding of the root over its distance from a pole.
    near = np.abs(equation.roots[:, None] - equation.poles).min(axis=1) / equation.roots
    assert np.all(np.abs(equation.value(equation.roots) - 1) < 1e-10 + 4e-15 / near)


def test_few_leading_poles_are_those_of_all() -> None:
    problem = Problem.power_law(1.2, 3000, seed=4)
    few, more = theory.secular_equation(problem, 5), theory.secular_equation(problem, 60)
    np.testing.assert_allclose(few.poles, 4 * problem.eigenvalues[:5], rtol=1e-15)
    np.testing.assert_allclose(few.roots, more.roots[:5], rtol=1e-10)
    np.testing.assert_allclose(few.amplitudes, more.amplitudes[:5], rtol=1e-8)


def test_equal_eigenvalues_have_one_pole_and_unseen_modes_none() -> None:
    equal = theory.secular_equation(Problem.power_law(0.0, 50), 8)
    assert equal.roots == pytest.approx([12 / 50], rel=1e-14)
    unseen = theory.secular_equation(problem_of([1, 0.5, 0.5, 0.1], [0, 1, 1, 1]), 8)
    np.testing.assert_allclose(unseen.poles, [2.0, 0.4], rtol=1e-15)


def test_a_start_along_an_eigenvector_grows_at_its_root() -> None:
    problem = Problem.power_law(1.5, 200, seed=3)
    roots = theory.secular_equation(problem, 3).roots
    p = problem.eigenvalues * problem.teacher
    for root in roots:
        # The eigenvectors of a diagonal matrix plus ppᵀ.
        w = p / (root - 4 * problem.eigenvalues)
        w *= 1e-7 / np.linalg.norm(w)
        along = Problem(problem.eigenvalues, problem.teacher, w)
        run = gradient_flow(along, 3 / root, at=[0.0, 2 / root], tolerance=1e-12)
        # The brake, of the order of s = 1e-13, and the solver's 1e-12 stir the other eigenvectors,
        # of which the first grows up to e^(2 · 7) times meanwhile.
        assert np.log(run.u[1] / run.u[0]) / 2 == pytest.approx(1.0, abs=2e-6)


def test_past_the_linear_flow_a_run_grows_slower() -> None:
    problem = Problem.power_law(2.0, 1000, start_norm=0.01, seed=1)
    rho = theory.secular_equation(problem).roots[0]
    run = gradient_flow(problem, 20.0)
    growing = (run.u > 0.3) & (run.u < 0.9)
    rate = np.diff(np.log(run.u[growing])) / np.diff(run.time[growing])
    assert np.all(rate < 0.9 * rho)


def test_left_of_the_last_pole_nothing_is_known() -> None:
    equation = theory.secular_equation(Problem.power_law(2.0, 100), 3)
    with pytest.raises(ValueError, match="rho must not lie below the last pole"):
        equation.value(equation.poles[-1] * 0.99)
    with pytest.raises(ValueError, match="poles must be positive"):
        theory.secular_equation(Problem.power_law(2.0, 100), 0)
