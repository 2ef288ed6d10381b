import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.parameters import Setup
from core.run import Run, solve
from tests.ui.cases import CASES
from ui import cursor
from ui.cursor import read_at
from ui.laws import Laws, laws_of

NUMBERS = ("u", "s", "one_minus_u", "one_minus_s", "loss", "mse")
SMALL = {name: setup for name, setup in CASES.items() if setup.dimension <= 1000}


def solved(setup: Setup) -> tuple[Run, Laws]:
    run = solve(setup)
    return run, laws_of(run)


@pytest.mark.parametrize("setup", SMALL.values(), ids=SMALL.keys())
def test_recorded_times_are_read_exactly(setup: Setup) -> None:
    run, laws = solved(setup)
    for index in np.unique(np.linspace(0, len(run.trajectory) - 1, 9).astype(int)):
        reading = read_at(run, laws, float(run.trajectory.time[index]))
        assert reading.time == run.trajectory.time[index]
        if run.trajectory.step is not None:
            assert reading.step == run.trajectory.step[index]
        for name in NUMBERS:
            assert getattr(reading, name) == getattr(run.trajectory, name)[index]


@settings(max_examples=30)
@given(st.floats(1e-2, 1e4), st.sampled_from(["gd", "flow"]))
def test_between_recorded_times_it_is_what_the_solver_finds_there(time: float, method: str) -> None:
    setup = Setup(method=method, dimension=100, steps=1_000_000, horizon=1e4)
    run, laws = solved(setup)
    reading = read_at(run, laws, time)
    at = [reading.step] if method == "gd" else [reading.time]
    there = solve(setup, at=at).trajectory
    for name in NUMBERS:
        # 60 samples a decade: over one interval a curve of slope p in log-log that bends by p a
        # decade is off by p (ln 10 / 60)² / 8 ~ 2e-4 p, and p is below 20 where the MSE ends.
        assert getattr(reading, name) == pytest.approx(getattr(there, name)[0], rel=1e-2)
    if method == "gd":
        assert abs(reading.time - max(time, 0.0)) <= setup.step_size / 2 * (1 + 1e-9)
        assert reading.time == pytest.approx(setup.step_size * reading.step)


@pytest.mark.parametrize("setup", SMALL.values(), ids=SMALL.keys())
def test_reading_hangs_together(setup: Setup) -> None:
    run, laws = solved(setup)
    last = float(run.trajectory.time[-1])
    for time in (-1.0, 0.0, *np.geomspace(last * 1e-6, 2 * last, 40)):
        reading = read_at(run, laws, time)
        assert 0 <= reading.time <= last
        if abs(reading.u) < 1e12:
            assert reading.u + reading.one_minus_u == pytest.approx(
                1, abs=1e-9 + abs(reading.u) * 1e-9
            )
        if abs(reading.s) < 1e12:
            assert reading.s + reading.one_minus_s == pytest.approx(
                1, abs=1e-9 + abs(reading.s) * 1e-9
            )
        text = cursor.sentence(reading)
        assert text.count("$") % 2 == 0
        for bad in ("nan", "None", "e+", "e-", "infty"):
            assert bad not in text.replace("one", "")


def test_phase_is_the_one_it_lies_in() -> None:
    run, laws = solved(Setup())
    phases = run.phases
    assert phases.t1 is not None
    assert phases.t2 is not None
    assert read_at(run, laws, 0.5 * phases.t1).phase == "I"
    assert read_at(run, laws, 2 * phases.t1).phase == "II"
    assert read_at(run, laws, 2 * phases.t2).phase == "III"
    assert "phase III (spectral tail)" in cursor.sentence(read_at(run, laws, 2 * phases.t2))


def test_run_that_jumps_is_read_where_it_was_recorded() -> None:
    run, laws = solved(CASES["irregular"])
    for time in np.geomspace(1, 1e4, 30):
        reading = read_at(run, laws, time)
        assert reading.time in run.trajectory.time
    assert reading.phase is None
    assert "phase" not in cursor.sentence(reading)
