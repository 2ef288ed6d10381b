"""How the modes relax towards ±w*: sums over them, of which the laws of phases II and III consist.

Near the minimum mode i of the error falls like

    r_i(t) = e^(−8λ_i t)              in the gradient flow,
    r_i(t) = (1 − 8ηλ_i)^(t/η)        in gradient descent with step size η.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

from core.problem import Problem
from core.reduction import Reduction, reduce
from core.theory import arguments

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Relaxation:
    """The factors r_i(t) on the nodes of a reduction, and weighted sums of their powers.

    Where 8ηλ_i > 1 the factor of a step is negative: the mode jumps from side to side of its goal.
    Between two steps r_i is then not defined, and has here the modulus |1 − 8ηλ_i|^(t/η) and the
    sign of the nearest step, (−1)^round(t/η), so that it is right at every step t = ηk.
    """

    reduction: Reduction
    step_size: float | None

    @property
    def stable(self) -> bool:
        """Whether ±w* attracts, η < `max_stable_step`: one value of its secular equation tells."""
        if self.step_size is None:
            return True
        rate = self.reduction.rate
        distance = 2 / self.step_size - 8 * rate
        if not np.all(distance > 0):
            return False
        return float(np.sum(16 * rate * self._signal_share / distance)) < 1

    @property
    def speed(self) -> Array:
        """−(1/t) log|r_k|, shape (K,): 8λ_k in the flow, −log|1 − 8ηλ_k|/η in gradient descent."""
        if self.step_size is None:
            return 8 * self.reduction.rate
        return decay_speed(self.reduction.rate, self.step_size)

    def signal(self, time: Array, power: int) -> Array:
        """Σ_i λ_i w*_i² r_i(t)^power, of the shape of `time`; F(8 power t) in the flow."""
        return self._sum(self._signal_share, time, power)

    def size(self, time: Array, power: int) -> Array:
        """Σ_i w*_i² r_i(t)^power with the weights of the MSE, of the shape of `time`."""
        return self._sum(self.reduction.in_mse.teacher, time, power)

    def start_size(self, time: Array) -> Array:
        """Σ_i w_i(0)² r_i(t)² with the weights of the MSE, for a start that is an error to unlearn.

        Of the shape of `time`.
        """
        return self._sum(self.reduction.in_mse.start, time, 2)

    def envelope(self, time: Array, power: int) -> Array:
        """`signal` with |r_i| for r_i: it never rises, and is `signal` wherever 8ηλ_1 ≤ 1."""
        return np.exp(-power * time[..., None] * self.speed) @ self._signal_share

    @property
    def _signal_share(self) -> Array:
        return self.reduction.rate * self.reduction.teacher

    def _sum(self, weight: Array, time: Array, power: int) -> Array:
        if not self.stable:
            return np.full(time.shape, np.nan)[()]
        factor = np.exp(-power * time[..., None] * self.speed)
        if self.step_size is not None and power % 2:
            overshoots = 8 * self.step_size * self.reduction.rate > 1
            odd = np.rint(time / self.step_size) % 2 == 1
            factor = np.where(odd[..., None] & overshoots, -factor, factor)
        return factor @ weight


def relax(
    problem: Problem, time: ArrayLike, step_size: float | None, reduction: Reduction | None
) -> tuple[Array, Relaxation]:
    """The times as an array, and the relaxation for use at them, on `reduction` if there is one.

    Raises:
        ValueError: a time is negative or not finite; the step size is not positive or not finite.
    """
    t, step_size = arguments.times(time), arguments.step_size(step_size)
    if reduction is None:
        longest = max(float(t.max(initial=0.0)), 1 / float(problem.eigenvalues.max()))
        reduction = reduce(problem, longest, step_size=step_size)
    return t, Relaxation(reduction, step_size)


def decay_speed(rate: Array, step_size: float) -> Array:
    """−log|1 − 8ηλ|/η, kept finite where 8ηλ = 1 and a single step ends the mode."""
    size = 8 * step_size * rate
    small = np.log1p(-np.minimum(size, 0.5))
    large = np.log(np.maximum(np.abs(1 - size), np.finfo(np.float64).tiny))
    return np.where(size < 0.5, small, large) / -step_size


def time_until(
    curve: Callable[[Relaxation, Array], Array],
    fraction: float,
    problem: Problem,
    step_size: float | None,
    reduction: Reduction | None,
) -> float | None:
    """The time at which a falling `curve` is down to `fraction` of its value at t = 0.

    The curve is an average of powers 1 and 2 of |r_i(t)| times a constant, so it lies between 1 −
    2t max(speed) and e^(−t min(speed)) of its start: that is the bracket in which log t is sought.

    Returns:
        0.0 for a fraction of 1 or more; None where the step size is past the stability limit.
    """
    if fraction >= 1:
        return 0.0
    ends = np.array([problem.eigenvalues.min(), problem.eigenvalues.max()])
    speed = 8 * ends if step_size is None else decay_speed(ends, step_size)
    if not speed.min() > 0:
        return None
    latest = 2 * math.log(1 / fraction) / float(speed.min())
    _, modes = relax(problem, latest, step_size, reduction)
    if not modes.stable:
        return None
    earliest = (1 - fraction) / (4 * float(modes.speed.max()))
    start = float(curve(modes, np.array(0.0)))

    def excess(log_time: float) -> float:
        return float(curve(modes, np.array(math.exp(log_time)))) / start - fraction

    return math.exp(brentq(excess, math.log(earliest), math.log(latest), xtol=1e-14))
