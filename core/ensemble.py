"""Many runs of one setup, read together: bands, the share that diverged, phases, exponents.

Some runs of online SGD diverge, and others stay for long where they started; one of these spoils
any mean. So everything here is a median over the runs with the range of the middle 80 %, and how
many diverged stands beside it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.exponents import fit_exponents, law_nodes
from core.parameters import PARAMETERS
from core.phases import Phases, find_phases
from core.problem import Problem
from core.quantiles import Band, Spread, band_of, or_nan, spread_of
from core.trajectory import Status, Trajectory

Array = NDArray[np.float64]
Steps = NDArray[np.int64]

QUANTITIES = ("u", "s", "one_minus_u", "one_minus_s", "mse", "loss")
# Two-sided 95 % of a normal distribution.
NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class Share:
    """How many of a number of runs; `low` and `high` are Wilson's 95 % interval of the share."""

    count: int
    total: int

    @property
    def share(self) -> float:
        """The share itself; NaN of no runs."""
        return self.count / self.total if self.total else math.nan

    @property
    def low(self) -> float:
        """The lower end of Wilson's interval, 0 where the count is 0."""
        return 0.0 if self.count == 0 else self._end(-1)

    @property
    def high(self) -> float:
        """The upper end, 1 where all of them count: also none of n has a chance of up to 4/n."""
        return 1.0 if self.count == self.total else self._end(1)

    def _end(self, side: int) -> float:
        n, z = self.total, NORMAL_95
        half = z * math.sqrt(self.count * (n - self.count) / n + z * z / 4)
        return (self.count + z * z / 2 + side * half) / (n + z * z)


@dataclass(frozen=True)
class Ensemble:
    """Runs of one setup over time. Arrays have shape (n,).

    Attributes:
        time, step: where they are recorded.
        bands: a `Band` for u, s, one_minus_u, one_minus_s, mse and loss, over the runs that have
            come to that time and not diverged.
        runs: how many the bands are over.
        diverged_by: how many had diverged.
        diverged: how many did until their end, of all.
        statuses: how many ended with each status.
    """

    time: Array
    step: Steps | None
    bands: dict[str, Band]
    runs: Steps
    diverged_by: Steps
    diverged: Share
    statuses: dict[Status, int]

    @property
    def sentence(self) -> str:
        """How the runs ended, in words."""
        names = {status: status.name.lower().replace("_", " ") for status in self.statuses}
        parts = [f"{count} {names[status]}" for status, count in self.statuses.items()]
        return f"Of {self.diverged.total} runs: {', '.join(parts)}."


def read_ensemble(trajectories: Sequence[Trajectory]) -> Ensemble:
    """Read runs together, also unfinished ones, as `online_sgd` and its `Progress` give them.

    Raises:
        ValueError: there are none, or they are not recorded at the same times.
    """
    if not trajectories:
        raise ValueError("there must be at least one trajectory.")
    longest = max(trajectories, key=len)
    for each in trajectories:
        if not np.array_equal(each.time, longest.time[: len(each)]):
            raise ValueError("the trajectories must be recorded at the same times.")
    lengths = np.array([len(each) for each in trajectories])
    runs = np.count_nonzero(lengths[:, None] > np.arange(len(longest)), axis=0)
    lost = np.array(
        [len(each) for each in trajectories if each.status is Status.DIVERGED], dtype=np.int64
    )
    diverged_by = np.count_nonzero(lost[:, None] <= np.arange(len(longest)), axis=0)
    statuses = Counter(each.status for each in trajectories)
    return Ensemble(
        longest.time,
        longest.step,
        {name: _band(trajectories, name, len(longest)) for name in QUANTITIES},
        runs.astype(np.int64),
        diverged_by.astype(np.int64),
        Share(lost.size, len(trajectories)),
        dict(statuses.most_common()),
    )


