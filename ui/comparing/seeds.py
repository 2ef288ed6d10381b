"""One setup with many seeds: how each run is recorded, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.dynamics.flow import FIRST_SAMPLE
from core.dynamics.recording import default_steps, log_spaced
from core.exponents import fit_exponents
from core.parameters import PARAMETERS, Setup
from core.phases import find_phases
from core.run import problem_of, trajectory_of
from core.trajectory import Status

Array = NDArray[np.float64]

CURVES = ("mse", "u", "s", "loss", "one_minus_u", "one_minus_s")
# A run of many is given less than one alone: past the stability limit 0.15 s or so.
_MOST_SINGLE_STEPS = 1_000_000


@dataclass(frozen=True, eq=False)
class Outcome:
    """What is kept of one seed's run: nothing as long as its dimension.

    `curves` has a row for each of `CURVES` (1 − u and 1 − s as sizes), NaN from where the run was
    left; `exponents`
    are the rows (phase, quantity, fitted, theory, law).
    """

    curves: Array
    times: tuple[float | None, float | None, float | None]
    exponents: tuple[tuple[str, str, float, float, float], ...]
    diverged: bool


@dataclass(frozen=True, eq=False)
class Grid:
    """What every run records: the times, and the step numbers of gradient descent."""

    time: Array
    step: NDArray[np.int64] | None


def grid_of(setup: Setup) -> Grid:
    """The start and log-spaced times: those that a single run records by default."""
    if setup.method == "gd":
        step = default_steps(setup.steps)
        return Grid(setup.step_size * step.astype(np.float64), step)
    # The largest eigenvalue is 1 / Σ j^(−a).
    fastest = 1 / float(np.sum(np.arange(1, setup.dimension + 1, dtype=np.float64) ** -setup.decay))
    first = min(FIRST_SAMPLE / fastest, setup.horizon / 10)
    return Grid(np.concatenate(([0.0], log_spaced(first, setup.horizon))), None)


def seeded(setup: Setup, index: int) -> Setup:
    """The setup with the seed that is `index` further; the largest is followed by 0."""
    return replace(setup, seed=(setup.seed + index) % (int(PARAMETERS["seed"].high) + 1))


def solve_one(setup: Setup, grid: Grid) -> Outcome:
    """Solve and read one run."""
    problem = problem_of(setup)
    at = grid.time if grid.step is None else grid.step
    trajectory = trajectory_of(setup, problem, at=at, max_single_steps=_MOST_SINGLE_STEPS)
    phases = find_phases(trajectory, delta=setup.delta, epsilon=setup.epsilon)
    table = fit_exponents(trajectory, problem, phases)
    curves = np.full((len(CURVES), grid.time.size), np.nan)
    for row, name in zip(curves, CURVES, strict=True):
        values = getattr(trajectory, name)
        row[: values.size] = np.abs(values) if "minus" in name else values
    columns = ("phase", "quantity", "fitted", "theory", "law")
    return Outcome(
        curves=curves,
        times=(phases.t1, phases.t1_prime, phases.t2),
        exponents=tuple(zip(*(table[name].tolist() for name in columns), strict=True)),
        diverged=trajectory.status is Status.DIVERGED,
    )
