"""Online SGD on its page: what is run, how it is drawn, and what is said of it."""

from dataclasses import replace
from threading import Event

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from core import online_sgd
from core.divergence import DivergencePoint
from core.ensemble import Share, exponent_spread, read_ensemble
from core.parameters import Setup
from core.trajectory import Status
from tests.ui.cases import CASES
from ui import compute
from ui.noise import replicas, words
from ui.noise.divergence import divergence_steps, sizes_of
from ui.noise.divergence_figure import divergence_figure
from ui.noise.figure import noise_figure
from ui.noise.numbers import by_steps, expected, runs_of
from ui.noise.replicas import WHOLE, exponent_steps, mostly_there, plan, replica_steps
from ui.palette import LIGHT
from ui.text.typeset import to_html

SETUP = Setup(decay=1.5, dimension=60, step_size=0.005, steps=4_000)


@pytest.mark.parametrize("setup", CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("time_axis", ["log", "linear"])
def test_any_setting_gives_a_figure_and_sentences(setup: Setup, time_axis: str) -> None:
    known = expected(setup, 0.05)
    figure = noise_figure(known, None, time_axis=time_axis, palette=LIGHT)
    go.Figure(figure)
    for text in (
        words.headline(setup, 0.05, known, None).text,
        words.floor(setup, 0.05, known),
        words.floor(setup, 0.0, known),
        words.work(plan(setup, 16), None),
    ):
        assert to_html(text)
        assert "nan" not in text


def test_replicas_are_those_of_online_sgd() -> None:
    *_, (done, found) = replica_steps(SETUP, 0.05, 5, 0, Event())
    assert done == WHOLE
    assert found is not None
    runs = online_sgd(
        compute.problem(SETUP), SETUP.step_size, SETUP.steps, noise=0.05, replicas=5, seed=0
    )
    again = read_ensemble(runs)
    for name in ("mse", "u", "loss"):
        np.testing.assert_array_equal(found.ensemble.bands[name].median, again.bands[name].median)
    fits = list(exponent_steps(SETUP, found.runs, SETUP.delta, SETUP.epsilon, Event()))
    # One run a step, so that a stop need not wait for the others.
    assert [done for done, _ in fits] == [1, 2, 3, 4, 5]
    table = fits[-1][1]
    assert table is not None
    expected_table = exponent_spread(runs, compute.problem(SETUP))
    pd.testing.assert_frame_equal(table, expected_table)


def test_other_samples_are_of_the_same_problem_and_the_same_again() -> None:
    ends = []
    for samples in (0, 1, 1):
        *_, (_, found) = replica_steps(SETUP, 0.05, 2, samples, Event())
        assert found is not None
        ends.append([run.mse for run in found.runs])
    np.testing.assert_array_equal(ends[1], ends[2])
    for first, other in zip(ends[0], ends[1], strict=True):
        assert first[0] == other[0]
        assert first[-1] != other[-1]


def test_a_stop_ends_the_fits_between_two_runs() -> None:
    *_, (_, found) = replica_steps(SETUP, 0.05, 5, 0, Event())
    assert found is not None
    stop = Event()
    fits = exponent_steps(SETUP, found.runs, 0.1, 0.05, stop)
    next(fits)
    stop.set()
    assert list(fits) == []


def test_levels_of_phases_do_not_throw_away_what_they_do_not_change() -> None:
    assert runs_of(replace(SETUP, delta=0.2, epsilon=0.01)) == runs_of(SETUP)
    assert expected(replace(SETUP, epsilon=0.01), 0.05) is expected(SETUP, 0.05)


def test_how_many_diverged_is_in_the_picture() -> None:
    *_, (_, found) = replica_steps(replace(SETUP, step_size=0.2), 0.05, 4, 0, Event())
    assert found is not None
    figure = noise_figure(expected(SETUP, 0.05), found.ensemble, time_axis="log", palette=LIGHT)
    assert any("4 of 4 runs diverged" in a["text"] for a in figure["layout"]["annotations"])


def test_a_blow_up_has_its_own_reason() -> None:
    far = replace(SETUP, start_norm=300.0, step_size=0.01)
    known = expected(far, 0.05)
    assert known.mean_field.status is Status.DIVERGED
    assert far.step_size < known.stability_limit
    said = words.headline(far, 0.05, known, None).text
    assert "starts too far out" in said
    assert "past its limit" not in said
    loud = replace(SETUP, step_size=0.02)
    known = expected(loud, 10.0)
    assert known.mean_field.status is Status.DIVERGED
    assert known.rest is None
    assert "label noise" in words.headline(loud, 10.0, known, None).text


def test_past_the_limit_no_error_dies_out_without_noise() -> None:
    assert "dies out" in words.floor(SETUP, 0.0, expected(SETUP, 0.0))
    setup = replace(SETUP, step_size=0.2)
    assert "repels" in words.floor(setup, 0.0, expected(setup, 0.0))


def test_what_is_drawn_is_the_middle_of_the_runs_where_most_are() -> None:
    *_, (_, found) = replica_steps(SETUP, 0.05, 5, 0, Event())
    assert found is not None
    figure = noise_figure(expected(SETUP, 0.05), found.ensemble, time_axis="log", palette=LIGHT)
    go.Figure(figure)
    median = next(t for t in figure["data"] if t["name"] == "MSE" and t["line"]["width"] == 2.5)
    some = mostly_there(found.ensemble) & (found.ensemble.time > 0)
    np.testing.assert_allclose(
        median["y"], found.ensemble.bands["mse"].median[some], rtol=1e-6
    )  # 32-bit floats are drawn.
    dashed = [t for t in figure["data"] if t.get("line", {}).get("color") == LIGHT.ink]
    assert len(dashed) == 4


def test_a_page_affords_so_many_steps() -> None:
    long = replace(SETUP, steps=10**9, dimension=1_000)
    planned = plan(long, 16)
    seconds = 16 * planned.steps * planned.kernel.seconds_per_step
    assert seconds == pytest.approx(replicas.MOST_SECONDS, rel=1e-3)
    assert f"{planned.steps:,} of 1,000,000,000 steps" in words.work(planned, None)
    assert plan(SETUP, 16).steps == SETUP.steps


def test_stopped_replicas_end() -> None:
    stop = Event()
    steps = replica_steps(replace(SETUP, steps=10**9), 0.05, 4, 0, stop)
    next(steps)
    stop.set()
    assert sum(1 for _ in steps) < 10


def test_the_flow_is_taken_by_its_steps() -> None:
    setup = Setup(method="flow", horizon=50.0)
    assert by_steps(setup) == Setup()
    assert expected(setup, 0.05) is expected(Setup(horizon=7.0), 0.05)


def test_past_its_limit_the_mean_field_blows_up_and_the_page_says_so() -> None:
    setup = replace(SETUP, step_size=0.2)
    known = expected(setup, 0.05)
    assert known.mean_field.status is Status.DIVERGED
    assert setup.step_size > known.stability_limit
    said = words.headline(setup, 0.05, known, None)
    assert "blows up" in said.text
    *_, (_, found) = replica_steps(setup, 0.05, 4, 0, Event())
    assert found is not None
    assert "All 4 runs diverge" in words.headline(setup, 0.05, known, found).text


def test_more_runs_are_lost_as_the_step_grows() -> None:
    setup = replace(SETUP, dimension=20)
    *_, (done, points) = divergence_steps(setup, 0.05, Event())
    assert [point.step_size for point in points] == sizes_of(setup, 0.05)
    assert done == len(points)
    shares = [point.diverged.share for point in points]
    assert shares[0] == 0
    assert shares[-1] > 0.9
    limit = expected(setup, 0.05).stability_limit
    figure = divergence_figure(
        points, (sizes_of(setup, 0.05)[0], sizes_of(setup, 0.05)[-1]), step_size=setup.step_size,
        limit=limit, palette=LIGHT,
    )  # fmt: skip
    go.Figure(figure)
    title = " ".join(annotation["text"] for annotation in figure["layout"]["annotations"])
    assert "of 64 runs in 5,000 steps" in title
    assert "the first are lost" in words.divergence(points, len(points), expected(setup, 0.05))


def test_no_run_lost_is_said_with_what_that_leaves_open() -> None:
    point = DivergencePoint(0.001, Share(0, 64), True)
    said = words.divergence([point], 13, expected(SETUP, 0.05))
    assert "none did" in said
    assert "Of 13 step sizes 1 are tried so far" in said
