import gc
import threading
import time
from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.parameters import Setup
from ui import spread_job as module
from ui.seeds import CURVES, Grid, Outcome, grid_of, seeded, solve_one
from ui.spread import Spread, summarise
from ui.spread_job import MOST_KEPT, SpreadJob, Workers

SETUP = Setup(dimension=60, steps=3000)


def wait(until: Callable[[], bool]) -> None:
    """Wait for what other threads do; a minute is far more than any of it takes."""
    end = time.monotonic() + 60
    while not until():
        assert time.monotonic() < end
        time.sleep(0.002)


def finished(job: SpreadJob) -> Spread:
    wait(lambda: job.finished)
    return job.result()


def numbers(spread: Spread) -> tuple[object, ...]:
    curves = [getattr(spread, name) for name in CURVES]
    return (
        *(part.tobytes() for band in curves for part in (band.low, band.median, band.high)),
        repr((spread.t1, spread.t1_prime, spread.t2, spread.exponents)),
        spread.not_escaped,
        spread.diverged,
    )


class Gate:
    """A solver that waits before every seed but the first few, and notes which it solved."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, free: int = 0) -> None:
        self.free = threading.Semaphore(free)
        self.solved: list[Setup] = []
        self.most = self.now = 0
        self.lock = threading.Lock()
        monkeypatch.setattr(module, "solve_one", self.solve)

    def open(self, seeds: int = 10_000) -> None:
        self.free.release(seeds)

    def solve(self, setup: Setup, grid: Grid) -> Outcome:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        assert self.free.acquire(timeout=60)
        with self.lock:
            self.now -= 1
            self.solved.append(setup)
        return solve_one(setup, grid)


def test_numbers_do_not_depend_on_the_threads() -> None:
    found = [finished(Workers(threads).start(SETUP, 16)) for threads in (1, 2, 5)]
    grid = grid_of(SETUP)
    one_by_one = [solve_one(seeded(SETUP, index), grid) for index in range(16)]
    expected = numbers(summarise(SETUP, 16, grid, one_by_one))
    assert all(numbers(spread) == expected for spread in found)
    assert all(spread.runs == spread.total == 16 for spread in found)


def test_result_is_usable_while_partial(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch)
    job = Workers().start(SETUP, 16)
    assert (job.done, job.total, job.finished) == (0, 16, False)
    assert job.result().runs == 0
    gate.open(5)
    wait(lambda: job.done == 5)
    partial = job.result()
    assert (partial.runs, partial.total, job.finished) == (5, 16, False)
    assert np.all(np.isfinite(partial.u.median))
    gate.open()
    assert finished(job).runs == job.done == 16


def test_two_seeds_at_a_time_whatever_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch)
    workers = Workers()
    jobs = [workers.start(Setup(dimension=20, steps=100, seed=1000 * i), 4) for i in range(8)]
    wait(lambda: gate.now == 2)
    gate.open()
    for job in jobs:
        finished(job)
    assert gate.most == 2


def test_cancelled_job_begins_no_further_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch)
    workers = Workers()
    job = workers.start(SETUP, 64)
    gate.open(4)
    wait(lambda: job.done == 4 and gate.now == 2)
    job.cancel()
    assert job.cancelled
    other = workers.start(Setup(dimension=20, steps=100), 4)
    gate.open()
    finished(other)
    # The four, and the two that were under way.
    assert sum(setup.dimension == SETUP.dimension for setup in gate.solved) == 6
    assert not job.finished
    assert job.result().runs == 6


def test_visitor_who_is_gone_wants_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch)
    workers = Workers()
    job: SpreadJob | None = workers.start(SETUP, 64)
    wait(lambda: gate.now == 2)
    del job
    gc.collect()
    other = workers.start(Setup(dimension=20, steps=100), 4)
    gate.open()
    finished(other)
    assert sum(setup.dimension == SETUP.dimension for setup in gate.solved) == 2


def test_equal_jobs_are_solved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch)
    workers = Workers()
    # The horizon is nothing to gradient descent.
    jobs = [workers.start(Setup(dimension=20, steps=100, horizon=h), 8) for h in (1.0, 2.0, 3.0)]
    jobs[0].cancel()
    gate.open()
    assert finished(jobs[1]) is finished(jobs[2])
    assert finished(workers.start(Setup(dimension=20, steps=100), 8)) is jobs[1].result()
    assert len(gate.solved) == 8


def test_jobs_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch)
    workers = Workers(threads=1)
    long = workers.start(SETUP, 64)
    short = workers.start(Setup(dimension=20, steps=100), 3)
    gate.open(8)
    finished(short)
    assert long.done < 8
    long.cancel()
    gate.open()


def test_what_is_kept_is_bounded() -> None:
    workers = Workers()
    first = finished(workers.start(Setup(dimension=5, steps=10), 1))
    for seed in range(1, MOST_KEPT + 2):
        finished(workers.start(Setup(dimension=5, steps=10, seed=seed), 1))
    assert len(workers._finished) == MOST_KEPT
    assert finished(workers.start(Setup(dimension=5, steps=10), 1)) is not first


def test_fault_of_the_solver_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(setup: Setup, grid: Grid) -> Outcome:
        raise ArithmeticError("broken")

    workers = Workers()
    with monkeypatch.context() as patch:
        patch.setattr(module, "solve_one", fails)
        job = workers.start(SETUP, 4)
        wait(lambda: job.finished)
        with pytest.raises(ArithmeticError, match="broken"):
            job.result()
        wait(lambda: workers._running == 0)
    assert finished(workers.start(SETUP, 4)).runs == 4


def page() -> None:
    import streamlit as st

    from core.parameters import Setup
    from ui.spread_job import spread_job

    seed = st.number_input("seed", 0, 100, 0)
    count = st.number_input("count", 0, 64, 4)
    job = spread_job(Setup(dimension=20, steps=100, seed=int(seed)), int(count))
    st.session_state["seen"] = job


def test_visitor_has_one_job() -> None:
    test = AppTest.from_function(page, default_timeout=60).run()
    first = test.session_state["seen"]
    assert test.run().session_state["seen"] is first
    test.number_input[0].set_value(7).run()
    second = test.session_state["seen"]
    assert first.cancelled
    assert second is not first
    assert finished(second).setup.seed == 7
    test.number_input[1].set_value(0).run()
    assert not test.exception
    assert test.session_state["seen"] is None
    assert second.cancelled
