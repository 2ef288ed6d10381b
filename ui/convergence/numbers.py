"""The slow part of a run as it is drawn: its gaps beside the sharp laws, and T₂ against ε."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import theory
from core.parameters import Setup
from core.phases import find_phases
from core.reduction import reduce
from core.run import Run
from core.trajectory import Trajectory
from ui.laws import Laws
from ui.text.records import records

Array = NDArray[np.float64]

QUANTITIES = ("one_minus_u", "one_minus_s", "loss")
# Three a decade, from where the laws begin to mean something.
LEVELS = 10.0 ** (-np.arange(1, 19) / 3)
# A slope in ε is read over a decade or more, from here down.
_FIRST_LEVEL = 0.11


@dataclass(frozen=True, eq=False)
class Convergence:
    """What is drawn of a run's convergence. Curves are pairs of arrays of one shape.

    Attributes:
        gaps: |1 − u|, |1 − s| and the loss over the positive recorded times.
        exponents: d ln/d ln t of each between neighbouring samples.
        law_gaps, law_exponents: the same of the sharp laws, of those that are good; NaN from where
            one ends.
        ratios: the run over the law.
    """

    gaps: dict[str, tuple[Array, Array]]
    exponents: dict[str, tuple[Array, Array]]
    law_gaps: dict[str, tuple[Array, Array]]
    law_exponents: dict[str, tuple[Array, Array]]
    ratios: dict[str, tuple[Array, Array]]


def convergence_of(run: Run, laws: Laws) -> Convergence:
    """The convergence of a run, at the times at which it was recorded."""
    found = gaps(run.trajectory)
    predicted = {
        name: (laws.late, np.abs(getattr(laws, name)))
        for name in QUANTITIES
        if np.isfinite(getattr(laws, name)).any()
    }
    return Convergence(
        gaps=found,
        exponents={name: local_exponents(*curve) for name, curve in found.items()},
        law_gaps=predicted,
        law_exponents={name: local_exponents(*curve) for name, curve in predicted.items()},
        ratios={name: _ratio(found[name], curve) for name, curve in predicted.items()},
    )


def gaps(trajectory: Trajectory) -> dict[str, tuple[Array, Array]]:
    """What is left of each quantity, over the positive recorded times; NaN where nothing is."""
    later = trajectory.time > 0
    time = trajectory.time[later]
    return {name: (time, _positive(getattr(trajectory, name)[later])) for name in QUANTITIES}


def local_exponents(time: Array, values: Array) -> tuple[Array, Array]:
    """d ln f/d ln t between neighbouring times, at their geometric means; NaN where unknown."""
    log_time, log = np.log(time), np.log(_positive(values))
    return np.sqrt(time[1:] * time[:-1]), np.diff(log) / np.diff(log_time)


@dataclass(frozen=True, eq=False)
class ConvergenceTimes:
    """T₂ against ε, all from one run. Arrays have shape (n,), those that the run gets to.

    Attributes:
        levels: ε, falling.
        simulated: T₂ of the run.
        law: T₂ by the sharp laws; NaN where they are not good.
        bound: the shape of the paper's upper bound through the first T₂; NaN where there is none.
        no_power: why T₂ is no power of ε, as a clause; '' where it is one.
        slope, law_slope: the mean slopes in log-log from ε = 0.1 down; None under a decade.
        limit, bound_limit: the exponents −a/(a−1) and −2a/(a−1); NaN where there are none.
    """

    levels: Array
    simulated: Array
    law: Array
    bound: Array
    no_power: str
    slope: float | None
    law_slope: float | None
    limit: float
    bound_limit: float


def convergence_times(run: Run, laws: Laws) -> ConvergenceTimes:
    """Read T₂ at many ε off one run, beside the laws and the bound."""
    setup, problem, eta = run.setup, run.problem, run.trajectory.step_size
    t1_prime = run.phases.t1_prime or 0.0
    found: list[tuple[float, float]] = []
    # One that the minimum repels is nowhere for good, wherever it may be when it ends.
    for level in () if laws.repels(run.trajectory) else LEVELS:
        t2 = find_phases(run.trajectory, delta=setup.delta, epsilon=float(level)).t2
        if t2 is None:
            break
        # As long as the phase before ends later, T₂ says nothing of ε.
        if t2 > t1_prime:
            found.append((float(level), t2))
    levels, simulated = np.array(found, np.float64).reshape(-1, 2).T
    law = np.full(levels.size, np.nan)
    its = None if laws.ranges is None else laws.ranges.one_minus_u
    if its is not None and its.offered:
        nodes = reduce(problem, float(run.trajectory.time[-1]), step_size=eta)
        for place, level in enumerate(levels):
            expected = theory.time_to_epsilon(problem, float(level), step_size=eta, reduction=nodes)
            if expected is not None and expected <= its.last:
                law[place] = expected
    return ConvergenceTimes(
        levels=levels,
        simulated=simulated,
        law=law,
        bound=_bound(run, levels, simulated, t1_prime),
        no_power=_no_power(run),
        slope=_slope(levels, simulated),
        law_slope=_slope(levels, law),
        limit=theory.time_exponent(setup.decay, setup.teacher_decay, setup.preconditioner),
        bound_limit=bound_limit(setup),
    )


def _no_power(run: Run) -> str:
    """T₂(ε) is the inverse of 1 − u: where no power is read off that, there is none here."""
    row = next(row for row in records(run.exponents) if row["quantity"] == "1-u")
    return str(row["verdict"]) if math.isnan(row["fitted"]) else ""


def _bound(run: Run, levels: Array, simulated: Array, t1_prime: float) -> Array:
    """The paper bounds T₂ − T₁′, for a teacher without decay."""
    if levels.size == 0 or not np.isfinite(bound_limit(run.setup)):
        return np.full(levels.size, np.nan)
    anchor = (float(levels[0]), float(simulated[0]) - t1_prime)
    return t1_prime + theory.convergence_time_bound(run.setup.decay, levels, anchor=anchor)


def bound_limit(setup: Setup) -> float:
    """−2a/(a−1), the paper's bound; NaN for a teacher with decay or a preconditioner, and a ≤ 1."""
    known = setup.teacher_decay == 0 and setup.decay > 1
    return theory.bound_time_exponent(setup.decay, setup.preconditioner) if known else np.nan


def _slope(levels: Array, times: Array) -> float | None:
    used = (levels < _FIRST_LEVEL) & np.isfinite(times) & (times > 0)
    x, y = np.log(levels[used]), np.log(times[used])
    if x.size < 2 or x[0] - x[-1] < np.log(10) * (1 - 1e-9):
        return None
    return float((y[-1] - y[0]) / (x[-1] - x[0]))


def _ratio(curve: tuple[Array, Array], law: tuple[Array, Array]) -> tuple[Array, Array]:
    late, predicted = law
    values = curve[1][-late.size :]
    return late, values / _positive(predicted)


def _positive(values: Array) -> Array:
    size = np.abs(values)
    return np.where(np.isfinite(size) & (size > 0), size, np.nan)
