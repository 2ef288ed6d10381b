"""The cut hierarchy: against SciPy on the moments themselves, and against runs of all modes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from core import Problem, gradient_flow, theory
from core.theory import Closure, CutHierarchy

Array = NDArray[np.float64]


def scipy_cut(problem: Problem, order: int, closure: Closure, time: Array) -> tuple[Array, Array]:
    """u and s from moments written out one by one, in the problem's own units."""
    rate, teacher, start = problem.eigenvalues, problem.teacher, problem.start
    known = [np.sum(rate**k * teacher**2) for k in range(order + 2)]

    def slope(_: float, y: Array) -> list[float]:
        u, s = list(y[: order + 1]), list(y[order + 1 :])
        if closure is Closure.ZERO:
            u, s = [*u, 0.0], [*s, 0.0]
        elif closure is Closure.LAST_RATIO:
            u, s = [*u, u[-1] ** 2 / u[-2]], [*s, s[-1] ** 2 / s[-2]]
        else:
            ratio = known[order + 1] / known[order]
            u, s = [*u, ratio * u[-1]], [*s, ratio * s[-1]]
        orders = range(order + 1)
        du = [4 * (1 - 3 * s[1]) * u[k + 1] + 8 * u[1] * known[k + 1] for k in orders]
        ds = [8 * (1 - 3 * s[1]) * s[k + 1] + 16 * u[1] * u[k + 1] for k in orders]
        return du + ds

    begin = [np.sum(rate**k * start * teacher) for k in range(order + 1)]
    begin += [np.sum(rate**k * start**2) for k in range(order + 1)]
    solved = solve_ivp(
        slope, (0, time[-1]), begin, method="DOP853", t_eval=time, rtol=1e-10, atol=1e-14
    )
    return solved.y[1], solved.y[order + 2]


@settings(max_examples=30)
@given(st.integers(1, 12), st.sampled_from(Closure), st.sampled_from([1.2, 2.0]))
def test_it_solves_the_moment_equations(order: int, closure: Closure, decay: float) -> None:
    problem = Problem.power_law(decay, 60, seed=3)
    time = np.linspace(0, 0.4 / theory.escape_rate(problem), 6)
    cut = theory.cut_hierarchy(problem, order, closure, time)
    # The explicit method's 1e-8 a step.
    u, s = scipy_cut(problem, order, closure, time)
    assert np.allclose(cut.u, u, rtol=1e-6, atol=1e-9)
    assert np.allclose(cut.s, s, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("closure", Closure)
@pytest.mark.parametrize("order", [1, 2, 3])
def test_the_error_starts_as_the_power_of_the_order(order: int, closure: Closure) -> None:
    problem = Problem.power_law(1.5, 100, seed=1)
    time = np.array([0.0, 0.01, 0.02])
    run = gradient_flow(problem, 0.02, at=time, tolerance=1e-12)
    sign = np.sign(run.u[0] * problem.summary(problem.start)[0])
    gap = theory.cut_hierarchy(problem, order, closure, time, sign=sign).u - run.u
    # The next order adds at most a tenth at λ_1 t = 0.008.
    assert np.log2(abs(gap[2] / gap[1])) == pytest.approx(order, abs=0.25)


@pytest.mark.parametrize("closure", [Closure.LAST_RATIO, Closure.ISOTROPIC])
@pytest.mark.parametrize("order", [1, 4, 12])
def test_equal_eigenvalues_need_no_second_order(order: int, closure: Closure) -> None:
    problem = Problem.power_law(0.0, 50, seed=2)
    run = gradient_flow(problem, 60.0)
    sign = np.sign(run.u[0] * problem.summary(problem.start)[0])
    cut = theory.cut_hierarchy(problem, order, closure, run.time, sign=sign)
    assert cut.end is None
    # A thousand steps of 1e-8 each, in curves that all end at 1.
    assert np.allclose(cut.u, run.u, rtol=1e-5)
    assert np.allclose(cut.s, run.s, rtol=1e-5)
    assert np.allclose(cut.mse, run.mse, rtol=1e-5, atol=1e-5 * run.mse[0])


def test_a_cut_follows_the_run_and_then_leaves_it() -> None:
    problem = Problem.power_law(2.0, 1_000)
    time = np.linspace(0, 4, 801)
    run = gradient_flow(problem, 4.0, at=time)
    sign = np.sign(run.u[0] * problem.summary(problem.start)[0])
    left = []
    for order in range(2, 12):
        cut = theory.cut_hierarchy(problem, order, Closure.ISOTROPIC, time, sign=sign)
        departure = cut.departure(run.u, run.s)
        assert departure is not None
        near = time < departure
        assert np.all(np.abs(cut.u[near] / run.u[near] - 1) <= 0.01)
        assert np.all(np.abs(cut.s[near] / run.s[near] - 1) <= 0.01)
        assert np.all(np.abs(cut.mse[near] / run.mse[near] - 1) <= 0.01)
        off = np.abs(cut.s[~near] / run.s[~near] - 1)
        assert not np.all(off < 0.02)  # NaN, where the cut has blown up, is off too.
        left.append(departure)
    assert np.all(np.diff(left) > 0)


def test_the_zero_closure_blows_up_and_the_curve_ends() -> None:
    problem = Problem.power_law(2.0, 100)
    time = np.linspace(0, 1_000, 11)
    for order in (1, 4, 12):
        cut = theory.cut_hierarchy(problem, order, "zero", time)
        assert cut.end is not None
        assert 0 < cut.end < 100
        assert np.array_equal(np.isnan(cut.u), time > cut.end)
        assert np.array_equal(np.isnan(cut.mse), time > cut.end)
        assert cut.departure(np.ones(11), np.ones(11), level=0.99) <= cut.end


def curve(time: Array, u: Array) -> CutHierarchy:
    return CutHierarchy(1, Closure.ZERO, time, u, np.ones(time.size), np.ones(time.size), None)


def test_departure_is_where_the_curves_part() -> None:
    time = np.linspace(0, 10, 41)
    exact = np.exp(-time)
    leaves = curve(time, exact * (1 + 1e-4 * np.exp(time)))
    # e^t = 100; the error is an exponential, which the interpolation has exactly.
    assert leaves.departure(exact, np.ones(41)) == pytest.approx(np.log(100), rel=1e-9)
    assert curve(time, exact).departure(exact, np.ones(41)) is None
    assert curve(time, exact + 1).departure(exact, np.ones(41)) == 0
    assert curve(time, time * 0.0).departure(time * 0.0, np.ones(41)) is None
    with pytest.raises(ValueError, match="level"):
        leaves.departure(exact, exact, level=0.0)


@pytest.mark.parametrize(
    ("order", "closure", "time", "said"),
    [
        (0, "zero", [0.0, 1.0], "order"),
        (13, "zero", [0.0, 1.0], "order"),
        (2, "none", [0.0, 1.0], "none"),
        (2, "zero", [1.0, 0.5], "increasing"),
        (2, "zero", [-1.0, 0.5], "negative"),
    ],
)
def test_refusals(order: int, closure: str, time: list[float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        theory.cut_hierarchy(Problem.power_law(2.0, 5), order, closure, time)
