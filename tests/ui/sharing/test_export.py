import io
import json
import re
from dataclasses import asdict, fields
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exponents.row import COLUMNS
from core.parameters import ParameterError, Setup
from core.run import Run, solve
from tests.ui.cases import CASES
from tests.ui.setups import setups
from ui.laws import Laws, laws_of
from ui.sharing.export import (
    LONGEST_SETUP,
    LONGEST_STEM,
    curves_csv,
    exponents_csv,
    file_stem,
    setup_from_json,
    setup_json,
)

EVERY_CASE = pytest.mark.parametrize("setup", CASES.values(), ids=CASES.keys())

RECORDED = {
    "time": "time", "u": "u", "s": "s", "1-u": "one_minus_u", "1-s": "one_minus_s",
    "loss": "loss", "mse": "mse",
}  # fmt: skip
PREDICTED = {
    "law u": ("early", "u"),
    "law 1-u": ("late", "one_minus_u"),
    "law 1-s": ("late", "one_minus_s"),
    "law loss": ("late", "loss"),
    "law mse": ("late", "mse"),
}


def read(setup: Setup) -> tuple[Run, Laws]:
    run = solve(setup)
    return run, laws_of(run)


def table(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), comment="#")


def header(text: str) -> dict[str, str]:
    lines = [line[2:] for line in text.splitlines() if line.startswith("# ")]
    assert text.startswith("# Phasescape: ")
    return dict(line.split(": ", 1) for line in lines)


# Curves


@EVERY_CASE
def test_curves_read_back_exactly(setup: Setup) -> None:
    run, laws = read(setup)
    frame = table(curves_csv(run, laws))
    recorded = list(RECORDED)
    if setup.method == "gd":
        recorded.insert(1, "step")
    assert list(frame) == recorded + list(PREDICTED)
    assert len(frame) == len(run.trajectory)
    for column, name in RECORDED.items():
        np.testing.assert_array_equal(frame[column], getattr(run.trajectory, name))
    if run.trajectory.step is not None:
        np.testing.assert_array_equal(frame["step"], run.trajectory.step)


@EVERY_CASE
def test_laws_stand_beside_their_times_and_nowhere_else(setup: Setup) -> None:
    run, laws = read(setup)
    frame = table(curves_csv(run, laws))
    for column, (at, name) in PREDICTED.items():
        there = frame.loc[frame[column].notna()]
        values = getattr(laws, name)
        np.testing.assert_array_equal(there["time"], getattr(laws, at)[np.isfinite(values)])
        np.testing.assert_array_equal(there[column], values[np.isfinite(values)])


def test_cells_are_empty_where_no_law_holds() -> None:
    run, laws = read(CASES["irregular"])
    assert laws.late.size == 0
    assert table(curves_csv(run, laws))["law loss"].isna().all()
    assert "nan" not in curves_csv(run, laws)


# Exponents


@EVERY_CASE
def test_exponents_read_back_exactly(setup: Setup) -> None:
    run, _ = read(setup)
    frame = table(exponents_csv(run))
    assert list(frame) == list(COLUMNS)
    pd.testing.assert_frame_equal(frame, run.exponents, check_exact=True, check_dtype=False)


# Headers


@EVERY_CASE
def test_header_has_setup_phases_and_status(setup: Setup) -> None:
    run, laws = read(setup)
    for text in (curves_csv(run, laws), exponents_csv(run)):
        said = header(text)
        assert Setup(**json.loads(said["setup"])) == setup
        assert setup_from_json(said["setup"]) == setup
        assert json.loads(said["phases"]) == {
            name: getattr(run.phases, name) for name in ("t1", "t1_prime", "t2")
        }
        assert said["status"] == run.trajectory.sentence
        # A reader that skips comments finds none among the values.
        assert text.count("#") == len(said)


# Setups


@given(setups())
def test_setup_comes_back_exactly(setup: Setup) -> None:
    assert setup_from_json(setup_json(setup)) == setup
    assert setup_from_json(setup_json(setup).encode()) == setup
    assert len(setup_json(setup)) < LONGEST_SETUP / 10