def phase_spread(
    trajectories: Sequence[Trajectory],
    *,
    delta: float = float(PARAMETERS["delta"].default),
    epsilon: float = float(PARAMETERS["epsilon"].default),
) -> dict[str, Spread]:
    """The spread of t1, t1_prime and t2, each run read by `find_phases`."""
    phases = [find_phases(each, delta=delta, epsilon=epsilon) for each in trajectories]
    reading: dict[str, Callable[[Phases], float | None]] = {
        "t1": lambda each: each.t1,
        "t1_prime": lambda each: each.t1_prime,
        "t2": lambda each: each.t2,
    }
    return {name: spread_of([read(each) for each in phases]) for name, read in reading.items()}


def exponent_spread(
    trajectories: Sequence[Trajectory],
    problem: Problem,
    *,
    delta: float = float(PARAMETERS["delta"].default),
    epsilon: float = float(PARAMETERS["epsilon"].default),
) -> pd.DataFrame:
    """One slope a run, by `fit_exponents`, and their spread: the same six rows and columns.

    `fitted` is the median slope, `low` and `high` the range of the middle 80 % of the runs that
    have one, `law` and the window the medians over these; a further column, `runs`, counts them.
    """
    return spread_of_exponents(fit_each(trajectories, problem, delta=delta, epsilon=epsilon))


def fit_each(
    trajectories: Sequence[Trajectory],
    problem: Problem,
    *,
    delta: float = float(PARAMETERS["delta"].default),
    epsilon: float = float(PARAMETERS["epsilon"].default),
) -> Iterator[pd.DataFrame]:
    """`fit_exponents` of one run after the other, of the same problem and step size."""
    lasts = [float(each.time[-1]) for each in trajectories if len(each)]
    nodes = law_nodes(problem, max(lasts, default=0.0), trajectories[0].step_size)
    for each in trajectories:
        phases = find_phases(each, delta=delta, epsilon=epsilon)
        yield fit_exponents(each, problem, phases, reduction=nodes)


def spread_of_exponents(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The tables of `fit_exponents` of several runs as the one of `exponent_spread`."""
    rows = zip(*(table.to_dict(orient="records") for table in tables), strict=True)
    return pd.DataFrame([_row(list(each)) for each in rows])


def _row(runs: list[dict[Any, Any]]) -> dict[str, Any]:
    """The same row of every run, as one."""
    fitted = [row for row in runs if math.isfinite(row["fitted"])]
    spread = spread_of([row["fitted"] for row in fitted])
    medians = {
        name: or_nan(spread_of([row[name] for row in fitted]).median)
        for name in ("law", "window_start", "window_end")
    }
    theory = runs[0]["theory"]
    if spread.low is None or spread.high is None:
        # The verdicts of the runs may differ in their numbers.
        heads = Counter(row["verdict"].split(":")[0] for row in runs)
        head, times = heads.most_common(1)[0]
        verdict = next(row["verdict"] for row in runs if row["verdict"].startswith(head))
        if times < len(runs):
            verdict = f"{times} of {len(runs)} runs: {verdict}"
    else:
        places = [
            f"{name} is {'inside' if spread.low <= value <= spread.high else 'outside'} their range"
            for name, value in (("theory", theory), ("the law", medians["law"]))
            if math.isfinite(value)
        ]
        verdict = "; ".join((f"{len(fitted)} of {len(runs)} runs have a slope", *places))
    return {
        "phase": runs[0]["phase"],
        "quantity": runs[0]["quantity"],
        "fitted": or_nan(spread.median),
        "low": or_nan(spread.low),
        "high": or_nan(spread.high),
        "theory": theory,
        **medians,
        "verdict": verdict,
        "runs": len(fitted),
    }


def _band(trajectories: Sequence[Trajectory], name: str, size: int) -> Band:
    table = np.full((len(trajectories), size), np.nan)
    for row, each in zip(table, trajectories, strict=True):
        row[: len(each)] = getattr(each, name)
    return band_of(table)
