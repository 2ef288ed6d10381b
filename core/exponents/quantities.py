"""The quantities of phases II and III: what is read from a run, and the law beside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core import theory
from core.exponents.curve import Curve
from core.exponents.slopes import rate_of_fall, thin
from core.exponents.windows import Window
from core.problem import Problem
from core.reduction import Reduction
from core.trajectory import Trajectory

Array = NDArray[np.float64]


class Law(Protocol):
    """A law of `core.theory`, as a function of time."""

    def __call__(
        self,
        problem: Problem,
        time: ArrayLike,
        *,
        step_size: float | None = None,
        reduction: Reduction | None = None,
    ) -> Array:
        """The law at `time`, of its shape."""
        ...


class Reading(Enum):
    """What of a recorded curve is expected to be a power law."""

    VALUE = "the value"
    DROP = "1 − f(t)/f(origin)"
    RATE = "−df/dt"


@dataclass(frozen=True)
class Quantity:
    """A quantity, the field of `Trajectory` it is read from, and its law."""

    phase: str
    name: str
    field: str
    law: Law
    reading: Reading = Reading.VALUE


QUANTITIES = (
    Quantity("II", "1-u", "one_minus_u", theory.one_minus_u),
    Quantity("II", "1-s", "one_minus_s", theory.one_minus_s),
    Quantity("II", "loss", "loss", theory.loss),
    Quantity("III", "mse drop", "mse", theory.mse, Reading.DROP),
    Quantity("III", "mse rate", "mse", theory.mse, Reading.RATE),
)


def curve(
    quantity: Quantity,
    trajectory: Trajectory,
    problem: Problem,
    window: Window,
    reduction: Reduction,
) -> Curve:
    """The quantity over a window, of the run and of the law at the same times.

    Whatever is done to the run's samples is done to the law's, so that errors of interpolation and
    of differences fall out of the comparison.
    """
    eta = trajectory.step_size
    samples: Array = getattr(trajectory, quantity.field)
    picked = _samples_around(trajectory.time, window)
    time, run = trajectory.time[picked], samples[picked]
    law = quantity.law(problem, time, step_size=eta, reduction=reduction)
    if quantity.reading is Reading.DROP:
        run = 1 - run / _interpolated(trajectory.time, samples, window.origin)
        law = 1 - law / quantity.law(problem, window.origin, step_size=eta, reduction=reduction)
    elif quantity.reading is Reading.RATE:
        middle, run = rate_of_fall(time, run)
        _, law = rate_of_fall(time, law)
        time = middle
    return Curve(window, time, run, law).sampled_part()


def _samples_around(time: Array, window: Window) -> NDArray[np.intp]:
    """Thinned samples over the window and two beyond either end, where there are any."""
    first = int(np.searchsorted(time, window.start, side="right")) - 2
    first = max(first, int(np.searchsorted(time, window.origin, side="right")))
    last = min(int(np.searchsorted(time, window.end)) + 1, time.size - 1)
    picked = first + thin(np.log(time[first : last + 1] - window.origin))
    return picked if picked[-1] == last else np.append(picked, last)


def _interpolated(time: Array, samples: Array, at: float) -> float:
    """Log-log between the two samples around `at`, which lies after the first."""
    after = int(np.searchsorted(time, at))
    if time[after] == at:
        return float(samples[after])
    if time[after - 1] <= 0:
        return float(np.interp(at, time, samples))
    around = slice(after - 1, after + 1)
    return float(np.exp(np.interp(np.log(at), np.log(time[around]), np.log(samples[around]))))
