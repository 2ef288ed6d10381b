"""The share of runs that diverges against the step size: beside the page, size by size."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from threading import Event

import numpy as np

from core.divergence import DivergencePoint, watch_divergence
from core.parameters import PARAMETERS, Setup
from ui import compute
from ui.background import Job, background
from ui.noise.numbers import by_steps, expected
from ui.noise.replicas import wanted

# Each step size has so many runs of so many steps: half a second or so of one core.
RUNS, STEPS = 64, 5_000
# Step sizes, in units of the mean field's limit.
_SIZES = np.geomspace(1 / 16, 4, 13)


def divergence_of(setup: Setup, noise: float) -> Job[tuple[DivergencePoint, ...]] | None:
    """The visitor's scan, begun if it is not. Neither step size nor number of steps matters."""
    setup = by_steps(setup)
    # Another step size must not begin it anew.
    key = (compute.of_problem(setup), noise)
    total = _SIZES.size if wanted("divergence", key) else 0
    return background("divergence", key, total, partial(divergence_steps, setup, noise))


def sizes_of(setup: Setup, noise: float) -> list[float]:
    """The step sizes of the scan, around the mean field's limit."""
    highest = float(PARAMETERS["step_size"].high)
    return [min(size, highest) for size in expected(setup, noise).stability_limit * _SIZES]


def divergence_steps(
    setup: Setup, noise: float, stop: Event
) -> Iterator[tuple[int, tuple[DivergencePoint, ...]]]:
    """Run step size after step size; the points are those whose runs have all ended."""
    for scan in watch_divergence(
        compute.problem(setup), sizes_of(setup, noise), STEPS, noise=noise, replicas=RUNS,
        seed=setup.seed, threads=1, stop=stop,
    ):  # fmt: skip
        if stop.is_set():
            return
        points = tuple(point for point in scan.points if point.complete)
        yield len(points), points
