"""Groups follow the law of the modes they stand for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.dynamics.sgd import online_sgd, sgd_kernel_for
from core.dynamics.sgd.modes import BIN_WIDTH, LEADING, grouped_modes
from core.dynamics.sgd.plan import plan
from core.dynamics.sgd.replicas import Course, run_replicas
from core.parameters import ParameterError
from core.problem import Problem
from core.trajectory import Status
from tests.core.problems import problems

# The full-size comparison has 2,000 runs of 1e4 steps at d = 400; these sizes keep it to seconds.
RUNS = 2_000
AT = [30, 100, 200, 400, 800, 1_200]


def sizes_of_every_kind(dimension: int, seed: int = 5) -> Problem:
    """A power law on groups of 1, 1, 2, 3, 4, 5, 8, … modes of equal eigenvalue."""
    rng = np.random.default_rng(seed)
    sizes = [1, 1, 2, 3, 4, 5]
    while sum(sizes) < dimension:
        sizes.append(min(round(1.6 * sizes[-1]), dimension - sum(sizes)))
    rate = np.repeat(np.arange(1.0, len(sizes) + 1) ** -1.5 / np.array(sizes) ** 0.5, sizes)
    rate = rng.permutation(rate / rate.sum())
    teacher = rng.standard_normal(dimension)
    teacher /= np.sqrt(np.sum(rate * teacher**2))
    start = rng.standard_normal(dimension)
    return Problem(rate, teacher, start / np.linalg.norm(start))


def columns(runs, steps):
    """u, s and the MSE of every run at `steps`; what has diverged is larger than anything."""
    table = np.full((3, len(steps), len(runs)), 1e300)
    for i, run in enumerate(runs):
        for row, values in enumerate((run.u, run.s, run.mse)):
            table[row, : values.size, i] = values
    return table


def assert_same_law(one, other, steps):
    tables = [columns(runs, steps) for runs in (one, other)]
    p = np.array(
        [
            stats.ks_2samp(tables[0][row, k], tables[1][row, k]).pvalue
            for row in range(3)
            for k in range(len(steps))
        ]
    )
    # Bonferroni: the chance of a false alarm is below one in a thousand for all tests together.
    assert p.min() * p.size > 1e-3
    diverged = [sum(run.status is Status.DIVERGED for run in runs) for runs in (one, other)]
    counts = [diverged, [len(one) - diverged[0], len(other) - diverged[1]]]
    if sum(diverged):
        assert stats.fisher_exact(counts).pvalue > 1e-3
    return diverged


@pytest.mark.parametrize("step_size", [0.005, 0.03])
def test_equal_eigenvalues_collapse_exactly_in_law(step_size):
    problem = sizes_of_every_kind(100)
    chosen = sgd_kernel_for(problem, "grouped")
    assert chosen.binned == 0
    assert chosen.groups == np.unique(problem.eigenvalues).size
    direct, grouped = (
        online_sgd(
            problem, step_size, AT[-1], noise=0.05, replicas=RUNS, seed=seed, at=AT, kernel=kernel
        )
        for seed, kernel in ((1, "direct"), (2, "grouped"))
    )
    diverged = assert_same_law(direct, grouped, AT)
    # The larger step is there for the share that diverges.
    assert all(count > RUNS / 50 for count in diverged) or step_size < 0.01


def with_bins(problem, width, *, step_size, replicas, seed):
    modes, _ = grouped_modes(problem, width)
    chosen = sgd_kernel_for(problem, "grouped")
    course = Course(chosen, modes, step_size, AT[-1], 0.05, np.array(AT))
    seeds = np.random.SeedSequence(seed).spawn(replicas)
    *_, last = run_replicas(course, seeds, threads=2)
    return last.trajectories()


# Flat spectra too, where the leading modes are few among many, and a teacher with its own decay.
@pytest.mark.parametrize(
    ("decay", "teacher_decay", "dimension", "replicas"),
    [(1.5, 0.0, 200, RUNS), (0.5, 0.0, 1_000, RUNS // 2), (1.0, 3.0, 400, RUNS // 2)],
)
def test_the_law_does_not_see_the_bins(decay, teacher_decay, dimension, replicas):
    problem = Problem.power_law(decay, dimension, teacher_decay=teacher_decay, seed=2)
    runs = {
        width: with_bins(problem, width, step_size=0.01, replicas=replicas, seed=k)
        for k, width in enumerate((0.0, BIN_WIDTH / 2, BIN_WIDTH, 2 * BIN_WIDTH))
    }
    for width in (BIN_WIDTH / 2, BIN_WIDTH, 2 * BIN_WIDTH):
        assert_same_law(runs[0.0], runs[width], AT)


@pytest.mark.parametrize(
    ("decay", "teacher_decay", "dimension", "step_size"),
    [(1.5, 2.0, 1_500, 0.005), (0.5, 0.0, 1_500, 0.01), (0.8, 1.0, 1_500, 0.01)],
)
def test_binned_groups_follow_the_law_of_all_modes(decay, teacher_decay, dimension, step_size):
    """What a run is until its tail has begun to move, for most of the modes far from the end."""
    problem = Problem.power_law(decay, dimension, teacher_decay=teacher_decay, seed=4)
    assert sgd_kernel_for(problem).name == "grouped"
    direct, grouped = (
        online_sgd(
            problem, step_size, AT[-1], noise=0.05, replicas=600, seed=seed, at=AT, kernel=kernel
        )
        for seed, kernel in ((1, "direct"), (2, "auto"))
    )
    assert_same_law(direct, grouped, AT)


def test_bins_that_are_too_wide_are_noticed():
    """The comparison above can fail."""
    problem = Problem.power_law(1.5, 200, seed=2)
    runs = [
        with_bins(problem, width, step_size=0.01, replicas=RUNS, seed=0) for width in (0.0, 6.0)
    ]
    with pytest.raises(AssertionError):
        assert_same_law(*runs, AT)


def mse_of_start(modes):
    gap, across = modes.along - modes.teacher, modes.across
    rest = modes.across_weight * across + 2 * modes.cross_weight * gap[modes.alone :]
    return np.sum(modes.weight * gap**2) + np.sum(rest * across)


@given(problems(largest=300), st.sampled_from([0.0, BIN_WIDTH, 1.0]))
def test_grouping_keeps_what_the_first_step_depends_on(problem, width):
    modes, binned = grouped_modes(problem, width)
    rate, teacher, start = problem.eigenvalues, problem.teacher, problem.start
    assert modes.size.sum() == problem.dimension
    assert np.all(np.diff(modes.size) >= 0)
    assert np.sum(modes.size * modes.rate) == pytest.approx(1, rel=1e-12)
    assert np.sum(modes.teacher**2) == pytest.approx(1, rel=1e-12)
    energy = np.sum(modes.along**2) + np.sum(modes.across**2)
    s = np.sum(rate * start**2)
    assert energy == pytest.approx(s, rel=1e-12)
    # Relative to the largest it can be, as the terms have either sign.
    overlap = np.sum(rate * start * teacher)
    assert np.sum(modes.along * modes.teacher) == pytest.approx(overlap, abs=1e-12 * np.sqrt(s))
    norm = np.sum(modes.weight * modes.teacher**2)
    assert norm == pytest.approx(np.sum(teacher**2), rel=1e-9)
    assert np.all(modes.rate >= rate.min() * (1 - 1e-12))
    assert np.all(modes.rate <= rate.max() * (1 + 1e-12))
    if width == 0:
        assert binned == 0
        assert modes.rate.size == np.unique(rate).size
        expected = np.sum((start - teacher) ** 2)
        assert mse_of_start(modes) == pytest.approx(expected, rel=1e-9)


@given(
    decay=st.floats(0.1, 6),
    teacher_decay=st.floats(0, 4),
    dimension=st.sampled_from([300, 3_000, 100_000]),
    preconditioner=st.sampled_from([0.0, 0.5]),
    seed=st.integers(0, 99),
)
def test_a_power_law_keeps_its_start_and_its_noise(
    decay, teacher_decay, dimension, preconditioner, seed
):
    problem = Problem.power_law(
        decay, dimension, teacher_decay=teacher_decay, preconditioner=preconditioner, seed=seed
    )
    modes, _ = grouped_modes(problem)
    rate, teacher, start = problem.eigenvalues, problem.teacher, problem.start
    trace = np.sum(rate)
    assert np.sum(modes.size * modes.rate) == pytest.approx(trace, rel=1e-12)
    s, overlap = np.sum(rate * start**2), np.sum(rate * start * teacher)
    energy = np.sum(modes.along**2) + np.sum(modes.across**2)
    assert energy == pytest.approx(s, rel=1e-12)
    assert np.sum(modes.along * modes.teacher) == pytest.approx(overlap, abs=1e-12 * np.sqrt(s))
    weight = np.ones(dimension) if problem.metric is None else problem.metric
    # Runs differ in the fifth digit only, when they begin.
    expected = np.sum(weight * (start - teacher) ** 2)
    assert mse_of_start(modes) == pytest.approx(expected, rel=1e-9)
    # Σ λ², which the spread of the steps depends on, is second order in the width.
    assert np.sum(modes.size * modes.rate**2) == pytest.approx(np.sum(rate**2), rel=1e-3)


def test_the_leading_modes_are_never_binned():
    modes, binned = grouped_modes(Problem.power_law(0.1, 1_000))
    assert modes.alone == LEADING
    assert binned == 1_000 - LEADING


def test_the_cheaper_kernel_is_chosen_and_said():
    small, large = Problem.power_law(1.5, 30), Problem.power_law(1.5, 100_000)
    assert sgd_kernel_for(small).name == "direct"
    chosen = sgd_kernel_for(large)
    assert chosen.name == "grouped"
    assert chosen.groups < 200
    assert f"{chosen.groups} groups" in chosen.sentence
    assert "narrow bins" in chosen.sentence
    assert sgd_kernel_for(large, "direct").groups == 100_000
    assert "exact in law" in sgd_kernel_for(Problem.power_law(0, 500)).sentence
    assert plan(large)[1].rate.size == chosen.groups
    with pytest.raises(ParameterError, match="allowed is one of"):
        sgd_kernel_for(small, "gpu")
