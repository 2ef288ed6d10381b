"""Where the laws are offered, against runs: good there, and not withheld where they are good."""

from __future__ import annotations

import functools
import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core import Problem, theory
from core.parameters import Setup
from core.reduction import reduce
from core.run import Run, solve
from core.theory import Cause, LawRange, LawRanges, law_ranges

Array = NDArray[np.float64]
NAMES = LawRanges._fields
# A loss below this is none: runs end in rounding, and `RESOLVED` says so of the law.
SEEN = 1e-40


@functools.cache
def read(setup: Setup) -> tuple[Run, LawRanges]:
    run = solve(setup)
    assert run.phases.t1_prime is not None
    end = float(run.trajectory.time[-1])
    eta = run.trajectory.step_size
    return run, law_ranges(run.problem, run.phases.t1_prime, end, step_size=eta)


def off(run: Run, name: str) -> tuple[Array, Array]:
    """|ln(run/law)| and the times, from T₁′ on; ∞ where the two have not one sign."""
    trajectory = run.trajectory
    late = (trajectory.time > 0) & (trajectory.time >= (run.phases.t1_prime or 0.0))
    time, eta = trajectory.time[late], trajectory.step_size
    seen = theory.loss(run.problem, time, step_size=eta) > SEEN
    time = time[seen]
    law = getattr(theory, name)(run.problem, time, step_size=eta)
    ratio = getattr(trajectory, name)[late][seen] / law
    found = np.full(time.size, np.inf)
    np.log(ratio, out=found, where=ratio > 0)
    return time, np.abs(found)


def inside(its: LawRange, time: Array) -> NDArray[np.bool_]:
    return (its.first <= time) & (time <= its.last)


def random_setups(count: int) -> list[Setup]:
    """All over the parameters, and one in eight just below the stability limit."""
    rng = np.random.default_rng(11)
    found = []
    for place in range(count):
        setup = Setup(
            decay=round(float(rng.uniform(0, 6) if place % 2 else rng.uniform(1, 2.5)), 2),
            dimension=int(np.exp(rng.uniform(np.log(2), np.log(10_000)))),
            seed=int(rng.integers(50)),
            teacher=("flat", "gaussian")[int(rng.integers(2))],
            start_norm=float(10 ** rng.uniform(-1.5, 2)) if place % 3 == 0 else 1.0,
            teacher_decay=round(float(rng.uniform(0, 4)), 2) if place % 4 == 0 else 0.0,
            preconditioner=round(float(rng.uniform(0, 1)), 2) if place % 5 == 0 else 0.0,
            steps=int(10 ** rng.uniform(3, 8)),
        )
        if place % 8 == 1:
            problem = read_problem(setup)
            setup = replace(setup, step_size=float(0.995 * theory.max_stable_step(problem)))
        found.append(setup)
    return found


def read_problem(setup: Setup) -> Problem:
    return solve(replace(setup, steps=1)).problem


def test_runs_are_within_a_quarter_of_the_laws_that_are_offered() -> None:
    """Measured over 1,500 such setups: 99.8% of the times, a factor of 1.9 at most; 84% offered."""
    offered: list[Array] = []
    good, good_and_offered = 0, 0
    for setup in random_setups(160):
        run = solve(setup)
        repelled = setup.step_size >= theory.max_stable_step(run.problem)
        if run.phases.t1_prime is None or repelled:
            continue
        for name, its in zip(NAMES, read(setup)[1], strict=True):
            time, far = off(run, name)
            there = inside(its, time)
            offered.append(far[there])
            close = far < math.log(1.1)
            good += np.count_nonzero(close)
            good_and_offered += np.count_nonzero(close & there)
    all_offered = np.concatenate(offered)
    assert all_offered.size > 10_000
    assert np.mean(all_offered < math.log(1.25)) > 0.99
    assert all_offered.max() < math.log(2.5)
    assert good_and_offered > 0.75 * good


