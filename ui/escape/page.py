"""What the escape page computes for itself: kept for a while, or solved beside the page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from core import theory
from core.parameters import Setup
from core.reduction import Reduction
from core.theory import SecularEquation
from ui import compute
from ui.background import Job, background
from ui.components import drag, look_again
from ui.escape.cuts import Departures, departures_of
from ui.escape.numbers import Escape, escape_nodes, escape_of
from ui.escape.secular_figure import POLES
from ui.escape.times import (
    DECAYS,
    DIMENSIONS,
    SEEDS,
    SWEEP_SEEDS,
    EscapeTime,
    Sweep,
    needed,
    seed_steps,
    sweep_steps,
)
from ui.kept import kept

T = TypeVar("T")

# Each entry takes 0.1 MB at most.
_KEPT = 64
_PATIENCE = 0.25


@dataclass(frozen=True)
class Times:
    """What is known of T₁ elsewhere; a job is None while the hand moves."""

    seeds: Job[tuple[EscapeTime, ...]] | None
    dimension: Job[Sweep] | None
    decay: Job[Sweep] | None


def value(job: Job[T] | None) -> T | None:
    """What a job has come to so far."""
    return None if job is None else job.value


@kept(_KEPT)
def escape(setup: Setup) -> Escape:
    """What is drawn of the escape of a run."""
    solved = compute.solution(setup)
    return escape_of(solved.run, solved.laws.escape_time, _nodes(compute.of_problem(setup)))


def secular(setup: Setup) -> SecularEquation:
    """The secular equation of the setup's problem."""
    return _secular(compute.of_problem(setup))


def departures(setup: Setup) -> Departures:
    """When the cut hierarchy of the setup's problem leaves the exact flow."""
    return _departures(compute.of_problem(setup))


def times(setup: Setup) -> Times:
    """T₁ over seeds, over d and over a, from simulations that run on beside the page."""
    setup = needed(setup)
    still = drag().final
    # What varies is the same for all setups that differ in it alone.
    default = Setup()
    over: dict[str, tuple[tuple[float, ...], Setup]] = {
        "dimension": (DIMENSIONS, replace(setup, dimension=default.dimension)),
        "decay": (DECAYS, replace(setup, decay=default.decay)),
    }
    seeds = background(
        "escape seeds", setup, SEEDS if still else 0, partial(seed_steps, setup, SEEDS)
    )
    jobs = {
        field: background(
            f"escape {field}",
            rest,
            SWEEP_SEEDS * len(values) if still else 0,
            partial(sweep_steps, rest, field, values, SWEEP_SEEDS),
        )
        for field, (values, rest) in over.items()
    }
    found = Times(seeds, **jobs)
    if any(job is not None and not job.finished for job in (seeds, *jobs.values())):
        look_again(_PATIENCE, key="escape")
    return found


@kept(_KEPT)
def _secular(setup: Setup) -> SecularEquation:
    return theory.secular_equation(compute.problem(setup), POLES)


@kept(_KEPT)
def _departures(setup: Setup) -> Departures:
    return departures_of(compute.problem(setup), _nodes(setup))


@kept(_KEPT)
def _nodes(setup: Setup) -> Reduction:
    return escape_nodes(compute.problem(setup))
