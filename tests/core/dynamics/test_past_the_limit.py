"""Near and past the stability limit gradient descent is the map itself, and its status says so."""

from __future__ import annotations

import numpy as np
import pytest

from core.dynamics import gradient_descent
from core.problem import Problem
from core.trajectory import Status
from tests.core.comparing import relative_errors
from tests.core.problems import make, stability_limit
from tests.core.reference import loop


def scalar(step_size: float, steps: int, w: float = 0.3) -> np.ndarray:
    """d = 1: w ← w − 12η(w³ − w), the cubic map, by hand."""
    path = [w]
    for _ in range(steps):
        w = w - step_size * 12 * (w**3 - w)
        path.append(w)
    return np.array(path)


def one_mode(w: float = 0.3) -> Problem:
    return Problem([1.0], [1.0], [w])


# For d = 1 the multiplier at w* is 1 − 24η: the limit is η = 1/12.
@pytest.mark.parametrize("ratio", [0.5, 0.95, 0.999])
def test_below_the_limit_the_oscillation_dies_as_it_should(ratio: float) -> None:
    eta = ratio / 12
    trajectory = gradient_descent(one_mode(), eta, 3_000, at=np.arange(3_001))
    path = scalar(eta, 3_000)
    # The loop's own rounding, 1e-16, shows where 1 − u has fallen below 1e-9.
    assert np.allclose(trajectory.one_minus_u, 1 - path, rtol=1e-7, atol=1e-15)


def test_a_two_cycle_is_reported_as_one() -> None:
    eta = 1.1 / 12
    trajectory = gradient_descent(one_mode(), eta, 100_000)
    assert trajectory.status is Status.PERIODIC
    assert trajectory.period == 2
    assert "2 steps" in trajectory.sentence
    # The 2-cycle w → w': w + w' and ww' from the cubic map. Its points solve f(f(w)) = w.
    last = scalar(eta, 100_000)[-2:]
    assert np.allclose(np.sort(trajectory.u[-2:]), np.sort(last), rtol=1e-9)


def test_period_doubling_then_chaos_then_divergence() -> None:
    found = [
        gradient_descent(one_mode(), 12.0**-1 * ratio, 50_000) for ratio in (1.1, 1.25, 1.4, 1.8)
    ]
    # The cubic map w → (1 + 12η)w − 12ηw³ doubles its 2-cycle at 12η = √5 − 1 = 1.236 and is
    # chaotic from about 1.30; its interval is left at 12η = 2, and some orbits escape earlier.
    assert [run.period for run in found[:2]] == [2, 4]
    assert found[2].status is Status.IRREGULAR
    assert all(np.isfinite(run.u).all() for run in found)


def test_divergence_is_a_result_with_the_finite_part_of_the_curve() -> None:
    problem = make("power law", 200, 3)
    trajectory = gradient_descent(problem, 5 * stability_limit(problem), 10_000)
    assert trajectory.status is Status.DIVERGED
    assert trajectory.last_step is not None
    assert 0 < trajectory.last_step < 10_000
    assert f"step {trajectory.last_step:,}" in trajectory.sentence
    for values in (trajectory.u, trajectory.s, trajectory.mse, trajectory.one_minus_s):
        assert np.isfinite(values).all()
    assert trajectory.step is not None
    assert trajectory.step[-1] <= trajectory.last_step


def test_a_start_too_large_diverges_below_the_limit_at_the_minimum() -> None:
    problem = make("power law", 50, 1, norm=100.0)
    step_size = 0.5 * stability_limit(problem)
    assert gradient_descent(problem, step_size, 1_000).status is Status.DIVERGED


def test_past_the_limit_the_first_steps_are_the_loops() -> None:
    """Before rounding has been amplified the path is the loop's, oscillation and all."""
    problem = make("power law", 100, 7)
    step_size = 1.05 * stability_limit(problem)
    at = np.arange(60)
    trajectory = gradient_descent(problem, step_size, 59, at=at)
    assert max(relative_errors(trajectory, loop(problem, step_size, at)).values()) <= 1e-9


def test_past_the_limit_the_orbit_has_the_loops_distribution() -> None:
    """A chaotic path is rounding; what it visits is not. Two-sample Kolmogorov-Smirnov, by hand."""
    eta = 1.45 / 12
    ours = gradient_descent(one_mode(), eta, 60_000, at=np.arange(20_000, 60_001)).u
    theirs = np.abs(scalar(eta, 60_000, w=0.31)[20_000:])
    grid = np.sort(np.concatenate((np.abs(ours), theirs)))
    ours, theirs = np.sort(np.abs(ours)), np.sort(theirs)
    gap = np.abs(
        np.searchsorted(ours, grid) / ours.size - np.searchsorted(theirs, grid) / theirs.size
    ).max()
    # 4e4 samples of a mixing orbit: 1.6 / √(n/2) = 0.011 at one in a hundred; orbits are
    # correlated, so three times that.
    assert gap < 0.035


def test_the_default_samples_show_both_branches_of_an_oscillation() -> None:
    problem = Problem.power_law(2, 50)
    trajectory = gradient_descent(problem, 1.05 * stability_limit(problem), 20_000)
    assert trajectory.step is not None
    late = trajectory.step > 1_000
    pairs = np.diff(trajectory.step[late]) == 1
    assert pairs.mean() > 0.5
    assert np.abs(np.diff(trajectory.u[late]))[pairs].max() > 0.01


def test_single_steps_can_be_bounded() -> None:
    problem = Problem.power_law(2, 50)
    step_size = 1.05 * stability_limit(problem)
    trajectory = gradient_descent(problem, step_size, 10**9, max_single_steps=5_000)
    assert trajectory.status is Status.STOPPED
    assert trajectory.last_step == 5_000
    assert trajectory.step is not None
    assert trajectory.step[-1] <= 5_000
