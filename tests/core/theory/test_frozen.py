"""The MSE from the errors at T₂ against sums over all modes, and against runs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core import Problem, find_phases, follow_modes, gradient_flow, theory
from tests.core.theory.independent import descent_errors, flow_errors
from tests.core.theory.problems import problem_of, problems

Array = NDArray[np.float64]
TAU = np.array([0.0, 1.0, 10.0, 100.0, 1e3])


@settings(max_examples=100)
@given(problems(), st.floats(-3, 3), st.integers(0, 100))
def test_frozen_is_its_sum(problem: Problem, log_time: float, seed: int) -> None:
    errors = np.random.default_rng(seed).standard_normal(problem.dimension)
    tau = 10.0**log_time / problem.eigenvalues.max()
    left = errors**2 * np.exp(-16 * problem.eigenvalues * tau)
    # The reduction's 1e-14 of the start; exponents of 1e4 are not known to more than 1e-12.
    scale = np.mean(errors**2)
    assert theory.frozen_mse(problem, errors, tau) == pytest.approx(
        left.mean(), rel=1e-11, abs=1e-13 * scale
    )
    assert theory.survival(problem, -errors, tau) == pytest.approx(
        left.sum() / np.sum(errors**2), rel=1e-11, abs=1e-13
    )


@pytest.mark.parametrize("decay", [0.5, 1.5, 4.0])
def test_a_million_errors(decay: float) -> None:
    problem = Problem.power_law(decay, 1_000_000)
    rng = np.random.default_rng(1)
    # As unlike a smooth function of the index as can be, and large where modes are few.
    errors = rng.standard_normal(1_000_000) * (1 + 100 * problem.eigenvalues)
    tau = np.array([0.0, 1.0, 1e3, 1e6, 1e9])
    expected = [np.mean(errors**2 * np.exp(-16 * problem.eigenvalues * t)) for t in tau]
    # The reduction's 1e-14, and the rounding of a sum of 1e6 terms.
    np.testing.assert_allclose(
        theory.frozen_mse(problem, errors, tau), expected, rtol=1e-12, atol=1e-13
    )


def test_frozen_descent_takes_its_steps() -> None:
    problem = problem_of([1, 0.5, 0.01], [1, 1, 1])
    errors, step_size = np.array([1.0, -2.0, 3.0]), 0.08
    step = np.array([0, 1, 2, 50])
    left = errors**2 * (1 - 8 * step_size * problem.eigenvalues) ** (2 * step[:, None])
    mse = theory.frozen_mse(problem, errors, step * step_size, step_size=step_size)
    np.testing.assert_allclose(mse, left.mean(axis=1), rtol=1e-13)
    unstable = 1.01 * theory.max_stable_step(problem)
    assert np.isnan(theory.frozen_mse(problem, errors, 1.0, step_size=unstable))


def _from_t2(problem: Problem, epsilon: float) -> Array:
    """The errors of the flow at T₂(ε) + `TAU`."""
    t2 = find_phases(gradient_flow(problem, 1e5), epsilon=epsilon).t2
    assert t2 is not None
    return flow_errors(problem, t2 + TAU)


@pytest.mark.parametrize("decay", [1.3, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("epsilon", [0.1, 0.05])
def test_a_run_keeps_to_the_band(decay: float, epsilon: float) -> None:
    problem = Problem.power_law(decay, 300, seed=1)
    errors = _from_t2(problem, epsilon)
    mse = np.mean(errors**2, axis=0)
    band = theory.survival_band(problem, errors[:, 0], TAU, epsilon)
    assert np.all(mse < band.high)
    assert np.all(mse > band.low)
    # It says something until ετ ~ √d: here by a factor of ε for τ ≤ 10.
    assert np.all((band.high - band.low)[:3] < 2.1 * epsilon * mse[:3])


# Not ε = 0.01 at a = 1.5, where T₂ is past the cutoff of d = 300.
@pytest.mark.parametrize(
    ("decay", "epsilon"), [(1.5, 0.1), (1.5, 0.05), (2.0, 0.1), (2.0, 0.01), (3.0, 0.05)]
)
def test_the_fall_is_right_to_a_part_of_epsilon(decay: float, epsilon: float) -> None:
    problem = Problem.power_law(decay, 300, seed=1)
    errors = _from_t2(problem, epsilon)
    seen = 1 - np.mean(errors[:, 1:] ** 2, axis=0) / np.mean(errors[:, 0] ** 2)
    fall = 1 - theory.survival(problem, errors[:, 0], TAU[1:])
    # Too large by ε at the most; 1e-3 for the integrator's 1e-7 in a fall of 1e-4.
    assert np.all(seen / fall < 1 + 1e-3)
    assert np.all(seen / fall > 1 - epsilon - 1e-3)


def test_a_run_of_a_million_modes() -> None:
    problem, tau = Problem.power_law(1.5, 1_000_000, seed=1), np.array([1.0, 1e2, 1e4, 1e6])
    t2 = find_phases(gradient_flow(problem, 1e3), epsilon=0.05).t2
    assert t2 is not None
    run = gradient_flow(problem, 1e7, at=t2 + tau)
    then = follow_modes(problem, 1e7, at=[t2], modes=np.arange(problem.dimension))
    fall = 1 - theory.survival(problem, then.error[0], tau)
    seen = 1 - run.mse / then.trajectory.mse[0]
    # By a part of ε too fast again, at T₂ and less and less later; the first fall, of 5e-7, is
    # known to the solver's 1e-8.
    assert np.all((seen / fall > 1 - 0.05 - 0.02) & (seen / fall < 1))
    assert seen[-1] / fall[-1] > 0.99


def test_the_fall_is_wrong_while_u_is_still_small() -> None:
    problem = Problem.power_law(2.0, 300, seed=1)
    t1 = find_phases(gradient_flow(problem, 100.0)).t1
    assert t1 is not None
    errors = flow_errors(problem, t1 + TAU)
    seen = 1 - np.mean(errors[:, 1] ** 2) / np.mean(errors[:, 0] ** 2)
    assert seen < 0.5 * (1 - theory.survival(problem, errors[:, 0], TAU[1]))


def test_past_the_cutoff_a_run_gets_ahead() -> None:
    problem = Problem.power_law(1.3, 100, seed=1)
    late = 2 / (8 * problem.eigenvalues[-1])
    t2 = find_phases(gradient_flow(problem, 1e4), epsilon=0.05).t2
    assert t2 is not None
    errors = flow_errors(problem, np.array([t2, t2 + 1]))[:, 0]
    run = gradient_flow(problem, 1e4, at=[t2 + late])
    assert run.mse[0] < (1 - 0.05) * theory.frozen_mse(problem, errors, late)
    # Theorem 2's second term allows for that, and for much else by then.
    band = theory.survival_band(problem, errors, late, 0.05)
    assert band.low == 0
    assert run.mse[0] < band.high


@pytest.mark.parametrize("decay", [1.5, 2.0])
def test_the_papers_figure_4(decay: float) -> None:
    """d = 300, η = 1e-3, frozen from where u = 0.9."""
    problem, step_size = Problem.power_law(decay, 300, seed=1), 1e-3
    run = gradient_flow(problem, 100.0)
    first = int(run.time[np.argmax(run.u >= 0.9)] / step_size)
    step = first + np.array([0, 300, 3000, 20_000])
    errors = descent_errors(problem, step_size, step)
    mse = np.mean(errors**2, axis=0)
    tau = (step - step[0]) * step_size
    frozen = theory.frozen_mse(problem, errors[:, 0], tau, step_size=step_size)
    np.testing.assert_allclose(frozen, mse, rtol=0.05)
    # The frozen curve is ahead: u and s have not arrived.
    assert np.all(frozen[1:] < mse[1:])


def test_what_is_refused() -> None:
    problem = Problem.power_law(2.0, 3)
    with pytest.raises(ValueError, match=r"errors must have shape \(3,\); it has \(2,\)"):
        theory.frozen_mse(problem, [1.0, 2.0], 1.0)
    with pytest.raises(ValueError, match="errors must be finite"):
        theory.survival(problem, [1.0, np.nan, 2.0], 1.0)
    with pytest.raises(ValueError, match="epsilon must lie"):
        theory.survival_band(problem, np.ones(3), 1.0, 0.0)
    assert np.isnan(theory.survival(problem, np.zeros(3), 1.0))
