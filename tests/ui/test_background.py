"""Work beside the page: shared, in turns, bounded, and over when nobody wants it."""

import gc
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ui.workers import MOST_AT_ONCE, MOST_BYTES, MOST_KEPT, Job, Workers


def wait(until: Callable[[], bool]) -> None:
    """Wait for what other threads do; a minute is far more than any of it takes."""
    end = time.monotonic() + 60
    while not until():
        assert time.monotonic() < end
        time.sleep(0.002)


def finished(job: Job[Any]) -> Any:
    wait(lambda: job.finished)
    return job.value


class Gate:
    """Work of some steps, each of which waits until it is let through."""

    def __init__(self, free: int = 0) -> None:
        self.free = threading.Semaphore(free)
        self.lock = threading.Lock()
        self.done: list[Any] = []
        self.now = self.most = 0

    def open(self, steps: int = 10_000) -> None:
        self.free.release(steps)

    def work(self, name: Any, total: int) -> Callable[[threading.Event], Iterator[tuple[int, Any]]]:
        def steps(stop: threading.Event) -> Iterator[tuple[int, Any]]:
            for step in range(total):
                with self.lock:
                    self.now += 1
                    self.most = max(self.most, self.now)
                assert self.free.acquire(timeout=60)
                with self.lock:
                    self.now -= 1
                    self.done.append(name)
                yield step + 1, f"{name}{step}"

        return steps

    def start(self, workers: Workers, name: Any, total: int) -> Job[Any]:
        return workers.start(name, total, self.work(name, total))


def test_what_has_come_is_there_and_the_rest_follows() -> None:
    gate, workers = Gate(), Workers()
    job = gate.start(workers, "a", 4)
    assert (job.done, job.total, job.value, job.finished) == (0, 4, None, False)
    gate.open(2)
    wait(lambda: job.done == 2)
    assert job.value == "a1"
    assert not job.finished
    gate.open()
    assert finished(job) == "a3"
    assert job.done == 4


def test_two_steps_at_a_time_whatever_is_wanted_and_one_of_each() -> None:
    gate, workers = Gate(), Workers()
    jobs = [gate.start(workers, name, 3) for name in range(8)]
    wait(lambda: gate.now == 2)
    gate.open()
    for job in jobs:
        finished(job)
    assert gate.most == 2
    alone = Gate()
    job = alone.start(workers, "alone", 3)
    alone.open()
    finished(job)
    assert alone.most == 1


def test_works_take_turns() -> None:
    gate, workers = Gate(), Workers(threads=1)
    long, short = gate.start(workers, "long", 64), gate.start(workers, "short", 3)
    gate.open(8)
    finished(short)
    assert long.done < 8
    long.cancel()
    gate.open()


def test_a_work_that_nobody_wants_is_told_and_ends() -> None:
    gate, workers = Gate(), Workers()
    told = threading.Event()

    def steps(stop: threading.Event) -> Iterator[tuple[int, str]]:
        yield 1, "begun"
        assert stop.wait(60)
        told.set()
        yield 1, "begun"

    job = workers.start("endless", 2, steps)
    wait(lambda: job.done == 1)
    job.cancel()
    assert told.wait(60)
    assert job.given_up
    # The threads are free again, and whoever wants it now has it begun anew.
    again = gate.start(workers, "endless", 2)
    gate.open()
    assert finished(again) == "endless1"


def test_a_visitor_who_is_gone_wants_nothing() -> None:
    gate, workers = Gate(), Workers()
    job: Job[Any] | None = gate.start(workers, "gone", 64)
    wait(lambda: gate.now == 1)
    del job
    gc.collect()
    other = gate.start(workers, "other", 4)
    gate.open()
    finished(other)
    wait(lambda: workers._running == 0)
    # The step that was under way.
    assert gate.done.count("gone") == 1


def test_equal_works_are_done_once() -> None:
    gate, workers = Gate(), Workers()
    jobs = [gate.start(workers, "same", 8) for _ in range(3)]
    jobs[0].cancel()
    gate.open()
    assert finished(jobs[1]) == finished(jobs[2]) == "same7"
    assert gate.start(workers, "same", 8).finished
    assert len(gate.done) == 8


