"""Replicas of online SGD beside the page: as many steps as a page can afford, read as they come."""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import partial
from threading import Event

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core import Trajectory, read_ensemble, watch_online_sgd
from core.dynamics import SgdKernel
from core.ensemble import Ensemble, fit_each, spread_of_exponents
from core.parameters import PARAMETERS, Setup
from ui import compute
from ui.background import Job, background
from ui.components import drag
from ui.noise.numbers import by_steps, kernel_of, runs_of

# Seconds of one core that a visitor's replicas may take; the command line has no such bound.
MOST_SECONDS = 20.0
# Seconds between two readings of what has come.
_PATIENCE = 0.25
# The parts in which progress is counted.
WHOLE = 1000
# Session entries: what was last asked for, of the replicas and of other works of this page.
_ASKED = "noise:asked:"


@dataclass(frozen=True, eq=False)
class Plan:
    """What is run: which kernel, and how many of the steps that were asked for."""

    kernel: SgdKernel
    steps: int
    asked: int


@dataclass(frozen=True, eq=False)
class Replicas:
    """What has come of the replicas.

    Attributes:
        ensemble: their curves together.
        runs: each of them, once all have ended; none before.
    """

    ensemble: Ensemble
    runs: tuple[Trajectory, ...] = ()

    @property
    def nbytes(self) -> int:
        """About how much memory it takes."""
        columns = 8 * len(self.runs) + 3 * len(self.ensemble.bands)
        return int(columns * self.ensemble.time.nbytes)


def plan(setup: Setup, replicas: int) -> Plan:
    """The kernel, and how far the replicas go within `MOST_SECONDS`."""
    setup = by_steps(setup)
    kernel = kernel_of(setup)
    affordable = int(MOST_SECONDS / (replicas * kernel.seconds_per_step))
    return Plan(kernel, max(1, min(setup.steps, affordable)), setup.steps)


def mostly_there(ensemble: Ensemble) -> NDArray[np.bool_]:
    """The times that half of the runs which have not diverged have come to, or more."""
    going = ensemble.diverged.total - ensemble.diverged_by
    some: NDArray[np.bool_] = (ensemble.runs > 0) & (2 * ensemble.runs >= going)
    return some


def wanted(name: str, key: Hashable) -> bool:
    """Whether to have a work: what is new waits until the hand rests, what goes on goes on."""
    entry = _ASKED + name
    if drag().final:
        st.session_state[entry] = key
    return bool(st.session_state.get(entry) == key)


def replicas_of(
    setup: Setup, noise: float, count: int, samples: int
) -> Job[Replicas | None] | None:
    """The visitor's replicas, begun if they are not; None while the hand moves what they are."""
    setup = runs_of(setup)
    key = (setup, noise, count, samples)
    total = WHOLE if wanted("replicas", key) else 0
    return background("replicas", key, total, partial(replica_steps, *key))


def replica_steps(
    setup: Setup, noise: float, count: int, samples: int, stop: Event
) -> Iterator[tuple[int, Replicas | None]]:
    """Run the replicas and read what has come of them now and then."""
    problem = compute.problem(setup)
    steps = plan(setup, count).steps
    read_at = -_PATIENCE
    found: Replicas | None = None
    # One thread is this one: it goes on from step to step, and stops between them.
    watched = watch_online_sgd(
        problem, setup.step_size, steps, noise=noise, replicas=count,
        seed=seed_of(setup, samples), threads=1, stop=stop,
    )  # fmt: skip
    for progress in watched:
        over = progress.done == progress.total
        if found is None or over or time.monotonic() - read_at > _PATIENCE:
            runs = progress.trajectories()
            ensemble = read_ensemble(runs)
            # Until they have come to the first time there is nothing to show.
            some = mostly_there(ensemble).any()
            found = Replicas(ensemble, tuple(runs) if over else ()) if some else None
            read_at = time.monotonic()
        yield int(WHOLE * progress.done / progress.total), found


def seed_of(setup: Setup, samples: int) -> int:
    """The seed of the samples: with the first ones that of the setup."""
    return (setup.seed + samples) % (int(PARAMETERS["seed"].high) + 1)


def exponents_of(
    setup: Setup, replicas: Job[Replicas | None] | None
) -> Job[pd.DataFrame | None] | None:
    """The exponents of replicas that have ended, fitted beside the page; None before."""
    found = None if replicas is None else replicas.value
    runs = () if found is None else found.runs
    levels = (setup.delta, setup.epsilon)
    key = (None if replicas is None else replicas.key, *levels)
    total = len(runs) if runs and wanted("exponents", key) else 0
    return background(
        "exponents", key, total, partial(exponent_steps, runs_of(setup), runs, *levels)
    )


def exponent_steps(
    setup: Setup, runs: tuple[Trajectory, ...], delta: float, epsilon: float, stop: Event
) -> Iterator[tuple[int, pd.DataFrame | None]]:
    """Fit one run after the other; the table comes with the last."""
    tables: list[pd.DataFrame] = []
    for table in fit_each(runs, compute.problem(setup), delta=delta, epsilon=epsilon):
        if stop.is_set():
            return
        tables.append(table)
        done = len(tables)
        yield done, spread_of_exponents(tables) if done == len(runs) else None
