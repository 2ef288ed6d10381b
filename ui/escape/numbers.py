"""The escape of a run as it is drawn: |u| and its growth rate, simulated and by the linear flow."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import theory
from core.problem import Problem
from core.reduction import Reduction, reduce
from core.run import Run
from core.trajectory import Trajectory
from ui.laws import ESCAPE_REACH

Array = NDArray[np.float64]

# The picture goes on past T₁, so that the linear flow is seen to fail.
_PAST = 1.25
# A run that has not escaped when it should have is shown for so long; other runs widen the axis by
# so much at most, as on a linear axis one that takes long would press the present run flat.
_LATE = 5.0
# The linear flow is drawn at so many times.
_POINTS = 161
# How near to ρ the growth rate has to stay to be called settled.
SETTLED = 0.01
# e to this is still a float.
_LARGEST_LOG = 700.0


@dataclass(frozen=True, eq=False)
class Escape:
    """What is drawn of an escape. Curves are pairs of arrays, times and values, of one shape.

    Attributes:
        end: the end of the axis of time.
        overlap, rate: |u| and d ln|u|/dt of the run, the second between neighbouring samples.
        law_overlap, law_rate: the same by the linear flow, over the whole axis.
        rho: the growth rate of a long escape, in t.
        slope: dT₁/d ln d of a long escape; None for a ≤ 1, where ρ depends on d too.
        reached: the growth rate, of the flow, of a run that grows as this one does when it gets to
            T₁; None where it does not get there.
        expected: T₁ by the linear flow; None where the start has no overlap.
        settled: from when on the linear flow grows at ρ; None where it never does.
    """

    end: float
    overlap: tuple[Array, Array]
    rate: tuple[Array, Array]
    law_overlap: tuple[Array, Array]
    law_rate: tuple[Array, Array]
    rho: float
    slope: float | None
    reached: float | None
    expected: float | None
    settled: float | None


def escape_nodes(problem: Problem) -> Reduction:
    """The nodes on which the linear flow of a problem is summed, whatever the step size."""
    return reduce(problem, ESCAPE_REACH / float(problem.eigenvalues.max()))


def escape_of(run: Run, expected: float | None, nodes: Reduction) -> Escape:
    """The escape of a run; `expected` is T₁ by the linear flow, as in `Laws`."""
    problem, eta = run.problem, run.trajectory.step_size
    rho = theory.escape_rate(problem, step_size=eta)
    end = _end_of_axis(run, rho, expected)
    time = np.linspace(0.0, end, _POINTS)
    overlap = theory.escape_overlap(problem, time, step_size=eta, reduction=nodes)
    rate = theory.escape_local_rate(problem, time, step_size=eta, reduction=nodes)
    grown = growth(run.trajectory, end)
    return Escape(
        end=end,
        overlap=size(run.trajectory, end),
        rate=grown,
        law_overlap=(time, np.abs(overlap)),
        law_rate=(time, rate),
        rho=rho,
        slope=theory.escape_time_slope(problem, step_size=eta) if run.setup.decay > 1 else None,
        reached=_reached(grown, run),
        expected=expected,
        settled=theory.time_to_settle(problem, tolerance=SETTLED, step_size=eta, reduction=nodes),
    )


def size(trajectory: Trajectory, end: float) -> tuple[Array, Array]:
    """|u| of a run up to the first sample past `end`; NaN where it has no logarithm."""
    last = int(np.searchsorted(trajectory.time, end)) + 1
    u = np.abs(trajectory.u[:last])
    return trajectory.time[:last], np.where(np.isfinite(u) & (u > 0), u, np.nan)


def growth(trajectory: Trajectory, end: float) -> tuple[Array, Array]:
    """d ln|u|/dt between neighbouring samples up to `end`, at the times half way between them."""
    time, u = size(trajectory, end)
    log = np.log(u)
    return (time[1:] + time[:-1]) / 2, np.diff(log) / np.diff(time)


def axis_end(own: float, others: list[float]) -> float:
    """The end of an axis that shows other escapes too, as far as they do not press it flat."""
    return min(max([own, *others]), _LATE * own)


def _end_of_axis(run: Run, rho: float, expected: float | None) -> float:
    last, t1 = float(run.trajectory.time[-1]), run.phases.t1
    if t1 is not None:
        # One that starts past δ is shown for the time in which it would have grown by e.
        return max(_PAST * t1, _PAST * min(expected or 0.0, _LATE * t1), 1 / rho)
    if expected is None:
        return last
    # The linear flow is shown up to its T₁ even where the run ends before.
    return max(_PAST * expected, min(last, _LATE * expected)) or 1 / rho


def _reached(grown: tuple[Array, Array], run: Run) -> float | None:
    if run.phases.t1 is None:
        return None
    time, rate = grown
    known = np.flatnonzero((time <= run.phases.t1) & np.isfinite(rate))
    if known.size == 0:
        return None
    last, eta = float(rate[known[-1]]), run.trajectory.step_size
    # A step multiplies by 1 + η times the flow's rate.
    return last if eta is None else math.expm1(min(eta * last, _LARGEST_LOG)) / eta
