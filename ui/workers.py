"""Threads that take turns with pieces of work; `ui.background` says how.

A work is stepped while somebody wants it and looks at it.
"""

from __future__ import annotations

import time
import weakref
from collections import OrderedDict, deque
from collections.abc import Callable, Generator, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event, Lock
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Steps = Callable[[Event], Iterator[tuple[int, T]]]

THREADS = 2
# Works that have begun and are looked at; further ones wait their turn with nothing.
MOST_AT_ONCE = 16
# Finished results that are kept, as long as together they have no more bytes. One that says nothing
# of its `nbytes` has to be small, 0.1 MB or so.
MOST_KEPT, MOST_BYTES = 64, 64_000_000
SMALL = 100_000
# A page that waits looks every half a second or more often; a browser slows one that is hidden.
UNSEEN_SECONDS = 3.0


class _Work(Generic[T]):
    """A piece of work and what has come of it. Guarded by the lock of its `Workers`.

    `wishes` has an entry for each job that wants it; what is done with them needs no lock.
    """

    def __init__(self, key: Hashable, total: int, steps: Steps[T]) -> None:
        self.key = key
        self.total = total
        self.steps = steps
        self.stop = Event()
        self.iterator: Iterator[tuple[int, T]] | None = None
        self.busy = False
        self.seen = time.monotonic()
        # Whether it was passed over because nobody had looked.
        self.waits = False
        self.wishes: set[object] = set()
        self.done = 0
        self.value: T | None = None
        self.finished = False
        self.error: BaseException | None = None

    def forget(self, wish: object) -> None:
        """A wish is gone, at whatever moment: the last one tells the work to stop."""
        self.wishes.discard(wish)
        if not self.wishes:
            self.stop.set()


class Job(Generic[T]):
    """One visitor's wish, which may be read while it is being fulfilled: that keeps it going."""

    def __init__(self, work: _Work[T], wake: Callable[[], None]) -> None:
        self._work = work
        self._wake = wake
        wish = object()
        work.wishes.add(wish)
        # Called by `cancel` and `halt`, or when a visitor who leaves takes the job along.
        self._forget = weakref.finalize(self, work.forget, wish)
        self.halted = False

    @property
    def key(self) -> Hashable:
        return self._work.key

    @property
    def progress(self) -> tuple[int, int]:
        """How much is done, of how much; all of it once the job is finished."""
        return (self.total if self.finished else self.done), self.total

    @property
    def total(self) -> int:
        """How much there is to do."""
        return self._work.total

    @property
    def done(self) -> int:
        """How much of it is done."""
        self._look()
        return self._work.done

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""
        self._look()
        return self._work.finished or self.halted

    @property
    def value(self) -> T | None:
        """The result so far; None before the first step is done.

        Raises what the work raised, if it did.
        """
        self._look()
        if self._work.error is not None:
            raise self._work.error
        return self._work.value

    @property
    def given_up(self) -> bool:
        """Whether the work goes on no more, though it is not finished."""
        if self.halted:
            return False
        return not self._forget.alive or (self._work.stop.is_set() and not self._work.finished)

    def cancel(self) -> None:
        """Give the wish up: if nobody else has it, the work ends."""
        self._forget()

    def halt(self) -> None:
        """The visitor wants no more of it, but keeps what there is."""
        self.halted = True
        self._forget()

    def _look(self) -> None:
        self._work.seen = time.monotonic()
        if self._work.waits and self._forget.alive:
            self._wake()


def progress_of(job: Job[Any] | None) -> tuple[int, int] | None:
    """The progress of a job; None where there is none yet."""
    return None if job is None else job.progress


class Workers:
    """Two threads, the works they take turns with, and the last finished ones."""

    def __init__(self, threads: int = THREADS) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="background")
        self._threads = threads
        self._running = 0
        self._lock = Lock()
        self._works: deque[_Work[Any]] = deque()
        self._finished: OrderedDict[Hashable, _Work[Any]] = OrderedDict()

    def start(self, key: Hashable, total: int, steps: Steps[T]) -> Job[T]:
        """A job for a piece of work; returns at once. Equal keys are equal works."""
        with self._lock:
            work: _Work[T] | None = self._known(key)
            if work is None:
                work = _Work(key, total, steps)
                self._works.append(work)
            job = Job(work, self._wake)
        if not work.finished:
            self._wake()
        return job

    def _wake(self) -> None:
        """There is something to do for threads that have none."""
        with self._lock:
            idle = self._threads - self._running
            self._running += idle
        for _ in range(idle):
            self._pool.submit(self._advance)

    def _known(self, key: Hashable) -> _Work[Any] | None:
        if key in self._finished:
            self._finished.move_to_end(key)
            return self._finished[key]
        return next((w for w in self._works if w.key == key and not w.stop.is_set()), None)

    def _advance(self) -> None:
        """Do one step and come again, until there is none left to do."""
        work = self._take()
        if work is None:
            return
        try:
            if work.iterator is None:
                work.iterator = work.steps(work.stop)
            work.done, work.value = next(work.iterator)
        except StopIteration:
            self._end(work)
        except Exception as error:
            # Told to whoever reads the result.
            work.error = error
            self._end(work)
        else:
            with self._lock:
                work.busy = False
        # At the interpreter's end the pool takes nothing more, and that is the end of it.
        with suppress(RuntimeError):
            self._pool.submit(self._advance)

    def _take(self) -> _Work[Any] | None:
        """The next work that is wanted, looked at and not under way; None if there is none."""
        with self._lock:
            over = [work for work in self._works if work.stop.is_set() and not work.busy]
            for work in over:
                self._works.remove(work)
            found = self._next()
            if found is None:
                self._running -= 1
            else:
                found.busy = True
        for work in over:
            if isinstance(work.iterator, Generator):
                # What it holds goes now.
                work.iterator.close()
            work.iterator = None
        return found

    def _next(self) -> _Work[Any] | None:
        latest = time.monotonic() - UNSEEN_SECONDS
        for work in self._works:
            work.waits = work.seen < latest
        begun = sum(work.iterator is not None and not work.waits for work in self._works)
        for _ in range(len(self._works)):
            work = self._works[0]
            self._works.rotate(-1)
            if work.busy or work.waits or work.stop.is_set():
                continue
            if work.iterator is not None or begun < MOST_AT_ONCE:
                return work
        return None

    def _end(self, work: _Work[Any]) -> None:
        with self._lock:
            work.finished = True
            work.busy = False
            work.iterator = None
            self._works.remove(work)
            # One that was stopped in the middle, or failed, is not what its key stands for.
            if work.error is None and work.done == work.total:
                self._finished[work.key] = work
                while len(self._finished) > MOST_KEPT or self._kept_bytes() > MOST_BYTES:
                    self._finished.popitem(last=False)

    def _kept_bytes(self) -> int:
        return sum(getattr(work.value, "nbytes", SMALL) for work in self._finished.values())
