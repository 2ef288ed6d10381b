import functools
import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.parameters import Setup
from core.phases import Phases
from core.run import Run, solve
from tests.ui.cases import CASES
from ui.charts.axes import Axis
from ui.charts.curves import LOSS, MSE, OVERLAPS
from ui.charts.frame import NARROWEST
from ui.charts.ghosts import Ghost
from ui.charts.parts import Parts
from ui.charts.phases import NAMES, NARROW_NAMES, draw_phases, intervals
from ui.charts.run import run_figure
from ui.comparing.seeds import grid_of, seeded, solve_one
from ui.comparing.spread import Spread, summarise
from ui.laws import laws_of
from ui.palette import DARK, LIGHT

Json = dict[str, Any]


@functools.cache
def solved(setup: Setup) -> Run:
    return solve(setup)


@functools.cache
def spread_over(setup: Setup, count: int = 3) -> Spread:
    grid = grid_of(setup)
    return summarise(setup, count, grid, [solve_one(seeded(setup, i), grid) for i in range(count)])


def figure(setup: Setup, time_axis: str = "log") -> Json:
    run = solved(setup)
    return run_figure(run, laws_of(run), time_axis=time_axis, palette=LIGHT)


def texts(drawn: Json) -> list[str]:
    return [annotation["text"] for annotation in drawn["layout"]["annotations"]]


@pytest.mark.parametrize("time_axis", ["log", "linear"])
@pytest.mark.parametrize("setup", CASES.values(), ids=CASES.keys())
def test_figure_is_one_that_plotly_accepts(setup: Setup, time_axis: str) -> None:
    drawn = figure(setup, time_axis)
    go.Figure(drawn)
    for trace in drawn["data"]:
        assert trace["x"].dtype == trace["y"].dtype == np.float32
        assert len(trace["x"]) == len(trace["y"])
        assert not np.any(np.isinf(trace["y"]))


@pytest.mark.parametrize("time_axis", ["log", "linear"])
@pytest.mark.parametrize("setup", CASES.values(), ids=CASES.keys())
def test_figure_with_pins_and_seeds_is_one_that_plotly_accepts(
    setup: Setup, time_axis: str
) -> None:
    small = replace(setup, dimension=min(setup.dimension, 2000), steps=min(setup.steps, 20_000))
    run = solved(small)
    its = {
        "ghosts": [Ghost(solved(CASES["default"]), "a = 2"), Ghost(run, "as now")],
        "spread": spread_over(small),
        "cursor": float(run.trajectory.time[-1]),
    }
    bare = run_figure(run, laws_of(run), time_axis=time_axis, palette=LIGHT)
    drawn = run_figure(run, laws_of(run), time_axis=time_axis, palette=LIGHT, **its)
    go.Figure(drawn)
    # Six bands with their medians, four curves a pin, and the cursor's marks.
    areas = [trace for trace in drawn["data"] if trace.get("fill") == "toself"]
    assert len(areas) == 6
    assert len(drawn["data"]) >= len(bare["data"]) + 12 + 8
    assert any("as now" in text for text in texts(drawn))
    # In a lecture they come last; what they take up is kept free before.
    before = run_figure(
        run, laws_of(run), time_axis=time_axis, palette=LIGHT, parts=Parts(others=False), **its
    )
    assert len(before["data"]) == len(bare["data"])
    assert not any("as now" in text for text in texts(before))
    for axis in ("xaxis", "yaxis", "yaxis2", "yaxis3"):
        assert before["layout"][axis] == drawn["layout"][axis]
    assert before["layout"]["height"] == drawn["layout"]["height"]


@pytest.mark.parametrize("setup", CASES.values(), ids=CASES.keys())
def test_height_never_changes(setup: Setup) -> None:
    assert figure(setup)["layout"]["height"] == figure(Setup())["layout"]["height"]


def test_colors_follow_the_theme() -> None:
    run = solved(Setup())
    dark = run_figure(run, laws_of(run), time_axis="log", palette=DARK)
    colors = {t["name"]: t["line"]["color"] for t in dark["data"] if t["name"] != "law"}
    assert colors["MSE"] == DARK.mse
    assert colors["<i>u</i>"] == colors["1 − <i>u</i>"] == DARK.u
    assert dark["layout"]["font"]["color"] == DARK.ink


