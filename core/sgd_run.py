"""From a `Setup` to replicas of online SGD that are read together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from core.dynamics import SgdKernel, online_sgd, sgd_kernel_for
from core.dynamics.sgd import Progress
from core.ensemble import Ensemble, exponent_spread, phase_spread, read_ensemble
from core.parameters import FREE, ParameterError, Setup
from core.problem import Problem
from core.quantiles import Spread
from core.run import problem_of
from core.trajectory import Trajectory


@dataclass(frozen=True, eq=False)
class SgdRun:
    """Replicas of online SGD with what was read from them.

    Attributes:
        setup: the problem, η, the number of steps, δ and ε; its method is not looked at.
        noise: σ.
        problem, trajectories, kernel: what was simulated, each replica, and how.
        ensemble, phases, exponents: `read_ensemble`, `phase_spread` and `exponent_spread`.
        seconds: the wall time of the simulation alone.
    """

    setup: Setup
    noise: float
    problem: Problem
    trajectories: list[Trajectory]
    kernel: SgdKernel
    ensemble: Ensemble
    phases: dict[str, Spread]
    exponents: pd.DataFrame
    seconds: float


def solve_sgd(
    setup: Setup,
    *,
    noise: float,
    replicas: int,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> SgdRun:
    """Make the problem, simulate `replicas` runs from its start, read them.

    The setup's seed draws the problem and the samples. Arguments and errors as in `online_sgd`.

    Raises:
        ParameterError: the setup's student has a fixed norm.
    """
    if setup.student != FREE:
        raise ParameterError("Online SGD is for a free student; a fixed norm is for gd and flow.")
    problem = problem_of(setup)
    kernel = sgd_kernel_for(problem)
    started = time.perf_counter()
    trajectories = online_sgd(
        problem,
        setup.step_size,
        setup.steps,
        noise=noise,
        replicas=replicas,
        seed=setup.seed,
        progress=progress,
        stop=stop,
    )
    seconds = time.perf_counter() - started
    levels = {"delta": setup.delta, "epsilon": setup.epsilon}
    return SgdRun(
        setup,
        noise,
        problem,
        trajectories,
        kernel,
        read_ensemble(trajectories),
        phase_spread(trajectories, **levels),
        exponent_spread(trajectories, problem, **levels),
        seconds,
    )


def warm_up_sgd(setup: Setup) -> None:
    """Compile the kernel that a setup needs, or load it from the cache on disk."""
    kernel = sgd_kernel_for(problem_of(setup)).name
    online_sgd(Problem.power_law(2.0, 50), 1e-3, 10, kernel=kernel)
