"""Online SGD: one fresh sample a step."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike

from core.cores import cores
from core.dynamics.recording import check_positive, checked_steps, default_steps
from core.dynamics.sgd.parameters import NOISE, REPLICAS, THREADS
from core.dynamics.sgd.plan import plan
from core.dynamics.sgd.replicas import Course, Progress, run_replicas
from core.parameters import PARAMETERS, ParameterError
from core.problem import Problem
from core.trajectory import Trajectory

# What is recorded of all replicas together: 1 GB or so with all that is read from it.
MOST_RECORDED = 10_000_000


def online_sgd(
    problem: Problem,
    step_size: float,
    steps: int,
    *,
    noise: float = 0.0,
    replicas: int = 1,
    seed: int = 0,
    at: ArrayLike | None = None,
    kernel: str = "auto",
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> list[Trajectory]:
    """Take `steps` steps w ← w − 4η (z² − y) z x, each on a sample of its own (paper, section 6).

    x ~ N(0, Q), z = ⟨x, w⟩, y = ⟨x, w*⟩² + σ N(0, 1). All replicas start from the problem's start.
    What is recorded is the state after the step, so u, s, the MSE and the loss are those of the
    population, without the constant σ² in the loss. A replica that diverges is a result: its
    trajectory is the finite part of its curve, with `Status.DIVERGED`.

    Args:
        step_size: η, positive.
        steps: from 1 to 1e9.
        noise: σ, the standard deviation of the label noise, from 0 to 10.
        replicas: how many runs, from 1 to 100,000, and as many as memory has room for: with the
            default `at` 20,000 or more.
        seed: of the samples; replica i has the i-th stream spawned from it, whatever else is asked.
        at: step numbers to record, increasing, from 0 (the start) to `steps`; by default 0 and
            log-spaced ones.
        kernel: "direct" steps every mode, "grouped" groups of them (see `sgd.modes`), "auto" the
            faster of the two: `sgd_kernel_for` says which and how.
        threads: how many run replicas, by default one a core; the numbers do not depend on it.
        progress: called about every 50 ms from the calling thread, and once at the end. What it
            raises stops the run and is raised here.
        stop: when set, the threads stop within about 50 ms, and what is recorded so far is
            returned, with `Status.STOPPED` for the replicas that had not ended.

    Raises:
        ParameterError: a value that is not allowed.
    """
    state = Progress(0, 0, ())
    for state in watch_online_sgd(
        problem, step_size, steps, noise=noise, replicas=replicas, seed=seed, at=at,
        kernel=kernel, threads=threads, stop=stop,
    ):  # fmt: skip
        if progress is not None:
            progress(state)
    return state.trajectories()


def watch_online_sgd(
    problem: Problem,
    step_size: float,
    steps: int,
    *,
    noise: float = 0.0,
    replicas: int = 1,
    seed: int = 0,
    at: ArrayLike | None = None,
    kernel: str = "auto",
    threads: int | None = None,
    stop: threading.Event | None = None,
) -> Iterator[Progress]:
    """`online_sgd` as an iterator, which tells how far the replicas are about every 50 ms.

    What it gave last has the finished replicas. With one thread, the caller's, they go on when it
    is asked for more; with several between two looks at it, too, and end when it is closed.
    Arguments and errors as in `online_sgd`; errors are raised at once.
    """
    (only,) = watch_step_sizes(
        problem, [step_size], steps, noise=noise, replicas=replicas, seed=seed, at=at,
        kernel=kernel, threads=threads, stop=stop,
    )  # fmt: skip
    return only


def watch_step_sizes(
    problem: Problem,
    step_sizes: Sequence[float],
    steps: int,
    *,
    noise: float = 0.0,
    replicas: int = 1,
    seed: int = 0,
    at: ArrayLike | None = None,
    kernel: str = "auto",
    threads: int | None = None,
    stop: threading.Event | None = None,
) -> list[Iterator[Progress]]:
    """A `watch_online_sgd` for each of several step sizes, each on the same samples.

    Nothing is run before it is asked for, and what depends on the problem alone is found once.
    """
    sizes = [check_positive("step_size", size) for size in step_sizes]
    steps = int(PARAMETERS["steps"].check(steps))
    noise = float(NOISE.check(noise))
    count = int(REPLICAS.check(replicas))
    root = int(PARAMETERS["seed"].check(seed))
    recorded = default_steps(steps) if at is None else checked_steps(at, steps)
    if count * (recorded.size + 1) > MOST_RECORDED:
        most = MOST_RECORDED // (recorded.size + 1)
        raise ParameterError(
            f"{count:,} replicas of which {recorded.size:,} steps are recorded do not fit into "
            f"memory: allowed are up to {most:,}, or more with fewer steps in `at`."
        )
    workers = cores() if threads is None else int(THREADS.check(threads))
    chosen, modes = plan(problem, kernel)
    return [
        run_replicas(
            Course(chosen, modes, size, steps, noise, recorded),
            np.random.SeedSequence(root).spawn(count),
            threads=workers,
            stop=stop,
        )
        for size in sizes
    ]
