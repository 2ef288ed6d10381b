"""The runs of a plan, solved beside the page: seed after seed, each over the whole picture."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from threading import Event

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from core.dynamics.sgd.parameters import NOISE
from core.parameters import Setup
from core.sweep.design import SGD
from core.sweep.rows import NUMBER, SECONDS, STATUS, measure_runs, schema_of
from core.trajectory import Status
from ui.background import Job, background
from ui.lab.plan import MOST_SECONDS, Plan
from ui.lab.verdicts import Group, groups_of

Array = NDArray[np.float64]

# A step of the work should take about so long; between two verdicts on the way so much passes.
_STEP_SECONDS, _PATIENCE = 0.15, 1.5
# An estimate is good to a factor of two or so. What takes longer still is ended.
MOST_SPENT = 2 * MOST_SECONDS
_STATES = [status.name.lower() for status in Status]
_NOT_RUN = -1


@dataclass(frozen=True, eq=False)
class Found:
    """What has come of the runs.

    Attributes:
        values: the quantity, one a run in the order of the sweep, NaN where there is none.
        states: the place of each run's status in `Status`, −1 if it has not been run.
        seconds: how long each took.
        groups: the verdicts.
        judged: on how many runs they rest.
        ended: whether it was ended for taking too long.
    """

    values: Array
    states: NDArray[np.int8]
    seconds: NDArray[np.float32]
    groups: tuple[Group, ...] = ()
    judged: int = 0
    ended: bool = False

    @property
    def done(self) -> NDArray[np.bool_]:
        """Which runs have been run."""
        known: NDArray[np.bool_] = self.states != _NOT_RUN
        return known

    def count(self, status: Status) -> int:
        """How many runs ended so."""
        return int(np.count_nonzero(self.states == _STATES.index(status.name.lower())))


def results_of(plan: Plan, *, wanted: bool, before: Found | None = None) -> Job[Found] | None:
    """The visitor's one sweep, begun if it is not; None if it is not wanted or not allowed.

    Args:
        before: all results of the same runs, which then are only judged anew.
    """
    total = len(plan.sweep) if plan.sweep is not None and wanted and plan.runs else 0
    return background("lab", plan, total, partial(steps, plan, before=before))


def steps(plan: Plan, stop: Event, *, before: Found | None = None) -> Iterator[tuple[int, Found]]:
    """Solve the runs, seed after seed so that the whole picture fills in at once, and judge."""
    sweep = plan.sweep
    assert sweep is not None
    assert plan.cost is not None
    total = len(sweep)
    if before is not None:
        every = np.ones(plan.lab.seeds, bool)
        yield total, replace(before, groups=groups_of(plan, before.values, every))
        return
    values, seconds = np.full(total, np.nan), np.zeros(total, np.float32)
    states = np.full(total, _NOT_RUN, np.int8)
    groups: tuple[Group, ...] = ()
    judged, done, judged_at = 0, 0, time.monotonic()
    for piece in pieces(total, plan.lab.seeds, plan.cost.seconds_a_run):
        rows = measure_runs(sweep, piece, stop)
        numbers = rows[NUMBER].to_numpy()
        values[numbers] = rows[plan.measure].to_numpy()
        states[numbers] = [_STATES.index(state) for state in rows[STATUS].to_pylist()]
        seconds[numbers] = rows[SECONDS].to_numpy()
        done += len(numbers)
        ended = float(seconds.sum()) > MOST_SPENT
        if done == total or ended or stop.is_set() or time.monotonic() - judged_at > _PATIENCE:
            groups = groups_of(plan, values, whole_seeds(plan, states))
            judged, judged_at = done, time.monotonic()
        yield done, Found(values.copy(), states.copy(), seconds.copy(), groups, judged, ended)
        if ended or stop.is_set():
            return


def pieces(total: int, seeds: int, seconds_a_run: float) -> Iterator[range]:
    """The runs of a sweep whose seed varies fastest, seed after seed, in pieces of a step."""
    size = max(1, round(_STEP_SECONDS / seconds_a_run))
    for seed in range(seeds):
        numbers = range(seed, total, seeds)
        for first in range(0, len(numbers), size):
            yield numbers[first : first + size]


def table_of(plan: Plan, found: Found) -> pd.DataFrame:
    """The runs that have been run as one table, with the columns of `core.run_sweep`."""
    assert plan.sweep is not None
    numbers = np.flatnonzero(found.done)
    setups = [plan.sweep.setup(int(number)) for number in numbers]
    states = [_STATES[state] for state in found.states[numbers]]
    columns: dict[str, object] = {"run": numbers}
    columns |= {
        name: [getattr(setup, name) for setup in setups] for name in Setup.__dataclass_fields__
    }
    if plan.noise is not None:
        columns |= {"method": [SGD] * len(setups), NOISE.name: [plan.noise] * len(setups)}
    columns |= {
        plan.measure: found.values[numbers],
        "status": states,
        "diverged": [state == Status.DIVERGED.name.lower() for state in states],
        "seconds": found.seconds[numbers].astype(np.float64),
    }
    table: pd.DataFrame = pa.table(columns, schema=schema_of(plan.sweep)).to_pandas()
    return table


def whole_seeds(plan: Plan, states: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Which seeds have been run at every point."""
    whole: NDArray[np.bool_] = (plan.arranged(states) != _NOT_RUN).all(axis=(0, 1, 2))
    return whole
