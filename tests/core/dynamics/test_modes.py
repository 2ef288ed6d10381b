"""The modes along a run against loops over all of them, and against their own sums."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from core.dynamics import follow_modes, gradient_descent
from core.dynamics.modes import ModePath
from core.parameters import ParameterError
from core.problem import Problem
from core.trajectory import Status
from tests.core.problems import make, problems, stability_limit


def stepped(problem: Problem, step_size: float, at: np.ndarray) -> np.ndarray:
    """w at the steps `at`, one numpy step after the other."""
    w, seen = problem.start.copy(), []
    for step in range(at[-1] + 1):
        if step in at:
            seen.append(w)
        w = w - step_size * problem.gradient(w)
    return np.array(seen)


def flowed(problem: Problem, at: np.ndarray) -> np.ndarray:
    """w at the times `at`, by SciPy on all d equations."""
    rate, teacher = problem.eigenvalues, problem.teacher

    def jacobian(_: float, w: np.ndarray) -> np.ndarray:
        return -problem.hessian(w)

    solution = solve_ivp(
        lambda _, w: -problem.gradient(w),
        (0, at[-1]),
        problem.start,
        t_eval=at,
        method="Radau",
        jac=jacobian,
        rtol=1e-10,
        atol=1e-12 * np.sqrt(1 / (rate.max() * np.sum(teacher**2))),
    )
    assert solution.success
    return solution.y.T


def size(problem: Problem, path: ModePath) -> np.ndarray:
    return (np.abs(problem.start) + np.abs(problem.teacher))[path.index]


def log_steps(steps: int, count: int = 15) -> np.ndarray:
    return np.unique(np.concatenate(([0], np.rint(np.geomspace(1, steps, count)).astype(int))))


def assert_sums_are_the_trajectorys(problem: Problem, path: ModePath) -> None:
    """With all modes there, u, s, their gaps, the MSE: the same sums over the modes."""
    run, rate, error = path.trajectory, problem.eigenvalues, path.error
    teacher = path.sign * problem.teacher
    v, q = rate * error * teacher, rate * error**2
    terms = np.abs(v).sum(1) + q.sum(1)
    # Relative to the terms: the precision of the reduction that goes with the tolerance, 1e-13, and
    # rounding.
    assert np.all(np.abs(run.one_minus_u + v.sum(1)) <= 1e-11 * terms)
    assert np.all(np.abs(run.one_minus_s + 2 * v.sum(1) + q.sum(1)) <= 3e-11 * terms)
    student = path.student(problem)
    squares = [((student - sign * problem.teacher) ** 2).mean(1) for sign in (1, -1)]
    mean = (error**2).mean(1)
    nearer = np.where(mean <= np.max(squares, axis=0) / 2, mean, np.min(squares, axis=0))
    assert np.allclose(run.mse, nearer, rtol=1e-10, atol=1e-13 * (student**2).mean(1).max())


@settings(max_examples=60)
@given(
    problem=problems(largest=400),
    fraction=st.floats(np.log(1e-2), np.log(0.9)).map(np.exp),
    exponent=st.floats(1, 3.7),
)
def test_descent_is_the_loop_mode_by_mode(
    problem: Problem, fraction: float, exponent: float
) -> None:
    step_size = fraction * stability_limit(problem)
    at = log_steps(int(10**exponent))
    path = follow_modes(problem, at[-1], step_size=step_size, at=at)
    if path.trajectory.status is Status.DIVERGED:
        return
    expected = stepped(problem, step_size, at)
    # u(0) rounds at 1e-15, and the escape amplifies that with it (see test_descent).
    overlap = abs(problem.summary(problem.start)[0])
    if overlap < 1e-12:
        return
    error = np.abs(path.student(problem) - expected) / size(problem, path)
    assert error.max() <= 1e-7 + 1e-14 / overlap
    assert_sums_are_the_trajectorys(problem, path)


@settings(max_examples=25)
@given(
    seed=st.integers(0, 1000),
    decay=st.floats(0, 6),
    dimension=st.integers(2, 60),
    exponent=st.floats(-1, 3),
)
def test_the_flow_is_scipys_mode_by_mode(
    seed: int, decay: float, dimension: int, exponent: float
) -> None:
    problem = Problem.power_law(decay, dimension, seed=seed)
    at = np.concatenate(([0.0], np.geomspace(0.01, 10**exponent, 12)))
    path = follow_modes(problem, at[-1], at=at)
    overlap = abs(problem.summary(problem.start)[0])
    error = np.abs(path.student(problem) - flowed(problem, at)) / size(problem, path)
    # SciPy's 1e-10 a step, over hundreds of steps, amplified by the escape.
    assert error.max() <= 1e-7 + 1e-9 / overlap
    assert_sums_are_the_trajectorys(problem, path)


@pytest.mark.parametrize("decay", [0.1, 0.3, 1.0])
@pytest.mark.parametrize("dimension", [3_000, 100_000])
def test_modes_between_the_nodes(decay: float, dimension: int) -> None:
    problem = Problem.power_law(decay, dimension, seed=2)
    step_size, at = 0.5 / 24 / problem.eigenvalues[0], np.array([0, 1, 5, 20, 60, 100])
    path = follow_modes(problem, 100, step_size=step_size, at=at)
    assert path.index[0] == 0
    assert path.index[-1] == dimension - 1
    assert len(path.index) < 500
    expected = stepped(problem, step_size, at)[:, path.index]
    # Single steps all the way: what is left is interpolation (1e-13) and the rounding of u(0).
    assert np.abs((path.student(problem) - expected) / size(problem, path)).max() <= 1e-10


def test_a_million_modes() -> None:
    problem = Problem.power_law(1.5, 1_000_000)
    path = follow_modes(problem, 1e5, at=[0, 1.0, 1e3, 1e5])
    assert np.all(np.diff(path.eigenvalues) < 0)
    teacher = path.sign * problem.teacher[path.index]
    assert np.allclose(path.error[0], problem.start[path.index] - teacher)
    # Late, a slow mode decays as on its own, by e^(−8λ(t_2 − t_1)), where the drive −(2v + 3q/2)
    # is small beside it: to 2% at t = 1e3 here.
    slow = path.eigenvalues < 1e-6
    ratio = path.error[3] / path.error[2]
    decay = np.exp(-8 * path.eigenvalues * (1e5 - 1e3))
    assert np.allclose(ratio[slow], decay[slow], rtol=0.02)


@pytest.mark.parametrize("step_size", [None, 0.01])
def test_the_propagators_make_the_student(step_size: float | None) -> None:
    problem = Problem.power_law(2, 500, seed=5)
    end = 1e4 if step_size is None else 10**6
    path = follow_modes(problem, end, step_size=step_size)
    # Interpolating a constant rounds a few times.
    assert np.allclose(path.start_share[0], 1, rtol=1e-14)
    assert np.allclose(path.teacher_gap[0], -1, rtol=1e-14)
    together = path.start_share * problem.start + path.teacher_gap * path.sign * problem.teacher
    # Two terms of the size of w(0) and w* and their difference.
    assert np.allclose(path.error, together, rtol=0, atol=1e-13 * size(problem, path).max())
    # A and B are functions of λ, whatever the mode's w(0) and w*: monotone ones after the escape.
    # To 1e-10, since collocation makes of e^(−20) and less a rational number of some sign.
    assert np.all(np.diff(path.start_share[-1]) >= -1e-10)
    assert_sums_are_the_trajectorys(problem, path)


def test_the_error_keeps_its_digits() -> None:
    """d = 1, where e' = e (1 − 12η(e + 1)(e + 2)); A and B − 1 fall far more slowly than e."""
    e, expected = -0.7, []
    for _ in range(401):
        expected.append(e)
        e *= 1 - 0.12 * (e + 1) * (e + 2)
    path = follow_modes(Problem([1.0], [1.0], [0.3]), 400, step_size=0.01, at=np.arange(401))
    resolved = np.abs(expected) > 1e-13  # 2^-53 where |e| passed 1/2 and was subtracted from 1.
    assert np.allclose(path.error[resolved, 0], np.array(expected)[resolved], rtol=1e-9)
    far = ~resolved & (path.error[:, 0] != 0)
    assert np.allclose(path.error[far, 0] / np.array(expected)[far], 1, rtol=1e-9)


