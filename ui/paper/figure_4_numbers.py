"""Figure 4 in numbers: a run from where u = 0.9 on, and every mode left alone from there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import theory
from core.parameters import Setup
from core.trajectory import Status
from ui import compute
from ui.kept import kept
from ui.tail.numbers import errors_at

Array = NDArray[np.float64]

LEVEL = 0.9
# Below this part of its start the frozen curve has reached rounding.
_ROUNDING = 1e-12
_KEPT = 128


@dataclass(frozen=True, eq=False)
class Frozen:
    """A run from where u = 0.9 on, and the frozen approximation from there.

    Attributes:
        start: the time from which u ≥ 0.9.
        time: recorded times from `start` on, (n,).
        mse, frozen: of the run and by ẇ_i = 8λ_i(w*_i − w_i), at `time`.
        silent_from: the τ at which the last term of Theorem 2 is as large as the MSE; None where it
            is not by the end.
    """

    start: float
    time: Array
    mse: Array
    frozen: Array
    silent_from: float | None

    @property
    def ratio(self) -> tuple[Array, Array]:
        """The run over the approximation, and its times, where neither has reached rounding."""
        known = (self.mse > 0) & (self.frozen > self.frozen[0] * _ROUNDING)
        return self.time[known], self.mse[known] / self.frozen[known]


@kept(_KEPT)
def frozen_of(setup: Setup) -> Frozen | None:
    """The approximation for a run; None where u does not stay above 0.9 or no law holds."""
    problem, trajectory = compute.path(setup)
    eta = trajectory.step_size
    if trajectory.status not in (Status.FINISHED, Status.CONVERGED):
        return None
    if eta is not None and eta >= theory.max_stable_step(problem):
        return None
    below = np.flatnonzero(trajectory.u < LEVEL)
    first = int(below[-1]) + 1 if below.size else 0
    if first >= trajectory.time.size - 1:
        return None
    step = trajectory.step
    at = float(trajectory.time[first]) if step is None else int(step[first])
    time, mse = trajectory.time[first:], trajectory.mse[first:]
    tau = time - time[0]
    pull = problem.eigenvalues * problem.teacher
    term = (1 - LEVEL) ** 2 * tau**2 * float(pull @ pull) / problem.dimension
    silent = np.flatnonzero(term > mse)
    return Frozen(
        float(time[0]),
        time,
        mse,
        theory.frozen_mse(problem, errors_at(problem, setup, at), tau, step_size=eta),
        float(tau[silent[0]]) if silent.size else None,
    )
