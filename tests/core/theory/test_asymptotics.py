"""The exponents, against local slopes of the sums that they are the limits of."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from core import theory
from core.parameters import ParameterError
from core.problem import Problem

Array = NDArray[np.float64]


def slope(curve: Callable[[Array], Array], time: float) -> float:
    """The local slope in log-log over a factor of 4 in time about `time`."""
    low, high = curve(np.array([time / 2, 2 * time]))
    return float(np.log(high / low) / np.log(4))


def problem_and_time(decay: float, teacher_decay: float) -> tuple[Problem, float]:
    """A flat teacher at d = 1e6, and the time at which x = 1000 of its modes are learned."""
    problem = Problem.power_law(decay, 1_000_000, teacher="flat", teacher_decay=teacher_decay)
    return problem, 1000**decay / (16 * problem.eigenvalues[0])


@pytest.mark.parametrize(
    ("decay", "teacher_decay"),
    [(1.5, 0.0), (2.0, 0.0), (3.0, 0.0), (1.5, 0.5), (2.0, 2.0), (0.8, 1)],
)
def test_convergence_and_rate(decay: float, teacher_decay: float) -> None:
    problem, time = problem_and_time(decay, teacher_decay)
    expected = theory.convergence_exponent(decay, teacher_decay)
    # The finite sum departs from its power by about (x/d)^(a+b−1) at the end of the spectrum
    # (3 % at a + b = 1.5) with a factor near 1, and by less than 1/x at its beginning.
    tolerance = 2e-3 + 1.5 * (1000 / 1e6) ** (decay + teacher_decay - 1)
    for law in (theory.one_minus_u, theory.one_minus_s, theory.loss):
        measured = slope(lambda t, law=law: law(problem, t), time)
        assert measured == pytest.approx(expected, rel=tolerance)
    assert theory.mse_rate_exponent(decay, teacher_decay) == expected


@pytest.mark.parametrize(
    ("decay", "teacher_decay"), [(1.5, 0.0), (2.0, 0.0), (4.0, 0.0), (2.0, 0.5), (0.3, 0.2)]
)
def test_drop(decay: float, teacher_decay: float) -> None:
    problem, time = problem_and_time(decay, teacher_decay)
    if decay + teacher_decay < 1:
        # The first modes must be many for the linear fall, but few of all: (x/d)^(1−a−b) ≪ 1.
        time = 10**decay / (16 * problem.eigenvalues[0])
    start = theory.mse(problem, 0.0)
    measured = slope(lambda t: start - theory.mse(problem, t), time)
    gap = abs(decay + teacher_decay - 1)
    # The ends of the spectrum: (x/d)^|a+b−1| at the far one, x^(b−1) (a sum for an integral) at
    # the near one.
    tolerance = 2e-3 + (1000 / 1e6) ** gap + 1000 ** (teacher_decay - 1.0)
    expected = theory.mse_drop_exponent(decay, teacher_decay)
    assert measured == pytest.approx(expected, rel=tolerance)


@pytest.mark.parametrize(("decay", "teacher_decay"), [(2.0, 2.0), (1.5, 3.0), (4.0, 1.8)])
def test_mse_of_a_decaying_teacher(decay: float, teacher_decay: float) -> None:
    problem, time = problem_and_time(decay, teacher_decay)
    measured = slope(lambda t: theory.mse(problem, t), time)
    # What the finite d cuts off: (x/d)^(b−1), 0.4 % at b = 1.8.
    tolerance = 2e-3 + (1000 / 1e6) ** (teacher_decay - 1)
    expected = theory.mse_exponent(decay, teacher_decay)
    assert measured == pytest.approx(expected, rel=tolerance)


def test_the_papers_exponents() -> None:
    assert theory.convergence_exponent(2.0) == -0.5
    assert theory.mse_drop_exponent(2.0) == 0.5
    assert theory.time_exponent(2.0) == -2.0
    assert theory.bound_time_exponent(2.0) == -4.0
    assert theory.bound_time_exponent(3.0) == pytest.approx(-2 * 3 / (3 - 1), rel=1e-15)


def test_the_drop_and_its_rate_are_consistent() -> None:
    for decay, teacher_decay in [(2.0, 0.0), (1.5, 0.5), (0.3, 0.2), (6.0, 0.9)]:
        drop = theory.mse_drop_exponent(decay, teacher_decay)
        rate = theory.mse_rate_exponent(decay, teacher_decay)
        # A derivative lowers the power by 1.
        assert rate == pytest.approx(drop - 1, abs=1e-15)


@pytest.mark.parametrize("exponent", [theory.convergence_exponent, theory.time_exponent])
@pytest.mark.parametrize(
    ("decay", "teacher_decay"), [(0.0, 0.0), (0.0, 3.0), (1.0, 0.0), (0.5, 0.5)]
)
def test_where_there_is_no_power(
    exponent: Callable[[float, float], float], decay: float, teacher_decay: float
) -> None:
    assert math.isnan(exponent(decay, teacher_decay))


def test_where_the_mse_has_no_power() -> None:
    assert math.isnan(theory.mse_exponent(2.0, 1.0))
    assert math.isnan(theory.mse_drop_exponent(2.0, 1.0))
    assert math.isnan(theory.mse_drop_exponent(0.0))
    assert math.isnan(theory.mse_drop_exponent(1.0))
    assert math.isnan(theory.mse_rate_exponent(1.0))
    assert math.isnan(theory.mse_rate_exponent(0.0))
    assert math.isnan(theory.bound_time_exponent(1.0))


def test_bounds_are_those_of_the_parameters() -> None:
    with pytest.raises(ParameterError, match="allowed is"):
        theory.convergence_exponent(-1.0)
    with pytest.raises(ParameterError, match="allowed is"):
        theory.mse_exponent(2.0, 9.0)
