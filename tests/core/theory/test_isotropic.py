"""The isotropic flow: its formula against SciPy, and runs with and without one eigenvalue."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from core import Problem, gradient_flow, theory


@settings(max_examples=40)
@given(st.floats(-1.2, 1.2), st.floats(0.0, 3.0), st.floats(0.05, 3.0))
def test_formula_solves_the_field(u: float, across: float, rate: float) -> None:
    time = np.linspace(0, 2 / rate, 9)
    start = (u, u * u + across)
    solved = solve_ivp(
        lambda _, x: np.array(theory.isotropic_field(*x, rate=rate)),
        (0, time[-1]),
        start,
        method="DOP853",
        t_eval=time,
        rtol=1e-11,
        atol=1e-25,
    )
    # SciPy's relative tolerance a step over some hundred steps, with room to spare; none absolute,
    # which an escape from 1e-8 would multiply by 1e8.
    assert np.allclose(
        theory.isotropic_path(*start, time, rate=rate), solved.y, rtol=1e-7, atol=1e-8
    )


@pytest.mark.parametrize("dimension", [2, 30, 1_000])
def test_it_is_the_run_of_equal_eigenvalues(dimension: int) -> None:
    problem = Problem.power_law(0.0, dimension, seed=4)
    time = dimension * np.array([0.0, 0.01, 0.1, 0.3, 0.6, 1.0, 2.0])
    run = gradient_flow(problem, time[-1], at=time, tolerance=1e-10)
    u, s = theory.isotropic_path(run.u[0], run.s[0], time, rate=1 / dimension)
    # A hundred times the tolerance that was asked of the run.
    assert np.allclose(run.u, u, rtol=1e-8)
    assert np.allclose(run.s, s, rtol=1e-8)


def test_it_is_not_the_run_of_a_power_law() -> None:
    """No speed helps: at the s where the run has u = 1/2 the isotropic path has another u."""
    problem = Problem.power_law(2.0, 1_000, seed=1)
    run = gradient_flow(problem, 100.0)
    u, s = theory.isotropic_path(run.u[0], run.s[0], np.linspace(0, 5, 20_001))
    distance = [np.hypot(u - x, s - y).min() for x, y in zip(run.u, run.s, strict=True)]
    assert max(distance) > 0.1


def test_ends() -> None:
    time = np.array([0.0, 1e9])
    assert np.allclose(theory.isotropic_path(-1e-9, 1.0, time), [[-1e-9, -1], [1, 1]], rtol=1e-12)
    # Without overlap it ends on the saddle, s = 1/3; on the teacher's axis s = u² throughout.
    assert np.allclose(theory.isotropic_path(0.0, 2.0, time), [[0, 0], [2, 1 / 3]], rtol=1e-12)
    u, s = theory.isotropic_path(0.2, 0.04, np.linspace(0, 3, 7))
    assert np.allclose(s, u * u, rtol=1e-12)
    assert np.allclose(theory.isotropic_path(0.0, 0.0, 1.0), 0)


@pytest.mark.parametrize(
    ("u", "s", "rate"), [(1.0, 0.5, 1.0), (np.nan, 1.0, 1.0), (0.1, 1.0, 0.0), (0.0, np.inf, 1.0)]
)
def test_refuses_what_is_no_state(u: float, s: float, rate: float) -> None:
    with pytest.raises(ValueError, match="must be"):
        theory.isotropic_path(u, s, 1.0, rate=rate)
