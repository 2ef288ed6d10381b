"""The gradient flow against SciPy on the full system."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from core.dynamics import gradient_descent, gradient_flow
from core.parameters import ParameterError
from core.problem import Problem
from core.trajectory import Status
from tests.core.comparing import relative_errors
from tests.core.problems import make, problems
from tests.core.reference import Observed


def scipy_flow(problem: Problem, at: np.ndarray) -> Observed:
    """ẇ = −∇L on all d modes: in w until |u| = 1/2, from there in e = w − σw*."""
    rate, teacher = problem.eigenvalues, problem.teacher

    def field(_: float, e: np.ndarray, sigma: float) -> np.ndarray:
        v, q = np.sum(rate * e * teacher), np.sum(rate * e * e)
        if sigma == 0:
            return rate * ((4 - 12 * q) * e + 8 * v * teacher)
        shrink = -8 - 24 * sigma * v - 12 * q
        return rate * (shrink * e - (16 * v + 12 * sigma * q) * teacher)

    def jacobian(_: float, e: np.ndarray, sigma: float) -> np.ndarray:
        return -problem.hessian(e + sigma * teacher)

    def halfway(_: float, w: np.ndarray, __: float) -> float:
        return abs(float(np.sum(rate * w * teacher))) - 0.5

    halfway.terminal = True  # type: ignore[attr-defined]
    options = {"method": "Radau", "rtol": 1e-11, "atol": 1e-15, "jac": jacobian}
    first = solve_ivp(
        field, (0, at[-1]), problem.start, args=(0.0,), t_eval=at, events=halfway, **options
    )
    paths, sigmas = [first.y], [np.zeros(first.y.shape[1])]
    if first.status == 1:
        turn, w = float(first.t_events[0][0]), first.y_events[0][0]
        sigma = float(np.sign(np.sum(rate * w * teacher)))
        later = at[at > turn]
        second = solve_ivp(
            field, (turn, at[-1]), w - sigma * teacher, args=(sigma,), t_eval=later, **options
        )
        paths.append(second.y)
        sigmas.append(np.full(second.y.shape[1], sigma))
    e, sigma = np.concatenate(paths, axis=1), np.concatenate(sigmas)
    v, q = (rate * teacher) @ e, rate @ e**2
    u, s = sigma + v, sigma**2 + 2 * sigma * v + q
    end = 1.0 if u[-1] >= 0 else -1.0
    w = e + sigma * teacher[:, None]
    gap = np.where(sigma == end, -end * v, 1 - end * u)
    drop = np.where(sigma == 0, 1 - s, -(2 * sigma * v + q))
    away = np.minimum(
        np.mean(np.where(sigma == 1, e, w - teacher[:, None]) ** 2, axis=0),
        np.mean(np.where(sigma == -1, e, w + teacher[:, None]) ** 2, axis=0),
    )
    loss = np.where(sigma == 0, 3 * s**2 + 3 - 4 * u**2 - 2 * s, 4 * q + 3 * drop**2 - 4 * v**2)
    return Observed(end * u, s, gap, drop, away, loss)


# The reference integrates d stiff equations with a dense Jacobian: d stays small, examples few.
@settings(max_examples=12)
@given(
    problem=problems(largest=24, kinds=("power law", "exponential", "Pareto", "clusters")),
    decades=st.floats(0, 3),
)
def test_every_recorded_time_is_scipys(problem: Problem, decades: float) -> None:
    fastest = problem.eigenvalues.max()
    horizon = 10**decades / fastest
    at = np.concatenate(([0.0], np.geomspace(1e-3 / fastest, horizon, 60)))
    expected = scipy_flow(problem, at)
    # SciPy's absolute tolerance of 1e-15 a step leaves it about 1e-13 in w.
    errors = relative_errors(gradient_flow(problem, horizon, at=at), expected, floor=1e-6)
    overlap = abs(problem.summary(problem.start)[0])
    # As in test_descent: u(0) is known to about 1e-15 only.
    rounding = 2e-15 / overlap if overlap > 1e-12 else 1e-6
    assert max(errors.values()) <= 1e-7 + rounding, errors


@pytest.mark.parametrize("tolerance", [1e-4, 1e-6, 1e-8, 1e-10])
def test_the_error_stays_within_the_tolerance(tolerance: float) -> None:
    problem = make("power law", 30, 8)
    at = np.concatenate(([0.0], np.geomspace(1e-2, 300, 60)))
    trajectory = gradient_flow(problem, 300.0, at=at, tolerance=tolerance)
    errors = relative_errors(trajectory, scipy_flow(problem, at))
    # SciPy's own error, at its tolerance of 1e-11, is about 1e-10 here.
    assert max(errors.values()) <= 10 * tolerance + 5e-10, errors


def test_descent_tends_to_the_flow_at_first_order_in_the_step() -> None:
    """Euler's method: halving η halves the difference."""
    problem = Problem.power_law(1.5, 300, seed=2)
    horizon, exponents = 20.0, [6, 7, 8, 9]
    flow = gradient_flow(problem, horizon, at=[horizon], tolerance=1e-11).one_minus_u[0]
    gaps = []
    for exponent in exponents:
        steps = 20 * 2**exponent
        run = gradient_descent(problem, horizon / steps, steps, at=[steps], tolerance=1e-11)
        gaps.append(abs(run.one_minus_u[0] - flow))
    orders = np.log2(np.array(gaps[:-1]) / np.array(gaps[1:]))
    # The next term of the expansion is a factor η smaller: η = 1/512 at the last pair.
    assert orders[-1] == pytest.approx(1, abs=0.02)


