"""Long work beside the page: results as they come, progress, and an end when nobody wants it.

A page asks for a piece of work by a key and gets a job, of which it reads what is there:

    job = background("spread", key, total, steps)      # the visitor's one job of that name
    if job and not job.finished:
        look_again(0.25, key="spread")

`steps(stop)` is a generator function in small steps; each yields how much is done and the result so
far. All works of all visitors share two threads, step by step in turn; equal ones are done once.
A visitor's new wish gives the old one up, and so does a visitor who leaves: `stop` is set then, and
no further step is begun.
"""

from __future__ import annotations

import weakref
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event, Lock
from typing import Any, Generic, TypeVar

import streamlit as st

T = TypeVar("T")
Steps = Callable[[Event], Iterator[tuple[int, T]]]

THREADS = 2
# Works that have begun; further ones wait their turn with nothing.
MOST_AT_ONCE = 16
# Finished results that are kept: each has to be small, 0.1 MB or so.
MOST_KEPT = 64

_SESSION = "background:"


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
    """One visitor's wish, which may be read while it is being fulfilled."""

    def __init__(self, work: _Work[T]) -> None:
        self._work = work
        wish = object()
        work.wishes.add(wish)
        # Called by `cancel` and `halt`, or when a visitor who leaves takes the job along.
        self._forget = weakref.finalize(self, work.forget, wish)
        self.halted = False

    @property
    def key(self) -> Hashable:
        return self._work.key

    @property
    def total(self) -> int:
        """How much there is to do."""
        return self._work.total

    @property
    def done(self) -> int:
        """How much of it is done."""
        return self._work.done

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""
        return self._work.finished or self.halted

    @property
    def value(self) -> T | None:
        """The result so far; None before the first step is done.

        Raises what the work raised, if it did.
        """
        if self._work.error is not None:
            raise self._work.error
        return self._work.value

    @property
    def given_up(self) -> bool:
        """Whether the work goes on no more, though it is not finished."""
        if self.halted:
            return False
        return not self._forget.alive or (self._work.stop.is_set() and not self.finished)

    def cancel(self) -> None:
        """Give the wish up: if nobody else has it, the work ends."""
        self._forget()

    def halt(self) -> None:
        """The visitor wants no more of it, but keeps what there is."""
        self.halted = True
        self._forget()


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
            job = Job(work)
            idle = 0 if work.finished else self._threads - self._running
            self._running += idle
        for _ in range(idle):
            self._pool.submit(self._advance)
        return job

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
        """The next work that is wanted and not under way; None if there is none."""
        with self._lock:
            wanted = [work for work in self._works if work.busy or not work.stop.is_set()]
            self._works.clear()
            self._works.extend(wanted)
            begun = sum(work.iterator is not None for work in self._works)
            for _ in range(len(self._works)):
                work = self._works[0]
                self._works.rotate(-1)
                if not work.busy and (work.iterator is not None or begun < MOST_AT_ONCE):
                    work.busy = True
                    return work
            self._running -= 1
            return None

    def _end(self, work: _Work[Any]) -> None:
        with self._lock:
            work.finished = True
            work.iterator = None
            self._works.remove(work)
            # One that was stopped in the middle, or failed, is not what its key stands for.
            if work.error is None and work.done == work.total:
                self._finished[work.key] = work
                while len(self._finished) > MOST_KEPT:
                    self._finished.popitem(last=False)


@st.cache_resource(show_spinner=False)
def workers() -> Workers:
    """The server's two threads."""
    return Workers()


def background(name: str, key: Hashable, total: int, steps: Steps[T]) -> Job[T] | None:
    """This visitor's one job of a name; a new wish gives the old one up.

    Args:
        name: what it is for; a visitor has one job for each.
        key: what it depends on.
        total: how much there is to do, in the unit of `steps`; 0 wants nothing.
        steps: does it.
    """
    entry = _SESSION + name
    job: Job[T] | None = st.session_state.get(entry)
    if job is not None and total and job.key == (name, key) and not job.given_up:
        return job
    if job is not None:
        job.cancel()
    st.session_state[entry] = workers().start((name, key), total, steps) if total else None
    found: Job[T] | None = st.session_state[entry]
    return found


def begin_anew(name: str) -> None:
    """Forget the visitor's job of a name, so that the next wish begins one, halted or not."""
    job: Job[Any] | None = st.session_state.pop(_SESSION + name, None)
    if job is not None:
        job.cancel()
