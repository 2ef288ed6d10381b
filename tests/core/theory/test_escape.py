"""The escape rate, and the time that the linear flow needs."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from scipy.linalg import eigh

from core import theory
from core.problem import Problem
from tests.core.theory.independent import descent
from tests.core.theory.problems import problem_of, problems, rank_one


def root_to_50_digits(problem: Problem, slope: int, strength: int) -> mpmath.mpf:
    """The largest root of the secular equation by bisection, counted from its pole."""
    with mpmath.workdps(50):
        rate = [mpmath.mpf(float(value)) for value in problem.eigenvalues]
        weight = [
            strength * (value * mpmath.mpf(float(w))) ** 2
            for value, w in zip(rate, problem.teacher, strict=True)
        ]
        poles = [(value, w) for value, w in zip(rate, weight, strict=True) if w > 0]
        top = max(value for value, _ in poles)
        low, high = top * mpmath.mpf(10) ** -900, (strength + 1) * top
        while high / low - 1 > mpmath.mpf(10) ** -40:
            middle = mpmath.sqrt(low * high)
            total = mpmath.fsum(w / (middle + slope * (top - value)) for value, w in poles)
            low, high = (middle, high) if total > 1 else (low, middle)
        return slope * top + low


NEAR_TOP = 10.0 ** -np.arange(0.5, 16, 0.25)
DIFFICULT = {
    "300 orders of magnitude": problem_of(10.0 ** -np.arange(0, 301, 10), np.ones(31)),
    "300 orders about 1": problem_of(10.0 ** np.arange(-150, 151, 10), np.ones(31)),
    "top mode with next to no signal": problem_of([1, 0.5, 0.1], [1e-200, 1, 1]),
    "top mode with little signal": problem_of([1, 0.9, 0.1], [1e-8, 1, 1]),
    "top modes with none": problem_of([1, 1, 0.5, 0.1], [0, 0, 1, 1]),
    "all signal in the last mode": problem_of([1, 1e-8], [0, 1]),
    "nested clusters": problem_of(1 - NEAR_TOP, NEAR_TOP),
    "eigenvalues near the smallest float": problem_of([1e-300, 1e-305], [1, 1]),
}


@pytest.mark.parametrize("problem", DIFFICULT.values(), ids=DIFFICULT.keys())
def test_rate_agrees_with_50_digits(problem: Problem) -> None:
    expected = root_to_50_digits(problem, 4, 8)
    # A few roundings in a sum of positive terms.
    assert abs(theory.escape_rate(problem) / expected - 1) < 2e-15


@settings(max_examples=150)
@given(problems())
def test_rate_is_the_leading_eigenvalue(problem: Problem) -> None:
    size = problem.dimension
    largest = eigh(rank_one(problem, 4, 8), eigvals_only=True, subset_by_index=(size - 1, size - 1))
    # LAPACK is backward stable: its error is some d ε of the norm, which is the eigenvalue itself.
    assert theory.escape_rate(problem) == pytest.approx(largest[0], rel=2e-13)


@pytest.mark.parametrize("dimension", [2, 1000, 1_000_000])
def test_rate_of_equal_eigenvalues_is_exact(dimension: int) -> None:
    rate = theory.escape_rate(Problem.power_law(0.0, dimension))
    # The sum over d modes of the signal is 1 to about 1e-13 at d = 1e6.
    assert rate == pytest.approx(12 / dimension, rel=1e-12)


def test_mode_without_signal_does_not_set_the_rate() -> None:
    without = theory.escape_rate(problem_of([1, 0.2, 0.1], [0, 1, 1]))
    assert without < 4
    # The same sum, with a term of 0 in it.
    assert without == pytest.approx(theory.escape_rate(problem_of([0.2, 0.1], [1, 1])), rel=1e-15)


@pytest.mark.parametrize("dimension", [10, 1000, 100_000])
def test_larger_decay_escapes_faster(dimension: int) -> None:
    decays = np.linspace(0, 6, 25)
    series = [Problem.power_law(a, dimension, teacher="flat", seed=1) for a in decays]
    rates = [theory.escape_rate(problem) for problem in series]
    assert np.all(np.diff(rates) > 0)
    drawn = [
        Problem.power_law(a, dimension, start_norm=0.1, seed=1) for a in (1.2, 1.5, 2.0, 3.0, 4.0)
    ]
    times = [theory.escape_time(problem, 0.1) for problem in drawn]
    assert np.all(np.diff(np.array(times, float)) < 0)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("decay", "part"), [(0.0, 0.1), (1.2, 0.01), (2.0, 0.05), (3.0, 0.1)])
def test_escape_time_is_as_good_as_s_is_small(decay: float, part: float, seed: int) -> None:
    problem = Problem.power_law(decay, 1000, seed=seed)
    step_size = part * theory.max_stable_step(problem)
    predicted = theory.escape_time(problem, 0.1, step_size=step_size)
    assert predicted is not None
    size = float(theory.escape_size(problem, predicted, step_size=step_size))
    u = 1 - descent(problem, step_size, np.arange(int(5 * predicted / step_size))).one_minus_u
    seen = step_size * int(np.argmax(u >= 0.1))
    # Never early but for rounding. At seed 5 and decay 1.2 s reaches 0.8 by the linear flow, past
    # the saddle's 1/3: then the prediction is no good, and escape_size has said so.
    assert seen > 0.999 * predicted
    assert seen < predicted * (1 + size) + step_size or size > 1 / 3
    assert size < 0.2 or (decay, seed) == (1.2, 5)


def test_start_without_overlap_never_escapes() -> None:
    problem = problem_of([1, 0.5, 0.1], [0, 1, 1], np.array([1.0, 0.0, 0.0]))
    assert theory.escape_time(problem, 0.1) is None
    assert np.all(theory.escape_overlap(problem, [0.0, 1.0, 1e9]) == 0)


@pytest.mark.parametrize("size", [1e-3, 1e-100, 1e-290])
def test_tiny_start_escapes_late(size: float) -> None:
    problem = problem_of([1, 0.5], [1, 1], np.array([size, size]))
    escape = theory.escape_time(problem, 0.1)
    if size < 1e-280:
        # Past 650 e-folds: promised as None.
        assert escape is None
        return
    assert escape is not None
    # u is δ there to the tolerance to which log u, hundreds, is known.
    assert theory.escape_overlap(problem, escape) == pytest.approx(0.1, rel=1e-10)


def test_start_past_the_level_has_escaped() -> None:
    assert theory.escape_time(problem_of([1.0], [1.0], np.array([0.5])), 0.1) == 0.0


def test_rate_of_descent_tends_to_that_of_the_flow() -> None:
    problem = Problem.power_law(2.0, 1000)
    rho = theory.escape_rate(problem)
    rates = [theory.escape_rate(problem, step_size=eta) for eta in (0.1, 1e-2, 1e-8)]
    assert rates[0] < rates[1] < rates[2] < rho
    # log(1 + x)/x = 1 − x/2, with x = ηρ of about 4e-8.
    assert rates[2] == pytest.approx(rho, rel=1e-7)


@pytest.mark.parametrize("step_size", [0.0, -1.0, np.inf, np.nan])
def test_step_size_must_be_positive(step_size: float) -> None:
    with pytest.raises(ValueError, match="step_size must be positive"):
        theory.escape_rate(Problem.power_law(2.0, 10), step_size=step_size)


@pytest.mark.parametrize("delta", [0.0, 1.0, -0.1, np.nan])
def test_level_must_lie_between_0_and_1(delta: float) -> None:
    with pytest.raises(ValueError, match="delta must lie strictly between 0 and 1"):
        theory.escape_time(Problem.power_law(2.0, 10), delta)
