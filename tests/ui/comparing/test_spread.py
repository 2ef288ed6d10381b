import math
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parameters import PARAMETERS, Setup
from core.quantiles import HIGH, LOW, MEDIAN, Band
from core.run import Run, solve
from core.trajectory import Status
from tests.ui.cases import CASES
from ui.comparing.seeds import CURVES, Outcome, grid_of, seeded, solve_one
from ui.comparing.spread import Spread, summarise
from ui.text import tables

SMALL = Setup(dimension=60, steps=3000)
SOME_DIVERGE = Setup(dimension=50, steps=2000, step_size=0.3)
SOME_ESCAPE = Setup(dimension=200, steps=40)
COUNT = 12
LEVELS = (LOW, MEDIAN, HIGH)


def spread_of(setup: Setup, count: int = COUNT) -> Spread:
    grid = grid_of(setup)
    return summarise(setup, count, grid, [solve_one(seeded(setup, i), grid) for i in range(count)])


def runs_of(setup: Setup, count: int = COUNT) -> list[Run]:
    grid = grid_of(setup)
    at = grid.time if grid.step is None else grid.step
    return [solve(replace(setup, seed=setup.seed + i), at=at) for i in range(count)]


def bands(spread: Spread) -> list[Band]:
    return [getattr(spread, name) for name in CURVES]


@pytest.mark.parametrize("setup", [SMALL, Setup(method="flow", dimension=60, horizon=50.0)])
def test_bands_are_the_quantiles_of_runs_solved_one_by_one(setup: Setup) -> None:
    spread = spread_of(setup)
    runs = runs_of(setup)
    for name, band in zip(CURVES, bands(spread), strict=True):
        curves = np.array([getattr(run.trajectory, name) for run in runs])
        curves = np.abs(curves) if "minus" in name else curves
        expected = np.quantile(curves, LEVELS, axis=0)
        np.testing.assert_allclose([band.low, band.median, band.high], expected, rtol=1e-12)
    assert spread.time[0] == 0
    assert spread.time[-1] == pytest.approx(setup.end_time)


@pytest.mark.parametrize("setup", CASES.values(), ids=CASES.keys())
def test_grid_is_what_a_run_records_by_itself(setup: Setup) -> None:
    small = replace(setup, dimension=min(setup.dimension, 1000))
    run = solve(small)
    if run.trajectory.status in (Status.PERIODIC, Status.IRREGULAR, Status.DIVERGED):
        return
    np.testing.assert_allclose(grid_of(small).time, run.trajectory.time, rtol=1e-14)


def test_times_and_exponents_are_those_of_the_runs() -> None:
    spread = spread_of(Setup(dimension=500, steps=10**6))
    runs = [solve(replace(spread.setup, seed=seed)) for seed in range(COUNT)]
    times = [run.phases.t1 for run in runs]
    # An inner quantile of an odd place lies between two order statistics: np.quantile has the rule.
    assert spread.t1.median == pytest.approx(np.quantile(times, 0.5), rel=1e-12)
    assert spread.t1.low == pytest.approx(np.quantile(times, 0.1), rel=1e-12)
    assert spread.t1.runs == COUNT
    for index, exponent in enumerate(spread.exponents):
        rows = [run.exponents.iloc[index] for run in runs]
        assert exponent.quantity == rows[0]["quantity"]
        fitted = [row["fitted"] for row in rows if math.isfinite(row["fitted"])]
        assert exponent.runs == len(fitted)
        if fitted:
            assert exponent.median == pytest.approx(np.median(fitted), rel=1e-12)
            assert exponent.low <= exponent.median <= exponent.high


def test_runs_that_diverge_are_counted_and_left_out() -> None:
    runs = runs_of(SOME_DIVERGE)
    lost = [run.trajectory.status is Status.DIVERGED for run in runs]
    assert 0 < sum(lost) < COUNT
    spread = spread_of(SOME_DIVERGE)
    assert spread.diverged == pytest.approx(sum(lost) / COUNT)
    stayed = [run.trajectory.u for run, is_lost in zip(runs, lost, strict=True) if not is_lost]
    np.testing.assert_allclose(spread.u.median, np.median(stayed, axis=0), rtol=1e-12)
    for band in bands(spread):
        assert np.all(np.isfinite(band.high))


