"""What a sweep will cost, before it starts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.parameters import Setup
from core.run import problem_of
from core.sweep.design import Sweep
from core.sweep.measures import Exponent, Measure, ValueAt
from core.theory import max_stable_step

# Seconds on an ordinary core, from `python -m benchmarks.sweep`: a run, a mode more of its
# dimension, a step that has to be taken singly, and the reading of the exponents.
RUN, MODE, SINGLE_STEP = 1.3e-3, 4e-8, 1.5e-7
EXPONENTS, EXPONENTS_MODE = 4.5e-3, 1e-7
# So many runs stand for all, fewer if they have many modes: each is looked at for whether its step
# is past the stability limit.
LOOKED_AT, LEAST_LOOKED_AT, MODES_LOOKED_AT = 64, 4, 2_000_000


@dataclass(frozen=True)
class Cost:
    """An estimate, good to a factor of about two.

    Attributes:
        runs: how many.
        seconds_a_run: on one core, on average.
        slow_share: the share of runs past the stability limit, whose steps are taken singly.
        workers: among how many the runs are shared.
    """

    runs: int
    seconds_a_run: float
    slow_share: float
    workers: int = 1

    @property
    def seconds(self) -> float:
        """The wall time of the whole sweep."""
        return self.runs * self.seconds_a_run / self.workers

    @property
    def sentence(self) -> str:
        """The estimate in words."""
        text = (
            f"{self.runs:,} run{'s' * (self.runs != 1)}, about {duration(self.seconds)} "
            f"on {self.workers} worker{'s' * (self.workers != 1)}."
        )
        if self.slow_share:
            text += (
                f" About {self.slow_share:.0%} are past the stability limit, where every step is "
                "taken singly; --max-single-steps bounds that."
            )
        return text


def estimate(sweep: Sweep, runs: int | None = None, workers: int = 1) -> Cost:
    """Estimate the cost of a sweep, or of `runs` of it, from a few of its setups.

    Nothing is solved. Runs of gradient descent past the limit 2/λ_max of the Hessian at w* cost
    their steps, others hardly more the longer they are.
    """
    runs = len(sweep) if runs is None else runs
    setups = _some_setups(sweep, LOOKED_AT)
    modes = max(setup.dimension for setup in setups)
    if modes * len(setups) > MODES_LOOKED_AT:
        setups = _some_setups(sweep, max(MODES_LOOKED_AT // modes, LEAST_LOOKED_AT))
    costs = [_seconds(sweep, setup) for setup in setups]
    seconds, slow = np.mean(costs, axis=0)
    return Cost(runs, float(seconds), float(slow), workers)


def _some_setups(sweep: Sweep, count: int) -> list[Setup]:
    """Up to `count` setups, spread evenly over the runs."""
    numbers = np.unique(np.linspace(0, len(sweep) - 1, min(count, len(sweep))).astype(int))
    return [sweep.setup(int(number)) for number in numbers]


def _seconds(sweep: Sweep, setup: Setup) -> tuple[float, bool]:
    """The seconds of one run, and whether it is past the stability limit."""
    solutions = _solutions(sweep.readings)
    seconds = solutions * (RUN + MODE * setup.dimension)
    if any(isinstance(reading, Exponent) for reading in sweep.readings):
        seconds += EXPONENTS + EXPONENTS_MODE * setup.dimension
    if setup.method == "flow" or setup.step_size < max_stable_step(problem_of(setup)):
        return seconds, False
    most = sweep.max_single_steps
    single = setup.steps if most is None else min(setup.steps, most)
    return seconds + solutions * SINGLE_STEP * single, True


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
