"""Rows on disk: whole at every moment, none lost, none twice."""

from __future__ import annotations

import errno
import os

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.parameters import ParameterError
from core.sweep import Sweep, fill, open_store, read_rows, run_sweep
from core.sweep.rows import measure_runs
from tests.core.sweep.sweeps import SMALL

SWEEP = Sweep.of(SMALL | {"seed": "0:12"}, ["t2", "mse@end"])


@pytest.fixture(scope="module")
def expected():
    return run_sweep(SWEEP, workers=1)


def assert_same_rows(found, expected):
    pd.testing.assert_frame_equal(
        found.drop(columns="seconds"), expected.drop(columns="seconds"), check_exact=True
    )


def parts(path):
    return sorted(path.glob("rows-*.parquet"))


def test_what_was_filled_is_read_by_pandas_as_one_table(tmp_path, expected):
    path = tmp_path / "runs.parquet"
    counted = []
    with open_store(path, SWEEP) as store:
        assert store.missing() == [range(24)]
        fill(store, SWEEP, workers=2, on_rows=counted.append)
        assert store.done == sum(counted) == 24
    assert len(parts(path)) > 1
    assert_same_rows(read_rows(path), expected)
    assert_same_rows(pd.read_parquet(path), expected)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 23), st.integers(1, 6)), max_size=6))
def test_any_rows_that_are_there_are_kept_and_the_others_added(tmp_path_factory, expected, batches):
    path = tmp_path_factory.mktemp("store") / "runs.parquet"
    there = set()
    with open_store(path, SWEEP) as store:
        for first, length in batches:
            numbers = range(first, min(first + length, 24))
            if not there & set(numbers):
                store.append(measure_runs(SWEEP, numbers))
                there |= set(numbers)
        missing = [number for part in store.missing() for number in part]
        assert missing == sorted(set(range(24)) - there)
    kept = {part.name: part.read_bytes() for part in parts(path)}
    with open_store(path, SWEEP) as store:
        assert store.done == len(there)
        assert not store.dropped
        fill(store, SWEEP, workers=1)
    assert_same_rows(read_rows(path), expected)
    assert all((path / name).read_bytes() == content for name, content in kept.items())


def damage_tail(part):
    part.write_bytes(part.read_bytes()[:-20])


def damage_all(part):
    part.write_bytes(b"")


def change_rows(part):
    rows = pq.read_table(part)
    pq.write_table(rows.slice(1), part)


@pytest.mark.parametrize("damage", [damage_tail, damage_all, change_rows])
def test_a_damaged_file_is_dropped_with_a_sentence_and_computed_again(tmp_path, expected, damage):
    path = tmp_path / "runs.parquet"
    with open_store(path, SWEEP) as store:
        fill(store, SWEEP, workers=1)
    last = parts(path)[-1]
    rows = pq.read_metadata(last).num_rows
    damage(last)
    with open_store(path, SWEEP) as store:
        assert len(store.dropped) == 1
        assert last.name in store.dropped[0]
        assert "its runs are computed again" in store.dropped[0]
        assert store.done == 24 - rows
        fill(store, SWEEP, workers=1)
    assert_same_rows(read_rows(path), expected)


def test_no_wrong_byte_becomes_a_wrong_row(tmp_path):
    path = tmp_path / "runs.parquet"
    rows = measure_runs(SWEEP, range(5))
    with open_store(path, SWEEP) as store:
        store.append(rows)
    (part,) = parts(path)
    content = part.read_bytes()
    noticed = 0
    for place in range(0, len(content), 23):
        wrong = bytearray(content)
        wrong[place] ^= 0xFF
        part.write_bytes(wrong)
        refused = False
        try:
            with open_store(path, SWEEP) as store:
                noticed += len(store.dropped)
        except ParameterError:  # The wrong byte stands among the names of the columns.
            refused = True
        # Else it stands where no reader looks, as in the statistics of a column.
        if part.exists() and not refused:
            assert_same_rows(read_rows(path), rows.to_pandas())
    assert noticed > 100


def test_what_a_killed_writer_leaves_is_no_data(tmp_path, expected):
    path = tmp_path / "runs.parquet"
    with open_store(path, SWEEP) as store:
        store.append(measure_runs(SWEEP, range(5)))
    (path / ".unfinished-00000005").write_bytes(b"half a batch")
    assert len(pd.read_parquet(path)) == len(read_rows(path)) == 5
    with open_store(path, SWEEP) as store:
        assert not list(path.glob(".unfinished*"))
        fill(store, SWEEP, workers=1)
    assert_same_rows(read_rows(path), expected)


