"""The share of online SGD runs that diverge, against the step size."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.dynamics import online_sgd
from core.dynamics.recording import check_positive
from core.dynamics.sgd import Progress
from core.ensemble import Share
from core.parameters import ParameterError
from core.problem import Problem
from core.trajectory import Status, Trajectory


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
    if not len(step_sizes):
        raise ParameterError("step_sizes must hold at least one step size.")
    sizes = [check_positive("step_size", size) for size in step_sizes]
    points: tuple[DivergencePoint, ...] = ()

    def scan(runs: Sequence[Trajectory], part: float) -> DivergenceScan:
        diverged = sum(run.status is Status.DIVERGED for run in runs)
        complete = all(run.status is not Status.STOPPED for run in runs)
        share = Share(diverged, len(runs))
        point = DivergencePoint(sizes[len(points)], share, complete)
        return DivergenceScan((*points, point), (len(points) + part) / len(sizes))

    def report(now: Progress) -> None:
        if progress is not None:
            progress(scan(now.trajectories(), now.done / now.total))

    for size in sizes:
        if stop is not None and stop.is_set():
            break
        runs = online_sgd(
            problem,
            size,
            steps,
            noise=noise,
            replicas=replicas,
            seed=seed,
            at=[],
            threads=threads,
            progress=report,
            stop=stop,
        )
        latest = scan(runs, 1.0)
        points = latest.points
    return DivergenceScan(points, len([each for each in points if each.complete]) / len(sizes))
