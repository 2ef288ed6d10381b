"""Sweeps of online SGD: its rows are `online_sgd`'s, and it is a sweep like any other."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from core import find_phases, online_sgd
from core.__main__ import main
from core.parameters import ParameterError
from core.run import problem_of
from core.sweep import Sweep, fill, from_toml, open_store, read_rows, run_sweep, to_toml
from core.trajectory import Status

AXES = {"method": "sgd", "dimension": "20,300", "step_size": "0.005,0.02", "steps": 3_000}
SWEEP = Sweep.of(AXES | {"seed": "3:6"}, ["t1", "mse@end", "u@step=77", "time:mse=0.5"], noise=0.1)


@pytest.fixture(scope="module")
def table():
    return run_sweep(SWEEP, workers=2)


def test_every_row_is_what_online_sgd_finds(table):
    assert list(table.run) == list(range(12))
    assert set(table.method) == {"sgd"}
    assert set(table.noise) == {0.1}
    for row in table.to_dict(orient="records"):
        setup = SWEEP.setup(row["run"])
        assert (row["step_size"], row["dimension"], row["seed"]) == (
            setup.step_size, setup.dimension, setup.seed
        )  # fmt: skip
        (run,) = online_sgd(
            problem_of(setup), setup.step_size, setup.steps, noise=0.1, seed=setup.seed
        )
        t1 = find_phases(run, delta=setup.delta, epsilon=setup.epsilon).t1
        assert row["t1"] == t1 or (t1 is None and math.isnan(row["t1"]))
        assert row["diverged"] == (run.status is Status.DIVERGED)
        if not row["diverged"]:
            assert row["mse@end"] == run.mse[-1]
        (run,) = online_sgd(
            problem_of(setup), setup.step_size, setup.steps, noise=0.1, seed=setup.seed, at=[77]
        )
        there = len(run) > 0
        assert row["u@step=77"] == run.u[-1] if there else math.isnan(row["u@step=77"])


def test_the_rows_do_not_depend_on_the_workers(table):
    one = run_sweep(SWEEP, workers=1)
    pd.testing.assert_frame_equal(
        one.drop(columns="seconds"), table.drop(columns="seconds"), check_exact=True
    )


def test_the_share_that_diverges_grows_with_the_step():
    axes = AXES | {"dimension": 50, "step_size": "0.001,0.2", "seed": "0:30", "steps": 1_000}
    rows = run_sweep(Sweep.of(axes, ["mse@end"]))
    shares = rows.groupby("step_size").diverged.mean()
    assert shares[0.001] == 0
    assert shares[0.2] > 0.5
    assert (rows.status[rows.diverged] == "diverged").all()
    assert np.isfinite(rows["mse@end"][~rows.diverged]).all()


def test_it_is_kept_and_resumed(tmp_path, table):
    path = tmp_path / "sgd.parquet"
    for stored in (SWEEP, from_toml(to_toml(SWEEP))):
        with open_store(path, stored) as store:
            fill(store, stored)
            assert store.done == 12
            assert not store.dropped
    pd.testing.assert_frame_equal(
        read_rows(path).drop(columns="seconds"), table.drop(columns="seconds"), check_exact=True
    )
    with pytest.raises(ParameterError, match="another sweep"), open_store(
        path, Sweep.of(AXES | {"seed": "3:6"}, SWEEP.measures, noise=0.2)
    ):  # fmt: skip
        pass


def test_a_file_has_the_method_and_its_noise():
    text = to_toml(SWEEP)
    assert "noise = 0.1\n" in text
    assert 'method = "sgd"\n' in text
    assert from_toml(text) == SWEEP
    assert Sweep.of(AXES, ["t1"]).noise == 0.05


def test_the_command_line_takes_it(capsys, tmp_path):
    options = ["sweep", "--method", "sgd", "--steps", "100", "--seeds", "0:2", "--dimension", "20"]
    options += ["--measure", "mse@end", "--dry-run"]
    assert main(options) == 0
    assert "noise = 0.05" in capsys.readouterr().out
    file = tmp_path / "sweep.toml"
    file.write_text(to_toml(SWEEP), encoding="utf-8")
    assert main(["sweep", "--from", str(file), "--steps", "50", "--dry-run"]) == 0
    assert "noise = 0.1" in capsys.readouterr().out
    assert main(["sweep", "--from", str(file), "--method", "gd", "--dry-run"]) == 0
    assert "noise" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("axes", "noise", "said"),
    [
        ({"student": "fixed norm"}, None, "Online SGD is for a free student"),
        ({"student": "free,fixed norm"}, None, "Online SGD is for a free student"),
        ({}, -1.0, "Label noise (noise) cannot be -1"),
        ({"method": "gd"}, 0.1, "There is noise for the method sgd only"),
        ({"method": "gd,sgd"}, None, "Method (method) cannot be 'sgd'"),
    ],
)
def test_what_it_is_not_for_is_refused_in_one_sentence(axes, noise, said):
    with pytest.raises(ParameterError) as refused:
        Sweep.of(AXES | axes, ["t1"], noise=noise)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
