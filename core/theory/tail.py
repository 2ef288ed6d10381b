"""Phase III: the fall of the MSE, mode by mode, and the benchmark for it (paper, Theorem 2).

Each mode is learned at its own rate, and a mode not yet learned has e_i = −w*_i, so with no
constant fitted

    MSE(t) = (1/d) Σ_i w*_i² e^(−16λ_i t),

which is ours; in the flow it also gives −dMSE/dt = (16/d) F(16t) = (4/d) L(t). Where the MSE has
weights they stand before the w*_i² (and the last equation does not hold). The paper compares
the fall after T₂ with that of d equal coordinates on λ_i = i^(−a)/H, H = Σ_j j^(−a):

    S_d(τ) = (1/d) Σ_i e^(−16λ_i τ) = (1/d) Σ_i e^(−βτ i^(−a)),    β = 16/H,    x = (βτ)^(1/a),

where x counts the modes learned by τ. Its asymptotic forms are in `SurvivalWindow`.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.parameters import PARAMETERS
from core.problem import Problem
from core.reduction import Reduction
from core.theory import arguments
from core.theory.relaxation import Relaxation, relax, time_until

Array = NDArray[np.float64]

# The rate at which the square of a mode's error falls near the minimum, in units of its eigenvalue.
SQUARED_RATE = 16


def mse(
    problem: Problem,
    time: ArrayLike,
    *,
    step_size: float | None = None,
    reduction: Reduction | None = None,
) -> Array:
    """MSE(t) = (1/d) Σ_i w*_i² e^(−16λ_i t) for t ≫ 1.

    In gradient descent (1 − 8ηλ_i)^(2t/η) takes the place of the exponential. At t = 0 it is
    ‖w*‖²/d, the plateau on which the run waits, and not the MSE of the start. Arguments, result and
    errors as in `convergence.one_minus_u`.
    """
    t, modes = relax(problem, time, step_size, reduction)
    return _mse(modes, t)


def time_to_mse(
    problem: Problem,
    fraction: float,
    *,
    step_size: float | None = None,
    reduction: Reduction | None = None,
) -> float | None:
    """The time at which the MSE is down to `fraction` of its plateau ‖w*‖²/d, by the law `mse`.

    The tail's side of the trade-off: for the power law it grows as d^a, the time to learn the last
    modes, while a larger a escapes sooner. A given `reduction` should reach past the answer; by
    default one is made that does.

    Returns:
        The time, or None where the step size is past the stability limit.

    Raises:
        ValueError: `fraction` does not lie strictly between 0 and 1; `step_size` is not positive or
            not finite.
    """
    arguments.level("fraction", fraction)
    arguments.step_size(step_size)
    return time_until(_mse, fraction, problem, step_size, reduction)


def benchmark_survival(
    decay: float, dimension: int, tau: ArrayLike, *, preconditioner: float = 0.0
) -> Array:
    """S_d(τ) = (1/d) Σ_i e^(−16λ_i τ) for λ_i = i^(−decay) / Σ_j j^(−decay) (paper, Theorem 2).

    Args:
        decay, dimension: a and d, within the bounds of `core.parameters`.
        tau: τ, a number or an array of any shape.
        preconditioner: p; its rates λ_i^(1−p) then stand for the λ_i (ours).

    Returns:
        An array of the shape of `tau` (a NumPy float for a number).

    Raises:
        ParameterError: `decay`, `dimension` or `preconditioner` out of bounds.
        ValueError: a τ is negative or not finite.
    """
    power, total = rates(decay, dimension, preconditioner)
    weights = power_weights(power, dimension)
    # S_d is the MSE of a teacher whose coordinates are all equal, scaled to s* = 1.
    rate, share = weights / total, total / weights.sum()
    level = np.full(weights.size, math.sqrt(share))
    return mse(Problem(rate, level, level), tau) / share


class SurvivalForm(Enum):
    """An asymptotic form of S_d(τ); the value is its LaTeX."""

    LINEAR = r"1 - 16\tau/d"
    POWER = r"1 - \Gamma(1 - 1/a)\,x/d"
    LOGARITHM = r"1 - \bigl(\ln(d/x) + 1 - \gamma\bigr)\,x/d"
    BOUND = r"e^{-\beta\tau d^{-a}}"


@dataclass(frozen=True)
class SurvivalWindow:
    """An asymptotic form of S_d and the interval [start, end] of τ in which it belongs.

    With a preconditioner Q^(−p) a stands for a(1−p), β for 16/H^(1−p) and the 16τ of LINEAR for
    16τ Σ_i λ_i^(1−p).

    - LINEAR, βτ ≪ 1: 1 − 16τ/d. For a < 1 it lasts while x ≪ d, as the many slow modes carry the
      fall, with a relative error in the drop of the order of (x/d)^min(a, 1−a).
    - POWER, 1 ≪ x ≪ d and a > 1: 1 − Γ(1−1/a) x/d, with a relative error in the drop of the order
      of (x/d)^(a−1). For a ≤ 1 the integral that Γ stands for diverges and there is no such window.
    - LOGARITHM, 1 ≪ x ≪ d and a = 1: 1 − (ln(d/x) + 1 − γ) x/d, with Euler's γ (ours).
    - BOUND, x ≳ d: S_d(τ) ≤ e^(−βτ d^(−a)), true at every τ, and an equality for a = 0.

    The ends are where one condition gives way to the next, βτ = 1 and x = d; each form is good well
    inside. A run's MSE(T₂ + τ)/MSE(T₂) falls as S_d only for τ ≫ T₂, since at T₂ the first modes
    are learned already: for a > 1 its drop in the window LINEAR is linear too, but much smaller.
    """

    form: SurvivalForm
    decay: float
    dimension: int
    beta: float
    start: float
    end: float

    def survival(self, tau: ArrayLike) -> Array:
        """The form at τ (a number or an array), whether or not τ is in the window.

        Raises:
            ValueError: a τ is negative or not finite.
        """
        t = arguments.times(tau)
        if self.form is SurvivalForm.LINEAR:
            return 1 - self.beta * harmonic(self.decay, self.dimension) * t / self.dimension
        if self.form is SurvivalForm.BOUND:
            slowest = self.beta * math.pow(self.dimension, -self.decay)
            return np.exp(-slowest * t)
        learned = (self.beta * t) ** (1 / self.decay) / self.dimension
        if self.form is SurvivalForm.POWER:
            return 1 - math.gamma(1 - 1 / self.decay) * learned
        # x ln x is 0 at x = 0.
        logarithm = np.log(np.where(learned > 0, learned, 1.0))
        return 1 - learned * (1 - np.euler_gamma - logarithm)


def survival_windows(
    decay: float, dimension: int, *, preconditioner: float = 0.0
) -> tuple[SurvivalWindow, ...]:
    """The windows of S_d(τ) with their asymptotic forms, in order of τ.

    Those of the paper (Theorem 2) for a > 1. Three for a ≥ 1 (LINEAR, POWER or at a = 1 LOGARITHM,
    BOUND), two for a < 1 (LINEAR, BOUND); a(1−p) counts, with p = `preconditioner`.

    Raises:
        ParameterError: `decay`, `dimension` or `preconditioner` out of bounds.
    """
    power, total = rates(decay, dimension, preconditioner)
    beta = SQUARED_RATE / total
    first, last = 1 / beta, math.pow(dimension, power) / beta
    forms: list[tuple[SurvivalForm, float, float]]
    if power < 1:
        forms = [(SurvivalForm.LINEAR, 0.0, last)]
    else:
        middle = SurvivalForm.POWER if power > 1 else SurvivalForm.LOGARITHM
        forms = [(SurvivalForm.LINEAR, 0.0, first), (middle, first, last)]
    forms.append((SurvivalForm.BOUND, last, math.inf))
    return tuple(
        SurvivalWindow(form, power, int(dimension), beta, start, end) for form, start, end in forms
    )


def _mse(modes: Relaxation, t: Array) -> Array:
    return modes.size(t, 2) / modes.reduction.dimension


@functools.lru_cache(maxsize=256)
def harmonic(decay: float, dimension: int) -> float:
    """H = Σ_j j^(−a), summed once: what moves with time asks for it again and again."""
    return float(power_weights(decay, dimension).sum())


def rates(decay: float, dimension: int, preconditioner: float) -> tuple[float, float]:
    """a′ and h in the rates λ_i^(1−p) = i^(−a′)/h: a′ = a(1−p), h = H^(1−p)."""
    rest = 1 - float(PARAMETERS["preconditioner"].check(preconditioner))
    return float(decay) * rest, harmonic(decay, dimension) ** rest


def power_weights(decay: float, dimension: int) -> Array:
    """i^(−a) for i = 1..d."""
    a = float(PARAMETERS["decay"].check(decay))
    d = int(PARAMETERS["dimension"].check(dimension))
    return np.arange(1, d + 1, dtype=np.float64) ** -a
