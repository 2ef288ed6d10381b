"""Online SGD for the paper's figures: replicas for each of its a, run beside the page."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from threading import Event

from core import read_ensemble, watch_online_sgd
from core.ensemble import Ensemble
from core.parameters import Setup
from ui import compute
from ui.background import background
from ui.components import drag, look_again
from ui.noise.numbers import by_steps
from ui.noise.replicas import WHOLE, mostly_there, plan

# The paper's a beside that of the slider, its noise, and how many runs of each there are here.
OTHERS = (0.5, 1.0)
NOISE = 0.05
REPLICAS = 8
# The works of the three a go on side by side.
_THREADS = 1
# Seconds between two looks.
_PATIENCE = 0.5


@dataclass(frozen=True, eq=False)
class Samples:
    """What has come of the runs so far.

    Attributes:
        ensembles: the replicas together, for those a of which some have begun.
        part: of the work done, 0 to 1.
    """

    ensembles: dict[float, Ensemble]
    part: float


def setups_of(setup: Setup) -> dict[float, Setup]:
    """The runs of a figure: the present setup, and with each of the paper's other a."""
    needed = compute.of_trajectory(by_steps(setup))
    return {a: replace(needed, decay=a) for a in sorted({*OTHERS, setup.decay})}


def samples_of(setup: Setup) -> Samples:
    """What is there of the visitor's runs; while the hand moves nothing is begun."""
    if not drag().final:
        return Samples({}, 0.0)
    setups = setups_of(setup)
    jobs = {
        a: background(
            # Moving the slider's a leaves the other runs as they are.
            f"paper {a}" if a in OTHERS else "paper own",
            each,
            WHOLE,
            partial(sample_steps, each),
        )
        for a, each in setups.items()
    }
    begun = {a: job for a, job in jobs.items() if job is not None}
    if not all(job.finished for job in begun.values()):
        look_again(_PATIENCE, key="paper")
    return Samples(
        {a: job.value for a, job in begun.items() if job.value is not None},
        sum(job.done for job in begun.values()) / (WHOLE * len(setups)),
    )


def sample_steps(setup: Setup, stop: Event) -> Iterator[tuple[int, Ensemble | None]]:
    """The replicas of one a, in small steps."""
    found: Ensemble | None = None
    read_at = -_PATIENCE
    watched = watch_online_sgd(
        compute.problem(setup), setup.step_size, plan(setup, REPLICAS).steps, noise=NOISE,
        replicas=REPLICAS, seed=setup.seed, threads=_THREADS, stop=stop,
    )  # fmt: skip
    for progress in watched:
        over = progress.done == progress.total
        if over or time.monotonic() - read_at > _PATIENCE:
            ensemble = read_ensemble(progress.trajectories())
            read_at = time.monotonic()
            if mostly_there(ensemble).any():
                found = ensemble
        yield int(WHOLE * progress.done / progress.total), found