def test_runs_that_do_not_escape_count_as_late() -> None:
    spread = spread_of(SOME_ESCAPE)
    times = [run.phases.t1 for run in runs_of(SOME_ESCAPE)]
    reached = sorted(time for time in times if time is not None)
    assert 0 < len(reached) < COUNT
    assert spread.not_escaped == pytest.approx(1 - len(reached) / COUNT)
    assert spread.t1.runs == len(reached)
    # The median of the escape time is that of all runs, not of those that were quick.
    if 2 * len(reached) > COUNT:
        late = reached + [math.inf] * (COUNT - len(reached))
        assert spread.t1.median == pytest.approx((late[5] + late[6]) / 2)
    else:
        assert spread.t1.median is None
    assert spread.t1.high is None


def outcome(curve: list[float], escaped: float | None = 1.0) -> Outcome:
    rows = np.array([curve] * len(CURVES))
    return Outcome(rows, (escaped, None, None), (("I", "x", math.nan, 1.0, 1.0),), diverged=False)


@given(
    st.lists(st.lists(st.floats(0, 1e3), min_size=3, max_size=3), min_size=1, max_size=9),
    st.data(),
)
def test_bands_of_runs_left_early(curves: list[list[float]], data: st.DataObject) -> None:
    ends = [data.draw(st.integers(1, 3)) for _ in curves]
    cut = [c[:end] + [math.nan] * (3 - end) for c, end in zip(curves, ends, strict=True)]
    grid = grid_of(Setup(steps=2))
    assert grid.time.size == 3
    band = summarise(Setup(), 9, grid, [outcome(curve) for curve in cut]).mse
    for column in range(3):
        known = [curve[column] for curve, end in zip(curves, ends, strict=True) if end > column]
        found = [band.low[column], band.median[column], band.high[column]]
        if 2 * len(known) < len(curves):
            assert np.all(np.isnan(found))
        else:
            np.testing.assert_allclose(found, np.quantile(known, LEVELS), rtol=1e-9, atol=1e-9)


def test_seeds_follow_one_another_and_wrap() -> None:
    last = int(PARAMETERS["seed"].high)
    assert [seeded(Setup(seed=last - 1), i).seed for i in range(3)] == [last - 1, last, 0]


@pytest.mark.parametrize("setup", CASES.values(), ids=CASES.keys())
def test_every_setup_has_a_spread_and_a_table(setup: Setup) -> None:
    small = replace(setup, dimension=min(setup.dimension, 2000), steps=min(setup.steps, 20_000))
    spread = spread_of(small, 3)
    assert spread.runs == 3
    table = tables.spread_table(spread)
    assert list(table["Quantity"][3:]) == list(tables.SYMBOLS.values())
    for cell in table.to_numpy().ravel():
        assert cell
        for bad in ("nan", "None", "inf", "∞", "e+", "e-"):
            assert bad not in cell


def test_table() -> None:
    table = tables.spread_table(spread_of(Setup(dimension=500, steps=10**6))).set_index("Quantity")
    assert table.loc["$T_1$", "Runs"] == f"{COUNT} of {COUNT}"
    assert " to " in table.loc["$T_1$", "10 to 90 %"]
    assert table.loc["$1-u$", "Theory"] == "−0.50"
    late = tables.spread_table(spread_of(SOME_ESCAPE)).set_index("Quantity")
    assert late.loc["$T_2$", "Median"] == "not reached"


def test_spread_keeps_nothing_of_the_size_of_the_dimension() -> None:
    spread = spread_of(Setup(dimension=5000, steps=100), 2)
    sizes = [getattr(band, part.name).size for band in bands(spread) for part in fields(Band)]
    assert max(sizes) == spread.time.size <= 440


def test_none_solved_yet() -> None:
    spread = summarise(SMALL, 16, grid_of(SMALL), [])
    assert spread.runs == 0
    assert spread.exponents == ()
    assert spread.t1.median is None
    assert len(tables.spread_table(spread)) == 3
