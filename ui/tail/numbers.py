"""The tail of a run: the drop of its MSE from T₂ on, and the errors of its modes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import follow_modes, theory
from core.parameters import PARAMETERS, Setup
from core.problem import Problem
from core.run import Run
from core.trajectory import Status
from ui.laws import Laws, halving_time

Array = NDArray[np.float64]

# Modes that are followed, and times at which they are recorded: each costs some 15 µs.
_MODES = 200
_TIMES = 100
_DROP_TIMES = 70
_BENCHMARK, _ABOUT = 100, (1e-2, 1e5)
# A run that the minimum repels takes every step singly: so many are followed, in some 15 ms.
_MOST_SINGLE_STEPS = 100_000
# Where no step sets the first τ, it is this part of the time 1/(16λ₁) of the fastest mode.
_FIRST = 0.01
# The mode at the front has its squared error down to this part of w*².
LEARNED = math.exp(-1)
_NOTHING = 1e-300


@dataclass(frozen=True, eq=False)
class Tail:
    """Modes of a run along its time, and its MSE from T₂ on. Shared: nothing may change it.

    Attributes:
        time: the recorded times, increasing, (n,).
        rank: i of the m modes that are followed, 1 for the largest eigenvalue, (m,).
        eigenvalues: their λ_i, (m,).
        unlearned: e_i²/w*_i², (n, m), 32-bit.
        learned: how many of the d modes are learned, (n,): those with (B − 1)² ≤ 1/e in
            w = A w(0) + B w*, a number that no chance start of a mode is in.
        t2: the recorded time at T₂, for descent the step after it; None where it is not reached.
        tau, mse: τ = t − T₂ > 0 and the MSE there, (k,); empty without T₂.
        mse_at_t2: MSE(T₂); NaN without T₂.
        benchmark: 1 − S_d at `benchmark_tau`, which is τ's range, or without T₂ some decades.
        half: the time by which the law has the MSE down to half its plateau; None where it is
            not good by then.
    """

    time: Array
    rank: NDArray[np.int64]
    eigenvalues: Array
    unlearned: NDArray[np.float32]
    learned: Array
    t2: float | None
    tau: Array
    mse: Array
    mse_at_t2: float
    benchmark_tau: Array
    benchmark: Array
    half: float | None

    @property
    def drop(self) -> Array:
        """1 − MSE(T₂ + τ)/MSE(T₂), (k,)."""
        return 1 - self.mse / self.mse_at_t2


@dataclass(frozen=True, eq=False)
class Frozen:
    """What follows from the d errors at T₂ alone, at `Tail.tau`: arrays of shape (k,).

    Attributes:
        mse: the frozen curve MSE(T₂) Ŝ_d(τ).
        low, high: Theorem 2's band around it.
    """

    mse: Array
    low: Array
    high: Array


def follow_tail(run: Run, laws: Laws) -> Tail:
    """Solve the run again with its modes, recorded at log-spaced times from the start and from T₂.

    Args:
        run: the run, which tells where T₂ is.
        laws: what is predicted for it.
    """
    setup, problem = run.setup, run.problem
    rank = _log_spaced_ranks(problem.dimension)
    at, t2 = _times_to_record(run)
    path = follow_modes(
        problem,
        _end(run),
        step_size=_step_size(run),
        at=at,
        modes=rank - 1,
        max_single_steps=_MOST_SINGLE_STEPS if laws.repels(run.trajectory) else None,
    )
    time, mse = path.trajectory.time, path.trajectory.mse
    begin = None if t2 is None else int(np.searchsorted(at, t2))
    known = begin is not None and begin < time.size
    after = begin + 1 if known and begin is not None else time.size
    tau = time[after:] - time[after - 1]
    benchmark_tau = _benchmark_tau(tau, float(problem.eigenvalues.max()))
    with np.errstate(over="ignore"):
        unlearned = path.unlearned(problem).astype(np.float32)
    return Tail(
        time=time,
        rank=rank,
        eigenvalues=path.eigenvalues,
        unlearned=unlearned,
        learned=_count_learned(path.teacher_gap**2, rank),
        t2=float(time[after - 1]) if known else None,
        tau=tau,
        mse=mse[after:],
        mse_at_t2=float(mse[after - 1]) if known else math.nan,
        benchmark_tau=benchmark_tau,
        benchmark=1
        - theory.benchmark_survival(
            setup.decay, setup.dimension, benchmark_tau, preconditioner=setup.preconditioner
        ),
        half=halving_time(run, laws.escape_time),
    )


def frozen_from(run: Run, tail: Tail) -> Frozen | None:
    """The frozen curve and Theorem 2's band from all d errors at T₂; None without T₂."""
    if tail.t2 is None or tail.mse_at_t2 == 0:
        return None
    problem, step_size = run.problem, _step_size(run)
    at = tail.t2 if step_size is None else round(tail.t2 / step_size)
    errors = errors_at(problem, run.setup, at)
    band = theory.survival_band(problem, errors, tail.tau, run.setup.epsilon, step_size=step_size)
    mse = theory.frozen_mse(problem, errors, tail.tau, step_size=step_size)
    return Frozen(mse, band.low, band.high)


