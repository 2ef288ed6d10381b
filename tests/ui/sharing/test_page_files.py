"""What is taken along from the pages that show more than one run: the numbers are the page's."""

import io
import re
from dataclasses import replace
from threading import Event
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.ensemble import QUANTITIES, exponent_spread
from core.parameters import Setup
from tests.pages.driving import opened
from tests.ui.sharing.scripts import executed, number
from ui import compute
from ui.convergence.page import times
from ui.noise.numbers import expected
from ui.noise.replicas import Plan, Replicas, plan, replica_steps
from ui.sharing.code import as_code
from ui.sharing.noise_files import bands_csv, exponents_csv, mean_field_csv, noise_script
from ui.sharing.phase_files import epsilon_csv, tail_csv
from ui.sharing.trade_off_files import trade_off_csv, trade_off_script
from ui.tail.work import frozen_of, tail_of
from ui.trade_off.budget import Budget, for_setup
from ui.trade_off.numbers import at_time, outcome_of

SMALL = Setup(dimension=50, steps=3000, seed=3)
NOISE, COUNT = 0.1, 4


class Done:
    """A job with its result."""

    def __init__(self, value: Any) -> None:
        self.value = value


def read(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), comment="#")


@pytest.fixture(scope="module")
def replicas() -> Replicas:
    *_, (_, found) = replica_steps(SMALL, NOISE, COUNT, 0, Event())
    assert found is not None
    return found


def slopes(replicas: Replicas) -> pd.DataFrame:
    return exponent_spread(replicas.runs, compute.problem(SMALL))


def test_noise_script_prints_what_the_page_shows(replicas: Replicas) -> None:
    script = noise_script(SMALL, NOISE, COUNT, 0, plan(SMALL, COUNT))
    for argument in ("step_size=0.01", "steps=3_000", "noise=0.1", "replicas=4", "seed=3"):
        assert argument in script
    output = executed(script)
    its, known = replicas.ensemble, expected(SMALL, NOISE)
    assert output.startswith(its.sentence + "\n")
    for name in QUANTITIES:
        band = its.bands[name]
        assert number(output, f"{name} =") == f"{band.median[-1]:.6g}"
        assert f"{band.low[-1]:.6g} to {band.high[-1]:.6g}" in output
    assert number(output, "MSE =") == f"{known.mean_field.mse[-1]:.6g}"
    assert number(output, "an MSE of") == f"{known.floor.mse:.6g}"
    assert number(output, "steps up to") == f"{known.stability_limit:.6g}"
    for row in slopes(replicas).itertuples():
        assert f" {row.quantity} " in output


def test_noise_script_has_as_many_steps_as_the_page() -> None:
    script = noise_script(SMALL, NOISE, COUNT, 5, Plan(plan(SMALL, 1).kernel, 500, 3000))
    assert "# Of 3_000 steps as many as the page runs" in script
    assert "steps=500" in script
    # Samples number 5 of a setup with seed 3.
    assert "seed=8" in script
    # The mean field goes on to the end on the page, too.
    assert "sgd_mean_field(problem, step_size=0.01, steps=3_000, noise=0.1)" in script


def test_noise_files_are_the_bands_the_exponents_and_the_mean_field(replicas: Replicas) -> None:
    job: Any = Done(replicas)
    table = read(bands_csv(job, {"noise": NOISE}))
    its = replicas.ensemble
    assert table["time"].tolist() == its.time.tolist()
    assert table["runs"].tolist() == its.runs.tolist()
    for edge in ("low", "median", "high"):
        np.testing.assert_array_equal(table[f"1-u {edge}"], getattr(its.bands["one_minus_u"], edge))
    pd.testing.assert_frame_equal(
        read(exponents_csv(job, SMALL, {})), slopes(replicas), check_dtype=False
    )
    field = read(mean_field_csv(SMALL, NOISE, {}))
    np.testing.assert_array_equal(field["mse"], expected(SMALL, NOISE).mean_field.mse)


