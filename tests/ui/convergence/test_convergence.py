"""What is drawn of a convergence. The laws and the bound are held to runs in tests/core/theory."""

import functools
import re
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import find_phases, theory
from core.parameters import Setup
from core.run import Run, solve
from tests.ui.cases import CASES
from ui.charts.ghosts import Ghost
from ui.convergence import words as convergence_words
from ui.convergence.epsilon_figure import epsilon_figure
from ui.convergence.figure import convergence_figure
from ui.convergence.numbers import (
    LEVELS,
    QUANTITIES,
    Convergence,
    ConvergenceTimes,
    convergence_of,
    convergence_times,
    local_exponents,
)
from ui.laws import Laws, laws_of
from ui.palette import LIGHT

LARGE = Setup(dimension=100_000, teacher="flat")


@functools.cache
def solved(setup: Setup) -> tuple[Run, Laws, Convergence, ConvergenceTimes]:
    run = solve(setup)
    laws = laws_of(run)
    return run, laws, convergence_of(run, laws), convergence_times(run, laws)


@given(
    st.floats(-9, 3), st.floats(1e-6, 1e3), st.lists(st.floats(0.02, 2), min_size=2, max_size=30)
)
def test_the_local_exponent_of_a_power_is_its_exponent(
    exponent: float, scale: float, steps: list[float]
) -> None:
    time = np.exp(np.cumsum(steps))
    middle, found = local_exponents(time, scale * time**exponent)
    # Rounding of a logarithm of at most 600, over the shortest of the steps.
    np.testing.assert_allclose(found, exponent, atol=1e-10)
    assert np.all((time[:-1] < middle) & (middle < time[1:]))


def test_a_zero_is_a_gap() -> None:
    found = local_exponents(np.array([1.0, 2.0, 3.0]), np.array([1.0, 0.0, 1.0]))[1]
    assert np.isnan(found).all()


def test_run_and_law_come_together_and_so_do_their_exponents() -> None:
    """Within the order of the laws' own correction, F(8t); and not where they begin, at T₁′."""
    run, _, found, _ = solved(LARGE)
    for name in QUANTITIES:
        time, ratio = found.ratios[name]
        beside = theory.unlearned_signal(run.problem, 8 * time)
        late = time > 10
        assert np.all(np.abs(ratio - 1)[late] < 2 * beside[late])
        assert abs(ratio[0] - 1) > 0.2
        # Both are means over the same short intervals, so they may be compared one by one.
        own, law = found.exponents[name], found.law_exponents[name]
        same = own[0] > 100
        np.testing.assert_array_equal(own[0][same], law[0][law[0] > 100])
        assert np.all(np.abs(own[1][same] - law[1][law[0] > 100]) < 0.02)


@pytest.mark.parametrize("setup", [LARGE, Setup(method="flow"), Setup(decay=3.0)], ids=str)
def test_times_are_those_of_the_phases_and_of_the_law(setup: Setup) -> None:
    run, _, _, times = solved(setup)
    for level, simulated, law in zip(times.levels, times.simulated, times.law, strict=True):
        assert simulated == find_phases(run.trajectory, epsilon=level).t2
        expected = theory.time_to_epsilon(run.problem, level, step_size=run.trajectory.step_size)
        assert law == pytest.approx(expected, rel=1e-6)
    assert times.levels[0] == LEVELS[0]
    assert np.all(np.diff(times.simulated) > 0)


def test_slopes_are_half_of_the_bound() -> None:
    """At d = 1e5: the law's exponent −2 to within the range a finite run has, far from −4."""
    times = solved(LARGE)[3]
    assert times.limit == -2
    assert times.bound_limit == -4
    assert times.slope == pytest.approx(-2, abs=0.15)
    # At ε = 0.1, where the slope begins, T₂ of the law is off by a few tens of percent.
    assert times.law_slope == pytest.approx(times.slope, abs=0.15)
    # The bound begins where the run is, and is never below it.
    assert times.bound[0] == pytest.approx(times.simulated[0])
    assert np.all(times.bound >= times.simulated * (1 - 1e-12))


def test_no_bound_no_law_no_times() -> None:
    assert np.isnan(solved(Setup(decay=1.0))[3].bound).all()
    assert np.isnan(solved(Setup(teacher_decay=1.0))[3].bound).all()
    assert np.isnan(solved(Setup(decay=0.0))[3].law).all()
    for name in ("irregular", "periodic", "never escapes", "diverges"):
        assert solved(CASES[name])[3].levels.size == 0
    assert not solved(CASES["irregular"])[2].ratios