def test_the_sign_is_the_one_at_the_end() -> None:
    problem = Problem.power_law(2, 100, seed=4)
    mirrored = Problem(problem.eigenvalues, -problem.teacher, problem.start)
    ours, theirs = (follow_modes(p, 10**4, step_size=0.01) for p in (problem, mirrored))
    assert ours.sign == -theirs.sign
    assert np.allclose(ours.error, theirs.error, rtol=1e-9, atol=1e-13)
    assert np.allclose(ours.teacher_gap, theirs.teacher_gap, rtol=1e-9, atol=1e-13)
    early = follow_modes(problem, 10**4, step_size=0.01, at=[0, 5])
    assert early.sign == ours.sign
    # At t = 100 the leading modes (8λt > 10) are as far as the drive of the others lets them be.
    assert np.all(ours.unlearned(problem)[-1, :5] < 1e-3)


def test_what_is_kept_does_not_change_the_run() -> None:
    problem = Problem.power_law(1.5, 2_000)
    at = log_steps(10**6, 100)
    kept = follow_modes(problem, 10**6, step_size=0.01, at=at).trajectory
    plain = gradient_descent(problem, 0.01, 10**6, at=at)
    for name in ("u", "s", "one_minus_u", "one_minus_s", "mse", "loss"):
        # Both are within the tolerance, 1e-8, of the loop, on other blocks.
        assert np.allclose(getattr(kept, name), getattr(plain, name), rtol=3e-8, atol=0)


def test_a_run_that_arrives_and_one_that_diverges() -> None:
    arrived = follow_modes(make("equal", 5, 0), 10**6, step_size=0.1)
    assert arrived.trajectory.status is Status.CONVERGED
    assert np.all(arrived.error[-1] == 0)
    problem = make("power law", 200, 3)
    path = follow_modes(problem, 10_000, step_size=5 * stability_limit(problem))
    assert path.trajectory.status is Status.DIVERGED
    assert path.error.shape == (len(path.trajectory), 200)
    assert np.isfinite(path.error).all()


def test_no_ratio_where_the_teacher_is_zero() -> None:
    problem = Problem([0.5, 0.5], [0.0, 2**0.5], [0.6, 0.8])
    ratio = follow_modes(problem, 5.0, at=[0.0, 5.0]).unlearned(problem)
    assert np.isnan(ratio[:, 0]).all()
    assert ratio[1, 1] < ratio[0, 1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"modes": [10]}, "0 to 9"),
        ({"modes": [0.5]}, "whole"),
        ({"modes": 3}, "list"),
        ({"at": [3, 1]}, "increasing"),
        ({"end": 2.5, "step_size": 0.1}, "whole number"),
        ({"end": -1.0}, "horizon"),
    ],
)
def test_a_wrong_value_gets_a_sentence(arguments: dict[str, object], words: str) -> None:
    given_arguments = {"end": 10} | arguments
    with pytest.raises(ParameterError, match=words):
        follow_modes(Problem.power_law(2, 10), **given_arguments)  # type: ignore[arg-type]
