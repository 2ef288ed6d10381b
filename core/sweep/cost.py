"""What a sweep will cost, before it starts."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np

from core.dynamics import sgd_kernel_for
from core.parameters import FREE, Setup
from core.run import problem_of
from core.sweep.design import SGD, Sweep
from core.sweep.measures import Exponent, Measure, ValueAt
from core.sweep.rows import measure
from core.theory import max_stable_step
from core.trajectory import Status

# Seconds on an ordinary core, from `python -m benchmarks.sweep`: a run, a mode more of its
# dimension, a step that has to be taken singly, and the reading of the exponents.
RUN = {"gd": 1.3e-3, "flow": 2.4e-3, SGD: 1.3e-3}
MODE, SINGLE_STEP = 1.1e-7, 5e-8
EXPONENTS, EXPONENTS_MODE = 4.5e-3, 1e-7
# So many runs stand for all, fewer if they have many modes: each is looked at for whether its step
# is past the stability limit.
LOOKED_AT, LEAST_LOOKED_AT, MODES_LOOKED_AT = 64, 4, 2_000_000
# Of each kind of run so many are timed, over no more single steps than these; all together take
# hardly longer than this, a run that is under way apart.
TIMED, TIMED_STEPS, TIMED_SECONDS = 4, 100_000, 0.3
FEW_STEPS = 100
PAST = "past the limit"

T = TypeVar("T")


@dataclass(frozen=True)
class Cost:
    """An estimate, good to a factor of two or so.

    Attributes:
        runs: how many.
        seconds_a_run: on one core, on average.
        single_share: the share of runs whose steps are all taken singly, as far as it is known.
        workers: among how many the runs are shared; None if it is not known.
    """

    runs: int
    seconds_a_run: float
    single_share: float
    workers: int | None = 1

    @property
    def seconds(self) -> float:
        """The wall time of the whole sweep; of one worker, if their number is not known."""
        return self.runs * self.seconds_a_run / (self.workers or 1)

    @property
    def sentence(self) -> str:
        """The estimate in words."""
        where = "of one core, shared by the cluster"
        if self.workers is not None:
            where = f"on {self.workers} worker{'s' * (self.workers != 1)}"
        text = (
            f"{self.runs:,} run{'s' * (self.runs != 1)}, about {duration(self.seconds)} {where}, "
            "to a factor of two or so."
        )
        if self.single_share:
            text += (
                f" In about {self.single_share:.0%} every step is taken singly: they are past the "
                "stability limit, or far from rest with their norm fixed; --max-single-steps "
                "bounds that."
            )
        return text


class _Looked(NamedTuple):
    """A run that stands for others: its kind, what it is expected to take, and how many steps it
    may take singly."""

    setup: Setup
    kind: tuple[str, str]
    seconds: float
    single: int


def estimate(sweep: Sweep, runs: int | None = None, workers: int | None = 1) -> Cost:
    """Estimate the cost of a sweep, or of `runs` of it, from a few of its setups.

    Two numbers are made and the larger counts, kind of run by kind of run: what such runs take by
    rule (past the limit 2/λ_max of the Hessian at w* they cost their steps, others hardly more the
    longer they are), and what a few of them do take, scaled up to their steps where they are given
    up early. That is how it is known of runs of fixed norm, of which no rule tells when they rest.
    It takes about 0.3 s at most.

    Raises:
        ParameterError: one of the runs is not allowed.
    """
    runs = len(sweep) if runs is None else runs
    setups = _some_setups(sweep, LOOKED_AT)
    modes = max(setup.dimension for setup in setups)
    if modes * len(setups) > MODES_LOOKED_AT:
        setups = _some_setups(sweep, max(MODES_LOOKED_AT // modes, LEAST_LOOKED_AT))
    kinds: defaultdict[tuple[str, str], list[_Looked]] = defaultdict(list)
    for setup in setups:
        looked = _look(sweep, setup)
        kinds[looked.kind].append(looked)
    seconds, single = 0.0, 0.0
    for same in kinds.values():
        factor, share = _timed(sweep, _spread(same, TIMED), TIMED_SECONDS / len(kinds))
        seconds += max(factor, 1.0) * sum(looked.seconds for looked in same)
        single += share * len(same)
    return Cost(runs, seconds / len(setups), single / len(setups), workers)


def _some_setups(sweep: Sweep, count: int) -> list[Setup]:
    """Up to `count` setups, spread evenly over the runs."""
    return [sweep.setup(number) for number in _spread(range(len(sweep)), count)]


def _spread(items: Sequence[T], count: int) -> list[T]:
    places = np.unique(np.linspace(0, len(items) - 1, min(count, len(items))).astype(int))
    return [items[int(place)] for place in places]


def _look(sweep: Sweep, setup: Setup) -> _Looked:
    """What a run is expected to take, by rule."""
    method = setup.method if sweep.noise is None else SGD
    solutions = _solutions(sweep.readings)
    seconds = solutions * (RUN[method] + MODE * setup.dimension)
    if any(isinstance(reading, Exponent) for reading in sweep.readings):
        seconds += EXPONENTS + EXPONENTS_MODE * setup.dimension
    if method == SGD:
        a_step = sgd_kernel_for(problem_of(setup)).seconds_per_step
        return _Looked(setup, (SGD, FREE), seconds + solutions * a_step * setup.steps, setup.steps)
    most = sweep.max_single_steps
    single = setup.steps if most is None else min(setup.steps, most)
    kind = (method, setup.student)
    if kind == ("gd", FREE) and setup.step_size >= max_stable_step(problem_of(setup)):
        return _Looked(setup, ("gd", PAST), seconds + solutions * SINGLE_STEP * single, single)
    return _Looked(setup, kind, seconds, single)


def _timed(sweep: Sweep, runs: list[_Looked], within: float) -> tuple[float, float]:
    """By what factor runs of one kind take longer than expected, and which share of them takes
    all its steps singly."""
    method, where = runs[0].kind
    if method == SGD:  # Its steps all cost the same, which is known.
        return 1.0, 0.0
    taken, expected, given_up, timed = 0.0, 0.0, 0, 0
    # What its kind needs is loaded outside the clock.
    _take(sweep, runs[0].setup, FEW_STEPS)
    begun = time.perf_counter()
    for looked in runs:
        if timed and time.perf_counter() - begun > within:
            break
        most = min(looked.single, TIMED_STEPS)
        seconds, status = _take(sweep, looked.setup, most)
        if status is Status.STOPPED and most:
            given_up += 1
            seconds *= looked.single / most
        taken += seconds
        expected += looked.seconds
        timed += 1
    return taken / expected, 1.0 if where == PAST else given_up / timed


def _take(sweep: Sweep, setup: Setup, most: int) -> tuple[float, Status]:
    """The processor time of one run, and how it ended."""
    begun = time.thread_time()
    _, status = measure(setup, sweep.readings, max_single_steps=most)
    return time.thread_time() - begun, status


def _solutions(measures: tuple[Measure, ...]) -> int:
    """How often a run is solved: once more if values at points are read beside other things."""
    at_points = [m for m in measures if isinstance(m, ValueAt) and not m.is_at_end]
    return 1 + (0 < len(at_points) < len(measures))


def duration(seconds: float) -> str:
    """A time for a reader, to two digits at most."""
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}s"
    return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:.0f} s"
