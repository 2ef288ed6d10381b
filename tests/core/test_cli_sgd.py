"""Online SGD on the command line."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pytest

from core import Setup, Status, online_sgd
from core.__main__ import main
from core.run import problem_of
from core.sgd_run import solve_sgd
from tests.core.test_cli import strict

SMALL = ["run", "--method", "sgd", "--dimension", "60", "--decay", "1.5", "--seed", "4"]
SETUP = Setup(dimension=60, decay=1.5, seed=4, step_size=0.03, steps=2_000)
OPTIONS = ["--step-size", "0.03", "--steps", "2000", "--noise", "0.1", "--replicas", "12"]


def answer_to(options, capsys):
    assert main([*SMALL, *options, "--json"]) == 0
    out, err = capsys.readouterr()
    assert out.count("\n") == 1
    assert err == ""
    return strict(out)


def test_one_json_object_says_what_the_runs_did(capsys):
    answer = answer_to(OPTIONS, capsys)
    runs = online_sgd(problem_of(SETUP), 0.03, 2_000, noise=0.1, replicas=12, seed=4)
    assert answer["setup"] == {**asdict(SETUP), "method": "sgd", "noise": 0.1, "replicas": 12}
    diverged = sum(run.status is Status.DIVERGED for run in runs)
    assert 0 < diverged < 12
    assert answer["diverged"]["count"] == diverged
    assert answer["diverged"]["share"] == diverged / 12
    assert answer["diverged"]["low"] < diverged / 12 < answer["diverged"]["high"]
    assert answer["statuses"] == {"finished": 12 - diverged, "diverged": diverged}
    assert answer["status"].startswith("Of 12 runs: ")
    assert list(answer["phases"]) == ["t1", "t1_prime", "t2"]
    for key, time in answer["phases"].items():
        span = answer["phase_ranges"][key]
        assert time is None or span["low"] <= time
        assert span["runs"] <= 12
    assert len(answer["exponents"]) == 6
    assert all(row["runs"] <= 12 for row in answer["exponents"])
    assert answer["seconds"] > 0


def test_the_numbers_are_those_of_python(capsys):
    answer = answer_to(OPTIONS, capsys)
    run = solve_sgd(SETUP, noise=0.1, replicas=12)
    assert answer["phases"]["t1"] == run.phases["t1"].median
    fitted = [np.nan if row["fitted"] is None else row["fitted"] for row in answer["exponents"]]
    np.testing.assert_array_equal(fitted, run.exponents.fitted)
    assert answer["kernel"] == run.kernel.sentence


def test_the_papers_noise_and_sixteen_runs_are_the_default(capsys):
    setup = answer_to(["--steps", "200"], capsys)["setup"]
    assert setup["noise"] == 0.05
    assert setup["replicas"] == 16


@pytest.mark.parametrize("options", [OPTIONS, ["--steps", "50"], ["--step-size", "1e3"]])
def test_the_tables_are_for_reading(options, capsys):
    assert main([*SMALL, "--steps", "2000", "--replicas", "5", *options]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert err == ""
    assert max(map(len, lines)) <= 100
    assert all(line == line.rstrip() for line in lines)
    assert "nan" not in out.lower()
    assert "Share diverged: " in out
    assert "middle 80 %" in out


def test_more_replicas_than_memory_has_room_for_are_refused_in_a_sentence(capsys):
    assert main([*SMALL, "--steps", "1000000", "--replicas", "100000"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "do not fit into memory: allowed are up to" in err
    assert err.count("\n") == 1


def test_the_help_says_what_the_noise_is(capsys):
    with pytest.raises(SystemExit):
        main(["run", "--help"])
    text = " ".join(capsys.readouterr().out.split())
    assert "--noise" in text
    assert "standard deviation" in text
    assert "0.05 is the paper's" in text
    assert "one of gd, flow, sgd" in text


def test_a_terminal_sees_how_far_it_is(capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert main([*SMALL, "--steps", "500000", "--replicas", "2", "--json"]) == 0
    out, err = capsys.readouterr()
    json.loads(out)
    assert "% of the steps" in err
    # The line is cleared at the end.
    assert err.endswith("\r\033[K")
