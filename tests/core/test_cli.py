"""The command line, as its reader and as a program sees it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from core.__main__ import main
from core.parameters import PARAMETERS, Setup
from core.run import solve

SMALL = ["run", "--dimension", "200", "--steps", "1e5"]


def strict(text):
    """JSON as the standard has it: no NaN, no Infinity."""

    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


def test_the_command_of_the_documentation_prints_one_json_object():
    command = (
        "-m core run --method gd --decay 2 --dimension 1000 --step-size 0.01 "
        "--steps 10000000 --seed 0 --json"
    )
    done = subprocess.run(
        [sys.executable, *command.split()],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    answer = strict(done.stdout)
    run = solve(Setup())
    assert list(answer) == ["setup", "phases", "exponents", "status", "seconds"]
    assert answer["setup"] == asdict(Setup())
    assert list(answer["phases"]) == ["t1", "t1_prime", "t2"]
    # The same computation in another process: equal to rounding, whatever the threads did.
    assert answer["phases"]["t2"] == pytest.approx(run.phases.t2, rel=1e-12)
    assert [list(row) for row in answer["exponents"]] == [list(run.exponents.columns)] * 6
    fitted = [row["fitted"] for row in answer["exponents"]]
    np.testing.assert_allclose(fitted, run.exponents.fitted, rtol=1e-9)
    assert answer["status"] == run.trajectory.sentence
    # The aim is 0.02 s; a loaded machine may take longer, compiling would take ten seconds.
    assert 0 < answer["seconds"] < 2


def test_numbers_that_there_are_none_of_are_null(capsys):
    assert main([*SMALL, "--step-size", "1000", "--json"]) == 0
    answer = strict(capsys.readouterr().out)
    assert answer["phases"]["t1_prime"] is None
    assert answer["phases"]["t2"] is None
    assert all(row["fitted"] is None for row in answer["exponents"])
    assert answer["status"].startswith("The run diverged")


def test_every_parameter_is_an_option(capsys):
    setup = Setup(
        method="flow",
        decay=1.5,
        dimension=300,
        step_size=0.02,
        steps=500,
        horizon=50,
        seed=9,
        teacher="flat",
        teacher_decay=0.5,
        start_norm=0.3,
        delta=0.2,
        epsilon=0.1,
    )
    options = [
        part
        for name, value in asdict(setup).items()
        for part in ("--" + name.replace("_", "-"), PARAMETERS[name].format(value))
    ]
    assert main(["run", *options, "--json"]) == 0
    assert strict(capsys.readouterr().out)["setup"] == asdict(setup)


def test_the_tables_are_for_reading(capsys):
    assert main([*SMALL, "--decay", "3"]) == 0
    text = capsys.readouterr().out
    run = solve(Setup(dimension=200, steps=100_000, decay=3))
    assert f"T2  = {run.phases.t2:.4g}" in text
    for row in run.exponents.itertuples():
        assert row.quantity in text
        assert row.verdict.split(":")[0] in text
        assert f"{row.theory:.3f}" in text
    assert "nan" not in text.lower()
    assert run.trajectory.sentence.split(":")[0] in text


@pytest.mark.parametrize(
    "options",
    [[], ["--decay", "1.2"], ["--step-size", "100"], ["--steps", "5"], ["--method", "flow"]],
)
def test_no_line_is_wider_than_a_terminal(options, capsys):
    assert main([*SMALL, *options]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 100
    assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["run", "--decay", "9"], "Decay exponent (decay) cannot be 9.0: allowed is a number"),
        (["run", "--decay", "steep"], "Decay exponent (decay) cannot be 'steep'"),
        (["run", "--steps", "1.5"], "Steps (steps) cannot be 1.5: allowed is a whole number"),
        (["run", "--step-size", "nan"], "Step size (step_size) cannot be nan"),
        (
            ["run", "--method", "adam"],
            "Method (method) cannot be 'adam': allowed is one of gd, flow, sgd",
        ),
        (
            ["run", "--method", "sgd", "--noise", "-1"],
            "Label noise (noise) cannot be -1.0: allowed is a number from 0 to 10",
        ),
    ],
)
def test_a_wrong_value_is_refused_in_one_sentence(arguments, sentence, capsys):
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(sentence)
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "--dim", "5"], "--dim"),
        (["run", "--decay"], "--decay: expected one argument"),
        ([], "command"),
        (["walk"], "'walk'"),
    ],
)
def test_a_wrong_command_is_refused_in_one_line(arguments, said, capsys):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.count("\n") == 1


def test_the_help_is_enough_to_work_from(capsys):
    with pytest.raises(SystemExit) as left:
        main(["run", "--help"])
    assert left.value.code == 0
    text = " ".join(capsys.readouterr().out.split())
    for parameter in PARAMETERS.values():
        assert f"--{parameter.name.replace('_', '-')}" in text
        assert parameter.help in text
        assert parameter.allowed in text
    assert "examples:" in text
