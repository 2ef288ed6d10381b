"""Phase II: the sharp laws by which 1 − u, 1 − s and the loss fall, and the time they take.

With F(x) = Σ λ_i w*_i² e^(−λ_i x), the part of the signal s* = 1 that is still to be learned,

    1 − u(t) → [F(8t) + (3/2) F(16t)] / 3,    1 − s(t) → (2/3) F(8t),    L(t) → 4 F(16t),

ours, not the paper's, which bounds T₂ from above. Where they come from: with e = w − w*, v = Σ λ e
w* and q = Σ λ e², the fast modes sit at e = −(2v + 3q/2) w*, while the slow ones are still at e =
−w* e^(−8λt) and so feed v and q with F(8t) and F(16t); the two together fix v.

They hold for t ≫ T₁, with a relative correction of the order of F(8t). Before T₁ they say nothing,
as the run has not escaped. No constant is fitted. Where they end:

- Time is counted from 0, which is no matter while the modes still to be learned are slow,
  8λ_i T₁ ≪ 1. An exponential end, as for a = 0, comes delayed by the escape.
- F(8t) supposes that the signal still to be learned is spread over many eigenvalues. Where one has
  it all, as for a = 0, what is left of e is orthogonal to w*, and 1 − u and 1 − s fall like q, at
  the rate 16λ, twice as fast as F(8t). The laws of the loss and of the MSE keep their rate.
- e = −w* e^(−8λt) supposes |w_i(0)| ≪ |w*_i|: a start of norm 1 or less, in any case ≪ √d. A large
  start is still there in the slow modes, and adds w_i(0)² to w*_i² in the loss and the MSE.
- F is the exact sum, so the laws also hold past the cutoff of a finite d (8λ_d t > 1), but there
  a run is ahead of them by some a/d an e-fold: the last modes relax at the eigenvalues of
  8Q + 16(Qw*)(Qw*)ᵀ, each of them between 8λ_i and the next larger one, not quite at 8λ_i.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.problem import Problem
from core.reduction import Reduction
from core.theory import arguments
from core.theory.relaxation import Relaxation, relax, time_until

Array = NDArray[np.float64]


def unlearned_signal(
    problem: Problem, x: ArrayLike, *, reduction: Reduction | None = None
) -> Array:
    """F(x) = Σ_i λ_i w*_i² e^(−λ_i x), of the shape of `x`; F(0) = 1."""
    t, modes = relax(problem, arguments.times(x) / 8, None, reduction)
    return modes.signal(t, 1)


def one_minus_u(
    problem: Problem,
    time: ArrayLike,
    *,
    step_size: float | None = None,
    reduction: Reduction | None = None,
) -> Array:
    """1 − u(t) = [F(8t) + (3/2) F(16t)] / 3 for t ≫ 1.

    Args:
        time: t, a number or an array of any shape.
        step_size: η of gradient descent, t = ηk: then (1 − 8ηλ_i)^(t/η) and its square take the
            place of e^(−8λ_i t) and e^(−16λ_i t). None for the flow. Where 8ηλ_i > 1 that factor
            alternates; between steps it has the sign of the nearest step.
        reduction: nodes of this problem made for a longest time of at least `time`, with the same
            step size; made here if not given.

    Returns:
        An array of the shape of `time` (a NumPy float for a number); NaN where `step_size` is at or
        past the stability limit, as no law holds there.

    Raises:
        ValueError: a time is negative or not finite; `step_size` is not positive or not finite.
    """
    t, modes = relax(problem, time, step_size, reduction)
    return _overlap_law(modes.signal(t, 1), modes.signal(t, 2))


def one_minus_s(
    problem: Problem,
    time: ArrayLike,
    *,
    step_size: float | None = None,
    reduction: Reduction | None = None,
) -> Array:
    """1 − s(t) = (2/3) F(8t) for t ≫ 1. Arguments, result and errors as in `one_minus_u`."""
    t, modes = relax(problem, time, step_size, reduction)
    return _norm_law(modes.signal(t, 1))


def loss(
    problem: Problem,
    time: ArrayLike,
    *,
    step_size: float | None = None,
    reduction: Reduction | None = None,
) -> Array:
    """L(t) = 4 F(16t) for t ≫ 1. Arguments, result and errors as in `one_minus_u`."""
    t, modes = relax(problem, time, step_size, reduction)
    return 4 * modes.signal(t, 2)


def time_to_epsilon(
    problem: Problem,
    epsilon: float,
    *,
    step_size: float | None = None,
    reduction: Reduction | None = None,
) -> float | None:
    """T₂(ε) by the laws: the time after which max(1 − u, 1 − s) ≤ ε for good.

    Where a step overshoots (8ηλ_i > 1) |1 − 8ηλ_i|^(t/η) is used, which bounds the alternating laws
    from above. Like the laws it is meant where it comes out well past T₁ (`escape_time`). A given
    `reduction` should reach past the answer; by default one is made that does.

    Returns:
        T₂, 0.0 for ε ≥ 5/6 (where the laws start), or None where the step size is past the
        stability limit.

    Raises:
        ValueError: ε does not lie strictly between 0 and 1; `step_size` is not positive or not
            finite.
    """
    arguments.level("epsilon", epsilon)
    arguments.step_size(step_size)
    start = float(_overlap_law(np.array(1.0), np.array(1.0)))
    return time_until(_farther_law, epsilon / start, problem, step_size, reduction)


def _overlap_law(slow: Array, fast: Array) -> Array:
    """[F(8t) + (3/2) F(16t)] / 3 from F(8t) and F(16t)."""
    return (slow + 1.5 * fast) / 3


def _norm_law(slow: Array) -> Array:
    """(2/3) F(8t) from F(8t)."""
    return 2 * slow / 3


def _farther_law(modes: Relaxation, t: Array) -> Array:
    slow, fast = modes.envelope(t, 1), modes.envelope(t, 2)
    return np.maximum(_overlap_law(slow, fast), _norm_law(slow))
