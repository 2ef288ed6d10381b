"""Replicas of online SGD beside the page: as many steps as a page can afford, read as they come."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from threading import Event

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core import read_ensemble, sgd_kernel_for, watch_online_sgd
from core.dynamics import SgdKernel
from core.ensemble import Ensemble, exponent_spread
from core.parameters import Setup
from ui import compute
from ui.background import Job, background
from ui.noise.numbers import by_steps

# Seconds of one core that a visitor's replicas may take; the command line has no such bound.
MOST_SECONDS = 20.0
# A server has other visitors: their replicas share its cores.
_THREADS = 2
# Seconds between two readings of what has come.
_PATIENCE = 0.25
# The parts in which progress is counted.
WHOLE = 1000


@dataclass(frozen=True, eq=False)
class Plan:
    """What is run: which kernel, and how many of the steps that were asked for."""

    kernel: SgdKernel
    steps: int
    asked: int


@dataclass(frozen=True, eq=False)
class Replicas:
    """What has come of the replicas: their curves together, and at the end their exponents."""

    ensemble: Ensemble
    exponents: pd.DataFrame | None


def plan(setup: Setup, replicas: int) -> Plan:
    """The kernel, and how far the replicas go within `MOST_SECONDS`."""
    setup = by_steps(setup)
    kernel = sgd_kernel_for(compute.problem(setup))
    affordable = int(MOST_SECONDS / (replicas * kernel.seconds_per_step))
    return Plan(kernel, max(1, min(setup.steps, affordable)), setup.steps)


def mostly_there(ensemble: Ensemble) -> NDArray[np.bool_]:
    """The times that half of the runs which have not diverged have come to, or more."""
    going = ensemble.diverged.total - ensemble.diverged_by
    some: NDArray[np.bool_] = (ensemble.runs > 0) & (2 * ensemble.runs >= going)
    return some


def replicas_of(setup: Setup, noise: float, count: int) -> Job[Replicas | None] | None:
    """The visitor's replicas, begun if they are not; None for a count of 0."""
    setup = by_steps(setup)
    steps = partial(replica_steps, setup, noise, count)
    return background("replicas", (setup, noise, count), WHOLE if count else 0, steps)


def replica_steps(
    setup: Setup, noise: float, count: int, stop: Event
) -> Iterator[tuple[int, Replicas | None]]:
    problem = compute.problem(setup)
    steps = plan(setup, count).steps
    read_at = -_PATIENCE
    found: Replicas | None = None
    watched = watch_online_sgd(
        problem, setup.step_size, steps, noise=noise, replicas=count, seed=setup.seed,
        threads=_THREADS, stop=stop,
    )  # fmt: skip
    for progress in watched:
        over = progress.done == progress.total
        if found is None or over or time.monotonic() - read_at > _PATIENCE:
            runs = progress.trajectories()
            ensemble = read_ensemble(runs)
            # Until they have come to the first time there is nothing to show.
            found = Replicas(ensemble, None) if mostly_there(ensemble).any() else None
            read_at = time.monotonic()
        if over and found is not None:
            table = exponent_spread(runs, problem, delta=setup.delta, epsilon=setup.epsilon)
            found = replace(found, exponents=table)
        yield int(WHOLE * progress.done / progress.total), found
