"""The tail: the benchmark S_d, its windows, the time to a fraction of the MSE."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import theory
from core.parameters import ParameterError
from core.problem import Problem
from core.theory import SurvivalForm
from tests.core.theory.problems import problems


@settings(max_examples=60)
@given(
    st.sampled_from([0.0, 0.3, 0.999, 1.0, 1.001, 1.5, 3.0, 6.0]),
    st.integers(2, 3000),
    st.floats(-3, 12),
)
def test_benchmark_is_its_sum(decay: float, dimension: int, log_tau: float) -> None:
    eigenvalues = np.arange(1, dimension + 1) ** -decay
    eigenvalues /= eigenvalues.sum()
    expected = np.mean(np.exp(-16 * eigenvalues * 10.0**log_tau))
    survival = theory.benchmark_survival(decay, dimension, 10.0**log_tau)
    # The reduction's 1e-14 of the start, with a margin; exponents of 1e13 are not known to more.
    assert survival == pytest.approx(expected, rel=1e-11, abs=1e-13)


def test_windows_of_a_steep_spectrum() -> None:
    linear, power, bound = theory.survival_windows(2.0, 100_000)
    assert [linear.form, power.form, bound.form] == [
        SurvivalForm.LINEAR,
        SurvivalForm.POWER,
        SurvivalForm.BOUND,
    ]
    assert linear.start == 0
    assert linear.end == power.start
    assert power.end == bound.start
    assert bound.end == math.inf
    # β = 16/H with H = ζ(2) = π²/6 up to 1/d; the ends are βτ = 1 and (βτ)^(1/2) = d.
    assert linear.end == pytest.approx(math.pi**2 / 96, rel=1e-4)
    assert power.end == pytest.approx(1e10 * math.pi**2 / 96, rel=1e-4)


@pytest.mark.parametrize("decay", [0.0, 0.5, 1.0, 1.5, 2.0, 4.0])
def test_the_fall_is_linear_at_first(decay: float) -> None:
    window = theory.survival_windows(decay, 10_000)[0]
    assert window.form is SurvivalForm.LINEAR
    # At βτ = 0.001 the second order is 0.05 % of the drop at the most; the drop itself, of about
    # 1e-7 of 1, is known to 1e-14.
    tau = 0.001 / window.beta
    drop = 1 - theory.benchmark_survival(decay, 10_000, tau)
    assert drop == pytest.approx(1 - window.survival(tau), rel=1e-3)


@pytest.mark.parametrize("decay", [1.5, 2.0, 4.0])
def test_the_drop_grows_as_a_power(decay: float) -> None:
    d = 1_000_000
    window = theory.survival_windows(decay, d)[1]
    # x = 1000: from the first modes −1/2 of 1000, from the last (x/d)^(a−1), 3 % at a = 1.5.
    tau = 1000.0**decay / window.beta
    drop = 1 - theory.benchmark_survival(decay, d, tau)
    tolerance = 1e-3 + (1000 / d) ** (decay - 1)
    assert drop == pytest.approx(1 - window.survival(tau), rel=tolerance)


def test_the_drop_at_decay_one_has_a_logarithm() -> None:
    d = 1_000_000
    window = theory.survival_windows(1.0, d)[1]
    assert window.form is SurvivalForm.LOGARITHM
    tau = 1000 / window.beta
    drop = 1 - theory.benchmark_survival(1.0, d, tau)
    # Corrections: 1/2 of x ln(d/x) from the first modes, x/2d from the last.
    assert drop == pytest.approx(1 - window.survival(tau), rel=1e-3)
    assert window.survival(0.0) == 1


@pytest.mark.parametrize("decay", [0.3, 0.7])
def test_a_slow_spectrum_falls_linearly_far_past_its_first_mode(decay: float) -> None:
    d = 1_000_000
    linear, bound = theory.survival_windows(decay, d)
    # x = 100 modes are learned, but the drop departs from linear by the order of this only.
    tolerance = 2 * (100 / d) ** 0.3
    tau = 100.0**decay / linear.beta
    drop = 1 - theory.benchmark_survival(decay, d, tau)
    assert drop == pytest.approx(1 - linear.survival(tau), rel=tolerance)
    assert linear.end == bound.start


@given(st.sampled_from([0.0, 0.7, 1.0, 2.0, 6.0]), st.integers(2, 500), st.floats(1e-3, 1e3))
def test_the_bound_is_one(decay: float, dimension: int, relative: float) -> None:
    bound = theory.survival_windows(decay, dimension)[-1]
    tau = relative * bound.start
    survival = theory.benchmark_survival(decay, dimension, tau)
    # Rounding only, of an exponent of up to 1e3.
    assert survival <= bound.survival(tau) * (1 + 1e-12)
    if decay == 0:
        assert survival == pytest.approx(bound.survival(tau), rel=1e-12)


def test_windows_survive_a_cache() -> None:
    windows = theory.survival_windows(1.5, 1000)
    assert copy.deepcopy(windows) == windows


@settings(max_examples=60)
@given(problems(), st.floats(1e-6, 0.999999))
def test_time_to_a_fraction_is_where_the_mse_is(problem: Problem, fraction: float) -> None:
    time = theory.time_to_mse(problem, fraction)
    assert time is not None
    start, then = theory.mse(problem, [0.0, time])
    # The solver's nodes and these differ by 1e-14 of the start, against fractions of 1e-6.
    assert then / start == pytest.approx(fraction, rel=1e-7)


@pytest.mark.parametrize("decay", [1.2, 2.0, 3.0])
def test_the_tail_lasts_as_the_dimension_to_the_decay(decay: float) -> None:
    small, large = (
        theory.time_to_mse(Problem.power_law(decay, d, teacher="flat"), 0.5)
        for d in (10_000, 1_000_000)
    )
    assert small is not None
    assert large is not None
    # H, by which the eigenvalues are divided, still grows at a = 1.2: by 13 % over two decades.
    assert np.log(large / small) / np.log(100) == pytest.approx(decay, rel=0.03)


def test_the_trade_off() -> None:
    series = [Problem.power_law(a, 1000, start_norm=0.1, seed=0) for a in (1.2, 1.5, 2.0, 3.0)]
    escape = np.array([theory.escape_time(problem, 0.1) for problem in series], float)
    tail = np.array([theory.time_to_mse(problem, 0.5) for problem in series], float)
    assert np.all(np.diff(escape) < 0)
    assert np.all(np.diff(tail) > 0)


def test_no_time_past_the_stability_limit() -> None:
    problem = Problem.power_law(2.0, 10)
    assert (
        theory.time_to_mse(problem, 0.5, step_size=theory.max_stable_step(problem) * 1.01) is None
    )


@pytest.mark.parametrize(("decay", "dimension"), [(-1.0, 10), (2.0, 1), (2.0, 2.5), (np.nan, 10)])
def test_bounds_are_those_of_the_parameters(decay: float, dimension: int) -> None:
    with pytest.raises(ParameterError, match="allowed is"):
        theory.benchmark_survival(decay, dimension, 1.0)
    with pytest.raises(ParameterError, match="allowed is"):
        theory.survival_windows(decay, dimension)
