"""From what the drivers record to a `Trajectory`, and the checks that both methods share."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.parameters import FREE, PARAMETERS, ParameterError
from core.problem import Problem
from core.reduction import PRECISION
from core.trajectory import Status, Trajectory

Array = NDArray[np.float64]
Steps = NDArray[np.int64]

TOLERANCE_LOW, TOLERANCE_HIGH = 1e-12, 1e-3
# Samples of a run where none are asked for: about 60 a decade over seven decades.
DEFAULT_SAMPLES = 440


class Method(NamedTuple):
    """Stages of a block, tolerance of its error estimate, precision of the reduction."""

    order: int
    block_tolerance: float
    precision: float


def method_for(tolerance: float) -> Method:
    """The method whose error on u, s, 1 − u, 1 − s and the MSE is about `tolerance` or less.

    Raises:
        ParameterError: tolerance outside [1e-12, 1e-3].
    """
    if not TOLERANCE_LOW <= tolerance <= TOLERANCE_HIGH:
        raise ParameterError(
            f"tolerance cannot be {tolerance!r}: "
            f"allowed is a number from {TOLERANCE_LOW:g} to {TOLERANCE_HIGH:g}."
        )
    order = 6 if tolerance >= 1e-7 else 7 if tolerance >= 1e-9 else 8
    return Method(order, 10 * tolerance, max(PRECISION, 1e-5 * tolerance))


class Sums(NamedTuple):
    """What the conversion needs to know: Σ w*², with the weights of the MSE, and d."""

    teacher_norm: float
    dimension: int


def to_trajectory(
    records: Array,
    signs: Array,
    end: tuple[float, float],
    sums: Sums,
    *,
    time: Array,
    step: NDArray[np.int64] | None,
    status: Status,
    step_size: float | None = None,
    last_step: int | None = None,
    period: int | None = None,
    student: str = FREE,
) -> Trajectory:
    """Turn records of v, q, p, r and σ into u, s, 1 − u, 1 − s, the MSE and the loss, without
    cancellation.

    The sign of w* is the one of `end` = (v, σ), where the run ended. With σ that sign, x = 1 − u =
    −σv and y = 1 − s = −(2σv + q):  L = 3s² + 3 − 4u² − 2s = 4q + 3y² − 4x², for q = Σ λ (w −
    σw*)²."""
    v, q, p, r = records.T
    towards = sign_at(end)
    free = signs == 0
    u = signs + v
    s = np.abs(signs) + 2 * signs * v + q
    near = signs == towards
    one_minus_u = np.where(near, -towards * v, 1 - towards * u)
    one_minus_s = np.where(free, 1 - q, -(2 * signs * v + q))
    # Close to the other teacher, −σw*, the loss has the same form with that sign.
    size = np.where(free, 0.0, 4 * q + 3 * one_minus_s**2 - 4 * v**2)
    loss = np.where(free, 3 * s**2 + 3 - 4 * u**2 - 2 * s, size)
    norm = sums.teacher_norm
    same = np.where(free, p - 2 * r + norm, p)
    other = np.where(free, p + 2 * r + norm, p + 4 * signs * r + 4 * norm)
    return Trajectory(
        time=time,
        step=step,
        u=towards * u,
        s=s,
        one_minus_u=one_minus_u,
        one_minus_s=one_minus_s,
        mse=np.minimum(same, other) / sums.dimension,
        loss=loss,
        status=status,
        step_size=step_size,
        last_step=last_step,
        period=period,
        student=student,
    )


def sign_at(end: tuple[float, float]) -> float:
    """The sign of u = v + σ where the run ended, `end` = (v, σ); + for 0."""
    return -1.0 if end[0] + end[1] < 0 else 1.0


def log_spaced(first: float, last: float) -> Array:
    """`DEFAULT_SAMPLES` times from `first` to `last`."""
    return np.geomspace(first, last, DEFAULT_SAMPLES) if last > first else np.array([last])


def default_steps(steps: int, together: int = 1) -> Steps:
    """0, `steps` and log-spaced steps in between, in groups of `together` consecutive ones."""
    spaced = np.rint(log_spaced(1, steps)).astype(np.int64)
    spaced = (spaced[:, None] + np.arange(together)).ravel()
    return np.unique(np.concatenate(([0], spaced[spaced <= steps], [steps])))


def checked_steps(at: ArrayLike, steps: int) -> Steps:
    """Step numbers to record, as asked.

    Raises:
        ParameterError: they are not whole, increasing and in [0, steps].
    """
    given = np.asarray(at)
    numbers = (
        given.astype(np.int64)
        if np.issubdtype(given.dtype, np.number) and np.isfinite(given).all()
        else None
    )
    if (
        numbers is None
        or numbers.ndim != 1
        or np.any(numbers != given)
        or np.any((numbers < 0) | (numbers > steps))
        or np.any(np.diff(numbers) <= 0)
    ):
        raise ParameterError(
            f"at must be a list of increasing whole step numbers from 0 to steps, {steps:,}."
        )
    return numbers


def checked_student(student: str, problem: Problem) -> str:
    """ "free" or "fixed norm".

    Raises:
        ParameterError: another word, or a fixed norm of 0.
    """
    student = str(PARAMETERS["student"].check(student))
    if student != FREE and not np.any(problem.start):
        raise ParameterError("a student of fixed norm cannot start at w = 0: there is no sphere.")
    return student


def check_positive(name: str, value: float) -> float:
    """A positive finite number.

    Raises:
        ParameterError: it is not.
    """
    number = float(value)
    if not (math.isfinite(number) and number > 0):
        raise ParameterError(f"{name} cannot be {value!r}: allowed is a positive finite number.")
    return number
