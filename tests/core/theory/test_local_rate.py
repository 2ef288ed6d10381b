"""The local growth rate of u, the time it takes to settle, and how T₁ grows with d."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import Problem, find_phases, gradient_descent, gradient_flow, theory
from tests.core.theory.problems import problem_of, problems


@settings(max_examples=100)
@given(problems(largest=100), st.sampled_from([0.0, 1.0, 10.0, 100.0]))
def test_local_rate_is_that_of_the_eigenmodes(problem: Problem, efolds: float) -> None:
    modes = theory.secular_equation(problem, problem.dimension)
    time = efolds / modes.roots[0]
    share = modes.amplitudes * np.exp((modes.roots - modes.roots[0]) * time)
    if abs(share.sum()) < 1e-6 * np.abs(share).sum():
        return  # u passes 0, and a quotient of two cancelled sums has no digits.
    expected = np.sum(share * modes.roots) / np.sum(share)
    # Each sum to 1e-13 of its terms, of which 1e-6 is left.
    scale = modes.roots[0] * np.abs(share).sum() / abs(share.sum())
    assert abs(theory.escape_local_rate(problem, time) - expected) < 1e-11 * scale


@pytest.mark.parametrize("step_size", [None, 0.05])
@pytest.mark.parametrize("decay", [1.2, 2.0, 4.0])
def test_local_rate_adds_up_to_the_growth(decay: float, step_size: float | None) -> None:
    problem = Problem.power_law(decay, 1000, start_norm=1e-3, seed=2)
    nodes, weights = np.polynomial.legendre.leggauss(30)
    start, end = 0.2, 2.0
    time = start + (end - start) * (nodes + 1) / 2
    rate = theory.escape_local_rate(problem, time, step_size=step_size)
    u = theory.escape_overlap(problem, [start, end], step_size=step_size)
    # 30 Gauss points resolve a curve as smooth as this to rounding.
    grown = (end - start) / 2 * (weights @ rate)
    assert grown == pytest.approx(np.log(u[1] / u[0]), rel=1e-10)


def test_local_rate_is_the_runs() -> None:
    problem = Problem.power_law(1.5, 2000, start_norm=1e-4, seed=1)
    centre = np.linspace(0.1, 2.0, 8)
    at = np.sort(np.concatenate((centre - 1e-3, centre + 1e-3)))
    run = gradient_flow(problem, 30.0, at=at, tolerance=1e-12)
    seen = np.diff(np.log(run.u))[::2] / np.diff(at)[::2]
    # The quotient's own error is 1e-6 of a second derivative; s stays below 1e-5, of which 3 brake.
    np.testing.assert_allclose(seen, theory.escape_local_rate(problem, centre), rtol=1e-4)


def test_local_rate_is_the_steps_of_descent() -> None:
    problem = Problem.power_law(2.0, 500, start_norm=1e-4, seed=3)
    step_size = 0.3 * theory.max_stable_step(problem)
    step = np.arange(30)
    run = gradient_descent(problem, step_size, 2000, at=step)
    seen = np.log(run.u[1:] / run.u[:-1]) / step_size
    middle = (step[1:] + step[:-1]) / 2 * step_size
    # The midpoint rule over a step, against a rate that is still moving early on.
    expected = theory.escape_local_rate(problem, middle, step_size=step_size)
    np.testing.assert_allclose(seen[5:], expected[5:], rtol=1e-3)


def test_settled_is_within_the_tolerance_for_good() -> None:
    problem = Problem.power_law(1.5, 1000, start_norm=1e-6, seed=1)
    rho = theory.escape_rate(problem)
    settled = theory.time_to_settle(problem)
    assert settled is not None
    assert theory.escape_local_rate(problem, settled) / rho - 1 == pytest.approx(0.01, rel=1e-6)
    # A run shows it: late is within a tenth of the tolerance of what is said, early is not within.
    at = settled * np.array([0.5, 0.501, 0.9995, 1.0005, 2.0, 2.001])
    run = gradient_flow(problem, 100.0, at=at, tolerance=1e-12)
    early, then, later = np.abs(np.diff(np.log(run.u))[::2] / np.diff(at)[::2] / rho - 1)
    assert early > 0.011
    assert then == pytest.approx(0.01, abs=1e-3)
    assert later < 0.01


@pytest.mark.parametrize("norm", [1e-6, 1e-12])
def test_settling_does_not_depend_on_the_starts_norm(norm: float) -> None:
    """Nor does a run know of it that leaves the linear flow before: there ρ is never seen."""
    small = Problem.power_law(1.5, 1000, start_norm=1e-6, seed=1)
    problem = Problem(small.eigenvalues, small.teacher, small.start * norm / 1e-6)
    settled = theory.time_to_settle(problem)
    assert settled == pytest.approx(theory.time_to_settle(small), rel=1e-9)
    whole = Problem(small.eigenvalues, small.teacher, small.start * 1e6)
    assert settled is not None
    run = gradient_flow(whole, 100.0, at=[settled, 1.01 * settled])
    seen = np.log(run.u[1] / run.u[0]) / (0.01 * settled)
    assert seen < 0.5 * theory.escape_rate(whole)


def test_never_settled() -> None:
    # The top mode has 1e-12 of the signal: u reaches 1 with the rest, at a rate below 12 · 0.2.
    weak = problem_of([1, 0.2, 0.1], [1e-12, 1, 1], np.full(3, 1e-3))
    assert theory.time_to_settle(weak) is None
    # No overlap at all.
    without = problem_of([1, 0.5, 0.1], [0, 1, 1], np.array([1.0, 0.0, 0.0]))
    assert theory.time_to_settle(without) is None
    assert np.isnan(theory.escape_local_rate(without, 1.0))
    assert theory.time_to_settle(Problem.power_law(0.0, 100)) == 0.0
    with pytest.raises(ValueError, match="tolerance must lie strictly between"):
        theory.time_to_settle(without, tolerance=1.0)


def test_rate_is_unknown_past_the_contours_times() -> None:
    problem = Problem.power_law(2.0, 100)
    assert np.isnan(theory.escape_local_rate(problem, 1e9))


@pytest.mark.parametrize(
    ("decay", "tolerance"), [(1.5, 0.04), (2.0, 0.01), (3.0, 0.01), (6.0, 0.01)]
)
@pytest.mark.parametrize("exponent", [0.0, -0.5])
def test_escape_time_grows_with_the_logarithm_of_d(
    decay: float, tolerance: float, exponent: float
) -> None:
    """From d = 1e4 to 1e6, by 2.3 of the 8 e-folds that it takes.

    H, and so ρ, still moves by d^(1−a): 0.7 % at a = 1.5, which counts 8/2.3 times.
    """
    small, large = (
        Problem.power_law(decay, d, start_norm=0.01 * (d / 1e4) ** exponent, seed=2)
        for d in (10_000, 1_000_000)
    )
    run = [find_phases(gradient_flow(problem, 50.0)).t1 for problem in (small, large)]
    assert run[0] is not None
    assert run[1] is not None
    slope = theory.escape_time_slope(large, norm_exponent=exponent)
    # And the start's coordinates are those of the larger d only up to d^(−1/2) = 1 % at d = 1e4.
    expected = pytest.approx(slope, rel=tolerance + 0.01)
    assert (run[1] - run[0]) / np.log(100) == expected
