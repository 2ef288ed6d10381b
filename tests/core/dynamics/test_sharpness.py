"""The curvature along a run against LAPACK at the same w."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import theory
from core.curvature import hessian_extremes
from core.dynamics import follow_modes, sharpness
from core.problem import Problem
from core.reduction import cover, reduce_on
from core.trajectory import Status
from tests.core.problems import problems, stability_limit


def assert_is_lapacks(problem: Problem, end: float, step_size: float | None, at: list[int]) -> None:
    found = sharpness(problem, end, step_size=step_size, at=at)
    path = follow_modes(problem, end, step_size=step_size, at=at)
    for i, w in enumerate(path.student(problem)):
        values = np.linalg.eigvalsh(problem.hessian(w))
        # As in test_curvature; the students are those of the same solution.
        slack = 1e-9 * np.abs(values).max()
        # Of the sum of its two terms' sizes: they cancel at a saddle, and e itself near w*.
        terms = np.linalg.norm(problem.eigenvalues * w) * abs(12 * found.trajectory.s[i] - 4)
        assert found.gradient_norm[i] == pytest.approx(
            np.linalg.norm(problem.gradient(w)), rel=1e-7, abs=1e-9 * terms
        )
        assert found.largest[i] == pytest.approx(values[-1], abs=slack)
        assert found.smallest[i] == pytest.approx(values[0], abs=slack)


@settings(max_examples=40)
@given(problem=problems(largest=60), fraction=st.floats(0.05, 1.2), exponent=st.floats(1, 4))
def test_along_descent(problem: Problem, fraction: float, exponent: float) -> None:
    steps = int(10**exponent)
    at = sorted({0, 1, 5, steps // 10, steps // 2, steps})
    assert_is_lapacks(problem, steps, fraction * stability_limit(problem), at)


@pytest.mark.parametrize("decay", [0.0, 0.1, 0.17, 0.5, 1.2, 3.0])
@pytest.mark.parametrize("step_size", [None, 0.4])
def test_between_the_nodes(decay: float, step_size: float | None) -> None:
    """d = 700: not all modes are nodes, and for small decay the eigenvalues are dense on top."""
    problem = Problem.power_law(decay, 700, seed=1)
    eta = None if step_size is None else step_size * theory.max_stable_step(problem)
    end = 300 / problem.eigenvalues[0] if eta is None else 5_000
    assert_is_lapacks(problem, end, eta, [0, 1, int(end / 100), int(end)])


def test_where_the_top_mode_has_no_outlier() -> None:
    """At this decay λ_max lies 1e-5 above its pole 8λ_1, amid eigenvalues 1e-4 apart."""
    problem = Problem.power_law(0.17, 100_000, teacher="flat")
    eta = 0.5 * theory.max_stable_step(problem)
    found = sharpness(problem, 300, step_size=eta, at=[0, 30, 300])
    path = follow_modes(problem, 300, step_size=eta, at=[0, 30, 300], modes=range(100_000))
    for i, w in enumerate(path.student(problem)):
        smallest, largest = hessian_extremes(problem, w)
        assert found.largest[i] == pytest.approx(largest, rel=1e-9)
        assert found.smallest[i] == pytest.approx(smallest, abs=1e-9 * largest)


@pytest.mark.parametrize("decay", [0.05, 0.3, 1.2, 3.0])
def test_nodes_resolve_poles_beside_the_spectrum(decay: float) -> None:
    """Σ m_i e^(−xλ) / (θ − λ), for θ past either end by 1e-6 of the width and more."""
    problem = Problem.power_law(decay, 30_000, seed=4)
    rate = problem.eigenvalues
    reduction = reduce_on(cover(problem, 1e4, poles=True), problem)
    width = rate[0] - rate[-1]
    for distance in width * np.geomspace(1e-6, 1e2, 9):
        for theta in (rate[0] + distance, rate[-1] - distance):
            for x in (0.0, 1.0 / rate[0], 1e3 / rate[0]):
                weight = rate**2 * np.exp(-x * (rate - rate[-1])) / (theta - rate)
                nodes = reduction.rate**2 * np.exp(-x * (reduction.rate - rate[-1]))
                nodes /= theta - reduction.rate
                gap = np.sum(problem.teacher**2 * weight) - np.sum(reduction.teacher * nodes)
                # 1e-15 of the largest value on each panel, of which there are tens.
                assert abs(gap) <= 1e-11 * np.sum(problem.teacher**2 * np.abs(weight))


def test_a_run_goes_from_a_maximum_to_the_minimum() -> None:
    problem = Problem.power_law(2, 1_000, start_norm=0.01)
    found = sharpness(problem, 10**6, step_size=0.01)
    assert found.trajectory.status is Status.FINISHED
    assert found.largest.shape == found.smallest.shape == found.trajectory.time.shape
    # The start is 1e-4 from w = 0 in s, the end as far from w* as 1 − s says.
    assert found.smallest[0] == pytest.approx(-theory.escape_rate(problem), rel=1e-2)
    assert found.largest[-1] == pytest.approx(2 / theory.max_stable_step(problem), rel=1e-2)
    assert abs(found.trajectory.one_minus_s[-1]) < 1e-2
    with pytest.raises(ValueError, match="read-only"):
        found.largest[0] = 0.0


def test_the_gradient_keeps_its_digits_at_the_minimum() -> None:
    """Formed from w it would be rounding, some 1e-16; one mode: it falls like e^(−24t)."""
    found = sharpness(Problem([1.0], [1.0], [0.5]), 2.0, at=[1.0, 1.5])
    assert found.gradient_norm[1] < 1e-14
    # 1 − w ahead is 3e-11 of itself at the first: the linear law holds to that.
    assert found.gradient_norm[1] / found.gradient_norm[0] == pytest.approx(np.exp(-12), rel=1e-6)


def test_a_million_modes_and_the_equal_ones() -> None:
    problem = Problem.power_law(1.2, 1_000_000)
    found = sharpness(problem, 1e4, at=[0.0, 1e4])
    assert found.largest[0] == pytest.approx(
        hessian_extremes(problem, problem.start).largest, rel=1e-9
    )
    equal = sharpness(Problem.power_law(0, 1_000_000), 1e8, at=[1e8])
    # κ = 8 and w = w*: 8λ, and 24λ along w*.
    assert (equal.smallest[0], equal.largest[0]) == pytest.approx((8e-6, 24e-6), rel=1e-9)
