"""What a sweep measures is what `solve` finds, run by run."""

from __future__ import annotations

import math
import threading

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import Setup, find_phases, solve
from core.cores import cores
from core.parameters import ParameterError
from core.run import problem_of, trajectory_of
from core.sweep import Sweep, run_sweep
from core.sweep.batches import MOST_ROWS, Batches
from core.sweep.measures import (
    EXPONENT_COLUMNS,
    EXPONENT_QUANTITIES,
    TimeOf,
    parse_measure,
    time_of,
)
from core.sweep.rows import measure, measure_runs
from tests.core.planted import recorded
from tests.core.sweep.sweeps import SMALL

EVERYTHING = [
    "t1", "t1_prime", "t2", "u@end", "s@end", "1-u@end", "1-s@end", "loss@end", "mse@end",
    "time:mse=0.5", "time:u=0.1", "share:diverged",
    *(f"{kind}:{quantity}" for kind in EXPONENT_COLUMNS for quantity in EXPONENT_QUANTITIES),
]  # fmt: skip
WITHOUT_SECONDS = slice(None, -1)


def same(number: float, other: float | None) -> bool:
    """Bit for bit, no number for no number."""
    return (math.isnan(number) and (other is None or math.isnan(other))) or number == other


@pytest.mark.parametrize(
    "parameters",
    [
        SMALL | {"steps": 100_000, "dimension": 2_000, "teacher": "flat", "seed": "0:2"},
        # Past the stability limit, and past all bounds.
        SMALL | {"step_size": "0.3,100"},
        SMALL | {"method": "flow", "horizon": "5,1e4"},
    ],
)
def test_every_row_is_what_solve_finds(parameters):
    sweep = Sweep.of(parameters, EVERYTHING)
    table = run_sweep(sweep, workers=2)
    assert list(table.run) == list(range(len(sweep)))
    for row in table.to_dict(orient="records"):
        setup = sweep.setup(row["run"])
        assert Setup(**{name: row[name] for name in vars(setup)}) == setup
        run = solve(setup)
        for name in ("t1", "t1_prime", "t2"):
            assert same(row[name], getattr(run.phases, name)), name
        exponents = run.exponents.set_index("quantity")
        for kind, column in EXPONENT_COLUMNS.items():
            for quantity in EXPONENT_QUANTITIES:
                assert same(row[f"{kind}:{quantity}"], exponents.at[quantity, column])
        trajectory = run.trajectory
        assert row["status"] == trajectory.status.name.lower()
        assert row["diverged"] == (row["status"] == "diverged")
        if not row["diverged"]:
            assert row["mse@end"] == trajectory.mse[-1]
            assert row["1-u@end"] == trajectory.one_minus_u[-1]
            assert row["loss@end"] == trajectory.loss[-1]
        assert same(row["time:u=0.1"], run.phases.t1)
        assert row["seconds"] > 0


def test_values_are_those_at_the_time_or_step_itself():
    names = ["mse@step=0", "mse@step=77", "u@0.77", "u@0.775", "s@20", "s@20.01", "s@step=2001"]
    setup = Setup(dimension=50, steps=2_000)
    expected = solve(setup, at=[0, 77, 78, 2_000]).trajectory
    for wanted in (names, [*names, "t2", "time:mse=0.1"]):
        values, _ = measure(setup, Sweep.of({}, wanted).readings)
        assert values[:2] == [expected.mse[0], expected.mse[1]]
        assert values[2] == expected.u[1]
        # Between two steps, at the middle of them.
        assert values[3] == pytest.approx((expected.u[1] + expected.u[2]) / 2, rel=1e-12)
        assert values[4] == expected.s[3]
        # Past the end there is nothing.
        assert math.isnan(values[5])
        assert math.isnan(values[6])


def test_values_of_the_flow_have_times_and_no_steps():
    setup = Setup(method="flow", dimension=50, horizon=10)
    values, _ = measure(
        setup, Sweep.of({}, ["loss@0.3", "loss@10", "loss@11", "u@step=1"]).readings
    )
    expected = trajectory_of(setup, problem_of(setup), at=[0.3, 10.0])
    assert values[:2] == list(expected.loss)
    assert np.isnan(values[2:]).all()


def test_measuring_more_changes_no_number():
    setup = Setup(dimension=100, steps=5_000, step_size=0.02)
    alone = [measure(setup, (reading,))[0][0] for reading in Sweep.of({}, EVERYTHING).readings]
    together, _ = measure(setup, Sweep.of({}, EVERYTHING).readings)
    np.testing.assert_array_equal(alone, together)


def test_the_time_to_reach_a_level_is_exact_between_samples_of_its_own_kind():
    time = np.geomspace(0.1, 1e4, 60)
    run = recorded(time, 1 - 0.5 * (1 + time) ** -0.5, np.exp(-1 / time), mse=3 * time**-0.7)
    # A power law between the samples of a power law, an exponential between those of e^(−1/t).
    assert time_of(TimeOf("mse", 0.01), run) == pytest.approx((0.01 / 3) ** (-1 / 0.7), rel=1e-12)
    # The error of the interpolation is of second order in the sampling, 0.2 in ln t here.
    assert time_of(TimeOf("1-u", 0.05), run) == pytest.approx(99, rel=0.2**2 / 8)
    assert time_of(TimeOf("s", 0.5), run) == pytest.approx(1 / math.log(2), rel=0.2**2 / 2)
    assert math.isnan(time_of(TimeOf("mse", 1e-9), run))
    assert time_of(TimeOf("mse", 3 * 0.1**-0.7), run) == time[0]


