"""The paper's bounds of phase II against runs: never passed where they hold, and where they end."""

from __future__ import annotations

import numpy as np
import pytest

from core import Problem, find_phases, gradient_flow, theory
from core.parameters import ParameterError

LEVELS = np.array([0.05, 0.03, 0.02, 0.01, 0.005])


@pytest.mark.parametrize("decay", [1.5, 2.0, 3.0])
def test_a_run_keeps_to_the_bound_of_its_anchor(decay: float) -> None:
    problem = Problem.power_law(decay, 1_000_000, teacher="flat", seed=1)
    run = gradient_flow(problem, 1e6)
    taken = []
    for epsilon in (0.2, *LEVELS):
        phases = find_phases(run, epsilon=epsilon)
        assert phases.t1_prime is not None
        assert phases.t2 is not None
        taken.append(phases.t2 - phases.t1_prime)
    anchor = (float(LEVELS[0]), taken[1])
    bound = theory.convergence_time_bound(decay, LEVELS, anchor=anchor)
    assert bound[0] == pytest.approx(taken[1], rel=1e-14)
    assert np.all(taken[2:] < bound[1:])
    # And by far: by the law T₂ takes half the exponent, and the logarithm only adds to the gap.
    gap = np.log(bound[-1] / taken[-1]) / np.log(LEVELS[0] / LEVELS[-1])
    assert gap > 0.8 * abs(theory.time_exponent(decay))
    # A larger ε than the anchor's is no matter of the bound: there the run is above the curve.
    assert taken[0] > theory.convergence_time_bound(decay, 0.2, anchor=anchor)


def test_shape_of_the_time_bound() -> None:
    anchor = (0.1, 3.0)
    once, twice = theory.convergence_time_bound(2.0, [1e-3, 1e-6], anchor=anchor)
    # ε^(−4) ln(1/ε), by hand.
    assert once == pytest.approx(3.0 * 100**4 * 3, rel=1e-12)
    assert twice == pytest.approx(3.0 * 1e5**4 * 6, rel=1e-12)
    assert np.isnan(theory.convergence_time_bound(1.0, 0.1, anchor=anchor))


@pytest.mark.parametrize("decay", [1.5, 2.0, 3.0])
@pytest.mark.parametrize("epsilon", [0.1, 0.05])
def test_the_plateau_is_within_its_bound(decay: float, epsilon: float) -> None:
    shares = []
    for dimension in (1_000, 10_000, 100_000):
        problem = Problem.power_law(decay, dimension, seed=1)
        bound = float(theory.plateau_bound(decay, dimension, epsilon))
        shares.append(_off_the_plateau(problem, epsilon) / bound)
    # With the constant 1 the bound is generous, and more so the larger d: a run departs by some
    # 1/d, the bound falls as d^(−1/3).
    assert max(shares) < 0.5
    assert np.all(np.diff(shares) < 0)


def test_the_plateau_needs_a_small_start() -> None:
    problem = Problem.power_law(2.0, 10_000, start_norm=100.0, seed=1)
    # A start of norm √d is itself still there at T₂, in the slow modes.
    assert _off_the_plateau(problem, 0.05) > theory.plateau_bound(2.0, 10_000, 0.05)


def test_the_plateau_bound_says_nothing_for_a_tiny_epsilon() -> None:
    problem = Problem.power_law(1.5, 1000, seed=1)
    departed = _off_the_plateau(problem, 0.002)
    height = float(np.mean(problem.teacher**2))
    # ε^(−a) = 11 d: there is no plateau any more at T₂, and the bound is past all of its height.
    assert departed > 0.5 * height
    assert theory.plateau_bound(1.5, 1000, 0.002) > height
    assert np.isnan(theory.plateau_bound(0.5, 1000, 0.1))


def test_what_is_refused() -> None:
    for epsilon in (0.0, 1.0, np.nan):
        with pytest.raises(ValueError, match="epsilon must lie strictly between 0 and 1"):
            theory.plateau_bound(2.0, 100, epsilon)
        with pytest.raises(ValueError, match="epsilon must lie strictly between 0 and 1"):
            theory.convergence_time_bound(2.0, [0.1, epsilon], anchor=(0.1, 1.0))
        with pytest.raises(ValueError, match="the anchor's epsilon must lie"):
            theory.convergence_time_bound(2.0, 0.1, anchor=(epsilon, 1.0))
    for time in (0.0, np.inf):
        with pytest.raises(ValueError, match="the anchor's time must be positive"):
            theory.convergence_time_bound(2.0, 0.1, anchor=(0.1, time))
    with pytest.raises(ParameterError, match="allowed is"):
        theory.plateau_bound(-1.0, 100, 0.1)


def _off_the_plateau(problem: Problem, epsilon: float) -> float:
    run = gradient_flow(problem, 1e6)
    t2 = find_phases(run, epsilon=epsilon).t2
    assert t2 is not None
    then = np.interp(t2, run.time, run.mse)
    return abs(float(then) - float(np.mean(problem.teacher**2)))