def test_the_loss_never_grows() -> None:
    for decay in (0.0, 0.5, 1.0, 2.0, 6.0):
        loss = gradient_flow(Problem.power_law(decay, 1000), 1e6).loss
        assert np.all(np.diff(loss) <= 1e-8 * loss[:-1])


def test_isotropic_flow_closes_in_two_equations() -> None:
    """With Q = I/d:  ṡ = (8(1 − 3s)s + 16u²)/d,  u̇ = (4(1 − 3s)u + 8u)/d."""
    d = 50
    problem = Problem.power_law(0, d, seed=1)
    u, s = problem.summary(problem.start)
    at = np.linspace(0, 100, 30)

    def closed(_: float, y: np.ndarray) -> list[float]:
        u, s = y
        return [(4 * (1 - 3 * s) * u + 8 * u) / d, (8 * (1 - 3 * s) * s + 16 * u**2) / d]

    expected = solve_ivp(closed, (0, 100), [abs(u), s], t_eval=at, rtol=1e-11, atol=1e-14).y
    trajectory = gradient_flow(problem, 100.0, at=at)
    assert np.allclose(trajectory.u, expected[0], rtol=1e-7)
    assert np.allclose(trajectory.s, expected[1], rtol=1e-7)


@pytest.mark.parametrize("decay", [1e-16, 1e-12, 5.96e-8, 1e-5])
@pytest.mark.parametrize("norm", [1e-6, 1.0])
def test_nearly_equal_eigenvalues_are_solved_to_the_end(decay: float, norm: float) -> None:
    """At the end v is a difference of nearly equal terms; its rounding must not stop the run."""
    problem = Problem.power_law(decay, 10, seed=34, start_norm=norm)
    trajectory = gradient_flow(problem, 3e3)
    assert trajectory.status is Status.CONVERGED
    isotropic = gradient_flow(Problem.power_law(0, 10, seed=34, start_norm=norm), 3e3)
    # The problems differ by a relative 2 · decay, which 25 e-folds of escape amplify.
    assert np.allclose(trajectory.u, isotropic.u, rtol=1e-7 + 100 * decay, atol=1e-12)


def test_one_minus_s_is_followed_where_it_is_a_small_difference() -> None:
    """A start so large that 1 − s = −(2σv + q) passes through zero while v and q are still 0.1."""
    problem = Problem.power_law(
        6, 7, teacher="flat", teacher_decay=3.93, start_norm=797.74, seed=271
    )
    at = np.concatenate(([0.0], np.geomspace(1e-8, 1e5, 80)))
    trajectory = gradient_flow(problem, 2e6)
    assert trajectory.status is Status.CONVERGED
    # SciPy has v and q, of order 0.1, to 1e-11: 1 − s to 1e-12 at best.
    errors = relative_errors(
        gradient_flow(problem, 1e5, at=at), scipy_flow(problem, at), floor=1e-5
    )
    assert max(errors.values()) <= 1e-6, errors


def test_disjoint_teacher_and_start_never_escape() -> None:
    problem = Problem([0.5, 0.3, 0.2], [0, 0, 5**0.5], [1.0, 1.0, 0.0])
    trajectory = gradient_flow(problem, 1e5)
    assert trajectory.status is Status.NO_OVERLAP
    assert np.all(trajectory.u == 0)


@pytest.mark.parametrize(
    "arguments",
    [
        {"horizon": 0.0},
        {"horizon": float("inf")},
        {"at": [0.0, 11.0]},
        {"at": [1.0, 1.0]},
        {"at": [float("nan")]},
        {"tolerance": 1.0},
    ],
)
def test_a_wrong_value_gets_a_sentence(arguments: dict[str, object]) -> None:
    given_arguments = {"horizon": 10.0} | arguments
    with pytest.raises(ParameterError, match=r"horizon|at must|tolerance"):
        gradient_flow(Problem.power_law(2, 10), **given_arguments)  # type: ignore[arg-type]
