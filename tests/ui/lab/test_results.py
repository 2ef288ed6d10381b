"""The runs beside the page: the same rows as `run_sweep`, seed after seed, and what is said."""

import runpy
from dataclasses import replace
from threading import Event

import numpy as np
import pandas as pd
import pytest

from core.hypothesis import Answer, judge
from core.parameters import Setup
from core.sweep import diverged_share, run_sweep
from ui.lab import results, words
from ui.lab.choice import Lab
from ui.lab.figure import lab_figure
from ui.lab.plan import Plan, plan
from ui.lab.results import Found, pieces, steps, table_of
from ui.lab.rows import rows_of
from ui.lab.script import FILE, as_code
from ui.lab.verdicts import overall
from ui.palette import DARK, LIGHT
from ui.text.typeset import to_html
from ui.view import View

SETUP = Setup(method="flow", horizon=1e3, dimension=50, teacher="flat")
LAB = Lab(
    quantity="loss-at", level=100.0, vary="teacher_decay", low=0.1, high=1.0, points=5, seeds=6,
    colour="decay", colours="2~3", facet="none", facets="", model="exp", claim="none",
)  # fmt: skip


def solved(chosen: Plan) -> Found:
    *_, (done, found) = steps(chosen, Event())
    assert chosen.sweep is not None
    assert done == len(chosen.sweep)
    return found


def test_every_run_comes_once_and_one_seed_after_the_other() -> None:
    found = [number for piece in pieces(60, 6, 0.1) for number in piece]
    assert sorted(found) == list(range(60))
    assert found[:10] == list(range(0, 60, 6))


def test_the_table_is_that_of_run_sweep() -> None:
    chosen = plan(SETUP, LAB)
    assert chosen.sweep is not None
    expected = run_sweep(chosen.sweep, workers=1)
    found = table_of(chosen, solved(chosen))
    pd.testing.assert_frame_equal(
        found.drop(columns="seconds"), expected.drop(columns="seconds"), check_exact=True
    )


def test_what_comes_on_the_way_is_never_taken_back() -> None:
    chosen = plan(SETUP, LAB)
    known = np.zeros(60, bool)
    for done, found in steps(chosen, Event()):
        assert found.done.sum() == done
        assert found.done[known].all()
        known = found.done


def test_verdicts_are_those_of_judge() -> None:
    chosen = plan(SETUP, LAB)
    found = solved(chosen)
    table = table_of(chosen, found)
    for group, decay in zip(found.groups, (2.0, 3.0), strict=True):
        rows = table[table.decay == decay]
        # Two groups are one hypothesis.
        expected = judge(rows, "teacher_decay", "loss@100", "exponential", level=0.025)
        assert group.answer is expected.answer
        assert group.reason == expected.reason
        assert expected.fit is not None
        assert group.intervals == expected.fit.intervals
        assert group.curve is not None
        fitted = expected.fit.model.log_value(expected.fit.theta[None], group.curve.x)[0]
        np.testing.assert_allclose(np.log(group.curve.fitted), fitted, rtol=1e-12)
        assert np.all(group.curve.low <= group.curve.fitted)
        assert np.all(group.curve.fitted <= group.curve.high)


def test_seeds_that_never_get_there_count() -> None:
    # A horizon at which some of the seeds have no T₁ at any ε: on its own table the answer was
    # always "cannot tell", since a sixth of the runs is missing.
    setup = Setup(method="flow", dimension=1_000, horizon=2.0)
    lab = Lab(
        quantity="t1", vary="epsilon", low=1e-3, high=0.1, points=6, seeds=24, model="constant",
        colour="none", colours="", facet="none", facets="", claim="none",
    )  # fmt: skip
    chosen = plan(setup, lab)
    found = solved(chosen)
    never = np.isnan(chosen.arranged(found.values)[0, 0]).all(axis=0)
    assert 0.1 < never.mean() < 0.5
    expected = judge(table_of(chosen, found), "epsilon", "t1", "constant")
    assert expected.answer is Answer.CANNOT_TELL
    (group,) = found.groups
    assert (group.answer, group.reason) == (expected.answer, expected.reason)