def test_laws_are_dashed_and_start_at_t1_prime() -> None:
    run = solved(Setup())
    laws = [trace for trace in figure(Setup())["data"] if trace["name"] == "law"]
    assert [trace["yaxis"] for trace in laws] == ["y", "y2", "y3", "y3", "y3"]
    assert run.phases.t1 is not None
    assert run.phases.t1_prime is not None
    # Times are sent with the seven digits of a 32-bit float.
    for trace in laws:
        assert trace["line"]["dash"]
        if trace["yaxis"] == "y2":
            assert trace["x"].max() <= run.phases.t1 * (1 + 1e-6)
        else:
            assert trace["x"].min() >= run.phases.t1_prime * (1 - 1e-6)


def test_past_the_limit_points_and_no_law() -> None:
    drawn = figure(CASES["irregular"])
    late = [t for t in drawn["data"] if t["name"] == "law" and t["yaxis"] != "y2"]
    assert not late
    assert {t["mode"] for t in drawn["data"] if t["name"] != "law"} == {"markers"}
    assert "<b>II</b>" not in "".join(texts(drawn))


def test_steps_stand_under_their_times() -> None:
    drawn = figure(Setup(step_size=0.0137))
    rows = [a for a in drawn["layout"]["annotations"] if a.get("yshift") == -44]
    at = {a["text"]: a["x"] for a in rows}
    assert at["10³"] == pytest.approx(np.log10(0.0137 * 1000), abs=1e-12)
    assert not [a for a in figure(CASES["flow"])["layout"]["annotations"] if "step" in a["text"]]


@pytest.mark.parametrize("setup", CASES.values(), ids=CASES.keys())
def test_labels_at_the_lines_ends_do_not_overlap(setup: Setup) -> None:
    layout = figure(setup)["layout"]
    inner = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
    for panel in (MSE, OVERLAPS, LOSS):
        name = "y" if panel == 0 else f"y{panel + 1}"
        axis = layout["yaxis" + name[1:]]
        low, high = axis["range"]
        pixels = inner * (axis["domain"][1] - axis["domain"][0])
        ends = [a for a in layout["annotations"] if a["yref"] == name and a["x"] == 1]
        assert 0 < len(ends) <= 3
        heights = sorted(pixels * (a["y"] - low) / (high - low) for a in ends)
        # A line of text is 16 pixels high at the font size of 13.
        assert all(b - a >= 16 for a, b in itertools.pairwise(heights))
        assert 0 <= heights[0] <= heights[-1] <= pixels


times = st.one_of(st.none(), st.floats(1e-3, 1e6))


@settings(max_examples=60)
@given(times, st.floats(1, 2), st.floats(1, 1e4), st.booleans())
def test_names_of_phases_and_times_do_not_overlap(
    t1: float | None, past: float, later: float, log: bool
) -> None:
    time = Axis(0.01 if log else 0.0, 1e5, log)
    phases = Phases(None, None, None)
    if t1 is not None:
        phases = Phases(t1, t1 * past, t1 * past * later)
    layout: Json = {"height": 700, "margin": {"t": 84, "b": 58}, "shapes": [], "annotations": []}
    draw_phases(layout, phases, time, LIGHT)
    labels = [a for a in layout["annotations"] if a["text"].startswith("T")]
    low, high = time.range
    places = sorted(NARROWEST * (a["x"] - low) / (high - low) for a in labels)
    # T₁′ is 15 pixels wide at most.
    assert all(b - a >= 15 for a, b in itertools.pairwise(places))
    lying = intervals(phases, time)
    for index in NARROW_NAMES:
        text = layout["annotations"][index]["text"]
        if text:
            begin, end = lying[list(NAMES)[index - 3]]
            width = NARROWEST * (time.share(end) - time.share(begin))
            longest = max(len(part) for part in text.replace("<b>", "").split("<br>")) - 4
            assert longest * 5 <= width
