"""The sharp laws against solved runs: two programs that share no formula but the model's.

Each law is held to runs where it is meant to hold, and shown to fail where it is not.
"""

from __future__ import annotations

import numpy as np
import pytest

from core import Problem, find_phases, gradient_descent, gradient_flow, theory

LAWS = ("one_minus_u", "one_minus_s", "loss", "mse")


@pytest.mark.parametrize("decay", [1.5, 2.0, 3.0])
def test_a_million_dimensions_late(decay: float) -> None:
    """From t = 1e5 on within 1%: the correction is of the order of t^(−(1 − 1/a))."""
    problem = Problem.power_law(decay, 1_000_000)
    time = np.geomspace(1e5, 1e7, 9)
    run = gradient_flow(problem, 1e7, at=time)
    for law in LAWS:
        ratio = getattr(run, law) / getattr(theory, law)(problem, time)
        assert np.all(np.abs(ratio - 1) < 0.01), (law, ratio)


@pytest.mark.parametrize("decay", [1.5, 2.0, 3.0])
def test_the_correction_shrinks_as_it_should(decay: float) -> None:
    """|ratio − 1| of the loss falls about like t^(−(1 − 1/a)): it is a power, not a constant."""
    problem = Problem.power_law(decay, 1_000_000, teacher="flat")
    time = np.array([1e2, 1e4])
    run = gradient_flow(problem, 1e4, at=time)
    early, late = np.abs(run.loss / theory.loss(problem, time) - 1)
    slope = np.log(late / early) / np.log(1e2)
    # Higher orders are still seen at t = 100, hence the width.
    assert slope == pytest.approx(-(1 - 1 / decay), abs=0.25)


def test_the_laws_say_nothing_before_the_escape() -> None:
    problem = Problem.power_law(2, 10_000)
    run = gradient_flow(problem, 1.0, at=[0.05])
    assert run.one_minus_u[0] > 1.5 * theory.one_minus_u(problem, 0.05)


@pytest.mark.parametrize("decay", [1.5, 2.0, 3.0])
@pytest.mark.parametrize("step_size", [None, 0.05])
def test_time_to_epsilon_is_the_runs_for_a_small_epsilon(
    decay: float, step_size: float | None
) -> None:
    problem = Problem.power_law(decay, 100_000, teacher="flat", seed=1)
    levels = (0.3, 0.01, 0.003, 0.001)
    if step_size is None:
        run = gradient_flow(problem, 1e7)
    else:
        run = gradient_descent(problem, step_size, 200_000_000)
    ratio = []
    for epsilon in levels:
        found = find_phases(run, epsilon=epsilon).t2
        assert found is not None
        ratio.append(theory.time_to_epsilon(problem, epsilon, step_size=step_size) / found)
    off = 1 - np.array(ratio)
    # The laws' own correction is of the order of F(8t), so of ε; T₂ ~ ε^(−a/(a−1)) makes a few ε
    # of it, and the run is later.
    assert np.all(off[1:] > 0)
    assert np.all(off[1:] < 5 * np.array(levels[1:]))
    # ε = 0.3: the run is there hardly after its escape, of which the law knows nothing.
    assert ratio[0] < 0.5


@pytest.mark.parametrize("decay", [1.5, 2.0, 3.0])
def test_local_exponents_late_and_right_after_the_escape(decay: float) -> None:
    """Over a factor of two in time: from T₁, where the laws say nothing yet, and late."""
    problem = Problem.power_law(decay, 1_000_000, teacher="flat", seed=1)
    t1 = find_phases(gradient_flow(problem, 100.0)).t1
    assert t1 is not None
    time = np.array([t1, 2 * t1, 1e4, 2e4])
    run = gradient_flow(problem, time[-1], at=time)
    for law in ("one_minus_u", "one_minus_s", "loss"):
        seen, expected = (
            np.diff(np.log(values))[::2] / np.log(2)
            for values in (getattr(run, law), getattr(theory, law)(problem, time))
        )
        # The correction of the laws, 1% and less here, has a slope of its own of that size.
        assert seen[1] == pytest.approx(expected[1], rel=0.01)
        # The run leaves its start three times as steeply as the law falls.
        assert seen[0] < 3 * expected[0]


