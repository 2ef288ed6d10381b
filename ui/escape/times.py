"""T₁ over seeds, over d and over a: simulated runs, each beside what the linear flow says of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from threading import Event
from typing import Any

from core import theory
from core.parameters import PARAMETERS, Setup
from core.phases import find_phases
from core.quantiles import Spread, spread_of
from core.run import problem_of, trajectory_of
from ui.comparing.seeds import seeded
from ui.escape.numbers import escape_nodes

SEEDS = 64
# At each value of a sweep.
SWEEP_SEEDS = 12
DIMENSIONS = (30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
DECAYS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0)

# A run is followed for so long, in units of what it should take, and a few e-folds more: it may
# linger at a saddle.
_PATIENCE, _EFOLDS = 30.0, 10.0
_MOST_SINGLE_STEPS = 100_000


@dataclass(frozen=True)
class EscapeTime:
    """T₁ of one run.

    Attributes:
        simulated: None where the run does not escape within a few times the predicted time.
        predicted: by the linear flow; None where the start has no overlap.
        slope: dT₁/d ln d of a long escape, 1/2ρ.
    """

    simulated: float | None
    predicted: float | None
    slope: float


@dataclass(frozen=True)
class Sweep:
    """T₁ at several values of one field of a setup, each with the runs solved so far."""

    field: str
    values: tuple[float, ...]
    times: tuple[tuple[EscapeTime, ...], ...]

    @property
    def simulated(self) -> list[Spread]:
        return [spread_of([one.simulated for one in times]) for times in self.times]

    @property
    def predicted(self) -> list[Spread]:
        return [spread_of([one.predicted for one in times]) for times in self.times]


def needed(setup: Setup) -> Setup:
    """The setup without what T₁ does not depend on: equal ones have equal T₁."""
    default = Setup()
    rest = replace(setup, steps=default.steps, horizon=default.horizon, epsilon=default.epsilon)
    return replace(rest, step_size=default.step_size) if setup.method == "flow" else rest


def escape_time_of(setup: Setup) -> EscapeTime:
    """Solve one run for as long as its escape takes, whatever its own length."""
    problem = problem_of(setup)
    eta = setup.step_size if setup.method == "gd" else None
    nodes = escape_nodes(problem)
    predicted = theory.escape_time(problem, setup.delta, step_size=eta, reduction=nodes)
    slope = theory.escape_time_slope(problem, step_size=eta)
    if predicted is None:
        return EscapeTime(None, None, slope)
    end = _PATIENCE * predicted + _EFOLDS / theory.escape_rate(problem, step_size=eta)
    if eta is None:
        run = replace(setup, horizon=min(end, PARAMETERS["horizon"].high))
    else:
        steps = min(math.ceil(end / eta), PARAMETERS["steps"].high)
        run = replace(setup, steps=int(steps))
    trajectory = trajectory_of(run, problem, max_single_steps=_MOST_SINGLE_STEPS)
    return EscapeTime(find_phases(trajectory, delta=setup.delta).t1, predicted, slope)


def seed_steps(
    setup: Setup, count: int, stop: Event
) -> Iterator[tuple[int, tuple[EscapeTime, ...]]]:
    """T₁ of seed after seed, from the setup's own on; each step is one."""
    found: list[EscapeTime] = []
    for index in range(count):
        found.append(escape_time_of(seeded(setup, index)))
        yield index + 1, tuple(found)


def sweep_steps(
    setup: Setup, field: str, values: tuple[float, ...], count: int, stop: Event
) -> Iterator[tuple[int, Sweep]]:
    """T₁ at all values for seed after seed; each step is one run."""
    found: list[tuple[EscapeTime, ...]] = [()] * len(values)
    done = 0
    for index in range(count):
        for place, value in enumerate(values):
            changed: dict[str, Any] = {field: value}
            one = escape_time_of(seeded(replace(setup, **changed), index))
            found[place] = (*found[place], one)
            done += 1
            yield done, Sweep(field, values, tuple(found))
