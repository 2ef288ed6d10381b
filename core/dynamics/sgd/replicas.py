"""Replicas of a run over threads, in pieces, so that they can be watched and stopped."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.dynamics.recording import Sums, to_trajectory
from core.dynamics.sgd.kernels import advance_direct, advance_grouped
from core.dynamics.sgd.modes import Modes
from core.dynamics.sgd.plan import SgdKernel
from core.normals import Stream, stream_of
from core.trajectory import Status, Trajectory

Array = NDArray[np.float64]
Steps = NDArray[np.int64]

# A kernel runs about so long before its thread looks whether to stop, and the reader of the
# progress is called as often.
PIECE_SECONDS = 0.02
REPORT_SECONDS = 0.05
# The replicas of one thread go forward together, as far as their states fit into so many numbers.
MOST_NUMBERS = 2**25


@dataclass(frozen=True)
class Course:
    """What all replicas have in common."""

    kernel: SgdKernel
    modes: Modes
    step_size: float
    steps: int
    noise: float
    at: Steps

    @property
    def samples(self) -> Steps:
        """What is recorded: what was asked for, and the end, which chooses the sign."""
        return (
            self.at
            if self.at.size and self.at[-1] == self.steps
            else np.append(self.at, self.steps)
        )


class Replica:
    """One run, as far as it has come. One thread moves it; others may read it meanwhile."""

    def __init__(self, course: Course, seed: np.random.SeedSequence) -> None:
        """A run at its start."""
        self._course, self._seed = course, seed
        self._samples = course.samples
        self._records = np.full((self._samples.size, 4), np.nan)
        self._signs = np.zeros(self._samples.size)
        self._open: tuple[Stream, Modes] | None = None
        # (step, recorded, finite), replaced as one.
        self._reached = (0, 0, True)

    @property
    def step(self) -> int:
        """The step reached."""
        return self._reached[0]

    @property
    def done(self) -> bool:
        """Whether it has come to its end or diverged."""
        return not self._reached[2] or (
            self.step == self._course.steps and self._reached[1] == self._samples.size
        )

    def advance(self, piece: int) -> None:
        """Take up to `piece` steps."""
        course = self._course
        if self._open is None:
            stream = stream_of(np.random.Generator(np.random.SFC64(self._seed)))
            start = course.modes
            moving = start._replace(along=start.along.copy(), across=start.across.copy())
            self._open = stream, moving
        stream, modes = self._open
        advance = advance_direct if course.kernel.name == "direct" else advance_grouped
        step, recorded, _ = self._reached
        self._reached = advance(
            stream,
            modes,
            course.step_size,
            course.noise,
            step,
            min(step + piece, course.steps),
            self._samples,
            recorded,
            self._records,
            self._signs,
        )
        if self.done:
            self._open = None

    def trajectory(self) -> Trajectory:
        """What is recorded so far."""
        course, (step, recorded, finite) = self._course, self._reached
        status = Status.FINISHED if self.done else Status.STOPPED
        if not finite:
            status = Status.DIVERGED
        last = max(recorded - 1, 0)
        shown = min(recorded, course.at.size)
        end = (float(self._records[last, 0]), float(self._signs[last])) if recorded else (0.0, 0.0)
        chosen = course.at[:shown]
        teacher = float(np.sum(course.modes.teacher**2 * course.modes.weight))
        return to_trajectory(
            self._records[:shown].copy(),
            self._signs[:shown].copy(),
            end,
            Sums(teacher, course.kernel.dimension),
            time=course.step_size * chosen.astype(np.float64),
            step=chosen.copy(),
            status=status,
            step_size=course.step_size,
            last_step=None if status is Status.FINISHED else step,
        )


@dataclass(frozen=True)
class Progress:
    """How far a call of `online_sgd` has come.

    Attributes:
        done, total: steps taken, and to be taken, over all replicas. One that diverges takes no
            more, and counts as done.
    """

    done: int
    total: int
    replicas: Sequence[Replica]

    def trajectories(self) -> list[Trajectory]:
        """What is recorded so far, a trajectory a replica; the unfinished ones are STOPPED."""
        return [replica.trajectory() for replica in self.replicas]


def run_replicas(
    course: Course,
    seeds: Sequence[np.random.SeedSequence],
    *,
    threads: int,
    stop: threading.Event | None = None,
) -> Iterator[Progress]:
    """Run one replica a seed, and tell how far they are about every 50 ms and at the end.

    Each has its own stream, so the threads do not change the numbers. One thread is the caller's:
    the replicas go on when the next report is asked for. Several are threads of their own, which go
    on meanwhile, and end when the iterator does, is closed, or `stop` is set.
    """
    replicas = [Replica(course, seed) for seed in seeds]
    workers = min(threads, len(replicas))
    over = threading.Event()

    def halted() -> bool:
        return over.is_set() or (stop is not None and stop.is_set())

    def progress() -> Progress:
        done = sum(course.steps if each.done else each.step for each in replicas)
        return Progress(done, course.steps * len(replicas), replicas)

    numbers = course.modes.along.size + course.modes.across.size
    together = max(1, MOST_NUMBERS // (numbers * workers))
    shares = [pieces(course, replicas[k::workers], together, halted) for k in range(workers)]
    if workers == 1:
        reported = time.monotonic()
        for _ in shares[0]:
            if time.monotonic() - reported > REPORT_SECONDS:
                yield progress()
                reported = time.monotonic()
    else:
        with ThreadPoolExecutor(workers, thread_name_prefix="sgd") as pool:
            try:
                waiting = {pool.submit(deque, share, 0) for share in shares}
                ended = set()
                while waiting:
                    done, waiting = wait(waiting, REPORT_SECONDS, return_when=FIRST_EXCEPTION)
                    ended |= done
                    if waiting:
                        yield progress()
                for share in ended:
                    share.result()
            finally:
                over.set()
    yield progress()


def pieces(
    course: Course, replicas: Sequence[Replica], together: int, halted: Callable[[], bool]
) -> Iterator[None]:
    """Take the replicas forward piece by piece in turn, at most `together` of them open."""
    waiting: Iterator[Replica] = iter(replicas)
    running: list[Replica] = []
    pace = course.kernel.seconds_per_step
    while not halted():
        running = [replica for replica in running if not replica.done]
        while len(running) < together and (following := next(waiting, None)) is not None:
            running.append(following)
        if not running:
            return
        for replica in running:
            if halted():
                return
            piece = max(1, int(PIECE_SECONDS / pace))
            before, begun = replica.step, time.perf_counter()
            replica.advance(piece)
            if replica.step == before + piece:
                # On a busy machine a step takes longer than it should.
                pace = (time.perf_counter() - begun) / piece
            yield