@pytest.mark.parametrize("setup", [*CASES.values(), LARGE], ids=[*CASES.keys(), "large"])
def test_every_run_has_pictures_and_sentences(setup: Setup) -> None:
    run, laws, found, times = solved(setup)
    ghosts = [Ghost(solved(Setup())[0], "as now")]
    drawn = [
        convergence_figure(run, laws, found, palette=LIGHT),
        convergence_figure(run, laws, found, palette=LIGHT, ghosts=ghosts),
        epsilon_figure(times, setup.epsilon, run.phases.t2, palette=LIGHT),
    ]
    for figure in drawn:
        go.Figure(figure)
        for trace in figure["data"]:
            assert trace["x"].dtype == trace["y"].dtype == np.float32
            assert len(trace["x"]) == len(trace["y"])
            assert not np.any(np.isinf(trace["y"]))
        for name, axis in figure["layout"].items():
            if name.startswith(("xaxis", "yaxis")):
                assert axis["range"][0] < axis["range"][1]
    assert convergence_words.headline(run, laws, found).text
    assert convergence_words.times(times)
    assert convergence_words.description(run, found)


def test_theory_is_dashed_in_ink() -> None:
    run, laws, found, _ = solved(Setup())
    traces = convergence_figure(run, laws, found, palette=LIGHT)["data"]
    law = [trace for trace in traces if trace["name"] == "law"]
    assert len(law) == 6
    assert all(t["line"]["color"] == LIGHT.ink and t["line"]["dash"] != "solid" for t in law)
    assert all(t["line"]["dash"] == "solid" for t in traces if t["name"] != "law")


def test_sentences() -> None:
    run, laws, found, times = solved(LARGE)
    said = convergence_words.headline(run, laws, found).text
    assert "its law" in said
    assert "in the limit" in said
    assert "of the law" in said
    assert "bound allows" in convergence_words.times(times)
    short = replace(times, slope=None)
    assert "too few" in convergence_words.times(short)
    run, laws, found, _ = solved(Setup(decay=0.0))
    assert "No exponent" in convergence_words.headline(run, laws, found).text


def test_no_law_is_quoted_of_a_run_that_is_far_from_it() -> None:
    for change in (
        {"start_norm": 30.0},
        {"start_norm": 100.0},
        {"teacher_decay": 2.0},
        {"teacher_decay": 4.0},
        {"dimension": 2},
    ):
        run, laws, found, _ = solved(Setup(**change))
        said = convergence_words.headline(run, laws, found).text
        assert "No law of it is drawn: " in said
        assert "of the law" not in said
        assert "its law, with nothing fitted" not in said
        remarks = convergence_figure(run, laws, found, palette=LIGHT)["layout"]["annotations"]
        assert sum("no law holds here" in remark["text"] for remark in remarks) == 2


def test_a_law_that_ends_is_quoted_where_it_ends() -> None:
    run, laws, found, _ = solved(Setup(teacher_decay=1.0))
    said = convergence_words.headline(run, laws, found).text
    assert re.search(r"good up to \$t = 7\d0\$", said)
    assert "the start is not small beside the teacher" in said
    ratio = convergence_words.last_ratio(found)
    assert ratio is not None
    # What a law leaves out is below 15% as long as it is drawn.
    assert 0.85 < ratio < 1.18
    remarks = convergence_figure(run, laws, found, palette=LIGHT)["layout"]["annotations"]
    (last,) = [remark["text"] for remark in remarks if "where its law ends" in remark["text"]]
    assert f"{ratio:.2f}" in last


@pytest.mark.parametrize("change", [{"decay": 0.0}, {"decay": 1.0}, {"dimension": 2}], ids=str)
def test_where_there_is_no_power_the_cost_alone_is_told(change: dict[str, float]) -> None:
    run, _, _, times = solved(Setup(**change))
    said = convergence_words.times(times)
    assert "takes $" in said
    assert "No power" in said
    assert "^" not in said
    drawn = epsilon_figure(times, 0.05, run.phases.t2, palette=LIGHT)
    assert not any("slope" in remark["text"] for remark in drawn["layout"]["annotations"])


def test_the_slope_of_the_limit_is_drawn_beside_the_run() -> None:
    run, _, _, times = solved(LARGE)
    drawn = epsilon_figure(times, 0.05, run.phases.t2, palette=LIGHT)
    (guide,) = [trace for trace in drawn["data"] if trace["name"] == "slope"]
    rise = np.diff(np.log(guide["y"]))[0] / np.diff(np.log(guide["x"]))[0]
    # Sent as 32-bit numbers.
    assert rise == pytest.approx(-2, abs=1e-5)
    assert any(remark["text"] == "slope −2.00" for remark in drawn["layout"]["annotations"])
    # Below the run, so that it hides neither it nor the laws.
    at = np.interp(-np.log(guide["x"]), -np.log(times.levels), times.simulated)
    assert np.all(guide["y"] < 0.7 * at)