@pytest.mark.parametrize("norm", [30.0, 100.0])
def test_a_large_start_is_still_there_in_the_slow_modes(norm: float) -> None:
    """The laws of the loss and the MSE suppose |w_i(0)| ≪ |w*_i|, which have the norm √d = 32."""
    problem = Problem.power_law(2.0, 1000, teacher="flat", start_norm=norm, seed=1)
    time = np.array([100.0, 1000.0])
    run = gradient_flow(problem, time[-1], at=time)
    both = 1 + norm**2 / np.sum(problem.teacher**2)
    for law in ("mse", "loss"):
        ratio = getattr(run, law) / getattr(theory, law)(problem, time)
        # (w_i(0) − w*_i)² for w*_i², on average both: a draw of some 30 to 100 slow modes, and
        # the correction of the loss.
        np.testing.assert_allclose(ratio, both, rtol=0.25)
    small = Problem.power_law(2.0, 1000, teacher="flat", seed=1)
    run = gradient_flow(small, time[-1], at=time)
    # Of norm 1 it is 1/d of w*², and as much again of the cross term's draw.
    np.testing.assert_allclose(run.mse / theory.mse(small, time), 1, rtol=0.01)


@pytest.mark.parametrize("step_size", [1e-3, 0.05, 0.12])
def test_gradient_descent_follows_the_laws_with_discrete_rates(step_size: float) -> None:
    problem = Problem.power_law(2, 100_000)
    steps = int(1e5 / step_size)
    at = np.unique(np.geomspace(1e4 / step_size, steps, 5).astype(int))
    run = gradient_descent(problem, step_size, steps, at=at)
    for law in LAWS:
        ratio = getattr(run, law) / getattr(theory, law)(problem, run.time, step_size=step_size)
        assert np.all(np.abs(ratio - 1) < 0.02), (law, ratio)


def test_few_modes_need_the_discrete_rates() -> None:
    """Where no mode is slow, (1 − 8ηλ)^k and e^(−8λt) part ways; the law with e^(−8λt) is wrong."""
    problem = Problem.power_law(1, 4, seed=2)
    step_size = 0.6 * theory.max_stable_step(problem)
    run = gradient_descent(problem, step_size, 400, at=[100, 200])
    fall = run.mse[1] / run.mse[0]
    discrete = theory.mse(problem, run.time, step_size=step_size)
    flow = theory.mse(problem, run.time)
    assert fall == pytest.approx(discrete[1] / discrete[0], rel=0.05)
    assert fall < 0.9 * flow[1] / flow[0]


@pytest.mark.parametrize("decay", [1.2, 2.0, 3.0])
def test_the_escape_is_the_linear_flows(decay: float) -> None:
    """T₁ at δ = 0.1, nothing fitted: late by less than the part s(T₁) that the flow leaves out."""
    for seed in range(6):
        problem = Problem.power_law(decay, 1000, seed=seed)
        predicted = theory.escape_time(problem, 0.1)
        assert predicted is not None
        size = float(theory.escape_size(problem, predicted))
        if size > 0.2:  # The run lingers at a saddle, of which the linear flow knows nothing.
            continue
        found = find_phases(gradient_flow(problem, 20 * predicted)).t1
        assert found is not None
        # 1e-3: T₁ is interpolated between samples 2% apart.
        assert -1e-3 < found / predicted - 1 < size + 1e-3


def test_the_stability_limit_is_where_the_map_stops_converging() -> None:
    for decay in (0.5, 1.0, 2.0, 4.0):
        problem = Problem.power_law(decay, 200, seed=1)
        limit = theory.max_stable_step(problem)
        below = gradient_descent(problem, 0.98 * limit, 20_000)
        above = gradient_descent(problem, 1.02 * limit, 20_000)
        assert abs(below.one_minus_u[-1]) < 0.1
        assert np.ptp(below.u[-4:]) < 1e-3
        assert np.ptp(above.u[-4:]) > 0.01
