"""The linear flow of phase I against solved runs: up to T₁, and how it parts from them after."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from core import Problem, find_phases, gradient_descent, gradient_flow, theory

Array = NDArray[np.float64]
# A small start, so that u is still small where s begins to brake.
START = 0.1


def escaped(problem: Problem) -> float:
    """T₁ of the flow."""
    found = find_phases(gradient_flow(problem, 50 / theory.escape_rate(problem))).t1
    assert found is not None
    return found


def growth(problem: Problem, time: Array) -> Array:
    """d ln u/dt of a run, from u a little before and after."""
    short = 1e-4 * time[-1]
    at = np.sort(np.concatenate((time - short, time + short)))
    u = gradient_flow(problem, at[-1], at=at, tolerance=1e-12).u
    return np.diff(np.log(u))[::2] / (2 * short)


@pytest.mark.parametrize("decay", [1.2, 2.0, 3.0, 6.0])
def test_overlap_up_to_the_escape_and_past_it(decay: float) -> None:
    problem = Problem.power_law(decay, 1000, start_norm=START, seed=1)
    t1 = escaped(problem)
    time = t1 * np.array([0.25, 0.5, 0.75, 1.0, 2.0, 4.0])
    run = gradient_flow(problem, time[-1], at=time)
    ratio = theory.escape_overlap(problem, time) / run.u
    size = theory.escape_size(problem, time[:4])
    # The brake is left out, by at most 3s of the rate ρ; s grows at 2ρ, so that adds up to 3s/2.
    # Never too small but by the solver's 1e-8.
    assert np.all(ratio[:4] > 1 - 1e-7)
    assert np.all(ratio[:4] < 1 + 1.5 * size)
    # Past T₁ it goes on as before, when u of the run has nowhere to go but 1.
    assert ratio[4] > 1.5
    assert ratio[5] > 10


@pytest.mark.parametrize("decay", [1.2, 2.0, 3.0, 6.0])
def test_local_growth_rate_up_to_the_escape_and_past_it(decay: float) -> None:
    problem = Problem.power_law(decay, 1000, start_norm=START, seed=1)
    time = escaped(problem) * np.array([0.25, 0.5, 1.0, 2.0])
    ratio = theory.escape_local_rate(problem, time) / growth(problem, time)
    # The brake, 3s of the rate at most; 1e-6 for the quotient of differences.
    assert np.all(ratio[:3] > 1 - 1e-6)
    assert np.all(ratio[:3] < 1 + 3 * theory.escape_size(problem, time[:3]) + 1e-6)
    assert ratio[3] > 2


@pytest.mark.parametrize("decay", [1.2, 6.0])
@pytest.mark.parametrize("dimension", [30, 1000, 1_000_000])
def test_escape_time_at_the_ends_of_the_axes(decay: float, dimension: int) -> None:
    """T₁ at δ = 0.1, late by less than the part s(T₁), whatever a and d are."""
    for seed in range(4):
        problem = Problem.power_law(decay, dimension, start_norm=START, seed=seed)
        predicted = theory.escape_time(problem, 0.1)
        assert predicted is not None
        # 1e-3: T₁ is interpolated between samples 2% apart.
        excess = escaped(problem) / predicted - 1
        assert -1e-3 < excess < float(theory.escape_size(problem, predicted)) + 1e-3


def test_escape_time_of_a_run_that_waits_at_a_saddle() -> None:
    """Where s(T₁) of the linear flow is past the saddle's 1/3 the run is late by half and more."""
    problem = Problem.power_law(1.2, 1000, seed=5)
    predicted = theory.escape_time(problem, 0.1)
    assert predicted is not None
    assert theory.escape_size(problem, predicted) > 1 / 3
    assert escaped(problem) > 1.5 * predicted


def test_escape_time_grows_otherwise_where_the_rate_falls_with_d() -> None:
    """At a = 0 ρ = 12/d, so T₁ of a run grows as d ln d: its slope in ln d is not 1/2ρ."""
    small, large = (Problem.power_law(0.0, d, start_norm=0.01, seed=2) for d in (100, 10_000))
    slope = (escaped(large) - escaped(small)) / np.log(100)
    assert slope > 2 * theory.escape_time_slope(large)


def test_descent_over_flow_up_to_the_escape_and_past_it() -> None:
    """u of descent over that of the flow, as the two linear flows have it."""
    problem, step_size = Problem.power_law(2.0, 1000, start_norm=START, seed=0), 0.05
    t1 = escaped(problem)
    step = np.rint(t1 / step_size * np.array([0.2, 0.5, 1.0, 2.0, 4.0])).astype(int)
    time = step_size * step
    descent = gradient_descent(problem, step_size, int(step[-1]), at=step)
    flow = gradient_flow(problem, time[-1], at=time)
    seen = descent.u / flow.u
    law = theory.escape_overlap(problem, time, step_size=step_size)
    law = law / theory.escape_overlap(problem, time)
    # Descent, which is behind, is braked less than the flow: by its smaller s, 3s at the most.
    assert np.all(np.abs(seen / law - 1)[:3] < 3 * theory.escape_size(problem, time[:3]))
    assert law[2] < 0.7
    # Past T₁ both end at 1, and so does their ratio, while that of the linear flows goes to 0.
    assert seen[3] > 1.5 * law[3]
    assert seen[4] > 0.99
    assert law[4] < 0.2
