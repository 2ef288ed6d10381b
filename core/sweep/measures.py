"""What a sweep measures of a run: one number each, by name.

    t1, t1_prime, t2      where the phases end
    exponent:1-u          a fitted exponent; so too low:, high:, law: and theory:, and the others of
                          `fit_exponents`: u_growth_rate, 1-s, loss, mse_drop, mse_rate
    mse@1e4               u, s, 1-u, 1-s, loss or mse at the time t = 1e4
    mse@step=1e6          ... at a step of gradient descent
    mse@end               ... where the run ended: its last step or time
    time:1-u=0.01         the first time at which it is as low; u and s: as high
    share:diverged        1 for a run that diverged, else 0: its mean is the share that did

A number that there is none of is NaN: a phase not reached, an exponent without a window, a time
past the end. Whether it diverged is known of every run: one that a bound on its steps gave up has
not, up to there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.parameters import ParameterError, Setup
from core.phases import exponential_crossing, power_law_crossing
from core.trajectory import Status, Trajectory

PHASES = ("t1", "t1_prime", "t2")
# No column of a sweep's rows has this name; `diverged` is one.
SHARE_DIVERGED = "share:diverged"
FIELDS = {
    "u": "u",
    "s": "s",
    "1-u": "one_minus_u",
    "1-s": "one_minus_s",
    "loss": "loss",
    "mse": "mse",
}
EXPONENT_COLUMNS = {
    "exponent": "fitted",
    "low": "low",
    "high": "high",
    "law": "law",
    "theory": "theory",
}
EXPONENT_QUANTITIES = ("u growth rate", "1-u", "1-s", "loss", "mse drop", "mse rate")
# These grow, between samples like exponentials; the others fall, like power laws.
GROWING = ("u", "s")
# A time is taken for a step's own if it differs by no more than this part of it.
ROUNDING = 1e-9


@dataclass(frozen=True)
class PhaseEnd:
    """The end of a phase; `name` is the field of `Phases`."""

    name: str


@dataclass(frozen=True)
class Exponent:
    """One number of the table of exponents."""

    quantity: str
    column: str


@dataclass(frozen=True)
class ValueAt:
    """A field of `Trajectory` at a time, at a step, or (both None) at the end."""

    field: str
    time: float | None = None
    step: int | None = None

    @property
    def is_at_end(self) -> bool:
        """Whether it is the last value of a run."""
        return self.time is None and self.step is None

    def samples(self, setup: Setup) -> tuple[float, ...]:
        """What has to be recorded for it: a time of the flow; else a step, or the two steps around
        the time. Nothing if the run ends before, or has no steps to count."""
        if setup.method == "flow":
            wanted = setup.horizon if self.is_at_end else self.time
            return () if wanted is None or wanted > setup.horizon else (wanted,)
        if self.is_at_end:
            return (setup.steps,)
        place = float(self.step or 0) if self.time is None else self.time / setup.step_size
        nearest = round(place)
        if abs(place - nearest) <= ROUNDING * max(place, 1.0):
            return (nearest,) if nearest <= setup.steps else ()
        around = (math.floor(place), math.ceil(place))
        return around if around[1] <= setup.steps else ()


@dataclass(frozen=True)
class TimeOf:
    """The first time at which u or s is at or above a level, or any other quantity at or below."""

    quantity: str
    level: float


@dataclass(frozen=True)
class Diverged:
    """Whether the run diverged, as a number."""


Measure = PhaseEnd | Exponent | ValueAt | TimeOf | Diverged


def parse_measure(name: str) -> Measure:
    """Read a measure from its name.

    Raises:
        ParameterError: a sentence that says what there is.
    """
    if not name.isprintable():
        raise ParameterError(f"{name!r} cannot be measured: it has a line break or the like.")
    if name in PHASES:
        return PhaseEnd(name)
    if name == SHARE_DIVERGED:
        return Diverged()
    quantity, at, where = name.partition("@")
    if at and quantity in FIELDS:
        return _value_at(name, FIELDS[quantity], where)
    kind, _, rest = name.partition(":")
    if kind == "time":
        quantity, _, level = rest.partition("=")
        if quantity in FIELDS:
            return TimeOf(quantity, _number(name, level, least=-math.inf))
    if kind in EXPONENT_COLUMNS and rest.replace("_", " ") in EXPONENT_QUANTITIES:
        return Exponent(rest.replace("_", " "), EXPONENT_COLUMNS[kind])
    raise ParameterError(
        f"{name!r} cannot be measured; there are {', '.join(PHASES)}, exponent:1-u, law:1-u, "
        f"mse@1e4, mse@step=1000, mse@end, time:1-u=0.01 and their like, and {SHARE_DIVERGED}."
    )


def _value_at(name: str, field: str, where: str) -> ValueAt:
    if where == "end":
        return ValueAt(field)
    if where.startswith("step="):
        step = _number(name, where.removeprefix("step="), least=0)
        if step != int(step):
            raise ParameterError(f"{name!r} cannot be measured: a step is a whole number.")
        return ValueAt(field, step=int(step))
    return ValueAt(field, time=_number(name, where, least=0))


def _number(name: str, text: str, *, least: float) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number >= least):
        raise ParameterError(f"{name!r} cannot be measured: {text!r} is no number it could be at.")
    return number


def value_at(measure: ValueAt, setup: Setup, trajectory: Trajectory) -> float:
    """Read the value from a run that was recorded where `ValueAt.samples` asks, or NaN.

    Between two steps of gradient descent it is interpolated linearly.
    """
    recorded = trajectory.time if trajectory.step is None else trajectory.step
    asked = measure.samples(setup)
    if not asked or not np.isin(asked, recorded).all():
        return math.nan
    places = np.searchsorted(recorded, asked)
    values: NDArray[np.float64] = getattr(trajectory, measure.field)[places]
    if len(asked) == 1:
        return float(values[0])
    return float(np.interp(measure.time or 0.0, trajectory.time[places], values))


def diverged(trajectory: Trajectory) -> float:
    """1 for a run that diverged, 0 for any other."""
    return float(trajectory.status is Status.DIVERGED)


def time_of(measure: TimeOf, trajectory: Trajectory) -> float:
    """The first time at which u or s has reached the level, another come down to it; NaN if never.

    Judged on the recorded samples, like the phases, with the same curves between them: `time:u=δ`
    is T₁.
    """
    values: NDArray[np.float64] = getattr(trajectory, FIELDS[measure.quantity])
    level = measure.level
    if not len(trajectory):
        return math.nan
    there = values >= level if measure.quantity in GROWING else values <= level
    reached = np.flatnonzero(there & np.isfinite(values))
    if reached.size == 0:
        return math.nan
    after = int(reached[0])
    if after == 0 or not math.isfinite(values[after - 1]):
        return float(trajectory.time[after])
    around = values[after - 1 : after + 1]
    if level > 0 and around.min() > 0:
        crossing = exponential_crossing if measure.quantity in GROWING else power_law_crossing
        return crossing(trajectory.time, values, after - 1, level)
    share = (level - around[0]) / (around[1] - around[0])
    return float(trajectory.time[after - 1] + share * np.diff(trajectory.time)[after - 1])
