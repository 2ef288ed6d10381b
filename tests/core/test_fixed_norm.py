"""A student of fixed norm: the projected steps and the flow on the sphere, and where they end."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from core import theory
from core.dynamics import follow_modes, gradient_descent, gradient_flow, sharpness
from core.parameters import ParameterError, Setup
from core.phases import find_phases
from core.problem import Problem
from core.run import solve
from core.sgd_run import solve_sgd
from core.trajectory import Status
from tests.core.preconditioned import push, seen
from tests.core.problems import problems
from tests.core.test_preconditioner import agree, pair

SPHERE = {"student": "fixed norm"}
NORMS = (1e-3, 1.0, 30.0)


def on_sphere(plain: Problem, power: float, step_size: float, at: np.ndarray) -> np.ndarray:
    """w at the steps `at`, (n, d): a step in w itself, then the projection."""
    w, norm, path = plain.start.copy(), np.linalg.norm(plain.start), []
    for step in range(int(at[-1]) + 1):
        if step in at:
            path.append(w)
        w = w - step_size * push(plain, power, w)
        w = w * (norm / np.linalg.norm(w))
    return np.array(path)


def small_step(plain: Problem) -> float:
    """A step well below 2/‖H‖ all over the sphere, where s ≤ λ_1 ‖w‖²."""
    top = float(plain.eigenvalues.max())
    return 0.5 / (36 * max(1.0, top * float(plain.start @ plain.start)))


@pytest.mark.parametrize("power", [0.0, 0.5])
@pytest.mark.parametrize("norm", NORMS)
def test_descent_is_the_loop(power, norm):
    there, plain = pair(power, 1.5, 80, seed=1, start_norm=norm)
    eta = small_step(plain)
    at = np.unique(np.rint(np.geomspace(1, 5_000, 30)).astype(int)) - 1
    run = gradient_descent(there, eta, int(at[-1]), at=at, **SPHERE)
    # The nodes stand for the modes to what the tolerance of 1e-8 needs; u may pass through 0.
    agree(run, seen(plain, on_sphere(plain, power, eta, at)), 5e-8)
    assert run.student == "fixed norm"


@pytest.mark.parametrize("power", [0.0, 0.5])
@pytest.mark.parametrize("norm", NORMS)
def test_the_flow_is_scipys(power, norm):
    there, plain = pair(power, 2.0, 40, seed=1, start_norm=norm)
    time = np.geomspace(1e-3, 300, 25)

    def flow(_, w):
        move = -push(plain, power, w)
        return move - (w @ move) / (w @ w) * w

    answer = solve_ivp(
        flow, (0, 300), plain.start, method="LSODA", t_eval=time, rtol=1e-11, atol=1e-13 * norm
    )
    # The tolerance asked for is 1e-8; LSODA's error adds up over some thousand steps.
    agree(gradient_flow(there, 300, at=time, **SPHERE), seen(plain, answer.y.T), 1e-7)


def test_the_error_of_the_flow_falls_with_the_tolerance():
    problem = Problem.power_law(2.0, 200, seed=1)
    time = np.geomspace(1e-2, 100, 20)
    exact = gradient_flow(problem, 100, at=time, tolerance=1e-12, **SPHERE)
    errors = [
        np.max(np.abs(gradient_flow(problem, 100, at=time, tolerance=tol, **SPHERE).u - exact.u))
        for tol in (1e-5, 1e-7, 1e-9)
    ]
    assert all(error <= tol for error, tol in zip(errors, (1e-5, 1e-7, 1e-9), strict=True))
    assert errors[0] > 10 * errors[1] > 100 * errors[2]


@pytest.mark.parametrize("step_size", [None, 0.01])
@pytest.mark.parametrize("power", [0.0, 0.5])
def test_the_norm_is_kept_and_every_mode_is_known(step_size, power):
    there, plain = pair(power, 2.0, 250, seed=4, start_norm=2.0)
    at = [0, 10, 1_000, 100_000]
    found = follow_modes(there, 100_000, step_size=step_size, at=at, **SPHERE)
    students = found.student(there) / plain.eigenvalues ** (power / 2)
    # Interpolated modes are good to about 1e-12.
    np.testing.assert_allclose(np.linalg.norm(students, axis=1), 2.0, rtol=1e-12)
    if step_size is not None:
        path = on_sphere(plain, power, step_size, np.array(at[:3]))
        np.testing.assert_allclose(found.sign * students[:3], found.sign * path, atol=1e-9)


@settings(max_examples=30)
@given(problem=problems(largest=300), flow=st.booleans())
def test_the_loss_never_rises(problem, flow):
    if flow:
        run = gradient_flow(problem, 1e3, **SPHERE)
    else:
        run = gradient_descent(problem, small_step(problem), 20_000, **SPHERE)
    # The loss is formed from terms of 3s² and 3, and the flow is good to 1e-8 of u and s.
    assert np.all(np.diff(run.loss) <= 1e-7 * (3 + run.s[1:] ** 2))
    assert run.status in (Status.FINISHED, Status.NO_OVERLAP)


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("decay", [0.0, 2.0])
@pytest.mark.parametrize("norm", [1e-3, 1.0, 9.0, 40.0])
def test_it_comes_to_rest_where_theory_says(power, decay, norm):
    problem = Problem.power_law(decay, 40, seed=2, start_norm=norm, preconditioner=power)
    rest = theory.fixed_norm_rest(problem)
    run = gradient_flow(problem, 1e8, **SPHERE)
    for name in ("u", "s", "mse", "loss"):
        # Where s is large the loss, of order s², is good to the flow's 1e-8 of it.
        assert getattr(run, name)[-1] == pytest.approx(getattr(rest, name), rel=1e-8, abs=1e-12), (
            name
        )
    teacher = problem.mean_square(problem.teacher) * 40
    # Equal eigenvalues have no slow mode: what is too much cannot go anywhere but along w*.
    assert rest.multiplier > 0 if norm**2 < teacher else rest.multiplier < 0
    below = Problem(problem.eigenvalues, problem.teacher, problem.start, metric=problem.metric)
    steps = gradient_descent(below, 1e-3 / max(1, norm**2), 2_000_000, **SPHERE)
    if norm**2 < teacher:
        assert steps.u[-1] == pytest.approx(rest.u, rel=1e-9)


def test_the_rest_state_is_stationary():
    """∇L is parallel to w there, in d dimensions."""
    problem = Problem.power_law(1.5, 500, seed=1)
    rest = theory.fixed_norm_rest(problem)
    slope = 4 * (1 - 3 * rest.s)
    w = 8 * rest.u * problem.eigenvalues * problem.teacher
    w /= rest.multiplier - slope * problem.eigenvalues
    assert np.linalg.norm(w) == pytest.approx(1, rel=1e-10)
    assert problem.summary(w) == pytest.approx((rest.u, rest.s), rel=1e-10)
    np.testing.assert_allclose(-problem.gradient(w), rest.multiplier * w, rtol=1e-9)
    assert rest.loss == pytest.approx(problem.loss(w), rel=1e-9)
    assert rest.mse == pytest.approx(np.mean((w - problem.teacher) ** 2), rel=1e-9)
    # It is the top eigenvector of M(s).
    pull = problem.eigenvalues * problem.teacher
    matrix = np.diag(slope * problem.eigenvalues) + 8 * np.outer(pull, pull)
    assert np.linalg.eigvalsh(matrix)[-1] == pytest.approx(rest.multiplier, rel=1e-10)


def test_no_point_of_the_sphere_is_lower():
    problem = Problem.power_law(2.0, 30, seed=3)
    rest = theory.fixed_norm_rest(problem)
    rng = np.random.default_rng(0)
    for _ in range(20):
        start = rng.standard_normal(30)
        other = Problem(problem.eigenvalues, problem.teacher, start / np.linalg.norm(start))
        run = gradient_flow(other, 1e4, **SPHERE)
        assert run.loss[-1] == pytest.approx(rest.loss, rel=1e-8)


def test_the_teachers_own_norm_lets_it_reach_the_teacher():
    made = Problem.power_law(2.0, 50, seed=1)
    start = made.start * np.linalg.norm(made.teacher)
    problem = Problem(made.eigenvalues, made.teacher, start)
    rest = theory.fixed_norm_rest(problem)
    assert (rest.u, rest.s, rest.loss, rest.mse, rest.multiplier) == (1, 1, 0, 0, 0)
    assert rest.is_teacher
    run = gradient_flow(problem, 1e6, **SPHERE)
    # u and s are good to the flow's 1e-8, and 1 − u is formed by subtraction.
    assert abs(run.one_minus_u[-1]) < 1e-8
    assert find_phases(run).t2 is not None


def test_a_small_sphere_is_approached_exponentially():
    problem = Problem.power_law(2.0, 1_000, seed=0)
    time = np.linspace(2.5, 4.5, 7)
    run = gradient_flow(problem, 200.0, at=[*time, 200.0], tolerance=1e-12, **SPHERE)
    logs = np.log(np.abs(run.loss[:-1] - theory.fixed_norm_rest(problem).loss))
    rates = np.diff(logs) / np.diff(time)
    assert np.ptp(rates) < 0.02 * abs(rates.mean())
    # The loss falls as the square of the distance, which falls at the rate μ at least.
    assert -rates.mean() > 2 * theory.fixed_norm_rest(problem).multiplier


@pytest.mark.parametrize("relative_norm", [0.5, 1.0, 2.0])
def test_before_that_it_falls_with_the_free_students_exponent(relative_norm):
    made = Problem.power_law(3.0, 2_000, teacher="flat", seed=1)
    start = made.start * np.linalg.norm(made.teacher) * relative_norm
    problem = Problem(made.eigenvalues, made.teacher, start)
    rest = theory.fixed_norm_rest(problem)
    assert rest.exponential_from > 1e7
    time = np.geomspace(1e3, 1e6, 7)
    run = gradient_flow(problem, 1e6, at=time, **SPHERE)
    slope = np.polyfit(np.log(time), np.log(run.loss - rest.loss), 1)[0]
    # −(1 − 1/a), on the way to which modes are learned one by one: a free student's own slope is
    # 0.02 off here.
    assert slope == pytest.approx(-2 / 3, abs=0.06)


@given(st.sampled_from([-1, 1]), st.floats(0.5, 12), st.integers(0, 20))
def test_the_loss_at_rest_is_none_below_0(sign, digits, seed):
    made = Problem.power_law(2.0, 100, seed=seed)
    scale = np.linalg.norm(made.teacher) * (1 + sign * 10**-digits)
    rest = theory.fixed_norm_rest(Problem(made.eigenvalues, made.teacher, made.start * scale))
    assert rest.loss >= 0
    assert rest.mse >= 0


def test_rest_is_noticed_and_a_run_can_be_stopped():
    problem = Problem.power_law(2.0, 300)
    run = gradient_descent(problem, 0.01, 10**9, at=[0, 10**6, 10**9], **SPHERE)
    assert list(run.step) == [0, 10**6, 10**9]
    assert run.u[1] == run.u[2] == pytest.approx(theory.fixed_norm_rest(problem).u, rel=1e-12)
    stopped = gradient_descent(problem, 1e-6, 10**9, max_single_steps=10_000, **SPHERE)
    assert stopped.status is Status.STOPPED
    assert stopped.last_step == 10_000
    assert stopped.step[-1] <= 10_000
    assert "fixed norm" in stopped.sentence


def test_a_large_step_oscillates_and_does_not_diverge():
    problem = Problem.power_law(2.0, 50, start_norm=3.0, seed=1)
    run = gradient_descent(problem, 5.0, 20_000, **SPHERE)
    assert run.status in (Status.PERIODIC, Status.IRREGULAR)
    assert np.all(np.isfinite(run.loss))
    free = gradient_descent(problem, 5.0, 20_000)
    assert free.status is Status.DIVERGED


def test_there_are_no_exponents_and_it_is_said_why():
    for method in ("gd", "flow"):
        setup = Setup(method=method, dimension=500, horizon=1e4, student="fixed norm")
        table = solve(setup).exponents
        assert table[["fitted", "theory", "law"]].isna().all().all()
        assert table["verdict"].iloc[0].startswith("not a rate: ")
        assert table["verdict"].iloc[1:].str.contains("comes to rest on its sphere").all()
    # The laws would be far off.
    run = solve(setup).trajectory
    assert run.loss[-1] > 100 * theory.loss(solve(setup).problem, run.time[-1])


def test_the_curvature_along_it():
    problem = Problem.power_law(2.0, 60, seed=1)
    found = sharpness(problem, 1e3, at=[1e3], **SPHERE)
    w = follow_modes(problem, 1e3, at=[1e3], **SPHERE).student(problem)[0]
    assert found.largest[0] == pytest.approx(np.linalg.eigvalsh(problem.hessian(w))[-1], rel=1e-7)
    assert found.gradient_norm[0] == pytest.approx(np.linalg.norm(problem.gradient(w)), rel=1e-7)


def test_what_is_refused():
    with pytest.raises(ParameterError, match="Student"):
        Setup(student="bound")
    ones = np.ones(2) / math.sqrt(2)
    still = Problem(np.ones(2), ones, np.zeros(2))
    for run in (
        lambda: gradient_descent(still, 0.1, 10, **SPHERE),
        lambda: gradient_flow(still, 1.0, **SPHERE),
    ):
        with pytest.raises(ParameterError, match="cannot start at w = 0"):
            run()
    with pytest.raises(ValueError, match="cannot start at w = 0"):
        theory.fixed_norm_rest(still)
    with pytest.raises(ParameterError, match="free student"):
        solve_sgd(Setup(student="fixed norm", steps=10, dimension=10), noise=0.0, replicas=1)
