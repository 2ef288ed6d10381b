"""ẇ = −Q^(−p)∇L: the change of variables against the dynamics in w."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from core import theory
from core.dynamics import (
    follow_modes,
    gradient_descent,
    gradient_flow,
    online_sgd,
    sgd_kernel_for,
    sgd_mean_field,
)
from core.exponents import fit_exponents
from core.parameters import ParameterError, Setup
from core.phases import find_phases
from core.problem import Problem
from core.reduction import Measures, Reduction, reduce
from core.run import problem_of, solve
from tests.core.preconditioned import Seen, descend, push, seen

POWERS = (0.3, 0.75, 1.0)


def pair(power: float, decay: float = 1.5, dimension: int = 60, **more) -> tuple[Problem, Problem]:
    """A problem with a preconditioner and the same one without."""
    return (
        Problem.power_law(decay, dimension, preconditioner=power, **more),
        Problem.power_law(decay, dimension, **more),
    )


def agree(trajectory, expected: Seen, rtol: float) -> None:
    for name in expected._fields:
        ours, theirs = getattr(trajectory, name), getattr(expected, name)
        # The loop in w loses digits of the loss where it is small: 1e-14 is left of 3s² + 3 − ….
        np.testing.assert_allclose(ours, theirs, rtol=rtol, atol=2e-14, err_msg=name)


def test_the_problem_is_the_same_in_other_variables():
    there, plain = pair(0.4, start_norm=2.0, teacher_decay=0.5)
    root = plain.eigenvalues**0.2
    np.testing.assert_allclose(there.eigenvalues, plain.eigenvalues**0.6, rtol=1e-14)
    np.testing.assert_allclose(there.teacher, root * plain.teacher, rtol=1e-14)
    np.testing.assert_allclose(there.start, root * plain.start, rtol=1e-14)
    np.testing.assert_allclose(there.metric * root**2, 1, rtol=1e-14)
    assert there.exponents == (1.5, 0.5, 0.4)
    assert there.loss(root * plain.start) == pytest.approx(plain.loss(plain.start), rel=1e-13)
    gap = plain.start - plain.teacher
    assert there.mean_square(root * gap) == pytest.approx(np.mean(gap**2), rel=1e-13)
    # The gradient flow in w̃ is Q^(p/2) times the preconditioned one in w.
    np.testing.assert_allclose(
        there.gradient(root * plain.start), root * push(plain, 0.4, plain.start), rtol=1e-12
    )
    assert Problem.power_law(1.5, 60).metric is None


def test_a_metric_is_checked():
    ones = np.ones(2) / math.sqrt(2)
    with pytest.raises(ValueError, match="metric must all be positive"):
        Problem(np.ones(2), ones, ones, metric=[1.0, 0.0])
    with pytest.raises(ValueError, match="metric must have as many entries"):
        Problem(np.ones(2), ones, ones, metric=[1.0])
    for power in (-0.1, 1.1, math.nan):
        with pytest.raises(ParameterError, match="Preconditioner"):
            Setup(preconditioner=power)


@pytest.mark.parametrize("power", POWERS)
@pytest.mark.parametrize("decay", [0.0, 1.5, 3.0])
def test_descent_is_the_loop(power, decay):
    there, plain = pair(power, decay, seed=2)
    at = np.unique(np.rint(np.geomspace(1, 4_000, 40)).astype(int)) - 1
    run = gradient_descent(there, 0.02, int(at[-1]), at=at)
    # The tolerance of the solver is 1e-8.
    agree(run, seen(plain, descend(plain, power, 0.02, at)), 1e-7)


@pytest.mark.parametrize("power", POWERS)
def test_the_flow_is_scipys(power):
    there, plain = pair(power, 2.0, seed=1)
    time = np.geomspace(1e-2, 1e3, 30)
    answer = solve_ivp(
        lambda _, w: -push(plain, power, w),
        (0, 1e3),
        plain.start,
        method="LSODA",
        t_eval=time,
        rtol=1e-11,
        atol=1e-13,
    )
    # LSODA's local tolerance of 1e-11 adds up over some thousand steps.
    agree(gradient_flow(there, 1e3, at=time), seen(plain, answer.y.T), 2e-7)


@pytest.mark.parametrize("power", POWERS)
def test_every_mode_is_the_loops(power):
    there, plain = pair(power, 2.0, 250, seed=4)
    at = np.array([10, 300, 3_000])
    found = follow_modes(there, 3_000, step_size=0.02, at=at)
    root = plain.eigenvalues ** (power / 2)
    path = descend(plain, power, 0.02, at)
    np.testing.assert_allclose(found.student(there) / root, path, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("power", POWERS)
def test_the_nodes_carry_the_mse(power):
    problem = Problem.power_law(2.0, 20_000, preconditioner=power)
    nodes = reduce(problem, 1e4)
    for x in (0.0, 1.0, 1e2, 16e4):
        f = np.exp(-x * problem.eigenvalues)
        by_nodes = np.exp(-x * nodes.rate)
        direct = problem.metric * f
        for measure, weight in zip(
            nodes.weighted,
            (problem.start**2, problem.start * problem.teacher, problem.teacher**2, 1.0),
            strict=True,
        ):
            total = np.sum(np.abs(weight * direct))
            # The interpolation error is 1e-15 of the largest f near, some tens of roundings.
            assert abs(measure @ by_nodes - np.sum(weight * direct)) <= 1e-13 * total


@pytest.mark.parametrize("power", POWERS)
def test_online_sgd_is_the_loop(power):
    there, plain = pair(power, 1.5, 40, seed=3)
    eta, steps, noise = 0.0005, 300, 0.1
    run = online_sgd(there, eta, steps, noise=noise, seed=5, at=range(steps + 1), kernel="direct")
    rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence(5).spawn(1)[0]))
    w, path = plain.start.copy(), [plain.start]
    for _ in range(steps):
        x = np.sqrt(plain.eigenvalues) * rng.standard_normal(40)
        y = (x @ plain.teacher) ** 2 + noise * rng.standard_normal()
        z = x @ w
        w = w - 4 * eta * (z**2 - y) * z * plain.eigenvalues**-power * x
        path.append(w)
    # The same numbers in another order of summation.
    agree(run[0], seen(plain, np.array(path)), 1e-9)


@pytest.mark.parametrize("power", [0.5, 1.0])
def test_groups_have_the_law_of_single_modes(power):
    problem = Problem.power_law(2.0, 300, preconditioner=power, seed=1)
    # A quarter of the largest step that is stable in mean square, about 1/(12 Σ r_i).
    eta, steps = 0.02 / float(problem.eigenvalues.sum()), 5_000
    assert sgd_kernel_for(problem, "grouped").groups < 150
    found = {
        kernel: np.array(
            [
                run.mse[0]
                for run in online_sgd(
                    problem, eta, steps, noise=0.3, replicas=300, at=[steps], kernel=kernel
                )
            ]
        )
        for kernel in ("direct", "grouped")
    }
    means = [np.median(values) for values in found.values()]
    spread = np.std(found["direct"]) / math.sqrt(300)
    # Medians of 300 runs each differ by 1.25 √2 standard errors, and bins are 12 % wide.
    assert abs(means[0] - means[1]) <= 6 * spread + 2e-3 * means[0]


def all_modes(problem: Problem) -> Reduction:
    start, teacher, ones = problem.start, problem.teacher, np.ones(problem.dimension)
    own = (start**2, start * teacher, teacher**2, ones)
    weighted = Measures(*(problem.metric * values for values in own))
    return Reduction(
        problem.eigenvalues.copy(), *own, ones > 0, problem.dimension, weighted=weighted
    )


@pytest.mark.parametrize("power", POWERS)
def test_the_mean_field_on_nodes_and_on_modes(power):
    problem = Problem.power_law(2.0, 400, preconditioner=power, seed=3)
    ours = sgd_mean_field(problem, 0.002, 50_000, noise=0.3)
    every = sgd_mean_field(problem, 0.002, 50_000, noise=0.3, reduction=all_modes(problem))
    for name in ("u", "s", "one_minus_u", "mse"):
        # Both take blocks of their own, each with an error of about the tolerance, 1e-8.
        np.testing.assert_allclose(getattr(ours, name), getattr(every, name), rtol=1e-7)


def test_the_mean_field_is_the_mean_of_the_runs_and_ends_at_its_floor():
    problem = Problem.power_law(1.5, 60, preconditioner=0.5, seed=2)
    eta, noise, at = 0.0005, 0.5, [200, 4_000, 40_000]
    field = sgd_mean_field(problem, eta, 40_000, noise=noise, at=at)
    runs = online_sgd(problem, eta, 40_000, noise=noise, replicas=60, at=at)
    mean = np.mean([run.mse for run in runs], axis=0)
    spread = np.std([run.mse for run in runs], axis=0) / math.sqrt(60)
    # The mean field leaves out that u and s differ from run to run: a few per cent at this η.
    assert np.all(np.abs(field.mse - mean) <= 4 * spread + 0.05 * mean)
    late = sgd_mean_field(problem, eta, 10_000_000, noise=noise, at=[10_000_000])
    floor = theory.mean_field_floor(problem, eta, noise)
    assert late.mse[0] == pytest.approx(floor.mse, rel=1e-6)
    # The leading order, but for the part 2/d and a part of some tens of η.
    leading = theory.noise_floor(problem, eta, noise)
    assert leading.mse == pytest.approx(eta * noise**2 * np.mean(problem.metric), rel=1e-12)
    assert late.mse[0] == pytest.approx(leading.mse, rel=0.08)


def test_the_escape_rate_has_the_rates_and_the_weights():
    there, plain = pair(0.3, 2.0, 400)
    rate = plain.eigenvalues**0.7
    rho = theory.escape_rate(there)
    strength = rate * plain.eigenvalues * plain.teacher**2
    assert 8 * np.sum(strength / (rho - 4 * rate)) == pytest.approx(1, rel=1e-12)
    assert rho > 4 * rate[0]


def test_the_laws_hold_against_a_run_of_a_million_modes():
    problem = Problem.power_law(1.5, 1_000_000, teacher_decay=0.5, preconditioner=0.3)
    run = gradient_flow(problem, 1e4, at=[1e4])
    for name in ("one_minus_u", "one_minus_s", "loss", "mse"):
        law = getattr(theory, name)(problem, 1e4)
        # The correction is of the order of F(8t), here 2e-3, and falls with t.
        assert getattr(run, name)[0] == pytest.approx(law, rel=5e-3), name
    early = gradient_flow(problem, 0.05, at=[0.05])
    assert early.one_minus_u[0] > 1.5 * theory.one_minus_u(problem, 0.05)


def test_the_law_of_the_mse_and_the_frozen_one_are_their_sums():
    there, plain = pair(0.6, 2.0, 300)
    rate = plain.eigenvalues**0.4
    t = 7.0
    expected = np.mean(plain.teacher**2 * np.exp(-16 * rate * t))
    assert theory.mse(there, t) == pytest.approx(expected, rel=1e-12)
    root = plain.eigenvalues**0.3
    errors = root * plain.start
    decayed = np.mean(plain.start**2 * np.exp(-16 * rate * t))
    assert theory.frozen_mse(there, errors, t) == pytest.approx(decayed, rel=1e-12)
    left = decayed / np.mean(plain.start**2)
    assert theory.survival(there, errors, t) == pytest.approx(left, rel=1e-12)
    band = theory.survival_band(there, errors, t, 0.05)
    assert band.low < decayed < band.high
    half = theory.time_to_mse(there, 0.5)
    left = np.mean(plain.teacher**2 * np.exp(-16 * rate * half))
    assert left == pytest.approx(0.5 * np.mean(plain.teacher**2), rel=1e-10)


@pytest.mark.parametrize(("decay", "power"), [(2.0, 0.0), (3.0, 0.4), (2.0, 0.7), (2.0, 0.5)])
def test_the_benchmark_and_its_windows(decay, power):
    d = 20_000
    eigenvalues = np.arange(1.0, d + 1) ** -decay
    rate = (eigenvalues / eigenvalues.sum()) ** (1 - power)
    for window in theory.survival_windows(decay, d, preconditioner=power):
        end = min(window.end, 1e3 * max(window.start, 1.0))
        middle = math.sqrt(max(window.start, end * 1e-4) * end)
        exact = np.mean(np.exp(-16 * rate * middle))
        ours = theory.benchmark_survival(decay, d, middle, preconditioner=power)
        assert ours == pytest.approx(exact, rel=1e-12)
        if window.form is theory.SurvivalForm.BOUND:
            assert exact <= window.survival(middle)
        else:
            # Half-way between its ends, in the logarithm, a form is good to some tens of per cent.
            assert 1 - exact == pytest.approx(1 - window.survival(middle), rel=0.35)
    front = float(theory.learning_front(decay, d, 50.0, preconditioner=power))
    at_front = (front**-decay / eigenvalues.sum()) ** (1 - power)
    assert 16 * at_front * 50 == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize(("a", "b", "p"), [(3.0, 0.0, 0.25), (2.0, 0.5, 0.5), (1.5, 0.7, 0.2)])
def test_exponents_of_the_sums(a, b, p):
    index = np.arange(1.0, 1e6 + 1)
    rate, weight = index ** (-a * (1 - p)), index**-b
    # A thousand modes learned of a million: the corrections are powers of 1/1000.
    x = 1000.0 ** (a * (1 - p))

    def slope(measure):
        def total(at):
            return np.log(np.sum(measure(at)))

        return (total(1.001 * x) - total(x / 1.001)) / (2 * np.log(1.001))

    tolerance = 3e-3 + 1000 ** -(a * (1 - p) + b - 1)
    signal = slope(lambda at: index**-a * weight * np.exp(-rate * at))
    assert signal == pytest.approx(theory.convergence_exponent(a, b, p), abs=tolerance)
    assert theory.time_exponent(a, b, p) == 1 / theory.convergence_exponent(a, b, p)
    fall = slope(lambda at: rate * weight * np.exp(-rate * at))
    assert fall == pytest.approx(theory.mse_rate_exponent(a, b, p), abs=tolerance)
    drop = slope(lambda at: -weight * np.expm1(-rate * at))
    # Σ_{i<x} i^(−b) is its power of x but for a part x^(b−1).
    assert drop == pytest.approx(
        theory.mse_drop_exponent(a, b, p), abs=tolerance + 2 * 1000 ** (b - 1)
    )


def test_no_exponent_where_all_modes_have_one_rate():
    for exponent in (theory.convergence_exponent, theory.mse_rate_exponent, theory.mse_exponent):
        assert math.isnan(exponent(2.0, 1.5, 1.0))
    assert math.isnan(theory.mse_drop_exponent(2.0, 0.0, 1.0))
    assert math.isnan(theory.bound_time_exponent(2.0, 0.1))


@pytest.mark.parametrize(("decay", "power"), [(3.0, 0.25), (4.0, 0.5)])
def test_fitted_exponents_agree_with_theory(decay, power):
    problem = Problem.power_law(decay, 100_000, teacher="flat", preconditioner=power)
    run = gradient_flow(problem, 1e6)
    table = fit_exponents(run, problem, find_phases(run)).set_index("quantity")
    for quantity in ("1-u", "1-s", "loss", "mse rate"):
        row = table.loc[quantity]
        assert row["verdict"].startswith(("agrees with theory", "follows the law")), row
        assert row["fitted"] == pytest.approx(row["theory"], abs=0.06), quantity
    assert table.loc["1-u", "theory"] == -(decay - 1) / (decay * (1 - power))
    # Approached from above, as without a preconditioner.
    drop = table.loc["mse drop"]
    assert drop["theory"] == 1 / (decay * (1 - power))
    assert drop["fitted"] == pytest.approx(drop["law"], abs=0.03)


def test_a_full_preconditioner_has_no_power_law_and_says_why():
    run = solve(Setup(preconditioner=1.0, dimension=500, steps=2_000))
    verdicts = run.exponents.set_index("quantity")["verdict"]
    assert "with p = 1" in verdicts["1-u"]
    assert "one rate" in verdicts["mse drop"]
    assert run.phases.t2 is not None


def test_the_stability_limit_is_that_of_the_loop():
    there, plain = pair(0.5, 2.0, 30, seed=1)
    limit = theory.max_stable_step(there)
    near = plain.teacher * (1 + 1e-6)
    for factor, grows in ((0.98, False), (1.02, True)):
        w = near
        for _ in range(2_000):
            w = w - factor * limit * push(plain, 0.5, w)
            if plain.loss(w) > 1e-3:
                break
        assert (plain.loss(w) > 1e-8) == grows


def test_a_setup_passes_it_on():
    problem = problem_of(Setup(preconditioner=0.5, dimension=50))
    assert problem.exponents is not None
    assert problem.exponents.preconditioner == 0.5


def test_a_cut_hierarchy_has_no_mse_with_weights():
    cut = theory.cut_hierarchy(Problem.power_law(2.0, 50, preconditioner=0.5), 3, "zero", [0.1])
    assert np.isnan(cut.mse).all()
    assert np.isfinite(cut.u).all()
