"""`python -m core sweep`: what it says, and what is left when it is killed or interrupted."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

from core.__main__ import main
from core.parameters import PARAMETERS
from core.sweep import Sweep, from_toml, read_rows, run_sweep
from tests.serving import ROOT

OPTIONS = ["--dimension", "60", "--steps", "1e5", "--seeds", "0:200", "--decay", "2:3:10"]
SWEEP = Sweep.of(
    {"dimension": 60, "steps": 100_000, "seed": "0:200", "decay": "2:3:10"},
    ["t2"],
)


def command(out, *more):
    options = [*OPTIONS, "--measure", "t2", "--out", str(out), *more]
    return [sys.executable, "-m", "core", "sweep", *options]


def start(out):
    return subprocess.Popen(
        command(out), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def wait_for_rows(process, out, parts):
    """Until so many files of rows are there and the command still goes on."""
    until = time.monotonic() + 60
    while len(list(out.glob("rows-*"))) < parts:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.002)


def parts(out):
    return {part.name: part.read_bytes() for part in out.glob("rows-*")}


@pytest.fixture(scope="module")
def expected():
    return run_sweep(SWEEP).drop(columns="seconds")


def assert_whole(out, expected, kept):
    """Every row once, and what had been kept before is as it was."""
    found = read_rows(out).drop(columns="seconds")
    pd.testing.assert_frame_equal(found, expected, check_exact=True)
    assert kept.items() <= parts(out).items()


def test_a_killed_sweep_loses_no_batch_and_doubles_none(tmp_path, expected, capsys):
    out = tmp_path / "runs.parquet"
    for wanted in (1, 3):
        process = start(out)
        wait_for_rows(process, out, wanted)
        process.kill()
        process.communicate()
        kept = parts(out)
        assert 0 < len(pd.read_parquet(out)) < len(SWEEP)
        assert not pd.read_parquet(out).run.duplicated().any()
    assert main(command(out)[3:]) == 0
    said = capsys.readouterr()
    before = sum(len(range(*map(int, re.findall(r"\d+", name)))) + 1 for name in kept)
    assert f"has {before:,} of 2,000 rows; going on from there." in said.err
    assert f"2,000 rows in {out}, {2000 - before:,} of them new." in said.out
    assert_whole(out, expected, kept)
    # Once more, and there is nothing to do.
    assert main(command(out)[3:]) == 0
    assert "0 of them new" in capsys.readouterr().out


def test_an_interrupted_sweep_keeps_its_rows_and_says_how_to_go_on(tmp_path, expected, capsys):
    out = tmp_path / "runs.parquet"
    process = start(out)
    wait_for_rows(process, out, 1)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "Traceback" not in said[1]
    rows = len(read_rows(out))
    assert f"Stopped. {rows:,} of 2,000 rows are in {out}; the same command goes on" in said[1]
    assert 0 < rows < 2_000
    kept = parts(out)
    assert main(command(out)[3:]) == 0
    assert f"going on from there.\n{2_000 - rows:,} runs, about" in capsys.readouterr().err
    assert_whole(out, expected, kept)


def test_a_damaged_tail_is_said_and_mended(tmp_path, capsys):
    out = tmp_path / "runs.parquet"
    options = ["sweep", "--dimension", "20", "--steps", "100", "--seeds", "0:50"]
    options += ["--measure", "t1", "--out", str(out)]
    assert main(options) == 0
    last = max(out.glob("rows-*"))
    os.truncate(last, last.stat().st_size - 10)
    assert main(options) == 0
    out_text, err = capsys.readouterr()
    aside = f"_damaged-{last.name}"
    assert (
        f"{last.name} is damaged; it was set aside as {aside}, and its runs are computed again."
        in err
    )
    assert (out / aside).exists()
    assert list(read_rows(out).run) == list(range(50))
    assert f"50 rows in {out}, 50 of them new." in out_text


def test_a_file_says_the_sweep_and_options_take_the_place_of_what_it_says(tmp_path, capsys):
    file = tmp_path / "sweep.toml"
    file.write_text('measure = ["t1"]\nrandom = 4\n[parameters]\ndecay = "1:2"\nsteps = 1000\n')
    options = ["sweep", "--from", str(file), "--steps", "10,100", "--design-seed", "3", "--dry-run"]
    assert main(options) == 0
    said = capsys.readouterr().out
    text, _, cost = said.rpartition("\n\n")
    expected = Sweep.of({"decay": "1:2", "steps": "10,100"}, ["t1"], random=4, design_seed=3)
    assert from_toml(text) == expected
    assert cost.startswith("4 runs, about ")
    assert main([*options[:3], "--dry-run", "--measure", "t2"]) == 0
    assert 'measure = ["t2"]' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--measure", "t2"], "Say where the rows are to be kept: --out DIRECTORY."),
        (["--out", "x"], "A sweep measures something"),
        (["--measure", "t9", "--out", "x"], "'t9' cannot be measured"),
        (["--decay", "1:2", "--measure", "t2", "--out", "x"], "a grid asks how many values"),
        (["--measure", "t2", "--workers", "0"], "workers cannot be '0'"),
        (["--measure", "t2", "--workers", "1e7"], "a whole number from 1 to 1,024"),
        (["--measure", "t2", "--workers", "-1"], "workers cannot be '-1'"),
        (["--measure", "t2", "--noise", "0.1"], "There is noise for the method sgd only"),
        (["--measure", "t2", "--random", "few"], "random cannot be 'few'"),
        (["--measure", "t2", "--random", "0"], "random cannot be 0"),
        (["--from", "nowhere.toml"], "nowhere.toml cannot be read"),
    ],
)
def test_a_wrong_sweep_is_refused_in_one_sentence(options, said, capsys):
    assert main(["sweep", *options]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.count("\n") == 1


def test_there_are_workers_here_or_there(capsys):
    with pytest.raises(SystemExit) as left:
        main(["sweep", "--measure", "t2", "--workers", "2", "--cluster", "tcp://nowhere:1"])
    assert left.value.code == 2
    assert "not allowed with argument --workers" in capsys.readouterr().err


def test_of_a_cluster_the_cost_is_that_of_the_work(capsys):
    options = ["sweep", "--measure", "t2", "--dimension", "20", "--cluster", "tcp://nowhere:1"]
    assert main([*options, "--dry-run"]) == 0
    assert "of one core, shared by the cluster" in capsys.readouterr().out


def test_the_help_is_enough_to_work_from(capsys):
    with pytest.raises(SystemExit) as left:
        main(["sweep", "--help"])
    assert left.value.code == 0
    text = capsys.readouterr().out
    for parameter in PARAMETERS.values():
        assert f"--{parameter.name.replace('_', '-')}" in text
    assert "--seeds" in text
    assert "1.2:4:15" in text
    assert "time:1-u=0.01" in text
    assert "goes on where it was left" in " ".join(text.split())
