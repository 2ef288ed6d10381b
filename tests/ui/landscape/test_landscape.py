"""The plane of u and s: its levels, its arrows, the run in it, and the curvature along the run."""

import functools
from dataclasses import replace
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import Problem, Run, Setup, Status, hessian_extremes, solve, theory
from core.problem import population_loss
from tests.ui.cases import CASES
from ui.cursor import Reading, read_at
from ui.landscape import backdrop
from ui.landscape import numbers as landscape
from ui.landscape import words as landscape_words
from ui.landscape.backdrop import FAR, NEAR, Window
from ui.landscape.curvature_figure import along_figure, ordinal
from ui.landscape.figure import plane_figure, window_of
from ui.landscape.numbers import Landscape, at_half, interlaced, isotropic_way, landscape_of
from ui.landscape.spectrum_figure import spectrum_figure
from ui.laws import Laws, laws_of
from ui.palette import DARK, LIGHT
from ui.text.typeset import to_html

Json = dict[str, Any]


@functools.cache
def looked_at(setup: Setup) -> tuple[Run, Laws, Reading, Landscape]:
    run = solve(setup)
    laws = laws_of(run)
    reading = read_at(run, laws, landscape.sensible_time(run))
    return run, laws, reading, landscape_of(setup, reading)


def figures(setup: Setup) -> list[Json]:
    run, laws, reading, found = looked_at(setup)
    return [
        plane_figure(run, found, reading, repelled=False, palette=LIGHT),
        along_figure(run, found, laws, reading, time_axis="log", palette=LIGHT),
        along_figure(run, found, laws, reading, time_axis="linear", palette=DARK),
        spectrum_figure(found, dimension=setup.dimension, palette=LIGHT),
    ]


@pytest.mark.parametrize("setup", CASES.values(), ids=CASES.keys())
def test_figures_are_some_that_plotly_accepts(setup: Setup) -> None:
    for figure in figures(setup):
        go.Figure(figure)
        for trace in figure["data"]:
            assert trace["x"].dtype == trace["y"].dtype == np.float32
            assert len(trace["x"]) == len(trace["y"])
            assert not np.any(np.isinf(trace["y"]))


@pytest.mark.parametrize("setup", CASES.values(), ids=CASES.keys())
def test_what_is_said_can_be_typeset_and_heights_stay(setup: Setup) -> None:
    run, _, _, found = looked_at(setup)
    for text in (
        landscape_words.headline(run, found).text,
        landscape_words.slope(run, found),
        *landscape_words.HOW_TO_READ,
    ):
        assert "nan" not in to_html(text).lower()
    landscape_words.description(run, found)
    heights = [figure["layout"]["height"] for figure in figures(setup)]
    assert heights == [figure["layout"]["height"] for figure in figures(Setup())]


@pytest.mark.parametrize("window", [NEAR, FAR])
@pytest.mark.parametrize("level", backdrop.LEVELS)
def test_levels_have_their_loss_and_lie_in_the_region(level: float, window: Window) -> None:
    if level >= backdrop.loss_at_top(window):
        return
    u, s = backdrop.level_line(level, window)
    known = np.isfinite(u)
    # u is rounded to 0 where it would be the root of rounding, 1e-8.
    assert np.allclose(population_loss(u[known], s[known]), level, atol=1e-12)
    assert np.all(u[known] ** 2 <= s[known] * (1 + 1e-12))
    # The filled set is where the loss is lower: its edge nowhere lies higher.
    u, s = backdrop.level_set(level, window)
    known = np.isfinite(u)
    assert np.all(population_loss(u[known], s[known]) <= level + 1e-12)
    assert np.all(s[known] <= window.s.high)


@pytest.mark.parametrize("window", [NEAR, FAR])
def test_arrows_go_down_and_stay_in_the_region(window: Window) -> None:
    found = backdrop.streamlines(window)
    assert len(found) > 60
    for u, s in found:
        assert np.all(u * u <= s * (1 + 1e-12))
        assert np.all(np.diff(population_loss(u, s)) < 0)