def test_rows_that_two_files_hold_are_counted_once(tmp_path, expected):
    path = tmp_path / "runs.parquet"
    with open_store(path, SWEEP) as store:
        store.append(measure_runs(SWEEP, range(5)))
        store.append(measure_runs(SWEEP, range(3, 9)))
    with open_store(path, SWEEP) as store:
        assert "holds rows that another file holds" in store.dropped[0]
        fill(store, SWEEP, workers=1)
    assert_same_rows(read_rows(path), expected)


def refusal(path, sweep=SWEEP):
    with pytest.raises(ParameterError) as refused, open_store(path, sweep):
        pass
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_nothing_else_is_written_over(tmp_path):
    file = tmp_path / "file"
    file.touch()
    assert "is a file" in refusal(file)
    assert "cannot be written" in refusal(file / "inside")
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").touch()
    assert "something else" in refusal(other)
    runs = tmp_path / "runs"
    with open_store(runs, SWEEP):
        assert "being written" in refusal(runs)
    assert "another sweep (there it says measure" in refusal(runs, Sweep.of(SMALL, ["t2"]))
    longer = Sweep.of(SMALL | {"seed": "0:12", "decay": 3}, SWEEP.measures)
    assert "without what is asked now" in refusal(runs, longer)
    with pytest.raises(ParameterError, match="holds no rows"):
        read_rows(runs)


@pytest.mark.parametrize("number", [errno.EMFILE, errno.EACCES, errno.EIO])
def test_a_file_that_cannot_be_read_at_the_moment_is_no_damage(tmp_path, monkeypatch, number):
    path = tmp_path / "runs.parquet"
    with open_store(path, SWEEP) as store:
        store.append(measure_runs(SWEEP, range(5)))

    def refuse(*_, **__):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr("core.sweep.store.pq.read_table", refuse)
        assert f"cannot be read: {os.strerror(number)}" in refusal(path)
    with open_store(path, SWEEP) as store:
        assert store.done == 5


def test_damaged_rows_are_set_aside_for_whoever_wants_to_look(tmp_path):
    path = tmp_path / "runs.parquet"
    with open_store(path, SWEEP) as store:
        store.append(measure_runs(SWEEP, range(5)))
    (part,) = parts(path)
    damage_tail(part)
    content = part.read_bytes()
    with open_store(path, SWEEP):
        pass
    assert (path / f"_damaged-{part.name}").read_bytes() == content
    # Readers skip it.
    assert not list(path.glob("rows-*"))


def test_rows_of_another_design_with_the_same_columns_are_refused(tmp_path):
    other = Sweep.of(SMALL | {"seed": "0:12", "dimension": 51}, SWEEP.measures)
    paths = [tmp_path / name for name in ("these", "others")]
    for path, sweep, numbers in zip(paths, (SWEEP, other), (range(3), range(3, 6)), strict=True):
        with open_store(path, sweep) as store:
            store.append(measure_runs(sweep, numbers))
    (stranger,) = parts(paths[1])
    (paths[0] / stranger.name).write_bytes(stranger.read_bytes())
    assert "the rows of another sweep with the same columns" in refusal(paths[0])
    assert len(parts(paths[0])) == 2


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "is empty"), (b"\xff\xfe", "cannot be read"), (b"\n", "another")]
)
def test_a_sweeps_file_that_says_nothing_is_said(tmp_path, content, said):
    path = tmp_path / "runs.parquet"
    with open_store(path, SWEEP) as store:
        store.append(measure_runs(SWEEP, range(3)))
    (path / "_sweep.toml").write_bytes(content)
    assert said in refusal(path)
    assert len(parts(path)) == 1


def test_a_file_of_another_version_is_neither_read_nor_dropped(tmp_path):
    path = tmp_path / "runs.parquet"
    with open_store(path, SWEEP) as store:
        store.append(measure_runs(SWEEP, range(5)))
    (part,) = parts(path)
    rows = pq.read_table(part)
    pq.write_table(rows.drop_columns("teacher"), part)
    assert "another version" in refusal(path)
    assert part.exists()
