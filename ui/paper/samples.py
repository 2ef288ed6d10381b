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

# The paper's a, and how many runs of each there are here.
DECAYS = (0.5, 1.0, 1.5)
REPLICAS = 8
_THREADS = 2
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
    """The runs of a figure: the present setup with each of the paper's a."""
    return {a: replace(by_steps(setup), decay=a) for a in DECAYS}


def samples_of(setup: Setup, noise: float) -> Samples:
    """What is there of the visitor's runs; while the hand moves nothing is begun."""
    if not drag().final:
        return Samples({}, 0.0)
    setups = setups_of(setup)
    total = WHOLE * len(setups)
    steps = partial(sample_steps, setups, noise)
    job = background("paper", (*setups.values(), noise), total, steps)
    if job is None:
        return Samples({}, 0.0)
    if not job.finished:
        look_again(_PATIENCE, key="paper")
    return Samples(job.value or {}, job.done / total)


def sample_steps(
    setups: dict[float, Setup], noise: float, stop: Event
) -> Iterator[tuple[int, dict[float, Ensemble]]]:
    found: dict[float, Ensemble] = {}
    for place, (decay, setup) in enumerate(setups.items()):
        steps = plan(setup, REPLICAS).steps
        read_at = -_PATIENCE
        watched = watch_online_sgd(
            compute.problem(setup), setup.step_size, steps, noise=noise, replicas=REPLICAS,
            seed=setup.seed, threads=_THREADS, stop=stop,
        )  # fmt: skip
        for progress in watched:
            over = progress.done == progress.total
            if over or time.monotonic() - read_at > _PATIENCE:
                ensemble = read_ensemble(progress.trajectories())
                read_at = time.monotonic()
                if mostly_there(ensemble).any():
                    found = found | {decay: ensemble}
            yield int(WHOLE * (place + progress.done / progress.total)), found
