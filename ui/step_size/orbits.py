"""Where each step size ends up, coarse at once and fine in the background."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from threading import Event

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import Orbit, Setup, orbit_diagram, theory
from ui import compute
from ui.background import background
from ui.components import drag, look_again
from ui.kept import kept

Array = NDArray[np.float64]

# Up to here step sizes are shown, in units of the largest stable one. On the axis from 0 more than
# half of the room is past it, where something happens, and a small one is not out of sight.
HIGH = 2.5
# Coarse ones up to the limit, where nothing is computed, and past it.
BELOW, PAST = 4, 24
COARSE, FINE = BELOW + PAST, 340
TOTAL = COARSE + FINE
# Fine ones between two looks at what has come: some 10 ms.
AT_ONCE = 20
# Just past the limit an orbit takes long to grow: so near to it none begins, and no coarse one.
NEAREST, NEAREST_COARSE = 1.001, 1.03
# Points of an orbit without a period that are drawn.
POINTS = 24
# Up to this dimension the coarse diagram follows a drag.
LIVE_DIMENSION = compute.LARGE_DIMENSION
# While the hand moves the points of one in so many step sizes are drawn.
STRIDE = 5
# Coarse diagrams kept: 20 kB each.
KEPT = 64
_PATIENCE = 0.25
# The session's entry of the last problem whose diagram was wanted.
_WANTED = "orbits:wanted"


@dataclass(frozen=True)
class Diagram:
    """Where some step sizes end up. Shared by all visitors: nothing may change it.

    Attributes:
        limit: the largest stable step size.
        step_sizes: η, increasing, (n,).
        periods: the length of the cycle; 0 where there is none, −1 where w diverges, (n,).
        at, u, s: the points of the orbits, (m,).
    """

    limit: float
    step_sizes: Array
    periods: NDArray[np.int64]
    at: Array
    u: Array
    s: Array

    def first(self, period: int) -> float | None:
        """The smallest step size with this period."""
        found = np.flatnonzero(self.periods == period)
        return float(self.step_sizes[found[0]]) if found.size else None

    def every(self, stride: int) -> Diagram:
        """With the points of one in so many of the step sizes: quickly drawn."""
        some = np.isin(self.at, self.step_sizes[::stride])
        return replace(self, at=self.at[some], u=self.u[some], s=self.s[some])

    @property
    def diverges_from(self) -> float | None:
        """The step size from which on all of those tried diverge."""
        last = np.flatnonzero(self.periods >= 0)
        after = int(last[-1]) + 1 if last.size else 0
        return float(self.step_sizes[after]) if after < self.step_sizes.size else None


def diagram_of(orbits: Iterable[Orbit], limit: float) -> Diagram:
    """The diagram of some orbits, each cut to what is drawn of it."""
    ordered = sorted(orbits, key=lambda orbit: orbit.step_size)
    shown = [_shown(orbit) for orbit in ordered]
    sizes = np.array([orbit.step_size for orbit in ordered])
    return Diagram(
        limit=limit,
        step_sizes=sizes,
        periods=np.array([-1 if o.diverged else o.period or 0 for o in ordered]),
        at=np.repeat(sizes, shown),
        u=np.concatenate([o.u[o.u.size - n :] for o, n in zip(ordered, shown, strict=True)]),
        s=np.concatenate([o.s[o.s.size - n :] for o, n in zip(ordered, shown, strict=True)]),
    )


def coarse_sizes(limit: float) -> Array:
    """Evenly spaced up to the limit, and past it; none of them is near the limit."""
    below = np.linspace(0, 1, BELOW + 2)[1:-1]
    return limit * np.concatenate([below, np.linspace(NEAREST_COARSE, HIGH, PAST)])


def fine_sizes(coarse: Diagram) -> Array:
    """Past the limit, up to where all diverge."""
    last = coarse.diverges_from or HIGH * coarse.limit
    return np.linspace(NEAREST * coarse.limit, max(last, NEAREST * coarse.limit), FINE)


def orbit_steps(setup: Setup, stop: Event) -> Iterator[tuple[int, Diagram]]:
    """The coarse diagram of a setup's problem, then finer ones."""
    problem = compute.problem(setup)
    limit = theory.max_stable_step(problem)
    orbits = list(orbit_diagram(problem, coarse_sizes(limit), stop=stop).orbits)
    if stop.is_set():
        return
    found = diagram_of(orbits, limit)
    yield COARSE, found
    sizes = fine_sizes(found)
    for begin in range(0, FINE, AT_ONCE):
        orbits += orbit_diagram(problem, sizes[begin : begin + AT_ONCE], stop=stop).orbits
        if stop.is_set():
            return
        yield COARSE + min(begin + AT_ONCE, FINE), diagram_of(orbits, limit)


@kept(KEPT)
def _coarse(setup: Setup) -> Diagram:
    return next(orbit_steps(setup, Event()))[1]


def orbits_of(setup: Setup) -> tuple[int, Diagram | None]:
    """How many step sizes are done, and the diagram so far; None before there is any.

    A new problem's fine diagram is begun when the hand rests; another step size of the same problem
    leaves it as it is.
    """
    setup = compute.of_problem(setup)
    wanted = drag().final or st.session_state.get(_WANTED) == setup
    if wanted:
        st.session_state[_WANTED] = setup
    job = background("orbits", setup, TOTAL if wanted else 0, partial(orbit_steps, setup))
    if job is not None and not job.finished:
        look_again(_PATIENCE, key="orbits")
    if job is not None and job.value is not None:
        # Thousands of points take the browser longer than a hand should wait.
        return job.done, job.value if drag().final else job.value.every(STRIDE)
    if setup.dimension > LIVE_DIMENSION:
        return 0, None
    return COARSE, _coarse(setup)


def _shown(orbit: Orbit) -> int:
    """How many of the last points of an orbit are drawn."""
    return 0 if orbit.diverged else orbit.period or POINTS
