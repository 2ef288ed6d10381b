"""The orbit diagram: where gradient descent ends up, for one step size after another.

Below the limit 2/λ_max of the Hessian at w* the minimum attracts; past it the run oscillates, first
between two points, and then cycles, jumps about or diverges.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.curvature import hessian_extremes
from core.dynamics.cycles import period_of
from core.dynamics.orbit_kernel import advance, settle_slow_modes
from core.parameters import ParameterError
from core.problem import Problem
from core.reduction import cover, reduce_on

Array = NDArray[np.float64]

MOST_TRANSIENT, MOST_KEPT = 10_000_000, 100_000
# The start is off w* in the direction of λ_max, by so much of w*_i at the mode that moves most.
START_DISTANCE = 0.01
# Just past the limit the oscillation takes 1/ln(ηλ_max − 1) steps to grow by e: so many of these
# are added to the transient, up to the other number of steps.
EFOLDS, MOST_EXTRA = 15.0, 500_000
# The slow modes are settled after each part of the transient but the last.
PARTS = 4
# Steps times nodes between two looks at `stop`: about 20 ms.
PIECE = 20_000_000


@dataclass(frozen=True)
class Orbit:
    """Where one step size ends up.

    Attributes:
        step_size: η.
        u, s: over consecutive steps after the transient, (keep,); NaN where it diverged.
        period: the length of the cycle, 1 for a fixed point, None where there is none (found).
        diverged: whether w grew without bound.
    """

    step_size: float
    u: Array
    s: Array
    period: int | None
    diverged: bool


@dataclass(frozen=True)
class OrbitDiagram:
    """The orbits of n step sizes, in the order in which they were given.

    Attributes:
        orbits: one for each step size that was done.
        stability_limit: 2/λ_max of the Hessian at w*, from where on the minimum repels.
        stopped: whether step sizes are missing because the caller stopped.
    """

    orbits: tuple[Orbit, ...]
    stability_limit: float
    stopped: bool


def orbit_diagram(
    problem: Problem,
    step_sizes: ArrayLike,
    *,
    transient: int = 4_000,
    keep: int = 128,
    stop: threading.Event | None = None,
    progress: Callable[[Sequence[Orbit]], None] | None = None,
) -> OrbitDiagram:
    """Follow w ← w − η∇L (paper, 3.1) for each η past its transient, and record where it goes.

    What is followed is the attractor that grows out of w*, not a run from the problem's start: from
    there the slow modes would take 1/(8ηλ_d) steps, and 1 − u would still fall like a power when
    the transient is over.

    - Up to the limit the multipliers at w* are known, all within [−1, 1]: the orbit is the fixed
      point u = s = 1, and no step is taken. (Just below the limit each step would undo next to
      nothing of an oscillation.)
    - Past it the run starts 1% off w* or less in the direction of λ_max, in which it grows by
      ηλ_max − 1 a step. Just past the limit that is slow, so the transient is made longer there, by
      some multiples of 1/ln(ηλ_max − 1) steps.
    - The slow modes (8ηλ < 0.05) have not followed the orbit by then. Three times during the
      transient they are put where its steps so far would take them: each is linear given u and s,
      so that is the fixed point of the steps just taken.

    Where Qw* has little on the top mode, λ_max is hardly above 8λ_1, and that mode is driven out by
    the oscillation it makes: the cycle gives way to divergence a few percent past the limit, or
    less (decay 0.3, d = 1000: one percent). A mode with w*_i = 0 takes no part. Another attractor
    may exist beside this one, and a run from the problem's start may diverge where this one does
    not. Just past the further doublings the transient is not made longer: a period may be found
    there that is still dying out.

    Args:
        step_sizes: η, positive, in any order.
        transient: how many steps are thrown away, from 0 to 1e7, some 50 ns each. They are taken
            in four equal parts of even length, so it may be a few more.
        keep: how many steps are recorded, from 1 to 1e5. Cycles up to a quarter of it are found.
        stop: when set, what is done so far is returned within about 50 ms.
        progress: called after every step size with the orbits so far. What it raises is raised
            here.

    Raises:
        ParameterError: a value that is not allowed.
    """
    sizes = _checked_sizes(step_sizes)
    transient = _checked_count("transient", transient, 0, MOST_TRANSIENT)
    keep = _checked_count("keep", keep, 1, MOST_KEPT)
    sharpness = hessian_extremes(problem, problem.teacher).largest
    done: list[Orbit] = []
    for orbit in _orbits(problem, sizes, sharpness, transient, keep, stop):
        done.append(orbit)
        if progress is not None:
            progress(done)
    return OrbitDiagram(tuple(done), 2 / sharpness, len(done) < sizes.size)


class _Ready(NamedTuple):
    """The nodes, and what the start adds to B = 1 on each."""

    rate: Array
    weight: Array
    direction: Array


def _orbits(
    problem: Problem,
    sizes: Array,
    sharpness: float,
    transient: int,
    keep: int,
    stop: threading.Event | None,
) -> Iterator[Orbit]:
    ready: _Ready | None = None
    for size in sizes:
        if stop is not None and stop.is_set():
            return
        multiplier = size * sharpness - 1
        if multiplier <= 1:
            yield Orbit(float(size), np.ones(keep), np.ones(keep), 1, False)
            continue
        if ready is None:
            longest = float(sizes.max()) * (transient + MOST_EXTRA + keep)
            ready = _make_ready(problem, longest, float(sizes.max()), sharpness)
        extra = min(EFOLDS / math.log(multiplier), MOST_EXTRA)
        orbit = _follow(ready, float(size), transient, transient and int(extra), keep, stop)
        if orbit is None:
            return
        yield orbit


def _make_ready(problem: Problem, longest: float, largest: float, sharpness: float) -> _Ready:
    """The nodes, one reduction for all step sizes, and the eigenvector λ/(λ_max − 8λ) w* of H."""
    panels = cover(problem, longest, step_size=largest, poles=True)
    reduction = reduce_on(panels, problem)
    direction = reduction.rate / np.maximum(sharpness - 8 * reduction.rate, 1e-9 * sharpness)
    direction *= -START_DISTANCE / direction.max()
    return _Ready(reduction.rate, reduction.teacher, direction)


def _follow(
    ready: _Ready,
    step_size: float,
    transient: int,
    extra: int,
    keep: int,
    stop: threading.Event | None,
) -> Orbit | None:
    """One orbit; None if stopped."""
    rate, weight, direction = ready
    b, product = 1 + direction, np.ones(rate.size)
    piece = max(PIECE // rate.size, 1)
    nothing = np.empty((0, 2))
    # Even numbers of steps throughout, so that all orbits are recorded in the same phase.
    part = 2 * -(-(transient + extra) // (2 * PARTS))
    for i in range(PARTS):
        before = b.copy()
        product[:] = 1.0
        for begin in range(0, part, piece):
            if stop is not None and stop.is_set():
                return None
            count = min(piece, part - begin)
            if not advance(rate, weight, b, product, step_size, count, nothing):
                return _diverged(step_size, keep)
        if i < PARTS - 1:
            settle_slow_modes(rate, b, product, before, step_size)
    seen = np.empty((keep, 2))
    if not advance(rate, weight, b, product, step_size, keep, seen):
        return _diverged(step_size, keep)
    u, s = seen[:, 0].copy(), seen[:, 1].copy()
    return Orbit(step_size, u, s, period_of(u), False)


def _diverged(step_size: float, keep: int) -> Orbit:
    return Orbit(step_size, np.full(keep, np.nan), np.full(keep, np.nan), None, True)


def _checked_sizes(step_sizes: ArrayLike) -> Array:
    try:
        sizes = np.array(step_sizes, dtype=np.float64)
    except (TypeError, ValueError):
        sizes = np.array(np.nan)
    if sizes.ndim != 1 or not np.all(np.isfinite(sizes) & (sizes > 0)):
        raise ParameterError("step_sizes must be a list of positive finite numbers.")
    return sizes


def _checked_count(name: str, value: int, low: int, high: int) -> int:
    if not (low <= value <= high and value == int(value)):
        raise ParameterError(
            f"{name} cannot be {value!r}: allowed is a whole number from {low:,} to {high:,}."
        )
    return int(value)