@settings(max_examples=50)
@given(st.floats(-3.0, 3.0), st.floats(0.0, 1.0), st.floats(1e-12, 1e6))
def test_the_isotropic_way_goes_from_its_start_to_the_end(
    size: float, share: float, s: float
) -> None:
    u = np.sign(size) * share * np.sqrt(s)
    path_u, path_s = isotropic_way(u, s)
    assert (path_u[0], path_s[0]) == pytest.approx((u, s), rel=1e-9, abs=1e-12)
    # e^(−20) of a distance is left, or the saddle where there is next to no overlap.
    if abs(u) > 1e-9 * max(1.0, s):
        assert (abs(path_u[-1]), path_s[-1]) == pytest.approx((1, 1), abs=1e-5)


def test_the_run_of_equal_eigenvalues_is_on_the_isotropic_way_and_others_are_not() -> None:
    """Validity and its end; the flow's own comparison is in tests/core/theory/test_isotropic.py."""
    equal = looked_at(Setup(decay=0.0, method="flow"))[3].half
    steep = looked_at(Setup(decay=1.2, method="flow"))[3].half
    # The preconditioner Q⁻¹ makes all rates equal, whatever the spectrum.
    remedied = looked_at(Setup(decay=1.2, method="flow", preconditioner=1.0))[3].half
    assert equal is not None
    assert remedied is not None
    assert remedied.run == pytest.approx(remedied.isotropic, abs=1e-3)
    assert steep is not None
    # Both are interpolated between points some hundredths apart.
    assert equal.run == pytest.approx(equal.isotropic, abs=1e-3)
    assert abs(steep.run - steep.isotropic) > 0.05
    assert steep.flow == steep.run


@pytest.mark.parametrize(
    ("setup", "says"),
    [
        (Setup(), "that much the spectrum **bends**"),
        (Setup(decay=0.0), "all modes have one rate, so that is its own flow"),
        (Setup(decay=0.0, step_size=40.0), "so its **finite step** does that"),
        (Setup(decay=3.0, preconditioner=1.0, step_size=40.0), "so its **finite step** does that"),
        (Setup(decay=0.3, dimension=30, step_size=1.0), "and so does the finite step"),
        (Setup(decay=6.0, step_size=0.06), "that much the finite step **bends**"),
        (Setup(decay=6.0), "as the isotropic flow does."),
        (Setup(decay=3.0, dimension=30, step_size=0.08), "by as much, to either side"),
    ],
    ids=str,
)
def test_what_bends_the_way_is_named(setup: Setup, says: str) -> None:
    run, _, _, found = looked_at(setup)
    assert says in landscape_words.bend(run, found)
    assert found.half is not None
    flow = looked_at(replace(setup, method="flow", horizon=1e4))[3].half
    assert flow is not None
    # Interpolated between points some hundredths apart; a small step is within 0.01 of the flow.
    assert found.half.flow == pytest.approx(flow.run, abs=5e-3)


def test_half_is_interpolated_on_the_last_rise() -> None:
    u, s = np.array([0.9, 0.2, 0.4, 0.6, 0.7]), np.array([5.0, 0.3, 0.4, 0.8, 0.9])
    assert at_half(u, s) == pytest.approx(0.6)
    assert at_half(u[:3], s[:3]) is None


@pytest.mark.parametrize("name", ["default", "flow", "irregular", "flat teacher"])
def test_along_the_run_theory_counts_what_the_curvature_shows(name: str) -> None:
    _, _, _, found = looked_at(CASES[name])
    # Below the solver's tolerance a sign is rounding.
    clear = np.abs(found.along.smallest) > 1e-7 * found.along.largest
    assert np.array_equal(found.negative[clear] > 0, found.along.smallest[clear] < 0)


