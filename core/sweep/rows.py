"""From a run's number to its row, and from a range of numbers to a table."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import fields
from threading import Event
from typing import Any

import numpy as np
import pyarrow as pa

from core.dynamics import online_sgd
from core.dynamics.sgd.parameters import NOISE
from core.exponents import fit_exponents
from core.parameters import PARAMETERS, Scale, Setup, Value
from core.phases import Phases, find_phases
from core.problem import Problem
from core.run import problem_of, trajectory_of
from core.sweep.design import SGD, Sweep
from core.sweep.measures import (
    Diverged,
    Exponent,
    Measure,
    PhaseEnd,
    TimeOf,
    ValueAt,
    diverged,
    time_of,
    value_at,
)
from core.trajectory import Status, Trajectory

# The columns beside the setup's and the measures': the run's number, before them, and after them
# how it ended (the name of a `Status` in small letters), whether it diverged, and the wall time.
NUMBER, STATUS, DIVERGED, SECONDS = "run", "status", "diverged", "seconds"


def schema_of(sweep: Sweep) -> pa.Schema:
    """The columns of a sweep's table and their types; no number is NaN, never a null."""
    columns = [(NUMBER, pa.int64())]
    for field in fields(Setup):
        parameter = PARAMETERS[field.name]
        text = parameter.scale is Scale.CHOICE
        columns.append(
            (field.name, pa.string() if text else pa.int64() if parameter.integer else pa.float64())
        )
    if sweep.noise is not None:
        columns.append((NOISE.name, pa.float64()))
    columns += [(name, pa.float64()) for name in sweep.measures]
    columns += [(STATUS, pa.string()), (DIVERGED, pa.bool_()), (SECONDS, pa.float64())]
    return pa.schema(columns)


def inputs_of(sweep: Sweep, number: int) -> tuple[Value, ...]:
    """What a run's row says of its setup, in the order of the columns."""
    setup = sweep.setup(number)
    if sweep.noise is None:
        return tuple(vars(setup).values())
    return (*(vars(setup) | {"method": SGD}).values(), sweep.noise)


def measure_runs(
    sweep: Sweep, numbers: range, stop: Event | None = None, within: float = math.inf
) -> pa.Table:
    """The rows of these runs, in order; those up to `stop`, where that is set on the way, or up to
    the run in which `within` seconds have passed."""
    rows = list(_rows(sweep, numbers, stop, within))
    schema = schema_of(sweep)
    columns = [pa.array(column, kind) for column, kind in zip(zip(*rows), schema.types)]  # noqa: B905
    return pa.table(columns, schema=schema) if rows else schema.empty_table()


def _rows(
    sweep: Sweep, numbers: range, stop: Event | None, within: float
) -> Iterator[tuple[Any, ...]]:
    begun = time.perf_counter()
    for number in numbers:
        if stop is not None and stop.is_set():
            return
        setup = sweep.setup(number)
        started = time.perf_counter()
        values, status = measure(
            setup, sweep.readings, max_single_steps=sweep.max_single_steps, noise=sweep.noise
        )
        ended = time.perf_counter()
        how = status.name.lower(), status is Status.DIVERGED
        yield (number, *inputs_of(sweep, number), *values, *how, ended - started)
        if ended - begun > within:
            return


def measure(
    setup: Setup,
    measures: tuple[Measure, ...],
    *,
    max_single_steps: int | None = None,
    noise: float | None = None,
) -> tuple[list[float], Status]:
    """Solve one run and measure it; only what the measures ask for is computed.

    The phases, exponents and times are read from the samples that `solve` records; the values
    from exactly where they are wanted, which changes nothing in the others.

    Args:
        noise: the label noise of online SGD, which then takes the steps; None for the method of
            the setup. The setup's seed draws the problem and the samples.
    """
    problem = problem_of(setup)
    exact = sorted({at for m in measures if isinstance(m, ValueAt) for at in m.samples(setup)})
    values_alone = bool(exact) and all(isinstance(m, ValueAt) for m in measures)

    def solved(at: list[float] | None) -> Trajectory:
        if noise is not None:
            return online_sgd(
                problem, setup.step_size, setup.steps,
                noise=noise, seed=setup.seed, at=at, threads=1,
            )[0]  # fmt: skip
        return trajectory_of(setup, problem, at=at, max_single_steps=max_single_steps)

    sampled = solved(exact if values_alone else None)
    recorded = sampled.time if sampled.step is None else sampled.step
    at_points = solved(exact) if exact and not np.isin(exact, recorded).all() else sampled
    phases, exponents = _reading(setup, problem, sampled, measures)

    def read(wanted: Measure) -> float:
        if isinstance(wanted, PhaseEnd):
            return _number(getattr(phases, wanted.name))
        if isinstance(wanted, ValueAt):
            return value_at(wanted, setup, at_points)
        if isinstance(wanted, TimeOf):
            return time_of(wanted, sampled)
        if isinstance(wanted, Diverged):
            return diverged(sampled)
        return _number(exponents[wanted.quantity][wanted.column])

    return [read(wanted) for wanted in measures], sampled.status


def _reading(
    setup: Setup, problem: Problem, trajectory: Trajectory, measures: tuple[Measure, ...]
) -> tuple[Phases | None, dict[str, dict[Any, Any]]]:
    """The phases and the exponents by quantity, where they are needed."""
    if not any(isinstance(wanted, PhaseEnd | Exponent) for wanted in measures):
        return None, {}
    phases = find_phases(trajectory, delta=setup.delta, epsilon=setup.epsilon)
    if not any(isinstance(wanted, Exponent) for wanted in measures):
        return phases, {}
    rows = fit_exponents(trajectory, problem, phases).to_dict(orient="records")
    return phases, {row["quantity"]: row for row in rows}


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)
