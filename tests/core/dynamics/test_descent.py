"""Gradient descent against the step-by-step loop over all modes."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.dynamics import gradient_descent
from core.parameters import ParameterError
from core.problem import Problem
from core.trajectory import Status
from tests.core.comparing import relative_errors
from tests.core.problems import make, problems, stability_limit
from tests.core.reference import loop


def log_steps(steps: int) -> np.ndarray:
    return np.unique(np.concatenate(([0], np.rint(np.geomspace(1, steps, 150)).astype(int))))


@settings(max_examples=150)
@given(
    problem=problems(),
    fraction=st.floats(np.log(1e-3), np.log(0.9)).map(np.exp),
    exponent=st.floats(2, np.log10(3e5)),
)
def test_every_recorded_step_is_the_loops(
    problem: Problem, fraction: float, exponent: float
) -> None:
    step_size = fraction * stability_limit(problem)
    # The loop costs d a step: 2e7 mode updates an example keep the test under a minute.
    steps = int(min(10**exponent, 2e7 / problem.dimension))
    at = log_steps(steps)
    trajectory = gradient_descent(problem, step_size, steps, at=at)
    if trajectory.status is Status.DIVERGED:
        # Below the limit at w* a large start can still blow up; the finite part is compared.
        at = at[: len(trajectory)]
    assert np.array_equal(trajectory.step, at)
    alike = np.ptp(problem.eigenvalues) < 1e-12 * problem.eigenvalues.max()
    # Where all modes fall alike, 1 − u and 1 − s are of the order of |e|², from sums of terms of
    # the order of |e|: at 1e-16 their rounding is 1e-8 of them, the loop's as well as ours.
    floor = 1e-16 if alike else 1e-18
    errors = relative_errors(trajectory, loop(problem, step_size, at), floor=floor)
    # u(0) is a sum of terms of order 1: its rounding, about 1e-15, is amplified along with it. With
    # equal eigenvalues and no overlap there is nothing else, and the loop is decided by rounding.
    overlap = abs(problem.summary(problem.start)[0])
    if alike and overlap < 1e-13:
        return
    rounding = 2e-15 / overlap if overlap > 1e-12 else 0.0
    assert max(errors.values()) <= 1e-7 + rounding, errors


@pytest.mark.parametrize("tolerance", [1e-5, 1e-7, 1e-8, 1e-9, 1e-11])
@pytest.mark.parametrize("decay", [1.05, 2.0, 4.0])
def test_the_error_follows_the_tolerance(tolerance: float, decay: float) -> None:
    problem = Problem.power_law(decay, 300, seed=3)
    at = log_steps(200_000)
    trajectory = gradient_descent(problem, 0.02, 200_000, at=at, tolerance=tolerance)
    errors = relative_errors(trajectory, loop(problem, 0.02, at))
    # A few times the tolerance: it bounds each block's error, and there are about twenty. The loop
    # itself is good to about 1e-12 after 2e5 roundings.
    assert max(errors.values()) <= 3 * tolerance + 3e-12, errors


def test_ten_million_steps_at_a_thousand_modes_end_where_the_loop_ends() -> None:
    """The page's default run, over its last hundred steps' worth of the loop, by restarting it."""
    problem = Problem.power_law(2, 200)
    at = np.array([1_000_000])
    trajectory = gradient_descent(problem, 0.01, 1_000_000, at=at)
    assert max(relative_errors(trajectory, loop(problem, 0.01, at)).values()) <= 1e-8


@pytest.mark.parametrize("norm", [1e-6, 1e-3, 1.0, 20.0])
def test_small_and_large_starts(norm: float) -> None:
    problem = make("power law", 100, 5, norm)
    step_size = min(0.05 * stability_limit(problem), 0.05 / norm**2)
    at = log_steps(100_000)
    trajectory = gradient_descent(problem, step_size, 100_000, at=at)
    assert max(relative_errors(trajectory, loop(problem, step_size, at)).values()) <= 1e-7


def test_two_modes_and_one() -> None:
    for dimension in (1, 2):
        problem = make("exponential", dimension, 1)
        step_size = 0.3 * stability_limit(problem)
        at = log_steps(20_000)
        trajectory = gradient_descent(problem, step_size, 20_000, at=at)
        assert max(relative_errors(trajectory, loop(problem, step_size, at)).values()) <= 1e-7


def test_equal_modes_against_sixty_digits() -> None:
    """Where 1 − u falls as e², the loop itself forms it as a small difference and loses it."""
    rng = np.random.default_rng(3)
    teacher = rng.standard_normal(2)
    problem = Problem([0.5, 0.5], teacher / np.sqrt(np.sum(teacher**2) / 2), rng.standard_normal(2))
    at = [100, 200, 300]
    trajectory = gradient_descent(problem, 0.02, 300, at=at)
    with mpmath.workdps(60):
        target = [mpmath.mpf(float(x)) for x in problem.teacher]
        size = mpmath.sqrt(sum(x * x for x in target) / 2)
        target = [x / size for x in target]
        w = [mpmath.mpf(float(x)) for x in problem.start]
        gaps = []
        for step in range(301):
            u = sum(x * y for x, y in zip(w, target, strict=True)) / 2
            s = sum(x * x for x in w) / 2
            if step in at:
                gaps.append(float(1 - abs(u)))
            shrink, pull = 1 - 0.01 * (12 * s - 4), 0.08 * u
            w = [shrink * x + pull * y for x, y in zip(w, target, strict=True)]
    # s* = 1 holds to 1e-16 in doubles only; 300 steps of rounding.
    assert np.allclose(trajectory.one_minus_u, gaps, rtol=1e-11)


def test_a_million_modes_agree_with_the_loop() -> None:
    problem = Problem.power_law(1.2, 1_000_000, seed=1)
    at = np.array([0, 1, 10, 100, 300])
    trajectory = gradient_descent(problem, 0.05, 300, at=at)
    # The sums over 1e6 modes round at about 1e-13 in either program.
    assert max(relative_errors(trajectory, loop(problem, 0.05, at)).values()) <= 1e-9


def test_what_is_recorded_does_not_depend_on_what_else_is() -> None:
    problem = Problem.power_law(2, 500)
    few = gradient_descent(problem, 0.01, 10**6, at=[0, 77, 5_000, 999_999])
    many = gradient_descent(problem, 0.01, 10**6, at=log_steps(10**6))
    alone = gradient_descent(problem, 0.01, 10**6, at=[5_000])
    assert few.one_minus_u[2] == alone.one_minus_u[0]
    assert few.u[0] == many.u[0]
    # The start is recorded as it is, up to the sign that the end decides.
    assert abs(few.u[0]) == pytest.approx(abs(problem.summary(problem.start)[0]), rel=1e-12)


def test_a_longer_run_passes_through_the_shorter_ones_end() -> None:
    problem = Problem.power_law(2, 1000)
    short = gradient_descent(problem, 0.01, 10**5, at=[10**5])
    long = gradient_descent(problem, 0.01, 10**9, at=[10**5])
    assert short.one_minus_u[0] == pytest.approx(long.one_minus_u[0], rel=1e-8)
    assert short.mse[0] == pytest.approx(long.mse[0], rel=1e-8)


def test_the_sign_is_the_one_at_the_end() -> None:
    problem = Problem.power_law(2, 100, seed=4)
    mirrored = Problem(problem.eigenvalues, -problem.teacher, problem.start)
    ours, theirs = (gradient_descent(p, 0.01, 10**5) for p in (problem, mirrored))
    assert ours.u[-1] > 0.9
    for name in ("u", "s", "mse", "loss", "one_minus_u"):
        # The same run seen from the other teacher, up to rounding.
        assert np.allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-9, atol=1e-13)


def test_disjoint_teacher_and_start_never_escape() -> None:
    rate = np.array([0.5, 0.3, 0.2])
    problem = Problem(rate, [0, 0, 5**0.5], [1.0, 1.0, 0.0])
    trajectory = gradient_descent(problem, 0.05, 10**6)
    assert trajectory.status is Status.NO_OVERLAP
    assert np.all(trajectory.u == 0)
    # The saddles' s, approached like 1/t.
    assert trajectory.s[-1] == pytest.approx(1 / 3, abs=1e-4)


def test_arriving_is_reported_with_exact_zeros() -> None:
    trajectory = gradient_descent(make("equal", 5, 0), 0.1, 10**6)
    assert trajectory.status is Status.CONVERGED
    assert trajectory.one_minus_u[-1] == 0
    assert trajectory.mse[-1] == 0
    assert trajectory.u[-1] == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"step_size": 0.0}, "step_size"),
        ({"step_size": float("nan")}, "step_size"),
        ({"step_size": -1.0}, "step_size"),
        ({"steps": 0}, "1 to 1,000,000,000"),
        ({"steps": 10**10}, "1 to 1,000,000,000"),
        ({"steps": 2.5}, "whole number"),
        ({"at": [5, 3]}, "increasing"),
        ({"at": [0, 11]}, "0 to steps, 10"),
        ({"at": [-1]}, "increasing"),
        ({"at": [0.5]}, "whole"),
        ({"at": "now"}, "whole"),
        ({"at": [[1, 2]]}, "list"),
        ({"tolerance": 0.0}, "tolerance"),
        ({"tolerance": float("nan")}, "tolerance"),
    ],
)
def test_a_wrong_value_gets_a_sentence(arguments: dict[str, object], words: str) -> None:
    given_arguments = {"step_size": 0.01, "steps": 10} | arguments
    with pytest.raises(ParameterError, match=words):
        gradient_descent(Problem.power_law(2, 10), **given_arguments)  # type: ignore[arg-type]