def test_setup_is_readable_and_may_be_written_by_hand() -> None:
    assert json.loads(setup_json(Setup())) == asdict(Setup())
    assert setup_from_json('{"decay": 3, "steps": 1e6}') == Setup(decay=3.0, steps=1_000_000)
    assert setup_from_json("\ufeff{}".encode()) == Setup()


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "cannot be read as JSON"),
        ("decay: 2", "cannot be read as JSON"),
        (b"\xff\xfe\x00", "cannot be read as JSON"),
        (b"\x89PNG\r\n\x1a\n", "cannot be read as JSON"),
        ("[" * 9000, "cannot be read as JSON"),
        ('{"decay":' * 1000, "cannot be read as JSON"),
        ("[]", "one JSON object"),
        ("2.0", "one JSON object"),
        ("null", "one JSON object"),
        ('"gd"', "one JSON object"),
        ('{"decay": NaN}', "no NaN in it"),
        ('{"decay": -Infinity}', "no -Infinity in it"),
        ('{"decay": 1e999}', "(decay) cannot be inf"),
        ('{"dimension": ' + "9" * 5000 + "}", "(dimension) cannot be inf"),
        ('{"seed": ' + "9" * 20 + "}", "(seed) cannot be 99999999999999999999"),
        ('{"decay": 99}', "a number from 0 to 6"),
        ('{"decay": true}', "(decay) cannot be True"),
        ('{"decay": "2"}', "(decay) cannot be '2'"),
        ('{"decay": null}', "(decay) cannot be None"),
        ('{"decay": [2]}', "(decay) cannot be [2]"),
        ('{"dimension": 2.5}', "a whole number"),
        ('{"method": "sgd"}', "one of gd, flow"),
        ('{"method": 1}', "one of gd, flow"),
        ('{"decay": 2, "decay": 3}', "“decay” only once"),
        ('{"alpha": 2}', "no “alpha”"),
        ('{"__class__": 2}', "no “__class__”"),
        (json.dumps({"x\n" * 500: 2}), "no “x?x?"),
        (" " * (LONGEST_SETUP + 1), "10,001 characters"),
        (b"x" * (LONGEST_SETUP + 1), "10,001 characters"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_wrong_file_is_refused_in_one_sentence(text: str | bytes, part: str) -> None:
    with pytest.raises(ParameterError) as refused:
        setup_from_json(text)
    sentence = str(refused.value)
    assert part in sentence
    assert sentence.endswith(".")
    assert not re.search(r"\. [A-Z]", sentence)
    assert len(sentence) < 300


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
anything = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)
near_setups = st.dictionaries(st.sampled_from([f.name for f in fields(Setup)]), anything)


@given(anything.map(json.dumps) | near_setups.map(json.dumps) | st.text() | st.binary())
def test_any_file_gives_a_setup_or_one_sentence(text: Any) -> None:
    try:
        setup = setup_from_json(text)
    except ParameterError as refused:
        sentence = str(refused)
    else:
        sentence = f"This is {setup}."
    assert sentence.endswith(".")
    assert sentence.isprintable()


# Names


def test_names_of_files() -> None:
    assert file_stem(Setup()) == "phasescape-gd-a2-d1000-eta0.01"
    assert (
        file_stem(Setup(method="flow", decay=1.5, horizon=1e8, teacher="flat", seed=7))
        == "phasescape-flow-a1.5-d1000-t1e8-flat-seed7"
    )
    assert (
        file_stem(Setup(step_size=1e-8, steps=10**9, teacher_decay=0.5))
        == "phasescape-gd-a2-d1000-eta1e-08-k1e9-b0.5"
    )


@given(setups())
def test_names_are_safe_and_short(setup: Setup) -> None:
    stem = file_stem(setup)
    assert re.fullmatch(r"[a-z0-9][a-z0-9.-]*[a-z0-9]", stem)
    assert len(stem) <= LONGEST_STEM
