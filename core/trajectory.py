"""What a solved run is: recorded summary statistics and a status in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from core.parameters import FREE

Array = NDArray[np.float64]


class Status(Enum):
    """How a run ended. The value is a sentence for the reader."""

    FINISHED = "The run finished: it was solved up to the end that was asked for."
    CONVERGED = (
        "The run reached the teacher to rounding precision before its end; "
        "what follows is reported as 0."
    )
    NO_OVERLAP = (
        "The start has no overlap with the teacher (u is 0 and stays 0), so the run cannot escape: "
        "another seed or start would."
    )
    PERIODIC = (
        "The step size is past the stability limit: "
        "the run does not converge but settles on a cycle of few steps."
    )
    IRREGULAR = (
        "The step size is past the stability limit: the run stays bounded but never settles, "
        "it jumps about without a period."
    )
    DIVERGED = (
        "The run diverged: the step size is too large for this start, and w grew without bound."
    )
    STALLED = (
        "The run was left early: from here on it could not be followed to the accuracy asked for."
    )
    STOPPED = (
        "The run was stopped early, by whoever started it or by a bound on the single steps it may "
        "take; at and past the stability limit, and with a fixed norm, every step must be taken "
        "singly."
    )


@dataclass(frozen=True)
class Trajectory:
    """A solved run, recorded at n times. Arrays have shape (n,) and are read-only.

    The run is reported with the sign of w* towards which it ended, so u > 0 at its end.

    Attributes:
        time: t; for gradient descent t = ηk.
        step: the step number k, or None for the flow.
        u, s: the summary statistics ⟨w, Qw*⟩ and ⟨w, Qw⟩.
        one_minus_u, one_minus_s: 1 − u and 1 − s, computed without cancellation.
        mse: (1/d) min(‖w − w*‖², ‖w + w*‖²).
        loss: L = 3s² + 3 − 4u² − 2s, computed without cancellation.
        status: a `Status`; its value is a sentence.
        step_size: η, or None for the flow.
        last_step: the step at which a run that did not finish was left (diverged, stopped), else
            None.
        period: the length of the cycle for `Status.PERIODIC`, else None.
        student: "free", or "fixed norm" for a run that is kept on the sphere of its start.
    """

    time: Array
    step: NDArray[np.int64] | None
    u: Array
    s: Array
    one_minus_u: Array
    one_minus_s: Array
    mse: Array
    loss: Array
    status: Status
    step_size: float | None = None
    last_step: int | None = None
    period: int | None = None
    student: str = FREE

    def __post_init__(self) -> None:
        for name in ("time", "step", "u", "s", "one_minus_u", "one_minus_s", "mse", "loss"):
            values = getattr(self, name)
            if values is not None:
                values.setflags(write=False)

    def __len__(self) -> int:
        return int(self.time.size)

    @property
    def sentence(self) -> str:
        """The status with its numbers put in."""
        if self.status in (Status.DIVERGED, Status.STOPPED) and self.last_step is not None:
            return f"{self.status.value} It was left at step {self.last_step:,}."
        if self.status is Status.PERIODIC and self.period is not None:
            return f"{self.status.value} The cycle has {self.period} steps."
        return self.status.value
