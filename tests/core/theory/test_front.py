"""The learning front and the fall of single modes, against a run of all modes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core import Problem, theory
from core.parameters import ParameterError
from tests.core.theory.independent import flow_errors
from tests.core.theory.problems import problem_of, problems

Array = NDArray[np.float64]
FRONT = np.array([10.0, 30.0, 100.0])
# By what part of its time a mode at the front is late at most: by the escape, and by 1 − u since.
LATE = np.array([0.25, 0.05, 0.05])


def _fall(problem: Problem, time: Array) -> Array:
    """e_i²/w*_i² of the flow, shape (d, n)."""
    return (flow_errors(problem, time) / problem.teacher[:, None]) ** 2


def _problem(decay: float) -> tuple[Problem, Array]:
    """A flat teacher, a small start, and the times at which the front is at `FRONT`."""
    problem = Problem.power_law(decay, 300, teacher="flat", start_norm=0.01, seed=1)
    return problem, FRONT**decay / problem.eigenvalues[0] / 16


@pytest.mark.parametrize("decay", [2.0, 3.0])
def test_the_front_is_the_runs(decay: float) -> None:
    problem, time = _problem(decay)
    np.testing.assert_allclose(theory.learning_front(decay, 300, time), FRONT, rtol=1e-12)
    learned = np.sum(_fall(problem, time) <= np.exp(-1), axis=0)
    # i* ∝ t^(1/a); and a front that has just reached a mode may not have passed it.
    assert np.all(learned >= FRONT * (1 - LATE / decay) - 1)
    assert np.all(learned <= FRONT + 1)


def test_a_run_is_behind_the_front_early_and_for_a_small_decay() -> None:
    problem, time = _problem(1.3)
    learned = np.sum(_fall(problem, time) <= np.exp(-1), axis=0)
    # At x = 10 the run has hardly escaped; it catches up as slowly as 1 − u falls at a = 1.3.
    assert learned[0] < 5
    assert 0.8 < learned[2] / FRONT[2] < 0.95


@pytest.mark.parametrize("decay", [2.0, 3.0])
def test_modes_about_the_front_and_beyond_fall_as_said(decay: float) -> None:
    problem, time = _problem(decay)
    seen = _fall(problem, time)
    law = theory.mode_fall(problem.eigenvalues[:, None], time)
    for column, (front, late) in enumerate(zip(FRONT, LATE, strict=True)):
        beyond = np.arange(1, 301) >= front
        # The exponent there is 1 or less.
        assert np.all(np.abs(seen[beyond, column] / law[beyond, column] - 1) < late)
    # Far behind it they are held at e = −(2v + 3q/2) w* with v = u − 1 and q = 2(1 − u) − (1 − s):
    # by the laws of phase II 2v + 3q/2 is of the order of 1 − u, and the exponential far below.
    gap = theory.one_minus_u(problem, time[-1])
    held = 2 * -gap + 1.5 * (2 * gap - theory.one_minus_s(problem, time[-1]))
    assert seen[0, -1] == pytest.approx(held**2, rel=0.05)
    assert law[0, -1] < 1e-100


def test_the_front_counts_the_modes() -> None:
    decay, d = 1.5, 10_000
    problem = Problem.power_law(decay, d)
    time = np.geomspace(1e-3, 1e8, 50)
    counted = theory.modes_learned(problem, time)
    front = np.clip(np.floor(theory.learning_front(decay, d, time)), 0, d)
    np.testing.assert_array_equal(counted, front)
    assert counted[0] == 0
    assert counted[-1] == d


@settings(max_examples=60)
@given(problems(), st.floats(-3, 6))
def test_counted_modes_have_fallen(problem: Problem, log_time: float) -> None:
    time = 10.0**log_time / problem.eigenvalues.max()
    fall = theory.mode_fall(problem.eigenvalues, time)
    # An exponent of 1 may be on either side by a rounding.
    least = np.sum(fall < np.exp(-1) * (1 - 1e-14))
    most = np.sum(fall < np.exp(-1) * (1 + 1e-14))
    assert least <= theory.modes_learned(problem, time) <= most


def test_descent_takes_its_steps() -> None:
    problem, step_size = problem_of([1, 0.5, 0.01], [1, 1, 1]), 0.08
    step = np.array([0, 1, 2, 50])
    fall = theory.mode_fall(problem.eigenvalues[:, None], step * step_size, step_size=step_size)
    expected = (1 - 8 * step_size * problem.eigenvalues[:, None]) ** (2 * step)
    np.testing.assert_allclose(fall, expected, rtol=1e-12)
    # 0.36^2 at once; 0.68^2 = 0.46, so a second step; 0.9936^100 = 0.53.
    learned = theory.modes_learned(problem, step * step_size, step_size=step_size)
    np.testing.assert_array_equal(learned, [0, 1, 2, 2])
    unstable = 1.01 * theory.max_stable_step(problem)
    assert np.isnan(theory.modes_learned(problem, 1.0, step_size=unstable))


def test_the_tail_begins_and_ends_with_the_front() -> None:
    """The windows of Theorem 2 are x = 1 and x = d."""
    linear, _, bound = theory.survival_windows(2.0, 500)
    ends = theory.learning_front(2.0, 500, [linear.end, bound.start])
    np.testing.assert_allclose(ends, [1, 500], rtol=1e-12)


def test_edges() -> None:
    assert np.isnan(theory.learning_front(0.0, 100, 1.0))
    assert theory.learning_front(1e-3, 100, 1e9) == np.inf
    with pytest.raises(ParameterError, match="allowed is"):
        theory.learning_front(2.0, 1, 1.0)
    with pytest.raises(ValueError, match="eigenvalues must be finite and positive"):
        theory.mode_fall([1.0, 0.0], 1.0)
    with pytest.raises(ValueError, match="time must be finite"):
        theory.mode_fall(1.0, -1.0)
