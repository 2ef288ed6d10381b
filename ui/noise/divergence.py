"""The share of runs that diverges against the step size: beside the page, size by size."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from threading import Event

import numpy as np

from core import online_sgd
from core.divergence import DivergencePoint
from core.ensemble import Share
from core.parameters import PARAMETERS, Setup
from core.trajectory import Status
from ui import compute
from ui.background import Job, background
from ui.noise.numbers import by_steps, expected

# Each step size has so many runs of so many steps: half a second or so of one core.
RUNS, STEPS = 64, 5_000
# Step sizes, in units of the mean field's limit.
_SIZES = np.geomspace(1 / 16, 4, 13)


def divergence_of(setup: Setup, noise: float) -> Job[tuple[DivergencePoint, ...]] | None:
    """The visitor's scan, begun if it is not. Neither step size nor number of steps matters."""
    setup = by_steps(setup)
    # Another step size must not begin it anew.
    key = (compute.of_problem(setup), noise)
    return background("divergence", key, _SIZES.size, partial(divergence_steps, setup, noise))


def sizes_of(setup: Setup, noise: float) -> list[float]:
    """The step sizes of the scan, around the mean field's limit."""
    highest = float(PARAMETERS["step_size"].high)
    return [min(size, highest) for size in expected(setup, noise).stability_limit * _SIZES]


def divergence_steps(
    setup: Setup, noise: float, stop: Event
) -> Iterator[tuple[int, tuple[DivergencePoint, ...]]]:
    problem = compute.problem(setup)
    points: tuple[DivergencePoint, ...] = ()
    for done, size in enumerate(sizes_of(setup, noise), 1):
        runs = online_sgd(
            problem, size, STEPS, noise=noise, replicas=RUNS, seed=setup.seed, at=[], threads=1,
            stop=stop,
        )  # fmt: skip
        if stop.is_set():
            return
        diverged = sum(run.status is Status.DIVERGED for run in runs)
        points = (*points, DivergencePoint(size, Share(diverged, RUNS), True))
        yield done, points
