"""A run read at one time: what a cursor on the picture says."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.run import Run
from core.trajectory import Status, Trajectory
from ui.charts.phases import NAMES
from ui.laws import Laws
from ui.text.numbers import tex
from ui.text.words import step_name

Array = NDArray[np.float64]

# Between two recorded steps such a run goes its own way: what was recorded is read, nothing else.
_JUMPING = (Status.PERIODIC, Status.IRREGULAR, Status.DIVERGED, Status.STOPPED)
# Up to here u and s are read themselves, beyond it their distances from 1 are, which are smaller.
_HALF = 0.5


@dataclass(frozen=True)
class Reading:
    """A run at one time.

    Attributes:
        time: t; that of a step for gradient descent.
        step: k = t/η, None for the flow.
        u, s, one_minus_u, one_minus_s, loss, mse: as in `Trajectory`.
        phase: "I", "II" or "III"; None where a run that the minimum repels has left phase I.
    """

    time: float
    step: int | None
    u: float
    s: float
    one_minus_u: float
    one_minus_s: float
    loss: float
    mse: float
    phase: str | None


def read_at(run: Run, laws: Laws, time: float) -> Reading:
    """Read a run at a time; before its first or after its last record, at that.

    Gradient descent has steps: the one nearest to the time is read. Between two recorded samples
    each number is a power of t where it keeps its sign and linear in log t where it does not. A run
    that does not settle is read at the recorded step nearest to the time.
    """
    trajectory = run.trajectory
    eta = trajectory.step_size
    repelled = eta is not None and eta >= laws.stability_limit
    at = min(max(time, float(trajectory.time[0])), float(trajectory.time[-1]))
    if repelled or trajectory.status in _JUMPING:
        at = _nearest(trajectory.time, at)
    elif eta is not None:
        at = _clip_to_record(trajectory, eta * round(at / eta))
    u, one_minus_u = _with_complement(trajectory.time, trajectory.u, trajectory.one_minus_u, at)
    s, one_minus_s = _with_complement(trajectory.time, trajectory.s, trajectory.one_minus_s, at)
    return Reading(
        time=at,
        step=None if eta is None else round(at / eta),
        u=u,
        s=s,
        one_minus_u=one_minus_u,
        one_minus_s=one_minus_s,
        loss=_between(trajectory.time, trajectory.loss, at),
        mse=_between(trajectory.time, trajectory.mse, at),
        phase=_phase(run, at, repelled),
    )


def sentence(reading: Reading) -> str:
    """The reading in one sentence of Markdown."""
    step = "" if reading.step is None else f" ({step_name(reading.step)})"
    phase = "" if reading.phase is None else f", phase {reading.phase} ({NAMES[reading.phase]})"
    return (
        f"At $t = {tex(reading.time)}${step}{phase}: "
        f"$u = {tex(reading.u)}$, $s = {tex(reading.s)}$, "
        f"$1-u = {tex(reading.one_minus_u, 2)}$, $1-s = {tex(reading.one_minus_s, 2)}$, "
        f"loss ${tex(reading.loss, 2)}$, MSE ${tex(reading.mse)}$."
    )


def _phase(run: Run, time: float, repelled: bool) -> str | None:
    phases = run.phases
    if phases.t1 is None or time < phases.t1:
        return "I"
    if repelled or run.trajectory.status is Status.DIVERGED:
        return None
    return "II" if phases.t2 is None or time < phases.t2 else "III"


def _nearest(times: Array, at: float) -> float:
    """The recorded time nearest to `at`, by their ratio where both are positive."""
    after = int(np.searchsorted(times, at))
    before, behind = float(times[max(after - 1, 0)]), float(times[after])
    if before <= 0:
        return before if at - before < behind - at else behind
    return before if at * at < before * behind else behind


def _clip_to_record(trajectory: Trajectory, time: float) -> float:
    """A step's time as it is recorded, where it is: η k may differ from it by rounding."""
    times = trajectory.time
    time = min(max(time, float(times[0])), float(times[-1]))
    nearest = _nearest(times, time)
    return nearest if math.isclose(nearest, time, rel_tol=1e-12) else time


def _with_complement(times: Array, values: Array, gaps: Array, at: float) -> tuple[float, float]:
    """A number and its distance from 1, whichever is the smaller read off the record."""
    after = int(np.searchsorted(times, at))
    if times[after] == at:
        return float(values[after]), float(gaps[after])
    if abs(values[after]) <= _HALF:
        value = _between(times, values, at)
        return value, 1 - value
    gap = _between(times, gaps, at)
    return 1 - gap, gap


def _between(times: Array, values: Array, at: float) -> float:
    """The record at `at`, exactly where there is one, else between the two around it."""
    after = int(np.searchsorted(times, at))
    if times[after] == at:
        return float(values[after])
    t0, t1 = float(times[after - 1]), float(times[after])
    y0, y1 = float(values[after - 1]), float(values[after])
    share = (at - t0) / (t1 - t0) if t0 <= 0 else math.log(at / t0) / math.log(t1 / t0)
    if y0 * y1 > 0:
        return math.copysign(abs(y0) * (y1 / y0) ** share, y0)
    return y0 + share * (y1 - y0)
