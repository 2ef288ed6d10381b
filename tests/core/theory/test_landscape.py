"""The landscape in (u, s): against the problem's loss and dense Hessians."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core import Problem, theory
from tests.core.theory.problems import problem_of


@settings(max_examples=200)
@given(
    st.integers(1, 60),
    st.sampled_from([0.0, 1.0, 3.0, 6.0]),
    st.floats(0.0, 2.0),
    st.floats(-1.5, 1.5),
    st.integers(0, 2**16),
)
def test_negative_directions_are_those_of_the_dense_hessian(
    dimension: int, decay: float, across: float, along: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    problem = problem_of(np.arange(1, dimension + 1) ** -decay, rng.random(dimension) + 0.1)
    w = along * problem.teacher + across * rng.standard_normal(dimension)
    u, s = problem.summary(w)
    # Divided on both sides by √Q, which keeps the signs and lets LAPACK see the small ones.
    root = np.sqrt(problem.eigenvalues)
    dense = np.linalg.eigvalsh(problem.hessian(w) / np.outer(root, root))
    if np.abs(dense).min() < 1e-9 * np.abs(dense).max():
        return  # Its sign is rounding.
    assert theory.negative_directions(u, s, dimension) == np.sum(dense < 0)


def test_critical_points() -> None:
    problem = Problem.power_law(2.0, 7, seed=3)
    counted = {
        point.kind: int(theory.negative_directions(point.u, point.s, 7))
        for point in problem.critical_points()
        if point.kind != "saddle"
    }
    assert counted == {"maximum": 7, "minimum": 0}
    assert theory.negative_directions(0.0, 1 / 3, 7) == 1
    assert theory.negative_directions([[0.0]], [0.1, 0.12, 0.5], 7).tolist() == [[7, 6, 1]]
