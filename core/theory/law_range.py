"""Where the laws of phases II and III hold, and why they do not where they do not (ours).

Four things are left out of the laws, each of them known from the laws' own sums. With F(x) = Σ λ_i
w*_i² e^(−λ_i x), and C and S the same sums over w_i(0) w*_i and w_i(0)²:

- *The start.* The error of a mode still to be learned is w_i(0) − w*_i and not −w*_i. So F(8t)
  should be F(8t) − C(8t), F(16t) should be F(16t) − 2C(16t) + S(16t), and likewise the MSE. A start
  of small norm may still be large in the slow modes, if the teacher decays.
- *The delay.* A mode is learned like ẇ_i = 8λ_i u (w*_i − …), so not the time t counts for it but
  ∫u, which is behind by Δ(t) = ∫(1 − u): the escape, and (1/3) ∫[F(8t) + (3/2) F(16t)] from then
  on. The laws at t − Δ show what that comes to: a relative correction of the order of F(8t) as long
  as modes are learned one after the other, and e^(16λ_dΔ) when the last ones are.
- *Few modes.* The last modes relax at the eigenvalues of 8Q + 16(Qw*)(Qw*)ᵀ, and not at 8λ_i: for
  a single one that is faster by the part (2/3) λ_d w*_d² of its rate, its share of the signal, in
  the exponent. In general (2/3) ∫ e^(8λ_d t) F(8t) 8λ_d dt.

- *Steps at the edge of stability.* There the stiffest direction swings on, |1 − 2η/η_max| a step.

A law is offered where the four together change it by at most `TOLERANCE`. Over 1,500 random setups
(a from 0 to 6, d from 2 to 30,000, starts of norm 0.03 to 150, some with teacher decay, some
preconditioned, some 0.5% below the stability limit) a run is then within 25% of it at 99.8% of its
times, and never off by more than a factor 1.9; and of the times at which a run is within 10% of a
law, by accident or not, 84% are offered.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.problem import Problem
from core.reduction import Reduction
from core.theory import arguments
from core.theory.relaxation import Relaxation, relax
from core.theory.stability import max_stable_step

Array = NDArray[np.float64]

# What the laws leave out may change the logarithm of one by so much.
TOLERANCE = 0.15
# Below this F(16t) no run has anything left to compare: its error is lost in rounding.
RESOLVED = 1e-40
# Log-spaced times at which all this is looked at, and the first where the escape is over at once.
_TIMES, _FIRST = 48, 1e-3
# See `_swinging`.
_SWING, _SLOWER = 10.0, 0.5
# Below this 8ηλ_1, half of the largest there can be at the limit, nothing swings for long.
_STIFF = 0.3
# e^(8λ_d t) is followed up to here; the laws are long past `RESOLVED`.
_LARGEST_POWER = 600.0


class Cause(Enum):
    """What keeps a law from being good; the value is a clause."""

    START = "the start is not small beside the teacher in the modes still to be learned"
    FEW_MODES = "too few modes are left to average over"
    EARLY = "too much of the signal is still to be learned"
    WITH_ESCAPE = "the signal is learned about as soon as the run has escaped"
    SWINGING = "at this step size the stiffest direction still swings"
    REPELLED = "the minimum repels a run of this step size"


@dataclass(frozen=True)
class LawRange:
    """The times at which a law is good.

    Attributes:
        first: from when on what it leaves out is small; ∞ where that never happens.
        last: until when what grows with time, the start and the few modes, is small; ∞ where it is
            small up to the end that was asked for, −∞ where there is no first time and it is not
            small at that end either.
        cause: why there is no such time, or why it ends; None where it does not.
    """

    first: float
    last: float
    cause: Cause | None

    @property
    def offered(self) -> bool:
        """Whether the law is good at any time."""
        return self.first < math.inf

    def holds(self, time: float) -> bool:
        """Whether it is good at a time."""
        return self.first <= time <= self.last


class LawRanges(NamedTuple):
    """The ranges of the four laws, by their names in `core.theory`."""

    one_minus_u: LawRange
    one_minus_s: LawRange
    loss: LawRange
    mse: LawRange


def law_ranges(
    problem: Problem,
    escaped: float,
    end: float,
    *,
    step_size: float | None = None,
    reduction: Reduction | None = None,
) -> LawRanges:
    """Where the laws of 1 − u, 1 − s, the loss and the MSE hold, up to a time.

    Args:
        escaped: T₁′, when the escape is over; of a run, or a prediction.
        end: the last time that matters.
        step_size: η of gradient descent, None for the flow.
        reduction: nodes of this problem made for a longest time of at least `end`, with the same
            step size; made here if not given.

    Raises:
        ValueError: a time is negative or not finite; `step_size` is not positive or not finite.
    """
    arguments.times([escaped, end])
    first = max(escaped, _FIRST / (8 * float(problem.eigenvalues.max())))
    time = np.geomspace(first, max(end, first), _TIMES)
    _, modes = relax(problem, time, step_size, reduction)
    if not modes.stable:
        return LawRanges(*[LawRange(math.inf, -math.inf, Cause.REPELLED)] * 4)
    with np.errstate(all="ignore"):
        left = _left(modes, time)
        laws = _laws(modes, left)
        lost = escaped + _integral(laws[0], time)
        delayed = _laws(modes, _left(modes, np.maximum(time - lost, 0)))
        few = _few_modes(laws[1], float(modes.speed.min()) * time)
        parts = np.stack(
            [
                _start(modes, left, laws),
                few,
                np.log(delayed / laws),
                _swinging(problem, step_size, time - escaped, laws),
            ]
        )
    parts = np.where(np.isfinite(parts), parts, np.inf)
    resolved = laws[2] > RESOLVED
    return LawRanges(*(_range(parts[:, law], resolved, time) for law in range(4)))


def _left(modes: Relaxation, time: Array) -> Array:
    """|r_k(t)| of the nodes, (n, K)."""
    left: Array = np.exp(-time[:, np.newaxis] * modes.speed)
    return left


def _laws(modes: Relaxation, left: Array) -> Array:
    """The four laws but for a factor: arrays of shape (4, n)."""
    nodes = modes.reduction
    signal, fast = nodes.rate * nodes.teacher, left * left
    once, twice = left @ signal, fast @ signal
    return np.stack([(once + 1.5 * twice) / 3, once, twice, fast @ nodes.in_mse.teacher])


def _start(modes: Relaxation, left: Array, laws: Array) -> Array:
    """The part of the start in the four laws, (4, n).

    The error of a large start is in the loss before it is in 1 − s, which then goes another way:
    there that in 1 − u is taken. The two sums may cancel for a moment, so their sizes are added.
    """
    nodes, fast = modes.reduction, left * left
    once = np.abs(left @ (nodes.rate * nodes.cross))
    twice, in_mse = (
        2 * np.abs(fast @ (rate * measures.cross)) + fast @ (rate * measures.start)
        for rate, measures in ((nodes.rate, nodes.own), (1.0, nodes.in_mse))
    )
    in_overlap = (once + 1.5 * twice) / (3 * laws[0])
    return np.stack([in_overlap, in_overlap, twice / laws[2], in_mse / laws[3]])


def _few_modes(signal: Array, past: Array) -> Array:
    """By how much the last modes are ahead of the four laws, in their logarithms, (4, n).

    Args:
        signal: F(8t), (n,).
        past: 8λ_d t, (n,).
    """
    share = signal * np.exp(np.minimum(past, _LARGEST_POWER))
    ahead = 2 / 3 * (past[0] * share[0] + _integral(share, past))
    return np.stack([ahead, ahead, 2 * ahead, 2 * ahead])


def _swinging(problem: Problem, step_size: float | None, time: Array, laws: Array) -> Array:
    """The swing of the stiffest direction in the four laws, (4, n), by its linear decay.

    Near the limit it decays more slowly while it is large: so it is taken to be ten after the
    escape, and to decay half as fast.
    """
    if step_size is None or 8 * step_size * float(problem.eigenvalues.max()) < _STIFF:
        return np.zeros_like(laws)
    a_step = abs(1 - 2 * step_size / max_stable_step(problem))
    swing = _SWING * np.maximum(a_step, np.finfo(np.float64).tiny) ** (
        _SLOWER * np.maximum(time, 0) / step_size
    )
    size = problem.mean_square(problem.teacher) * problem.dimension
    return np.stack([swing, swing, swing**2, swing**2 / size]) / laws


def _integral(values: Array, over: Array) -> Array:
    """∫ up to each place, by trapezia."""
    steps = np.diff(over) * (values[1:] + values[:-1]) / 2
    return np.concatenate(([0.0], np.cumsum(steps)))


_CAUSES = (Cause.START, Cause.FEW_MODES, Cause.WITH_ESCAPE, Cause.SWINGING)


def _range(parts: Array, resolved: NDArray[np.bool_], time: Array) -> LawRange:
    """The range of one law from what each of `_CAUSES` is in it, (4, n)."""
    whole = np.where(resolved, parts.sum(axis=0), np.inf)
    growing = np.where(resolved, parts[0] + parts[1], np.inf) > TOLERANCE
    good = np.flatnonzero(whole <= TOLERANCE)
    if good.size == 0:
        nearest = int(np.argmin(whole))
        cause = _CAUSES[int(np.argmax(parts[:, nearest]))]
        if cause is Cause.WITH_ESCAPE and nearest == time.size - 1:
            cause = Cause.EARLY
        return LawRange(math.inf, -math.inf if growing[-1] else math.inf, cause)
    first = int(good[0])
    if not growing[first:].any():
        return LawRange(float(time[first]), math.inf, None)
    after = first + int(np.argmax(growing[first:]))
    ended = _CAUSES[int(np.argmax(parts[:2, after]))] if resolved[after] else None
    return LawRange(float(time[first]), float(time[after - 1]), ended)
