"""The share of online SGD runs that diverge, against the step size."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from core.dynamics.sgd import Progress, watch_step_sizes
from core.ensemble import Share
from core.parameters import ParameterError
from core.problem import Problem
from core.trajectory import Status


@dataclass(frozen=True)
class DivergencePoint:
    """One step size: how many of its runs diverged.

    `complete`: whether all its runs have ended; until then those that diverged so far are a lower
    bound.
    """

    step_size: float
    diverged: Share
    complete: bool


@dataclass(frozen=True)
class DivergenceScan:
    """What is known so far.

    Attributes:
        points: in the order of the step sizes; the last may be incomplete.
        part: of the work done, 0 to 1.
    """

    points: tuple[DivergencePoint, ...]
    part: float


def scan_divergence(
    problem: Problem,
    step_sizes: Sequence[float],
    steps: int,
    *,
    noise: float = 0.0,
    replicas: int = 100,
    seed: int = 0,
    threads: int | None = None,
    progress: Callable[[DivergenceScan], None] | None = None,
    stop: threading.Event | None = None,
) -> DivergenceScan:
    """Run online SGD at every step size and count the runs that diverge.

    Every step size has the same samples, so the share changes with it as smoothly as it can.

    Args:
        step_sizes: η, in any order.
        steps, noise, replicas, seed, threads: of every step size, as in `online_sgd`.
        progress: called about every 50 ms from the calling thread.
        stop: when set, what is known is returned within about 50 ms.

    Raises:
        ParameterError: a value that is not allowed; `step_sizes` is empty.
    """
    latest = DivergenceScan((), 0.0)
    for latest in watch_divergence(
        problem, step_sizes, steps, noise=noise, replicas=replicas, seed=seed, threads=threads,
        stop=stop,
    ):  # fmt: skip
        if progress is not None:
            progress(latest)
    complete = sum(point.complete for point in latest.points)
    return DivergenceScan(latest.points, complete / len(step_sizes))


def watch_divergence(
    problem: Problem,
    step_sizes: Sequence[float],
    steps: int,
    *,
    noise: float = 0.0,
    replicas: int = 100,
    seed: int = 0,
    threads: int | None = None,
    stop: threading.Event | None = None,
) -> Iterator[DivergenceScan]:
    """`scan_divergence` as an iterator, which tells what is known about every 50 ms.

    Arguments and errors as there; errors are raised at once.
    """
    if not len(step_sizes):
        raise ParameterError("step_sizes must hold at least one step size.")
    watched = watch_step_sizes(
        problem, step_sizes, steps, noise=noise, replicas=replicas, seed=seed, at=[],
        threads=threads, stop=stop,
    )  # fmt: skip
    return _scans([float(size) for size in step_sizes], watched, stop)


def _scans(
    sizes: Sequence[float],
    watched: Sequence[Iterator[Progress]],
    stop: threading.Event | None,
) -> Iterator[DivergenceScan]:
    points: tuple[DivergencePoint, ...] = ()
    for size, runs in zip(sizes, watched, strict=True):
        if stop is not None and stop.is_set():
            return
        for now in runs:
            point = _point(size, now)
            part = (len(points) + now.done / now.total) / len(sizes)
            yield DivergenceScan((*points, point), part)
        points = (*points, point)


def _point(size: float, now: Progress) -> DivergencePoint:
    statuses = [run.status for run in now.trajectories()]
    diverged = Share(statuses.count(Status.DIVERGED), len(statuses))
    return DivergencePoint(size, diverged, Status.STOPPED not in statuses)
