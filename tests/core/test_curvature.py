"""The Hessian's extreme eigenvalues against LAPACK on the dense matrix."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import theory
from core.curvature import hessian_extremes
from core.problem import Problem
from tests.core.problems import make, problems


@settings(max_examples=150)
@given(
    problem=problems(largest=60),
    size=st.floats(-3, 1.5).map(lambda x: 10**x),
    seed=st.integers(0, 2**16),
    along=st.sampled_from([0.0, 0.5, 1.0]),
)
def test_the_extremes_are_lapacks(problem: Problem, size: float, seed: int, along: float) -> None:
    w = np.random.default_rng(seed).standard_normal(problem.dimension)
    w *= size / np.linalg.norm(w)
    w = along * size * problem.teacher + (1 - along) * w
    values = np.linalg.eigvalsh(problem.hessian(w))
    found = hessian_extremes(problem, w)
    # Where w is nearly parallel to w* the determinant is a small difference beside a pole: 3e-11
    # was the worst of 3,000 such, 1e-13 is usual.
    scale = np.abs(values).max()
    assert found.smallest == pytest.approx(values[0], abs=1e-9 * scale)
    assert found.largest == pytest.approx(values[-1], abs=1e-9 * scale)


@settings(max_examples=50)
@given(problem=problems(largest=2_000), size=st.floats(-3, 1).map(lambda x: 10**x))
def test_interlacing_with_the_spectrum(problem: Problem, size: float) -> None:
    """Two rank-one changes of opposite sign move an eigenvalue past one neighbour at most."""
    w = size * problem.start
    _, s = problem.summary(w)
    inner = np.sort((12 * s - 4) * problem.eigenvalues)
    found = hessian_extremes(problem, w)
    student = 24 * np.sum((problem.eigenvalues * w) ** 2)
    teacher = 8 * np.sum((problem.eigenvalues * problem.teacher) ** 2)
    slack = 1e-9 * (abs(found.smallest) + abs(found.largest))
    assert inner[-2] - slack <= found.largest <= inner[-1] + student + slack
    assert inner[0] - teacher - slack <= found.smallest <= inner[1] + slack
    # Any direction's curvature lies between them: here those of w, w* and the top mode.
    target, moved = problem.eigenvalues * problem.teacher, problem.eigenvalues * w
    for direction in (w, problem.teacher, np.eye(problem.dimension)[np.argmax(inner)]):
        unit = direction / np.linalg.norm(direction)
        curvature = (
            24 * (moved @ unit) ** 2
            + (12 * s - 4) * (problem.eigenvalues @ unit**2)
            - 8 * (target @ unit) ** 2
        )
        assert found.smallest - slack <= curvature <= found.largest + slack


@pytest.mark.parametrize("decay", [0.0, 0.1, 1.0, 2.0, 6.0])
@pytest.mark.parametrize("dimension", [1, 2, 100, 100_000])
def test_at_the_teacher_it_is_the_stability_limits(decay: float, dimension: int) -> None:
    """8Q + 16 (Qw*)(Qw*)ᵀ: λ_max is 2 / η_max, and λ_min is between the two least 8λ."""
    problem = (
        Problem([1.0], [1.0], [0.3])
        if dimension == 1
        else Problem.power_law(decay, dimension, seed=3)
    )
    found = hessian_extremes(problem, problem.teacher)
    # Parallel to w*: see above.
    assert found.largest == pytest.approx(2 / theory.max_stable_step(problem), rel=1e-9)
    least = np.sort(8 * problem.eigenvalues)
    slack = 1e-9 * found.largest
    assert least[0] - slack <= found.smallest
    if dimension > 1:
        assert found.smallest <= least[1] + slack


@pytest.mark.parametrize("decay", [0.3, 1.5, 4.0])
def test_at_zero_it_is_the_escapes(decay: float) -> None:
    """−4Q − 8 (Qw*)(Qw*)ᵀ: the steepest way down is that of the escape, λ_min = −ρ."""
    problem = Problem.power_law(decay, 1_000, seed=2)
    found = hessian_extremes(problem, np.zeros(1_000))
    assert found.smallest == pytest.approx(-theory.escape_rate(problem), rel=1e-11)
    least = -4 * np.sort(problem.eigenvalues)
    assert least[1] <= found.largest <= least[0]


def test_where_the_diagonal_vanishes() -> None:
    """s = 1/3: H has rank two, and LAPACK finds its two eigenvalues in the plane of p and t."""
    problem = make("power law", 40, 1)
    w = problem.start / np.sqrt(3 * problem.summary(problem.start)[1])
    values = np.linalg.eigvalsh(problem.hessian(w))
    found = hessian_extremes(problem, w)
    assert found == pytest.approx((values[0], values[-1]), rel=1e-11)


def test_the_saddle_has_a_way_down_and_the_minimum_none() -> None:
    problem = Problem.power_law(1.5, 300)
    points = {point.kind: hessian_extremes(problem, point.w) for point in problem.critical_points()}
    assert points["maximum"].largest < 0
    assert points["saddle"].smallest < 0 < points["saddle"].largest
    assert points["minimum"].smallest > 0