def errors_at(problem: Problem, setup: Setup, at: float) -> Array:
    """All d errors e_i of a run at a step of it, or at a time of the flow, (d,).

    The run is solved no further: it must be on the side there, of w* and −w*, where it ends.
    """
    by_steps = setup.method == "gd"
    path = follow_modes(
        problem,
        max(at, PARAMETERS["steps" if by_steps else "horizon"].low),
        step_size=setup.step_size if by_steps else None,
        at=[at],
        modes=np.arange(problem.dimension),
    )
    errors: Array = path.error[0]
    return errors


def unlearned_at(tail: Tail, time: float, *, between: bool) -> Array:
    """e_i²/w*_i² of the followed modes at a time, (m,); at the nearest record's where it is past.

    Args:
        between: whether each is a power of t between two records, as for a run that settles; else
            the record before is taken.
    """
    after = int(np.clip(np.searchsorted(tail.time, time), 0, tail.time.size - 1))
    values: Array = tail.unlearned[after].astype(np.float64)
    if after == 0 or time >= tail.time[after]:
        return values
    before: Array = tail.unlearned[after - 1].astype(np.float64)
    t0, t1 = float(tail.time[after - 1]), float(tail.time[after])
    if not between or t0 <= 0:
        return before
    share = math.log(time / t0) / math.log(t1 / t0)
    both = (before > 0) & (values > 0)
    log = (1 - share) * np.log(np.where(both, before, 1)) + share * np.log(
        np.where(both, values, 1)
    )
    return np.where(both, np.exp(log), values)


def learned_at(tail: Tail, time: float) -> float:
    """How many modes are learned at a time, between two records on a straight line."""
    return float(np.interp(time, tail.time, tail.learned))


def settles(run: Run) -> bool:
    """Whether between two records the run has nowhere else to be."""
    return run.trajectory.status in (Status.FINISHED, Status.CONVERGED, Status.NO_OVERLAP)


def place_to_read(run: Run) -> float:
    """Where a run is read unless a visitor says otherwise: a decade after T₂, if it gets there."""
    last, t2 = float(run.trajectory.time[-1]), run.phases.t2
    return last if t2 is None else float(f"{min(10 * t2, last):.4g}")


def _step_size(run: Run) -> float | None:
    return run.setup.step_size if run.setup.method == "gd" else None


def _end(run: Run) -> float:
    return run.setup.steps if run.setup.method == "gd" else run.setup.horizon


def _times_to_record(run: Run) -> tuple[Array, float | None]:
    """What `follow_modes` is to record, steps or times, and where T₂ is among them."""
    trajectory, t2 = run.trajectory, run.phases.t2
    if trajectory.step is None:
        first, last = float(trajectory.time[trajectory.time > 0][0]), float(trajectory.time[-1])
        tau = _FIRST / (16 * float(run.problem.eigenvalues.max()))
        start, unit = t2, tau
    else:
        first, last, unit = 1.0, float(trajectory.step[-1]), 1.0
        start = None if t2 is None else math.ceil(t2 / run.setup.step_size - 1e-6)
    parts = [np.array([0.0]), _spaced(first, last, _TIMES)]
    if start is not None and start <= last:
        parts.append(np.array([float(start)]))
        if start + unit < last:
            parts.append(start + _spaced(unit, last - start, _DROP_TIMES))
    at = np.concatenate(parts)
    if trajectory.step is not None:
        at = np.rint(at)
    return np.unique(np.minimum(at, last)), None if start is None else float(start)


def _benchmark_tau(tau: Array, fastest: float) -> Array:
    """The range of τ; without one some decades about the time 1/(16λ₁) of the fastest mode."""
    low, high = (decade / (16 * fastest) for decade in _ABOUT)
    if tau.size:
        low, high = min(float(tau[0]), float(tau[-1]) / 10), float(tau[-1])
    return np.geomspace(low, high, _BENCHMARK)


def _spaced(first: float, last: float, count: int) -> Array:
    return np.geomspace(first, last, count) if first < last else np.array([last])


def _log_spaced_ranks(dimension: int) -> NDArray[np.int64]:
    """All ranks from 1 to d, or some two hundred of them, evenly spaced in the logarithm."""
    if dimension <= _MODES:
        return np.arange(1, dimension + 1)
    return np.unique(np.rint(np.geomspace(1, dimension, _MODES)).astype(np.int64))


def _count_learned(left: Array, rank: NDArray[np.int64]) -> Array:
    """Up to which rank less than 1/e is left, (n,), from what is left at some ranks, (n, m).

    Between the last rank that is learned and the next, where what is left is a power of the rank.
    """
    open_ = ~(left <= LEARNED)
    first = np.where(open_.any(axis=1), open_.argmax(axis=1), rank.size)
    counts = np.where(first == 0, 0.0, float(rank[-1]))
    rows = np.flatnonzero((first > 0) & (first < rank.size))
    after = first[rows]
    last, following = (
        np.log(np.maximum(left[rows, place], _NOTHING)) for place in (after - 1, after)
    )
    share = (math.log(LEARNED) - last) / (following - last)
    low, high = np.log(rank[after - 1]), np.log(rank[after])
    counts[rows] = np.exp(low + share * (high - low))
    return counts