def test_the_ends_of_the_curvature_are_theorys() -> None:
    """−ρ holds at w = 0 and is off from a start that is not near it."""
    _, laws, _, found = looked_at(Setup(start_norm=0.01))
    assert found.along.smallest[0] == pytest.approx(-found.escape_rate, rel=1e-2)
    assert found.along.largest[-1] == pytest.approx(2 / laws.stability_limit, rel=1e-2)
    far = looked_at(CASES["huge start"])[3]
    assert far.along.smallest[0] > 0


@pytest.mark.parametrize("decay", [0.0, 1.2, 3.0])
@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_interlaced_eigenvalues_are_those_of_the_dense_hessian_up_to_one_rank(
    decay: float, share: float
) -> None:
    problem = Problem.power_law(decay, 350, seed=3)
    w = share * problem.teacher + (1 - share) * problem.start
    kappa = 12 * problem.summary(w)[1] - 4
    found = interlaced(problem.eigenvalues, kappa, np.array(hessian_extremes(problem, w)))
    dense = np.linalg.eigvalsh(problem.hessian(w))
    assert found.value.min() == pytest.approx(dense[0], rel=1e-9, abs=1e-12)
    assert found.value.max() == pytest.approx(dense[-1], rel=1e-9)
    sizes = np.sort(np.abs(dense))[::-1]
    padded = np.concatenate([[np.inf, np.inf], sizes, [0.0, 0.0]])
    for rank, value in zip(found.rank.astype(int), found.value, strict=True):
        # Of d sorted by size each moves by one rank for either direction that is changed.
        assert padded[rank + 3] * (1 - 1e-9) <= abs(value) <= padded[rank - 1] * (1 + 1e-9)
    assert np.all(np.diff(found.rank) > 0)


def test_all_eigenvalues_of_a_small_problem() -> None:
    setup = Setup(dimension=40)
    _, _, reading, found = looked_at(setup)
    assert found.spectrum.complete
    assert found.spectrum.rank.tolist() == list(range(1, 41))
    assert found.spectrum.value.max() == pytest.approx(found.along.largest[found.here], rel=1e-6)
    assert found.spectrum.value.min() == pytest.approx(found.along.smallest[found.here], rel=1e-6)
    assert np.sum(found.spectrum.value < 0) == found.negative[found.here]
    assert found.time[found.here] == reading.time


def test_eigenvalues_that_are_rounding_are_not_said_to_be_drawn() -> None:
    run, _, _, found = looked_at(Setup(decay=6.0, dimension=300))
    count = found.spectrum.value.size
    assert found.spectrum.complete
    assert 50 < count < 300
    assert f"Of its 300 eigenvalues {count} are drawn" in landscape_words.slope(run, found)
    run, _, _, found = looked_at(Setup(dimension=40))
    assert "All of them are drawn" in landscape_words.slope(run, found)


def test_counts_have_a_place_each() -> None:
    assert ordinal(np.array([0, 1, 999, 1000]), 1000).tolist() == [0, 1, 2, 3]
    assert ordinal(np.array([0, 1, 2]), 2).tolist() == [0, 1, 2]
    assert theory.negative_directions(0.0, 0.2, 2) == 1


def test_the_window_widens_for_what_jumps_and_says_what_is_outside() -> None:
    run, _, reading, found = looked_at(CASES["diverges"])
    assert run.trajectory.status is Status.DIVERGED
    assert window_of(run.trajectory.u, run.trajectory.s) is FAR
    drawn = plane_figure(run, found, reading, repelled=True, palette=LIGHT)
    assert any("out of sight" in a["text"] for a in drawn["layout"]["annotations"])
    way = next(trace for trace in drawn["data"] if trace["name"] == "run")
    assert way["mode"] == "markers"
    assert window_of(*(getattr(looked_at(Setup())[0].trajectory, name) for name in "us")) is NEAR