@pytest.mark.parametrize("job", [None, Done(None)])
def test_noise_files_before_there_is_anything_say_so(job: Any) -> None:
    for text in (bands_csv(job, {}), exponents_csv(job, SMALL, {})):
        assert "No replica has come" in text
        assert read(text).empty


@pytest.mark.parametrize("method", ["gd", "flow"])
def test_trade_off_table_and_script_are_the_pages(method: str) -> None:
    setup = replace(SMALL, method=method)
    budget = for_setup(Budget(100.0), setup)
    outcomes = [outcome_of(setup, decay) for decay in (0.0, 2.0, 4.0)]
    table = read(trade_off_csv(setup, budget, outcomes)).set_index("a")
    assert table.loc[2.0, "t1"] == outcomes[1].run.t1
    assert table.loc[2.0, "mse at budget"] == at_time(
        outcomes[1].time, outcomes[1].run.mse, budget.time
    )
    assert table.loc[2.0, "law t2"] == pytest.approx(outcomes[1].law.t2, nan_ok=True)

    output = executed(trade_off_script(setup, budget))
    for outcome in outcomes:
        said = output.partition(f"a = {outcome.decay}: ")[2]
        # The page records the budgets of its slider, too: between two records it reads the same
        # curves off, a little apart.
        near = pytest.approx
        assert float(number(said, "T1").rstrip(",")) == near(outcome.run.t1, rel=2e-3)
        assert float(number(said, "half the MSE").rstrip(";")) == near(outcome.run.half, rel=2e-3)
        # The budget is a stop of the slider: the same step of the same run, to six digits.
        loss = at_time(outcome.time, outcome.run.loss, budget.time)
        assert float(number(said, "loss")) == near(loss, rel=1e-5)
        share = re.search(r"MSE (\S+) of its plateau", said)
        assert share is not None
        left = at_time(outcome.time, outcome.run.mse, budget.time)
        assert float(share[1]) == near(left, rel=1e-5)


def test_tables_of_convergence_and_tail() -> None:
    found = times(Setup())
    table = read(epsilon_csv(Setup(), found))
    np.testing.assert_array_equal(table["t2"], found.simulated)
    np.testing.assert_array_equal(table["law t2"], found.law)
    tail, frozen = tail_of(Setup()), frozen_of(Setup())
    assert frozen is not None
    table = read(tail_csv(Setup(), tail, frozen))
    np.testing.assert_array_equal(table["mse"], tail.mse)
    np.testing.assert_array_equal(table["frozen high"], frozen.high)
    never = Setup(steps=5)
    assert read(tail_csv(never, tail_of(never), frozen_of(never))).empty


def shared(page: str, **link: str) -> AppTest:
    test = opened({"d": "50", "steps": "2000", "replicas": "2"} | link, f"pages/{page}.py")
    test.session_state[f"{page}_share"] = True
    test.run()
    assert not test.exception
    return test


@pytest.mark.parametrize(
    ("page", "labels"),
    [
        ("noise", ["Bands (CSV)", "Exponents (CSV)", "Mean field (CSV)"]),
        ("trade_off", ["Table over a (CSV)"]),
        ("convergence", ["Curves (CSV)", "Exponents (CSV)", "T2 over ε (CSV)"]),
        ("tail", ["Curves (CSV)", "Exponents (CSV)", "Tail (CSV)"]),
        ("explore", ["Curves (CSV)", "Exponents (CSV)"]),
    ],
)
def test_each_page_gives_its_own(page: str, labels: list[str]) -> None:
    test = shared(page)
    offered = [button.label for button in test.download_button]
    assert offered == [*labels, "Setup (JSON)", "Script (Python)"]


def test_noise_page_shares_online_sgd() -> None:
    script = shared("noise", sigma="0.2", eta="0.005").tabs[4].code[0].value
    assert "online_sgd" in script
    assert "noise=0.2" in script


def test_step_size_page_shares_the_run_of_steps_under_the_flow() -> None:
    test = shared("step_size", method="flow")
    run = compute.solution(Setup(dimension=50, steps=2000)).run
    assert test.tabs[4].code[0].value == as_code(run.setup).strip()