def test_what_has_begun_and_what_is_kept_is_bounded() -> None:
    gate, workers = Gate(), Workers()
    jobs = [gate.start(workers, name, 2) for name in range(MOST_KEPT + 5)]
    begun = [job for job in jobs if job._work.iterator is not None]
    assert len(begun) <= MOST_AT_ONCE
    gate.open()
    for job in jobs:
        finished(job)
    assert len(workers._finished) == MOST_KEPT


def test_a_fault_is_not_hidden_and_not_kept() -> None:
    def fails(stop: threading.Event) -> Iterator[tuple[int, str]]:
        yield 1, "well"
        raise ArithmeticError("broken")

    gate, workers = Gate(), Workers()
    job = workers.start("key", 2, fails)
    wait(lambda: job.finished)
    with pytest.raises(ArithmeticError, match="broken"):
        _ = job.value
    wait(lambda: workers._running == 0)
    again = gate.start(workers, "key", 2)
    gate.open()
    assert finished(again) == "key1"


def page() -> None:
    import streamlit as st

    from ui.background import background

    def steps(stop):  # type: ignore[no-untyped-def]
        yield 1, key

    key = st.number_input("key", 0, 100, 0)
    total = st.number_input("total", 0, 1, 1)
    st.session_state["seen"] = background("test", key, int(total), steps)


def test_a_visitor_has_one_job_of_a_name() -> None:
    test = AppTest.from_function(page, default_timeout=60).run()
    first = test.session_state["seen"]
    assert test.run().session_state["seen"] is first
    test.number_input[0].set_value(7).run()
    second = test.session_state["seen"]
    assert first.given_up
    assert finished(second) == 7
    test.number_input[1].set_value(0).run()
    assert not test.exception
    assert test.session_state["seen"] is None
    assert second.given_up


def test_what_is_halted_keeps_what_there_is() -> None:
    gate, workers = Gate(), Workers()
    job = gate.start(workers, "halted", 8)
    gate.open(3)
    wait(lambda: job.done == 3 and gate.now == 1)
    job.halt()
    assert job.finished
    assert not job.given_up
    gate.open()
    other = gate.start(workers, "other", 2)
    finished(other)
    wait(lambda: workers._running == 0)
    # The step that was under way, and no further.
    assert job.done == gate.done.count("halted") == 4
    assert job.value == "halted3"


def test_what_nobody_looks_at_waits_and_goes_on_when_somebody_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ui.workers.UNSEEN_SECONDS", 0.2)
    begun = threading.Event()

    def steps(stop: threading.Event) -> Iterator[tuple[int, int]]:
        for step in range(100):
            begun.set()
            time.sleep(0.02)
            yield step + 1, step

    workers = Workers()
    job = workers.start("unseen", 100, steps)
    assert begun.wait(60)
    wait(lambda: workers._running == 0)
    rest = job._work.done
    assert 0 < rest < 100
    time.sleep(0.1)
    assert job._work.done == rest
    # As a page does: each look keeps it going.
    assert finished(job) == 99


def test_a_work_that_waits_leaves_its_place_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.workers.UNSEEN_SECONDS", 0.2)
    gate, workers = Gate(), Workers()
    jobs = [gate.start(workers, name, 100) for name in range(MOST_AT_ONCE)]
    gate.open(MOST_AT_ONCE)
    wait(lambda: all(job._work.iterator is not None for job in jobs))
    # Two steps under way end; then nobody looks.
    gate.open(4)
    wait(lambda: time.monotonic() - jobs[0]._work.seen > 0.3)
    other = gate.start(workers, "other", 2)
    gate.open()
    assert finished(other) == "other1"
    for job in jobs:
        job.cancel()


def test_what_is_dropped_is_closed() -> None:
    closed = threading.Event()

    def steps(stop: threading.Event) -> Iterator[tuple[int, int]]:
        try:
            while True:
                yield 1, 1
        finally:
            closed.set()

    job = Workers().start("closing", 2, steps)
    wait(lambda: job.done == 1)
    job.halt()
    assert closed.wait(60)


def test_large_results_are_kept_as_far_as_there_is_room() -> None:
    class Large:
        nbytes = MOST_BYTES // 3

    def steps(stop: threading.Event) -> Iterator[tuple[int, Large]]:
        yield 1, Large()

    workers = Workers()
    for name in range(6):
        finished(workers.start(name, 1, steps))
    assert list(workers._finished) == [3, 4, 5]
