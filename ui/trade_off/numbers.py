"""Steeper spectrum, better or worse: times, and loss and MSE after a budget, as functions of a."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Event

import numpy as np
from numpy.typing import NDArray

from core import Phases, Problem, Status, find_phases, theory
from core.dynamics.recording import default_steps, log_spaced
from core.parameters import PARAMETERS, Setup
from core.phases import SADDLE
from core.reduction import reduce
from core.run import problem_of, trajectory_of
from ui.laws import ESCAPE_REACH
from ui.trade_off.budget import STEPS, offered

Array = NDArray[np.float64]

# Denser where the best lies for most budgets. In this order a part of them already spans the axis.
DECAYS = (
    *(0.0, 2.0, 6.0, 1.0, 4.0, 1.5, 3.0, 0.5, 2.5, 5.0),
    *(1.2, 1.8, 0.75, 3.5, 1.3, 2.25, 0.25, 1.1, 1.6, 4.5),
    *(1.4, 2.75, 1.7, 0.9, 5.5, 1.9, 3.25, 0.6, 2.1),
)
# Past the limit each step is taken singly.
MOST_SINGLE_STEPS = 100_000
_HALF = 0.5
# The laws count time from 0: they are taken from so many times T₁ on.
_WELL_PAST = 3.0
# A best a is told where it makes a difference, and while something is left to learn at it.
_DIFFERENCE, _LEARNED = 0.98, 1e-9


@dataclass(frozen=True, eq=False)
class Curves:
    """What is known for one a, simulated or predicted. NaN where it is not reached or not known.

    Attributes:
        t1, t2: the ends of the phases I and II.
        half: the time from which at most half the plateau of the MSE is left.
        loss: the loss after each of the budgets that are offered.
        mse: the MSE then as a part of its plateau ‖w*‖²/d.
    """

    t1: float
    t2: float
    half: float
    loss: Array
    mse: Array


@dataclass(frozen=True, eq=False)
class Outcome:
    """One a: the run, and the laws for it.

    Attributes:
        decay: a.
        time: the times that the budgets come to, the same for every a.
        run, law: what is known by the run, and by the laws.
        stable: whether the step size is below the largest stable one.
    """

    decay: float
    time: Array
    run: Curves
    law: Curves
    stable: bool


@dataclass(frozen=True)
class Best:
    """The a at which something is least: its value there, or why there is no such a.

    `decay` is None if all a are much the same yet (`learned` False), or if some have nothing left
    (`learned` True).
    """

    decay: float | None
    value: float
    learned: bool


def needed(setup: Setup) -> Setup:
    """The setup without what the picture does not depend on: its a, and the length of its run."""
    default = Setup()
    rest = replace(setup, decay=default.decay, steps=default.steps, horizon=default.horizon)
    return replace(rest, step_size=default.step_size) if setup.method == "flow" else rest


def trade_off_steps(setup: Setup, stop: Event) -> Iterator[tuple[int, tuple[Outcome, ...]]]:
    """Solve a after a; each step is one, and the outcomes so far are in order of a."""
    found: list[Outcome] = []
    for done, decay in enumerate(DECAYS, start=1):
        found.append(outcome_of(setup, decay))
        yield done, tuple(sorted(found, key=lambda outcome: outcome.decay))


def outcome_of(setup: Setup, decay: float) -> Outcome:
    """Solve the run of a setup with another a, for as long as runs are offered."""
    longest = replace(
        setup,
        decay=decay,
        steps=int(PARAMETERS["steps"].high),
        horizon=float(PARAMETERS["horizon"].high),
    )
    problem = problem_of(longest)
    plateau = problem.mean_square(problem.teacher)
    stable, time = True, offered(setup)
    if setup.method == "gd":
        stable = setup.step_size < theory.max_stable_step(problem)
        budgets: Array = np.array(STEPS)
        at = np.union1d(default_steps(longest.steps), budgets)
    else:
        first = 0.1 / float(problem.eigenvalues.max())
        budgets = time
        at = np.union1d(log_spaced(min(first, 1.0), longest.horizon), budgets)
        at = np.concatenate(([0.0], at))
    trajectory = trajectory_of(longest, problem, at=at, max_single_steps=MOST_SINGLE_STEPS)
    phases = find_phases(trajectory, delta=setup.delta, epsilon=setup.epsilon)
    if trajectory.status is Status.DIVERGED:
        # On its way out u passes δ: that is no escape.
        phases = Phases(None, None, None)
    records = trajectory.time if trajectory.step is None else trajectory.step
    left = trajectory.mse / plateau
    run = Curves(
        t1=_or_nan(phases.t1),
        t2=_or_nan(phases.t2),
        half=_down_to(_HALF, trajectory.time, left),
        loss=_at(budgets, records, trajectory.loss),
        mse=_at(budgets, records, left),
    )
    last = float(trajectory.time[-1])
    law = _law(longest, problem, plateau, time, last) if stable else _nothing(time)
    return Outcome(decay, time, run, law, stable)


def at_time(time: Array, values: Array, wanted: float) -> float:
    """The value of a row over some times at any time: between two of them a power of it."""
    after = int(np.clip(np.searchsorted(time, wanted), 0, time.size - 1))
    if after == 0 or wanted >= time[after]:
        return float(values[after])
    low, high = float(values[after - 1]), float(values[after])
    if not (low > 0 and high > 0):
        return high if math.isfinite(low) else low
    share = math.log(wanted / time[after - 1]) / math.log(time[after] / time[after - 1])
    return float(low * (high / low) ** share)


def best(outcomes: Sequence[Outcome], values: Sequence[float] | Array) -> Best:
    """The a at which a number, one for each outcome, is least."""
    numbers = np.asarray(values, np.float64)
    known = np.isfinite(numbers)
    if not known.any():
        return Best(None, math.nan, False)
    place = int(np.argmin(np.where(known, numbers, np.inf)))
    least = float(numbers[place])
    if place > 0 and not known[:place].any():
        # What lies beyond is not known: it might be less.
        return Best(None, least, False)
    if least < _LEARNED:
        return Best(None, least, True)
    if least > _DIFFERENCE * float(numbers[known].max()):
        return Best(None, least, False)
    return Best(outcomes[place].decay, least, False)


def best_over_budgets(outcomes: Sequence[Outcome], rows: Sequence[Array]) -> Array:
    """The best a for each of the budgets, NaN where there is none; a row for each outcome."""
    found = [best(outcomes, column).decay for column in np.transpose(rows)]
    return np.array([math.nan if decay is None else decay for decay in found])


def best_by_law(outcomes: Sequence[Outcome], read: Callable[[Curves], Array]) -> Array:
    """The best a by the laws for each budget, where they know of the a that is best in truth.

    A law that is silent there would say that another is.
    """
    runs, laws = ([read(side) for side in sides] for sides in _sides(outcomes))
    found = best_over_budgets(outcomes, laws)
    decays = np.array([outcome.decay for outcome in outcomes])
    for place, decay in enumerate(best_over_budgets(outcomes, runs)):
        if np.isfinite(decay) and not np.isfinite(laws[np.argmin(abs(decays - decay))][place]):
            found[place] = math.nan
    return found


def _sides(outcomes: Sequence[Outcome]) -> tuple[list[Curves], list[Curves]]:
    return [outcome.run for outcome in outcomes], [outcome.law for outcome in outcomes]


def _law(setup: Setup, problem: Problem, plateau: float, time: Array, end: float) -> Curves:
    """T₁ by the linear flow, and the laws where they are good and come out well past it, else NaN.

    The linear flow is for a start with s < 1/3.
    """
    eta = setup.step_size if setup.method == "gd" else None
    nodes = reduce(
        problem, max(end, ESCAPE_REACH / float(problem.eigenvalues.max())), step_size=eta
    )
    if problem.summary(problem.start)[1] >= SADDLE:
        return _nothing(time)
    t1 = theory.escape_time(problem, setup.delta, step_size=eta, reduction=nodes)
    if t1 is None or t1 >= end:
        return replace(_nothing(time), t1=_or_nan(t1))
    ranges = theory.law_ranges(problem, t1, end, step_size=eta, reduction=nodes)

    def over_budgets(law: Callable[..., Array], its: theory.LawRange) -> Array:
        values = np.full(time.size, np.nan)
        last = min(end, its.last) if its.offered else -math.inf
        some = (_WELL_PAST * t1 <= time) & (time <= last)
        values[some] = law(problem, time[some], step_size=eta, reduction=nodes)
        return values

    def if_good(when: float | None, its: theory.LawRange) -> float:
        return when if when is not None and when > _WELL_PAST * t1 and its.holds(when) else math.nan

    return Curves(
        t1,
        if_good(theory.time_to_epsilon(problem, setup.epsilon, step_size=eta), ranges.one_minus_u),
        if_good(theory.time_to_mse(problem, _HALF, step_size=eta), ranges.mse),
        over_budgets(theory.loss, ranges.loss),
        over_budgets(theory.mse, ranges.mse) / plateau,
    )


def _nothing(time: Array) -> Curves:
    unknown = np.full(time.size, np.nan)
    return Curves(math.nan, math.nan, math.nan, unknown, unknown)


def _at(wanted: Array, records: NDArray[np.generic], values: Array) -> Array:
    """The recorded values at some records, NaN where the run was left before."""
    place = np.minimum(np.searchsorted(records, wanted), records.size - 1)
    return np.where(records[place] == wanted, values[place], np.nan)


def _down_to(level: float, time: Array, values: Array) -> float:
    """From when on a curve is at most a level: between two records a power of t; NaN if never."""
    above = np.flatnonzero(~(values <= level))
    if above.size == 0 or above[-1] + 1 == time.size:
        return math.nan
    last = int(above[-1])
    t0, t1 = float(time[last]), float(time[last + 1])
    y0, y1 = float(values[last]), float(values[last + 1])
    if not (t0 > 0 and y1 > 0 and math.isfinite(y0)):
        return t1
    share = math.log(level / y0) / math.log(y1 / y0)
    return t0 * math.exp(share * math.log(t1 / t0))


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value
