"""The sharp laws of phase II: their sums, and whether runs follow them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core import theory
from core.problem import Problem
from core.reduction import reduce
from tests.core.theory.independent import Seen, descent, flow
from tests.core.theory.problems import problem_of, problems

Array = NDArray[np.float64]


def direct_signal(problem: Problem, x: Array) -> Array:
    """F(x) by its sum over all modes."""
    share = problem.eigenvalues * problem.teacher**2
    return np.array([share @ np.exp(-problem.eigenvalues * value) for value in x])


def laws(problem: Problem, time: Array, step_size: float | None = None) -> Seen:
    """All four laws at once."""
    return Seen(
        *(
            law(problem, time, step_size=step_size)
            for law in (theory.one_minus_u, theory.one_minus_s, theory.loss, theory.mse)
        )
    )


@settings(max_examples=100)
@given(problems(), st.floats(1e-3, 1e8))
def test_laws_are_the_sums_over_all_modes(problem: Problem, latest: float) -> None:
    time = np.append(0.0, np.geomspace(1e-3, 1, 9)) * latest / problem.eigenvalues.max()
    slow, fast = direct_signal(problem, 8 * time), direct_signal(problem, 16 * time)
    size = [problem.teacher**2 @ np.exp(-16 * problem.eigenvalues * t) for t in time]
    expected = [(slow + 1.5 * fast) / 3, 2 * slow / 3, 4 * fast, np.array(size) / problem.dimension]
    for law, value in zip(laws(problem, time), expected, strict=True):
        # Ten times what the reduction promises, 1e-14 of a sum's start; once a sum is that far
        # down, exponents of up to 1e9 would be compared to ε.
        np.testing.assert_allclose(law, value, rtol=1e-12, atol=1e-13 * value[0])


@settings(max_examples=100)
@given(problems(), st.floats(1e-6, 0.999), st.integers(1, 10**7))
def test_discrete_laws_are_the_sums_over_all_modes(
    problem: Problem, part: float, last: int
) -> None:
    step_size = part * theory.max_stable_step(problem)
    step = np.unique(np.geomspace(1, last, 9).astype(int))
    factor = 1 - 8 * step_size * problem.eigenvalues
    share = problem.eigenvalues * problem.teacher**2
    slow = np.array([share @ factor ** float(k) for k in step])
    fast = np.array([share @ factor ** (2.0 * k) for k in step])
    size = np.array([problem.teacher**2 @ factor ** (2.0 * k) for k in step])
    expected = [(slow + 1.5 * fast) / 3, 2 * slow / 3, 4 * fast, size / problem.dimension]
    scale = [1.0, 1.0, 1.0, np.mean(problem.teacher**2)]
    for law, value, start in zip(
        laws(problem, step * step_size, step_size), expected, scale, strict=True
    ):
        # The powers here carry the rounding of 1 − 8ηλ: up to k ε, 1e-9 for 1e7 steps.
        np.testing.assert_allclose(law, value, rtol=4e-16 * last + 1e-12, atol=1e-13 * start)


def test_a_large_problem_on_nodes() -> None:
    problem = Problem.power_law(1.5, 1_000_000, teacher_decay=0.5, seed=1)
    time = np.array([0.0, 0.3, 1e2, 1e5, 1e7, 1e9])
    expected = direct_signal(problem, 8 * time)
    # What the reduction promises, 1e-14, and the direct sum's own rounding at d = 1e6.
    np.testing.assert_allclose(theory.unlearned_signal(problem, 8 * time), expected, rtol=1e-12)


def test_a_reduction_can_be_reused() -> None:
    problem = Problem.power_law(2.0, 20_000)
    time = np.geomspace(1, 1e5, 20)
    nodes = reduce(problem, 1e6)
    # Two different sets of nodes, each good to 1e-14.
    np.testing.assert_allclose(
        theory.loss(problem, time, reduction=nodes), theory.loss(problem, time), rtol=1e-12
    )


@pytest.mark.parametrize("teacher", ["gaussian", "flat"])
@pytest.mark.parametrize("decay", [1.3, 1.5, 2.0, 3.0])
def test_the_flow_follows_the_laws(decay: float, teacher: str) -> None:
    problem = Problem.power_law(decay, 300, teacher=teacher, seed=1)
    cutoff = 1 / (8 * problem.eigenvalues[-1])
    time = np.array([0.03, 0.1, 0.3, 3.0]) * cutoff
    # The correction is of the relative order of F(8t), here up to 2.5 times as much, before the
    # cutoff; there and past it of some a/d an e-fold.
    tolerance = 3 * direct_signal(problem, 8 * np.minimum(time, 0.3 * cutoff))
    tolerance += 2 * decay / 300 * np.maximum(1, time / cutoff)
    for seen, law in zip(flow(problem, time), laws(problem, time), strict=True):
        assert np.all(np.abs(seen / law - 1) < tolerance)


def test_the_laws_are_sharp() -> None:
    problem = Problem.power_law(2.0, 400, teacher="flat", seed=1)
    time = np.array([10.0, 100.0, 1000.0, 10_000.0])
    error = np.abs(flow(problem, time).one_minus_s / theory.one_minus_s(problem, time) - 1)
    # The ratio tends to 1 as F(8t) ~ t^(−1/2) to 0: three times smaller a decade.
    assert np.all(error[1:] < 0.5 * error[:-1])
    assert error[-1] < 0.01


@pytest.mark.parametrize(
    ("decay", "part", "tolerance"),
    # Twice F(8t) or a/d, whichever is larger. Near the limit 8ηλ_1 > 1: the first modes alternate.
    [(1.5, 0.9, 0.06), (2.0, 0.2, 0.015), (2.0, 0.95, 0.015), (3.0, 0.6, 0.006)],
)
def test_gradient_descent_follows_the_laws(decay: float, part: float, tolerance: float) -> None:
    problem = Problem.power_law(decay, 1000, seed=1)
    step_size = part * theory.max_stable_step(problem)
    step = np.array([25_000, 35_000, 50_000])
    seen = descent(problem, step_size, step)
    for value, law in zip(seen, laws(problem, step * step_size, step_size), strict=True):
        np.testing.assert_allclose(value, law, rtol=tolerance)


def test_discrete_rates_are_needed_late() -> None:
    # One mode with next to no signal, and 8ηλ = 0.12: e^(−8λt) is 6 % off in the rate.
    problem = problem_of([1.0, 0.3], [1.0, 1e-4], np.array([0.3, 1e-4]))
    step_size = 0.6 * theory.max_stable_step(problem)
    step = np.array([60, 65, 70])
    rate = np.log(descent(problem, step_size, step).one_minus_u)
    discrete = np.log(theory.one_minus_u(problem, step * step_size, step_size=step_size))
    smooth = np.log(theory.one_minus_u(problem, step * step_size))
    # Slopes, as the delay of the escape is a constant factor here. The mode's own share of 1e-4
    # shifts its rate by as much; the top mode is at 0.2^60.
    np.testing.assert_allclose(np.diff(rate), np.diff(discrete), rtol=1e-3)
    assert np.all(np.abs(np.diff(smooth) / np.diff(rate) - 1) > 0.05)


def test_the_laws_say_nothing_before_the_escape() -> None:
    problem = Problem.power_law(2.0, 300, seed=1)
    time = np.array([0.05, 0.1, 0.2])
    # u and s are still near 0, so 1 − u and 1 − s near 1; the laws fall at once from 5/6 and 2/3.
    seen, law = flow(problem, np.append(time, 50.0)), laws(problem, time)
    assert np.all(seen.one_minus_u[:-1] > 1.2 * law.one_minus_u)
    assert np.all(seen.one_minus_s[:-1] > 1.2 * law.one_minus_s)


def test_equal_eigenvalues_are_beyond_the_laws_of_u_and_s() -> None:
    problem = Problem.power_law(0.0, 50, seed=1)
    escape = theory.escape_time(problem, 0.1)
    assert escape is not None
    time = escape + np.array([60.0, 65.0, 70.0])
    falls = [-np.diff(np.log(values)) / np.diff(time) for values in flow(problem, time)]
    # e is orthogonal to w*, q falls at 16λ, and all four follow it: the laws of the loss and the
    # MSE have that, F(8t) does not. 1 % for the modes at 24λ that are still dying out.
    np.testing.assert_allclose(falls, 16 / 50, rtol=0.01)


@pytest.mark.parametrize("step_size", [None, 0.05, 0.15])
@pytest.mark.parametrize("epsilon", [0.3, 0.05, 1e-3, 1e-6])
def test_time_to_epsilon_is_where_the_laws_are(epsilon: float, step_size: float | None) -> None:
    problem = Problem.power_law(2.0, 2000, seed=2)
    time = theory.time_to_epsilon(problem, epsilon, step_size=step_size)
    assert time is not None
    if step_size is not None:
        # The laws are in effect where the alternating modes are gone, or on an even step.
        time = 2 * step_size * round(time / (2 * step_size))
    law = laws(problem, np.array(time), step_size)
    # Brent's method to 1e-14 in log t; a step's rounding in t moves log ε by at most this.
    tolerance = 1e-9 if step_size is None else 16 * step_size
    assert max(law.one_minus_u, law.one_minus_s) == pytest.approx(epsilon, rel=tolerance)


@settings(max_examples=60)
@given(problems(), st.floats(1e-9, 0.8))
def test_time_to_epsilon_exists_for_every_spectrum(problem: Problem, epsilon: float) -> None:
    time = theory.time_to_epsilon(problem, epsilon)
    assert time is not None
    later = np.array([1.0, 1.01]) * time
    reached = np.maximum(theory.one_minus_u(problem, later), theory.one_minus_s(problem, later))
    # The solver's nodes and these differ by the reduction's 1e-14, against an ε of 1e-9 at least.
    assert reached[0] == pytest.approx(epsilon, rel=1e-4)
    assert reached[1] < reached[0]


def test_time_to_epsilon_grows_as_the_law_and_not_as_the_bound() -> None:
    problem = Problem.power_law(2.0, 1_000_000, teacher="flat")
    first, second = (theory.time_to_epsilon(problem, epsilon) for epsilon in (1e-2, 1e-3))
    assert first is not None
    assert second is not None
    # The slope tends to 2 (the bound's is 4); F's first correction to its power is 2 % here.
    assert np.log10(second / first) == pytest.approx(-theory.time_exponent(2.0), rel=0.02)


def test_edges_of_time_to_epsilon() -> None:
    problem = Problem.power_law(2.0, 100)
    assert theory.time_to_epsilon(problem, 0.9) == 0.0
    limit = theory.max_stable_step(problem)
    assert theory.time_to_epsilon(problem, 0.1, step_size=1.01 * limit) is None


def test_there_is_no_law_past_the_stability_limit() -> None:
    problem = Problem.power_law(1.5, 200)
    limit = theory.max_stable_step(problem)
    for law in laws(problem, np.array([0.0, 1.0, 2.0]), 1.001 * limit):
        assert np.all(np.isnan(law))
    for law in laws(problem, np.array([0.0, 1.0, 2.0]), 0.999 * limit):
        assert np.all(np.isfinite(law))


def test_a_step_that_ends_a_mode_at_once() -> None:
    # 8ηλ_1 = 1 exactly: the factor is 0 from the first step on, and 1 before it.
    problem = problem_of([1.0, 0.01], [1e-6, 1.0])
    value = theory.loss(problem, np.array([0.0, 0.125]), step_size=0.125)
    # What is left is the other mode's share, 1/(1 + 1e-6) of the signal; a few roundings.
    assert value == pytest.approx([4.0, 4 / (1 + 1e-6) * 0.99**2], rel=1e-14)


def test_shape_follows_that_of_time() -> None:
    problem = Problem.power_law(2.0, 50)
    for law in (theory.one_minus_u, theory.one_minus_s, theory.loss, theory.mse):
        assert isinstance(law(problem, 1.0), float)
        assert law(problem, [1.0, 2.0]).shape == (2,)
        assert law(problem, np.ones((2, 3)), step_size=0.01).shape == (2, 3)
        assert law(problem, np.array([])).shape == (0,)


@pytest.mark.parametrize("time", [-1.0, np.nan, np.inf, [1.0, -1.0]])
def test_times_must_be_finite_and_not_negative(time: float) -> None:
    with pytest.raises(ValueError, match="time must be finite and not negative"):
        theory.loss(Problem.power_law(2.0, 10), time)


@pytest.mark.parametrize("epsilon", [0.0, 1.0, np.nan])
def test_epsilon_must_lie_between_0_and_1(epsilon: float) -> None:
    with pytest.raises(ValueError, match="epsilon must lie strictly between 0 and 1"):
        theory.time_to_epsilon(Problem.power_law(2.0, 10), epsilon)