def test_the_time_of_a_level_across_zero_and_after_a_gap():
    time = np.array([0.0, 1.0, 2.0, 3.0])
    run = recorded(time, [-1.0, 1.0, np.nan, 3.0], 0.5)
    assert time_of(TimeOf("u", 0.0), run) == 0.5
    assert time_of(TimeOf("u", 2.0), run) == 3.0
    assert time_of(TimeOf("1-u", 0.0), run) == 1.0
    assert time_of(TimeOf("1-u", -1.0), run) == 3.0
    assert time_of(TimeOf("s", 0.5), run) == 0.0
    assert math.isnan(time_of(TimeOf("s", 0.6), run))


@pytest.mark.parametrize(
    "name",
    ["", "t3", "mse", "mse@", "mse@soon", "mse@-1", "mse@inf", "mse@step=1.5", "time:mse",
     "time:w=1", "share:stopped", "exponent:", "exponent:t2", "1-u@1\n", "time:mse=nan"],
)  # fmt: skip
def test_what_cannot_be_measured_is_refused_in_one_sentence(name):
    with pytest.raises(ParameterError, match="cannot be measured") as refused:
        parse_measure(name)
    assert "\n" not in str(refused.value)


def test_the_rows_do_not_depend_on_the_workers():
    sweep = Sweep.of(SMALL | {"seed": "0:20"}, ["t2", "mse@end", "exponent:1-u"])
    tables = [run_sweep(sweep, workers=workers) for workers in (1, 2, 5)]
    for table in tables[1:]:
        pd.testing.assert_frame_equal(
            table.iloc[:, WITHOUT_SECONDS], tables[0].iloc[:, WITHOUT_SECONDS], check_exact=True
        )


def test_a_stopped_sweep_has_the_rows_up_to_there():
    sweep = Sweep.of(SMALL | {"seed": "0:200"}, ["t2"])
    stop = threading.Event()
    counted = []

    def count(rows):
        counted.append(rows)
        stop.set()

    table = run_sweep(sweep, workers=1, on_rows=count, stop=stop)
    assert 0 < len(table) == sum(counted) < len(sweep)
    assert not table.run.duplicated().any()
    assert measure_runs(sweep, range(5), stop).num_rows == 0


def test_a_failure_is_not_swallowed(monkeypatch):
    def fail(*_, **__):
        raise MemoryError("too much")

    monkeypatch.setattr("core.sweep.rows.problem_of", fail)
    with pytest.raises(MemoryError, match="too much"):
        run_sweep(Sweep.of(SMALL, ["t2"]), workers=2)


def test_the_bound_on_single_steps_holds():
    sweep = Sweep.of({"dimension": 20, "step_size": 0.16}, ["t2"], max_single_steps=1_000)
    table = run_sweep(sweep)
    assert list(table.status) == ["stopped"]


def test_phases_use_the_levels_of_the_row():
    table = run_sweep(Sweep.of({"dimension": 100, "delta": "0.05,0.3", "epsilon": 0.2}, ["t1"]))
    trajectory = solve(Setup(dimension=100)).trajectory
    assert list(table.t1) == [find_phases(trajectory, delta=delta).t1 for delta in (0.05, 0.3)]


def test_there_is_a_core():
    assert cores() >= 1


@pytest.mark.parametrize("workers", [-1, 0, 2_000])
def test_a_number_of_threads_that_cannot_be_is_refused(workers):
    with pytest.raises(ParameterError, match="workers cannot be"):
        run_sweep(Sweep.of(SMALL, ["t2"]), workers=workers)


def test_a_batch_ends_with_the_run_in_which_its_time_is_over():
    sweep = Sweep.of(SMALL | {"seed": "0:200"}, ["t2"])
    assert measure_runs(sweep, range(3, 90), within=0.0)["run"].to_pylist() == [3]
    assert measure_runs(sweep, range(3, 9), within=60.0)["run"].to_pylist() == list(range(3, 9))


def test_runs_that_are_given_back_come_once(monkeypatch):
    # Every batch is over after its first run: all else goes back, and is measured all the same.
    monkeypatch.setattr("core.sweep.workers.BATCH_SECONDS", 0.0)
    sweep = Sweep.of(SMALL | {"seed": "0:20"}, ["t2"])
    counted = []
    table = run_sweep(sweep, workers=2, on_rows=counted.append)
    assert counted == [1] * len(sweep)
    assert list(table.run) == list(range(len(sweep)))


@settings(max_examples=40)
@given(st.lists(st.integers(1, 3_000), max_size=5), st.integers(1, 9), st.data())
def test_batches_hold_every_missing_run_once(lengths, workers, data):
    # Gaps of one run between the parts.
    ends = [sum(lengths[: i + 1]) + i for i in range(len(lengths))]
    missing = [range(end - length, end) for end, length in zip(ends, lengths, strict=True)]
    batches, found = Batches(missing, workers), []
    while (batch := batches.take()) is not None:
        assert 1 <= len(batch) <= MOST_ROWS
        done = data.draw(st.integers((len(batch) + 1) // 2, len(batch)))
        found += batch[:done]
        batches.give_back(batch[done:])
    assert found == [number for part in missing for number in part]