@pytest.mark.parametrize(
    ("setup", "name", "cause"),
    [
        (Setup(start_norm=10.0), "loss", Cause.START),
        (Setup(start_norm=10.0), "mse", Cause.START),
        (Setup(start_norm=30.0), "one_minus_u", Cause.START),
        (Setup(start_norm=100.0), "one_minus_u", Cause.START),
        (Setup(teacher_decay=1.0), "mse", Cause.START),
        (Setup(teacher_decay=2.0), "one_minus_u", Cause.START),
        (Setup(teacher_decay=2.0), "mse", Cause.START),
        (Setup(dimension=2), "one_minus_u", Cause.START),
        (Setup(dimension=2, start_norm=1e-3, teacher="flat"), "mse", Cause.WITH_ESCAPE),
        (Setup(decay=0.0), "one_minus_u", Cause.WITH_ESCAPE),
        (Setup(decay=0.5), "loss", Cause.WITH_ESCAPE),
        (Setup(steps=150), "one_minus_u", Cause.EARLY),
        (Setup(step_size=0.1513, steps=500), "one_minus_u", Cause.SWINGING),
    ],
    ids=str,
)
def test_a_law_that_a_run_is_far_from_is_not_offered(setup: Setup, name: str, cause: Cause) -> None:
    run, ranges = read(setup)
    its = getattr(ranges, name)
    assert not its.offered
    assert its.cause is cause
    # Nor do the two come together and stay so.
    time, far = off(run, name)
    assert far[time > 0.1 * time[-1]].max() > math.log(1.15)


@pytest.mark.parametrize(
    "setup",
    [
        Setup(),
        Setup(method="flow"),
        Setup(decay=1.3),
        Setup(decay=4.0),
        Setup(decay=6.0, dimension=100_000),
        Setup(dimension=100_000, teacher="flat"),
        Setup(start_norm=3.0),
        Setup(start_norm=30.0, dimension=1_000_000),
        Setup(start_norm=1e-6),
        Setup(teacher_decay=0.25),
        Setup(preconditioner=0.3),
    ],
    ids=str,
)
def test_a_law_that_a_run_follows_is_offered_to_the_end(setup: Setup) -> None:
    run, ranges = read(setup)
    for name, its in zip(NAMES, ranges, strict=True):
        assert its.offered
        assert its.last == math.inf
        assert its.cause is None
        time, far = off(run, name)
        assert far[inside(its, time)].max() < math.log(1.25)


def test_a_law_ends_where_a_start_is_all_that_is_left() -> None:
    """With b = 1 the teacher is small in the slow modes, and the start is not."""
    run, ranges = read(Setup(teacher_decay=1.0))
    for name in ("one_minus_u", "loss"):
        its = getattr(ranges, name)
        assert its.cause is Cause.START
        time, far = off(run, name)
        assert far[inside(its, time)].max() < math.log(1.25)
        assert far[-1] > math.log(1.3)
    # The MSE counts the slow modes most, 1 − u least.
    assert ranges.one_minus_u.last > 10 * ranges.loss.last
    assert not ranges.mse.offered


def test_two_modes_are_ahead_of_their_law() -> None:
    """With one mode left, by the part (2/3) λ_2 w*_2² of its rate: λ_2 w*_2² = 1/65 for a = 6."""
    setup = Setup(dimension=2, decay=6.0, teacher="flat", start_norm=1e-3, steps=40_000)
    run, ranges = read(setup)
    its = ranges.one_minus_u
    assert its.offered
    assert its.cause is Cause.FEW_MODES
    time, far = off(run, "one_minus_u")
    assert far[inside(its, time)].max() < math.log(1.25)
    slow = 8 * float(run.problem.eigenvalues.min())
    late = (slow * time > 15) & (slow * time < 40)
    assert late.any()
    share = float((run.problem.eigenvalues * run.problem.teacher**2).min())
    rate = np.polyfit(slow * time[late], far[late], 1)[0]
    # To the next order in the share.
    assert rate == pytest.approx(2 / 3 * share, rel=0.1)


def test_past_the_stability_limit_there_is_none() -> None:
    problem = read_problem(Setup())
    limit = theory.max_stable_step(problem)
    ranges = law_ranges(problem, 1.0, 1e4, step_size=1.01 * limit)
    assert all(its.cause is Cause.REPELLED and not its.offered for its in ranges)
    with pytest.raises(ValueError, match="finite"):
        law_ranges(problem, -1.0, 1e4)


def test_the_nodes_of_a_run_will_do() -> None:
    run, ranges = read(Setup())
    end = float(run.trajectory.time[-1])
    nodes = reduce(run.problem, 3 * end, step_size=0.01)
    assert run.phases.t1_prime is not None
    again = law_ranges(run.problem, run.phases.t1_prime, end, step_size=0.01, reduction=nodes)
    for one, other in zip(ranges, again, strict=True):
        assert one == other
