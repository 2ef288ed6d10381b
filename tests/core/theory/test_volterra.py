"""The Volterra equation: its order, against SciPy on all modes, and the equation itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import cumulative_simpson, simpson

from core import Problem, gradient_descent, gradient_flow, theory
from tests.core.theory.independent import flow


@pytest.mark.parametrize("decay", [0.0, 1.2, 2.0, 4.0])
@pytest.mark.parametrize("quantity", ["u", "s"])
def test_it_is_of_second_order(decay: float, quantity: str) -> None:
    problem = Problem.power_law(decay, 200, seed=1)
    horizon = 100 / problem.eigenvalues.max()
    errors = []
    for intervals in (4_000, 8_000, 16_000, 32_000):
        found = theory.solve_volterra(problem, horizon, intervals=intervals)
        run = gradient_flow(problem, horizon, at=found.time, tolerance=1e-10)
        exact = getattr(run, quantity)
        errors.append(np.max(np.abs(getattr(found, quantity) / exact - 1)))
    orders = np.log2(np.divide(errors[:-1], errors[1:]))
    # The third order counts against the second while the mesh is coarse, and ever less.
    assert np.all(np.abs(orders[1:] - 2) < 0.1)
    assert errors[-1] < 1e-6


@pytest.mark.parametrize("decay", [1.5, 3.0])
def test_it_is_the_flow_of_all_modes(decay: float) -> None:
    problem = Problem.power_law(decay, 60, seed=5)
    found = theory.solve_volterra(problem, 1e3, intervals=8_000)
    some = np.arange(0, found.time.size, 400)
    seen = flow(problem, found.time[some])
    # SciPy's 1e-7 a step, grown a thousandfold in the escape.
    assert np.allclose(found.u[some], 1 - seen.one_minus_u, rtol=5e-4)
    assert np.allclose(found.s[some], 1 - seen.one_minus_s, rtol=5e-4)


@settings(max_examples=25)
@given(
    st.sampled_from([0.0, 0.3, 1.0, 2.0, 6.0]),
    st.integers(2, 2_000),
    st.integers(0, 2**16),
    st.sampled_from([0.01, 1.0, 3.0]),
)
def test_any_problem(decay: float, dimension: int, seed: int, norm: float) -> None:
    problem = Problem.power_law(decay, dimension, seed=seed, start_norm=norm)
    horizon = 1e3 / problem.eigenvalues.max()
    found = theory.solve_volterra(problem, horizon, intervals=8_000)
    run = gradient_flow(problem, horizon, at=found.time)
    # Where a run waits at a saddle, u passes 0 or the escape is long, the error is amplified.
    scale = np.maximum(np.abs(run.u), 0.01)
    assert np.max(np.abs(found.u - run.u) / scale) < 0.02
    assert abs(found.u[-1] - run.u[-1]) < 1e-4


def test_the_equation_holds_for_a_run_and_the_printed_kernel_does_not() -> None:
    """u(t) = a(t) + 8 ∫ K u with the path of a run put in; Simpson's rule on a fine grid."""
    problem = Problem.power_law(2.0, 50, seed=2)
    rate, teacher = problem.eigenvalues, problem.teacher
    time = np.linspace(0, 4, 4_001)
    run = gradient_flow(problem, 4.0, at=time, tolerance=1e-10)
    u = run.u * np.sign(run.u[0] * problem.summary(problem.start)[0])
    theta = cumulative_simpson(1 - 3 * run.s, x=time, initial=0)
    source = (rate * problem.start * teacher) @ np.exp(4 * rate[:, None] * theta[-1])
    weight = rate**2 * teacher**2
    kernel = weight @ np.exp(4 * rate[:, None] * (theta[-1] - theta))
    printed = weight @ np.exp(4 * rate[:, None] * (time[-1] - time))
    # Simpson's fourth order at 1e-3 and the run's tolerance.
    assert source[0] + 8 * simpson(kernel * u, x=time) == pytest.approx(u[-1], rel=1e-8)
    assert abs(source[0] + 8 * simpson(printed * u, x=time)) > 10 * abs(u[-1])


def test_it_is_the_flows_equation_and_not_gradient_descents() -> None:
    problem = Problem.power_law(2.0, 500, seed=3)
    horizon, step_size = 5.0, 0.8 * theory.max_stable_step(problem)
    found = theory.solve_volterra(problem, horizon)
    small = gradient_descent(problem, 1e-5, 500_000)
    large = gradient_descent(problem, step_size, int(horizon / step_size))
    # η = 1e-5: half of ηρ², relative, in the escape's rate.
    assert np.allclose(np.interp(small.time, found.time, found.u), small.u, rtol=1e-3)
    assert not np.allclose(np.interp(large.time, found.time, found.u), large.u, rtol=0.3)


def test_without_overlap_u_stays_zero() -> None:
    problem = Problem([0.5, 0.5], [1.0, 1.0], [1.0, -1.0])
    found = theory.solve_volterra(problem, 10.0, intervals=2_000)
    assert np.all(found.u == 0)
    assert found.s[-1] == pytest.approx(1 / 3, rel=1e-4)


@pytest.mark.parametrize(("horizon", "intervals"), [(0.0, 100), (np.inf, 100), (1.0, 9)])
def test_refusals(horizon: float, intervals: int) -> None:
    with pytest.raises(ValueError, match="must be"):
        theory.solve_volterra(Problem.power_law(2.0, 5), horizon, intervals=intervals)
