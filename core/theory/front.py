"""The learning front: which modes have been learned by a time t.

Mode i is learned at its own rate, e_i² = w*_i² e^(−16λ_i t), so the spectrum is learned from the
top down, with a front at the mode whose squared error has just fallen to 1/e:

    16 λ_i t = 1,    for λ_i = i^(−a)/H:  i*(t) = (16 t/H)^(1/a),    H = Σ_j j^(−a).

i* is the x of the paper's Theorem 2. A front slower than t is the tail: the mode d is reached at
t ~ d^a H/16. Ours, and like the law of the MSE (tail.py) meant for t ≫ T₁ and for the modes about
the front and beyond: those far behind it do not fall on to 0 exponentially but are held at
e = −(2v + 3q/2) w* by what is still to be learned of the others (convergence.py).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.problem import Problem
from core.theory import arguments
from core.theory.relaxation import decay_speed
from core.theory.stability import max_stable_step
from core.theory.tail import SQUARED_RATE, rates

Array = NDArray[np.float64]


def learning_front(
    decay: float, dimension: int, time: ArrayLike, *, preconditioner: float = 0.0
) -> Array:
    """i*(t) = (16 t/H)^(1/a), not rounded: below 1 no mode is learned, above d they all are.

    Args:
        decay, dimension: a and d, within the bounds of `core.parameters`.
        time: t, a number or an array of any shape.
        preconditioner: p; the rates λ_i^(1−p) give i*(t) = (16 t/H^(1−p))^(1/(a(1−p))).

    Returns:
        An array of the shape of `time`; NaN for a(1−p) = 0, where all modes are learned at once.

    Raises:
        ParameterError: `decay`, `dimension` or `preconditioner` out of bounds.
        ValueError: a time is negative or not finite.
    """
    t = arguments.times(time)
    power, total = rates(decay, dimension, preconditioner)
    if power == 0:
        return np.full(t.shape, np.nan)[()]
    with np.errstate(over="ignore"):
        return (SQUARED_RATE * t / total) ** (1 / power)


def modes_learned(problem: Problem, time: ArrayLike, *, step_size: float | None = None) -> Array:
    """How many modes of any spectrum have 16λ_i t ≥ 1, from 0 to d.

    Args:
        time: t, a number or an array of any shape.
        step_size: η of gradient descent: the modes with |1 − 8ηλ_i|^(2t/η) ≤ 1/e are counted. None
            for the flow.

    Returns:
        An array of the shape of `time`, of whole numbers, but NaN where `step_size` is at or past
        the stability limit.

    Raises:
        ValueError: a time is negative or not finite; `step_size` is not positive or not finite.
    """
    t, step_size = arguments.times(time), arguments.step_size(step_size)
    if step_size is not None and step_size >= max_stable_step(problem):
        return np.full(t.shape, np.nan)[()]
    speed = np.sort(_speed(problem.eigenvalues, step_size))
    slowest = np.divide(1.0, t, where=t > 0, out=np.full(t.shape, np.inf))
    return (speed.size - np.searchsorted(speed, slowest)).astype(np.float64)[()]


def mode_fall(eigenvalue: ArrayLike, time: ArrayLike, *, step_size: float | None = None) -> Array:
    """e_i²/w*_i² = e^(−16λ_i t), or (1 − 8ηλ_i)^(2t/η) in gradient descent.

    Args:
        eigenvalue: λ_i, and
        time: t, arrays that broadcast, as eigenvalues (n, 1) and times (m,) to n curves.
        step_size: η; the law is for one below the stability limit. None for the flow.

    Raises:
        ValueError: a time is negative or not finite; an eigenvalue is not positive; `step_size` is
            not positive or not finite.
    """
    t, rate = arguments.times(time), np.asarray(eigenvalue, np.float64)
    if not np.all((rate > 0) & np.isfinite(rate)):
        raise ValueError("eigenvalues must be finite and positive.")
    return np.exp(-_speed(rate, arguments.step_size(step_size)) * t)


def _speed(eigenvalue: Array, step_size: float | None) -> Array:
    """−d ln e²/dt of a mode."""
    if step_size is None:
        return SQUARED_RATE * eigenvalue
    return 2 * decay_speed(eigenvalue, step_size)
