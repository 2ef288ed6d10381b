"""Solving many seeds in the background, while the page stays at its visitor's service.

A visitor has a job; equal jobs share one work, which ends when nobody wants it any more. All works
share two threads, seed by seed in turn.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Lock
from weakref import WeakSet

import streamlit as st

from core.parameters import Setup
from ui.pins import canonical
from ui.seeds import Grid, Outcome, grid_of, seeded, solve_one
from ui.spread import Spread, summarise

THREADS = 2
# A work of 64 seeds keeps 1.4 MB while it lasts; further ones wait their turn with nothing.
MOST_AT_ONCE = 16
# A finished spread takes under 0.1 MB.
MOST_KEPT = 64

_Key = tuple[Setup, int]
_JOB = "spread:job"


class _Work:
    """A setup with so many seeds, and what is solved of it. Guarded by the lock of its `Workers`.

    `jobs` are the jobs that want it; a visitor who has gone is not among them.
    """

    def __init__(self, key: _Key) -> None:
        self.key = key
        self.jobs: WeakSet[SpreadJob] = WeakSet()
        self.grid: Grid | None = None
        self.handed_out = 0
        self.solved = 0
        self.outcomes: dict[int, Outcome] = {}
        self.spread: Spread | None = None
        self.error: BaseException | None = None

    @property
    def is_over(self) -> bool:
        return self.spread is not None or self.error is not None


class SpreadJob:
    """One visitor's wish for a spread, which may be read while it is being fulfilled."""

    def __init__(self, workers: Workers, work: _Work) -> None:
        self._workers = workers
        self._work = work
        self.cancelled = False

    @property
    def key(self) -> tuple[Setup, int]:
        """The setup, without what its method does not use, and the number of seeds."""
        return self._work.key

    @property
    def total(self) -> int:
        """How many seeds are asked for."""
        return self._work.key[1]

    @property
    def done(self) -> int:
        """How many of them are solved."""
        return self._work.solved

    @property
    def finished(self) -> bool:
        """Whether the result is final."""
        return self._work.is_over

    def result(self) -> Spread:
        """The spread over the seeds solved so far.

        Raises what a solver raised, if one did.
        """
        return self._workers.result(self._work)

    def cancel(self) -> None:
        """Give the wish up: if nobody else has it, no further seed is begun."""
        self.cancelled = True
        self._workers.leave(self._work, self)


class Workers:
    """Two threads, the works they are at, those that wait, and the last finished spreads."""

    def __init__(self, threads: int = THREADS) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="spread")
        self._threads = threads
        self._running = 0
        self._lock = Lock()
        self._current: deque[_Work] = deque()
        self._waiting: deque[_Work] = deque()
        self._finished: OrderedDict[_Key, _Work] = OrderedDict()

    def start(self, setup: Setup, count: int) -> SpreadJob:
        """A job for the `count` seeds from the setup's own on; returns at once."""
        key = (canonical(setup), count)
        with self._lock:
            work = self._known(key)
            if work is None:
                work = _Work(key)
                self._waiting.append(work)
            job = SpreadJob(self, work)
            work.jobs.add(job)
            idle = 0 if work.is_over else self._threads - self._running
            self._running += idle
        for _ in range(idle):
            self._pool.submit(self._advance)
        return job

    def leave(self, work: _Work, job: SpreadJob) -> None:
        """A job no longer wants its work."""
        with self._lock:
            work.jobs.discard(job)

    def result(self, work: _Work) -> Spread:
        """The spread of a work as far as it has come."""
        with self._lock:
            if work.error is not None:
                raise work.error
            if work.spread is not None:
                return work.spread
            setup, count = work.key
            outcomes = [work.outcomes[index] for index in sorted(work.outcomes)]
            grid = work.grid
        return summarise(setup, count, grid_of(setup) if grid is None else grid, outcomes)

    def _known(self, key: _Key) -> _Work | None:
        if key in self._finished:
            self._finished.move_to_end(key)
            return self._finished[key]
        # One that was given up may still be here: whoever wants it again goes on with it.
        unfinished = (*self._current, *self._waiting)
        return next((w for w in unfinished if w.key == key and w.error is None), None)

    def _advance(self) -> None:
        """Solve one seed and come again, until there is none left to solve."""
        taken = self._take()
        if taken is None:
            return
        work, index, grid = taken
        setup, _ = work.key
        try:
            self._put(work, index, solve_one(seeded(setup, index), grid))
        except Exception as error:
            # Told to whoever asks for the result.
            with self._lock:
                work.error = error
        # At the interpreter's end the pool takes nothing more, and that is the end of it.
        with suppress(RuntimeError):
            self._pool.submit(self._advance)

    def _take(self) -> tuple[_Work, int, Grid] | None:
        """The next seed of the next work that is wanted; None if there is none."""
        with self._lock:
            for works in (self._current, self._waiting):
                wanted = [work for work in works if work.jobs and not work.is_over]
                works.clear()
                works.extend(wanted)
            while self._waiting and len(self._current) < MOST_AT_ONCE:
                self._current.append(self._waiting.popleft())
            for _ in range(len(self._current)):
                work = self._current[0]
                self._current.rotate(-1)
                if work.handed_out < work.key[1]:
                    if work.grid is None:
                        work.grid = grid_of(work.key[0])
                    work.handed_out += 1
                    return work, work.handed_out - 1, work.grid
            self._running -= 1
            return None

    def _put(self, work: _Work, index: int, outcome: Outcome) -> None:
        setup, count = work.key
        with self._lock:
            work.outcomes[index] = outcome
            work.solved += 1
            if work.solved < count or work.grid is None:
                return
            outcomes = [work.outcomes[i] for i in range(count)]
        spread = summarise(setup, count, work.grid, outcomes)
        with self._lock:
            work.spread = spread
            work.outcomes.clear()
            self._finished[work.key] = work
            while len(self._finished) > MOST_KEPT:
                self._finished.popitem(last=False)


@st.cache_resource(show_spinner=False)
def workers() -> Workers:
    """The server's two threads."""
    return Workers()


def spread_job(setup: Setup, count: int) -> SpreadJob | None:
    """This visitor's one job; a new wish gives the old one up. A count of 0 wants nothing."""
    job: SpreadJob | None = st.session_state.get(_JOB)
    if job is not None and job.key == (canonical(setup), count):
        return job
    if job is not None:
        job.cancel()
    st.session_state[_JOB] = workers().start(setup, count) if count else None
    found: SpreadJob | None = st.session_state[_JOB]
    return found