def test_stopped_at_once_there_is_no_verdict() -> None:
    stop = Event()
    chosen = plan(SETUP, LAB)
    stop.set()
    done, found = next(steps(chosen, stop))
    assert done == 0
    assert overall(found.groups) is Answer.CANNOT_TELL


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "MOST_SPENT", 0.0)
    chosen = plan(SETUP, LAB)
    *_, (done, found) = steps(chosen, Event())
    assert found.ended
    assert done < 60
    assert "for taking too long" in words.missing(chosen, found)


def test_the_script_makes_the_same_table(tmp_path, monkeypatch, capsys) -> None:
    chosen = plan(SETUP, LAB)
    found = solved(chosen)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lab.py").write_text(as_code(chosen, "A test"), encoding="utf-8")
    runpy.run_path(str(tmp_path / "lab.py"))
    made = pd.read_csv(tmp_path / FILE)
    # What pandas reads of a CSV may be off in the last digit.
    pd.testing.assert_frame_equal(
        made.drop(columns="seconds"), table_of(chosen, found).drop(columns="seconds"), rtol=1e-14
    )
    said = capsys.readouterr().out
    for group in found.groups:
        assert f"{group.answer.value.capitalize()}: {group.reason}." in said


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"claim": "number", "model": "power", "facet": "teacher", "colours": ""},
        {"quantity": "slope-u", "model": "floor", "claim": "sharp", "colour": "none"},
        {"quantity": "u-end", "model": "constant", "spacing": "log", "facet": "dimension"},
        {"quantity": "t2", "model": "log", "seeds": 1},
        {"colour": "start_norm", "colours": "0.001~0.01", "model": "power"},
    ],
    ids=str,
)
def test_the_figure_and_the_words_at_every_moment(changed, palette) -> None:
    import plotly.graph_objects as go

    lab = Lab(**{**vars(LAB), **changed})
    chosen = plan(SETUP, lab)
    assert chosen.runs
    moments = [found for _, found in steps(chosen, Event())]
    nothing = Found(np.full(moments[-1].values.size, np.nan), *(2 * [np.empty(0)]))
    for found in (nothing, moments[0], moments[-1]):
        for pale in (False, True):
            figure = lab_figure(chosen, found.values, found.groups, palette=palette, pale=pale)
            go.Figure(figure)
        assert words.details(chosen, found)
    answer, reasons = words.answer(chosen, moments[-1])
    assert answer in words.ANSWERS.values()
    assert len(reasons) == len(chosen.panels) * len(chosen.colours)
    words.reasons(reasons)
    to_html(words.believed(View(SETUP, lab=lab)))
    to_html(words.missing(chosen, moments[-1]))
    # One dot a run that has the quantity.
    dots = sum(np.isfinite(trace["y"]).sum() for trace in figure["data"] if trace["name"] == "runs")
    assert dots == np.isfinite(moments[-1].values).sum()


SHARE = Lab(
    quantity="share-diverged", vary="step_size", low=0.001, high=100.0, points=4, seeds=6,
    colour="none", colours="", facet="none", facets="",
)  # fmt: skip
STEEP = Setup(dimension=20, steps=500)


