"""Descent beside the flow: their ratios, what the laws say of them, and the edge of stability."""

import functools

import numpy as np
import plotly.graph_objects as go
import pytest

from core import Run, Setup, gradient_flow
from core.run import solve
from tests.ui.cases import CASES
from ui.curvature import FIRST, GROUP, PLACES, places, spread_out
from ui.laws import Laws, laws_of
from ui.palette import DARK, LIGHT
from ui.step_size import words as step_words
from ui.step_size.flow_figure import beside_flow_figure
from ui.step_size.numbers import BesideFlow, beside_flow
from ui.text.typeset import to_html

DESCENTS = {name: setup for name, setup in CASES.items() if setup.method == "gd"}


@functools.cache
def both(setup: Setup) -> tuple[Run, BesideFlow, Laws]:
    run = solve(setup)
    return run, beside_flow(setup), laws_of(run)


@pytest.mark.parametrize("time_axis", ["log", "linear"])
@pytest.mark.parametrize("setup", DESCENTS.values(), ids=DESCENTS.keys())
def test_figure_is_one_that_plotly_accepts(setup: Setup, time_axis: str) -> None:
    run, beside, laws = both(setup)
    palette = LIGHT if time_axis == "log" else DARK
    figure = beside_flow_figure(run, beside, laws, time_axis=time_axis, palette=palette)
    go.Figure(figure)
    for trace in figure["data"]:
        assert trace["x"].dtype == trace["y"].dtype == np.float32
        assert not np.any(np.isinf(trace["y"]))
    height = beside_flow_figure(*both(Setup()), time_axis="log", palette=LIGHT)["layout"]["height"]
    assert figure["layout"]["height"] == height


@pytest.mark.parametrize("setup", DESCENTS.values(), ids=DESCENTS.keys())
def test_what_is_said_can_be_typeset(setup: Setup) -> None:
    run, beside, laws = both(setup)
    for text in (
        step_words.headline(run, beside, laws).text,
        step_words.edge(run, beside),
        *step_words.HOW_TO_READ,
    ):
        assert "nan" not in to_html(text).lower()
    assert step_words.flow_description(run)


@pytest.mark.parametrize(
    ("setup", "says"),
    [
        (Setup(), "Descent **follows the flow**: it escapes"),
        # Below half the limit, and late all the same.
        (Setup(decay=0.0, step_size=40.0), "Descent is **22% later**: it escapes"),
        (Setup(step_size=0.13), "% later**: it escapes"),
        (Setup(step_size=0.13, steps=2), "it has not escaped; the flow has"),
        (Setup(start_norm=30.0, step_size=1e-4), "beyond $\\delta$ already"),
    ],
    ids=str,
)
def test_how_descent_compares_is_by_its_numbers(setup: Setup, says: str) -> None:
    assert says in step_words.headline(*both(setup)).text


def test_ratios_are_those_of_two_runs() -> None:
    setup = Setup(step_size=0.05, steps=100_000)
    run, beside, _ = both(setup)
    ratios = beside.ratios
    flow = gradient_flow(run.problem, float(ratios.time[-1]), at=ratios.time)
    mine = np.isin(run.trajectory.time, ratios.time)
    # The two flows record at other times too: some times the solver's tolerance.
    assert np.allclose(ratios.u, run.trajectory.u[mine] / flow.u, rtol=1e-6)
    assert np.allclose(ratios.loss, run.trajectory.loss[mine] / flow.loss, rtol=1e-6)


def test_laws_of_the_ratios_hold_where_they_are_meant_to() -> None:
    """In phase I that of u, late the others; not in between, nor past the limit."""
    _, beside, _ = both(Setup(step_size=0.05, steps=1_000_000))
    ratios, early, late = beside.ratios, beside.early, beside.late
    for time, u in zip(early.time[:5], early.u[:5], strict=True):
        # The linear flow is off by u² itself, and so are both of its ratios.
        assert np.interp(time, ratios.time, ratios.u) == pytest.approx(u, rel=0.02)
    end = late.time[-1]
    assert ratios.loss[-1] == pytest.approx(np.interp(end, late.time, late.loss), rel=2e-3)
    assert ratios.one_minus_u[-1] == pytest.approx(
        np.interp(end, late.time, late.one_minus_u), rel=2e-3
    )
    # Right after T₁′ descent is still behind the flow by more than any slow mode knows of.
    begin = late.time[0]
    assert np.interp(begin, ratios.time, ratios.loss) > 1.2 * late.loss[0]
    assert both(CASES["periodic"])[1].late.time.size == 0


def test_the_sharpness_ends_at_the_share_of_the_limit() -> None:
    """η λ_max at w* is 2η/η_max; past the limit the run is nowhere near w*, and jumps about it."""
    run, beside, laws = both(Setup(step_size=0.05, steps=1_000_000))
    sharp = run.setup.step_size * beside.curvature.largest
    assert sharp[-1] == pytest.approx(2 * 0.05 / laws.stability_limit, rel=1e-3)
    run, beside, _ = both(Setup(step_size=0.151, steps=10_000))
    sharp = run.setup.step_size * beside.curvature.largest
    assert sharp.max() > 2
    run, beside, laws = both(CASES["irregular"])
    sharp = run.setup.step_size * beside.curvature.largest[-20:]
    assert np.abs(sharp - 2 * run.setup.step_size / laws.stability_limit).max() > 0.5


@pytest.mark.parametrize("size", [1, GROUP])
@pytest.mark.parametrize("count", [1, 2, 7, 377, 1500, 100_000])
def test_places_are_whole_groups_with_both_ends(count: int, size: int) -> None:
    chosen = spread_out(count, size)
    assert chosen[:FIRST].all()
    assert chosen[-1]
    assert chosen.sum() <= 2 * PLACES + size + FIRST
    if count > 2 * PLACES:
        inside = np.flatnonzero(chosen)[:-1]
        assert np.all(np.bincount(inside // size)[np.unique(inside // size)] == size)


def test_a_smooth_run_is_looked_at_evenly_and_one_that_jumps_in_groups() -> None:
    """Between two looks no more than three records are left out, of about fifty a decade."""
    smooth = places(solve(Setup()).trajectory)
    assert np.diff(np.flatnonzero(smooth)).max() <= 4
    jumping = places(solve(CASES["irregular"]).trajectory)
    gaps = np.diff(np.flatnonzero(jumping)[:-1])
    assert np.sum(gaps == 1) > 2 * np.sum(gaps > 1)
