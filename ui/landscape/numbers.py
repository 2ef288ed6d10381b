"""What a run meets on its way through the landscape: slope, curvature, and the isotropic way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core import (
    Problem,
    Run,
    Setup,
    Sharpness,
    Trajectory,
    follow_modes,
    gradient_flow,
    theory,
)
from ui import compute
from ui.comparing.pins import canonical
from ui.cursor import Reading
from ui.curvature import FOLLOWED, curvature_along, end_of, recorded
from ui.kept import kept

Array = NDArray[np.float64]

# Up to this dimension all eigenvalues are computed: a few milliseconds.
DENSE = 300
# Eigenvalues of a dense matrix below this part of the largest are rounding.
ROUNDING = 1e-13
# Modes whose eigenvalues are shown where there are more.
SHOWN = 200
# No window of the plane goes so far up.
OUT_OF_SIGHT = 3.0
# Where the paths are compared, and times along the isotropic one.
HALF, POINTS = 0.5, 300
# Below this part of the largest stable step descent has the flow's s there to 0.01, for every a.
SMALL_STEP = 0.05
# Landscapes kept; each takes some 20 kB.
KEPT = 128


class Spectrum(NamedTuple):
    """Eigenvalues of the Hessian by size, the largest first.

    Attributes:
        rank: 1 for the one that is largest in size, (n,).
        value: (n,).
        complete: whether these are all of them. If not, the smallest and the largest are exact, and
            for the others stand those of (12s − 4)Q: of a change of rank one up and one down each
            lies between two neighbours of these (interlacing).
    """

    rank: Array
    value: Array
    complete: bool


class Half(NamedTuple):
    """s where u rises through 1/2: of the run, of the flow of its problem, of the isotropic one."""

    run: float
    flow: float
    isotropic: float


@dataclass(frozen=True)
class Landscape:
    """What a run meets. Shared by all visitors: nothing may change it.

    Attributes:
        along: the run where its curvature was looked at, with slope and curvature, n times.
        negative: how many directions lead down at each, (n,).
        here: which of them is nearest to the cursor.
        spectrum: the Hessian's there.
        isotropic_u, isotropic_s: the way of the isotropic flow from the run's start.
        escape_rate: ρ of the flow: −ρ is the Hessian's smallest eigenvalue at w = 0.
        half: where they are half-way; None where one of them does not come there.
    """

    along: Sharpness
    negative: NDArray[np.int64]
    here: int
    spectrum: Spectrum
    isotropic_u: Array
    isotropic_s: Array
    escape_rate: float
    half: Half | None

    @property
    def time(self) -> Array:
        return self.along.trajectory.time


def sensible_time(run: Run) -> float:
    """Where to look first: when u comes to 1/2; else at the end of what stays in sight."""
    trajectory = run.trajectory
    seen = np.flatnonzero((trajectory.time > 0) & (trajectory.s < OUT_OF_SIGHT))
    if not seen.size:
        return float(trajectory.time[-1])
    there = seen[trajectory.u[seen] >= HALF]
    return float(f"{trajectory.time[there[0] if there.size else seen[-1]]:.4g}")


def landscape_of(setup: Setup, reading: Reading) -> Landscape:
    """The landscape along a setup's run, with the spectrum where it is read."""
    at = reading.time if reading.step is None else reading.step
    return _landscape(canonical(setup), float(at))


@kept(KEPT)
def _landscape(setup: Setup, at: float) -> Landscape:
    problem, trajectory = compute.path(setup)
    along = curvature_along(problem, setup, trajectory, also=at)
    found = along.trajectory
    here = int(np.abs(recorded(found) - at).argmin())
    u, s = isotropic_way(float(trajectory.u[0]), float(trajectory.s[0]))
    return Landscape(
        along=along,
        negative=theory.negative_directions(found.u, found.s, problem.dimension),
        here=here,
        spectrum=spectrum_of(problem, setup, along, here),
        isotropic_u=u,
        isotropic_s=s,
        escape_rate=theory.escape_rate(problem),
        half=_half(problem, trajectory, u, s),
    )


def spectrum_of(problem: Problem, setup: Setup, along: Sharpness, here: int) -> Spectrum:
    """The Hessian's eigenvalues at one of the places of a run."""
    trajectory = along.trajectory
    if problem.dimension <= DENSE:
        path = follow_modes(
            problem,
            end_of(setup),
            step_size=trajectory.step_size,
            at=recorded(trajectory)[[here]],
            max_single_steps=FOLLOWED,
        )
        values = np.linalg.eigvalsh(problem.hessian(path.student(problem)[0]))
        values = values[np.argsort(-np.abs(values))]
        values = values[np.abs(values) > ROUNDING * abs(values[0])]
        return Spectrum(np.arange(1.0, values.size + 1), values, True)
    ends = np.array([along.smallest[here], along.largest[here]])
    return interlaced(problem.eigenvalues, 12 * float(trajectory.s[here]) - 4, ends)


def interlaced(eigenvalues: Array, kappa: float, ends: Array) -> Spectrum:
    """The two ends, and log-spaced ones of the other eigenvalues of κQ, in the order of size."""
    others = np.abs(kappa) * np.sort(eigenvalues)[1:-1]
    place = np.unique(np.rint(np.geomspace(1, others.size, SHOWN))).astype(np.int64)
    bulk = np.copysign(others[-place], kappa)
    rank = place + np.sum(np.abs(ends)[:, None] >= np.abs(bulk), axis=0)
    rank_of_ends = [
        1 + np.sum(np.abs(ends) > size) + np.sum(others > size) for size in np.abs(ends)
    ]
    ranks = np.concatenate([rank_of_ends, rank]).astype(float)
    values = np.concatenate([ends, bulk])
    order = np.argsort(-np.abs(values), kind="stable")
    return Spectrum(ranks[order], values[order], False)


def isotropic_way(u: float, s: float) -> tuple[Array, Array]:
    """The isotropic flow from (u, s) to where nothing moves any more; two arrays."""
    # A start far out falls within 1/s, an escape takes ln(1/u)/8.
    last = (20 - np.log(max(abs(u), 1e-12))) / 8
    fast = np.geomspace(1e-3 / (1 + s), last, POINTS)
    time = np.union1d(fast, np.linspace(0, last, POINTS))
    # Rounding may have put a start along the teacher's axis outside.
    return theory.isotropic_path(u, max(s, u * u), time)


def _half(problem: Problem, trajectory: Trajectory, u: Array, s: Array) -> Half | None:
    """The three half-way, the isotropic flow with the run's sign."""
    rise = _rise(trajectory.u)
    mine, theirs = at_half(trajectory.u, trajectory.s), at_half(np.abs(u), s)
    if rise is None or mine is None or theirs is None:
        return None
    flow: float | None = mine
    eta = trajectory.step_size
    if eta is not None and eta >= SMALL_STEP * theory.max_stable_step(problem):
        # The flow is there before descent.
        smooth = gradient_flow(problem, float(trajectory.time[rise + 1]))
        flow = at_half(smooth.u, smooth.s)
    return None if flow is None else Half(mine, flow, theirs)


def at_half(u: Array, s: Array) -> float | None:
    """s where u rises through 1/2 for the last time; None where it does not."""
    before = _rise(u)
    if before is None:
        return None
    share = (HALF - u[before]) / (u[before + 1] - u[before])
    return float(s[before] + share * (s[before + 1] - s[before]))


def _rise(u: Array) -> int | None:
    """The last place before which u is below 1/2 and after which it is not."""
    rising = np.flatnonzero((u[:-1] < HALF) & (u[1:] >= HALF))
    return int(rising[-1]) if rising.size else None