@pytest.mark.parametrize("runs", ["method", "sgd"])
@pytest.mark.parametrize("colour", ["none", "decay"])
def test_a_share_is_shown_with_its_interval_and_not_judged(runs: str, colour: str) -> None:
    import plotly.graph_objects as go

    lab = replace(SHARE, runs=runs, colour=colour, colours="1.5~3" if colour == "decay" else "")
    chosen = plan(STEEP, lab)
    found = solved(chosen)
    table = table_of(chosen, found)
    figure = lab_figure(chosen, found.values, found.groups, palette=LIGHT)
    go.Figure(figure)
    # Nothing but the shares: no run, no fit, and no panel of what a fit leaves over.
    assert {trace["name"] for trace in figure["data"]} == {"share"}
    assert [key for key in figure["layout"] if key.startswith("yaxis")] == ["yaxis"]
    for trace, decay in zip(figure["data"], chosen.colours, strict=True):
        rows = table if decay is None else table[table.decay == decay]
        shares = diverged_share(rows, "step_size")
        # The chart's numbers have 32 bits.
        np.testing.assert_allclose(trace["y"], shares.share, rtol=1e-6)
        bars = trace["error_y"]
        np.testing.assert_allclose(trace["y"] + bars["array"], shares.high, atol=1e-6)
        np.testing.assert_allclose(trace["y"] - bars["arrayminus"], shares.low, atol=1e-6)
        assert (shares.share.iloc[0], shares.share.iloc[-1]) == (0, 1)
    answer, reasons = words.answer(chosen, found)
    assert answer == "Shown, not judged"
    for reason in reasons:
        assert r"0 of 6 runs diverged at $\eta$ \= 0\.001" in reason
        assert r"6 of 6 at $\eta$ \= 100" in reason
    diverged = int(table.diverged.sum())
    assert f"{diverged} of {len(table)} runs diverged" in words.missing(chosen, found)
    assert "Wilson" in words.details(chosen, found)
    assert "not judged" in to_html(words.believed(View(STEEP, lab=lab)))


def test_half_of_a_share_is_drawn_and_no_share_too() -> None:
    import plotly.graph_objects as go

    chosen = plan(STEEP, SHARE)
    for _, found in steps(chosen, Event()):
        go.Figure(lab_figure(chosen, found.values, found.groups, palette=DARK))
    nothing = Found(np.full(24, np.nan), *(2 * [np.empty(0)]))
    figure = lab_figure(chosen, nothing.values, (), palette=LIGHT)
    assert np.isnan(figure["data"][0]["y"]).all()


@pytest.mark.parametrize("quantity", ["t1", "share-diverged"])
def test_runs_of_online_sgd_are_those_of_a_sweep(quantity: str, tmp_path, monkeypatch, capsys):
    lab = replace(SHARE, quantity=quantity, runs="sgd", model="constant")
    chosen = plan(STEEP, lab, 0.2)
    assert chosen.sweep is not None
    table = table_of(chosen, solved(chosen)).drop(columns="seconds")
    expected = run_sweep(chosen.sweep, workers=1).drop(columns="seconds")
    pd.testing.assert_frame_equal(table, expected, check_exact=True)
    assert set(table.method) == {"sgd"}
    assert set(table.noise) == {0.2}
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lab.py").write_text(as_code(chosen, "A test"), encoding="utf-8")
    runpy.run_path(str(tmp_path / "lab.py"))
    # What pandas reads of a CSV may be off in the last digit.
    made = pd.read_csv(tmp_path / FILE).drop(columns="seconds")
    pd.testing.assert_frame_equal(made, table, rtol=1e-14)
    assert ("share" in capsys.readouterr().out) == (quantity == "share-diverged")


def test_a_run_opens_where_its_method_is_at_home() -> None:
    for runs, address in (("method", "https://here/?"), ("sgd", "https://here/noise?")):
        chosen = plan(STEEP, replace(SHARE, runs=runs), 0.2)
        links = rows_of(chosen, solved(chosen), "https://here/lab")["Open"]
        assert all(link.startswith(address) for link in links)
        assert all(("sigma=0.2" in link) == (runs == "sgd") for link in links)
        assert "eta=100" in links.iloc[-1]


def test_reasons_have_symbols_for_names() -> None:
    chosen = plan(SETUP, Lab())
    said = words.readable("the exponent is -1.50012 to -1.3; epsilon = 1e-05 has no t2", chosen)
    assert said == r"the exponent is −1\.50 to −1\.3\; $\varepsilon$ \= 10⁻⁵ has no $T_2$"
    chosen = plan(SETUP, LAB)
    said = words.readable("no run has any loss@100", chosen)
    assert said == r"no run has any $\text{loss at } t = 100$"
