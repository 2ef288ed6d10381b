"""Rows on disk: a directory of small Parquet files, whole at every moment.

A Parquet file ends with its table of contents, so rows cannot be appended to one that is to be
readable throughout: a process that is killed on the way leaves a file that nothing can read. So
`runs.parquet` is a directory, which `pandas.read_parquet` and most other readers take for one
table:

    runs.parquet/_sweep.toml                            the sweep that the rows belong to
    runs.parquet/_lock                                  held by the process that writes
    runs.parquet/rows-00000000-00000255.parquet         the runs 0 to 255

- A batch is written under another name, brought to the disk and then renamed, which either has
  happened or has not: there is no moment at which half a batch, or one batch twice, can be read.
- What is done is told by the names alone. There is no journal that could disagree with the rows.
- A file is checked before a sweep is resumed. One that is damaged (a disk that was full, a machine
  that lost its power) is set aside under another name with a sentence, and its runs are computed
  again. One that cannot be read at the moment is none of that: it is left, and said.

Names that begin with "_" or "." are no data: readers skip them.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from core.parameters import ParameterError
from core.sweep.design import Sweep
from core.sweep.rows import NUMBER, inputs_of, schema_of
from core.sweep.toml import to_toml

SWEEP_FILE, LOCK_FILE, UNFINISHED = "_sweep.toml", "_lock", ".unfinished-"
DAMAGED = "_damaged-"
PART = re.compile(r"rows-(\d{8})-(\d{8})\.parquet")


class Store:
    """The rows of one sweep in one directory, open for writing; use `open_store`.

    Attributes:
        dropped: a sentence for every damaged file that was set aside when it was opened.
    """

    def __init__(self, path: Path, sweep: Sweep) -> None:
        """Check what is there; the caller holds the lock."""
        self.path = path
        self._sweep = sweep
        self.dropped: list[str] = []
        _settle_sweep(path, sweep)
        for leftover in path.glob(f"{UNFINISHED}*"):
            leftover.unlink()
        self._done = np.zeros(len(sweep), bool)
        for part in sorted(path.glob("rows-*.parquet")):
            self._take(part)

    @property
    def done(self) -> int:
        """How many rows there are."""
        return int(np.count_nonzero(self._done))

    def missing(self) -> list[range]:
        """The runs that have no row yet, as ranges in order."""
        edges = np.flatnonzero(np.diff(np.concatenate(([True], self._done, [True]))))
        return [range(int(a), int(b)) for a, b in edges.reshape(-1, 2)]

    def append(self, rows: pa.Table) -> None:
        """Add the rows of consecutive runs, all of them or none."""
        first, last = rows[NUMBER][0].as_py(), rows[NUMBER][-1].as_py()
        unfinished = self.path / f"{UNFINISHED}{first:08d}"
        with unfinished.open("wb") as file:
            pq.write_table(rows, file, write_page_checksum=True)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self.path / f"rows-{first:08d}-{last:08d}.parquet")
        _sync_directory(self.path)
        self._done[first : last + 1] = True

    def _take(self, part: Path) -> None:
        """Count the rows of a file as done, or drop it."""
        match = PART.fullmatch(part.name)
        numbers = range(int(match[1]), int(match[2]) + 1) if match else range(0)
        damage = _damage(part, numbers, self._sweep)
        if not damage and self._done[numbers.start : numbers.stop].any():
            damage = "holds rows that another file holds, too"
        if damage:
            aside = f"{DAMAGED}{part.name}"
            part.replace(self.path / aside)
            self.dropped.append(
                f"{part.name} {damage}; it was set aside as {aside}, and its runs are computed "
                "again."
            )
        else:
            self._done[numbers.start : numbers.stop] = True


@contextmanager
def open_store(path: Path, sweep: Sweep) -> Iterator[Store]:
    """Open the rows of a sweep for writing, new or to be resumed; one process at a time.

    Raises:
        ParameterError: the directory is something else's, another sweep's, or in use.
    """
    if path.exists() and not path.is_dir():
        raise ParameterError(f"{path} is a file; rows are kept in a directory of that name.")
    if path.is_dir() and not (path / SWEEP_FILE).exists() and _visible(path):
        raise ParameterError(f"{path} holds something else than a sweep; choose another name.")
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = (path / LOCK_FILE).open("w")
    except OSError as error:
        raise ParameterError(f"{path} cannot be written: {error.strerror}.") from None
    with lock:
        _take_lock(lock.fileno(), path)
        yield Store(path, sweep)


def read_rows(path: Path) -> pd.DataFrame:
    """All rows that there are, one a run, in the order of the runs; also while a sweep goes on.

    Raises:
        ParameterError: there are none.
    """
    parts = sorted(path.glob("rows-*.parquet"))
    if not parts:
        raise ParameterError(f"{path} holds no rows of a sweep.")
    return pa.concat_tables([pq.read_table(part) for part in parts]).to_pandas()


def _visible(path: Path) -> bool:
    return any(not entry.name.startswith(("_", ".")) for entry in path.iterdir())


def _take_lock(descriptor: int, path: Path) -> None:
    """Hold the lock until the descriptor is closed, however the process ends."""
    with suppress(ImportError):  # Not on every system; there nothing guards against two writers.
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ParameterError(f"{path} is being written by another process.") from None


def _settle_sweep(path: Path, sweep: Sweep) -> None:
    """Write down the sweep, or see that it is the one that is written down."""
    file, text = path / SWEEP_FILE, to_toml(sweep)
    if not file.exists():
        unfinished = path / f"{UNFINISHED}sweep"
        with unfinished.open("w", encoding="utf-8") as content:
            content.write(text)
            content.flush()
            os.fsync(content.fileno())
        unfinished.replace(file)
        _sync_directory(path)
        return
    try:
        before, now = file.read_text(encoding="utf-8").splitlines(), text.splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ParameterError(f"{file} cannot be read: {error}.") from None
    if not before:
        raise ParameterError(
            f"{file} is empty, so it is not known whose rows these are; choose another name."
        )
    if before != now:
        first = next((line for line in before if line and line not in now), "")
        raise ParameterError(
            f"{path} holds the rows of another sweep"
            + (f" (there it says {first})" if first else " (without what is asked now)")
            + "; choose another name."
        )


def _sync_directory(path: Path) -> None:
    """Bring the names in a directory to the disk, where the system has a way to ask for it."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _damage(part: Path, numbers: range, sweep: Sweep) -> str:
    """What is wrong with a file, in words; empty if nothing is.

    Raises:
        ParameterError: nothing is wrong with it, but it is no file of this sweep.
    """
    try:
        rows = pq.read_table(part, partitioning=None, page_checksum_verification=True)
    except OSError as error:
        # Arrow tells a wrong checksum as one without a number, too.
        if error.errno not in (None, errno.ENOENT):
            raise ParameterError(f"{part} cannot be read: {error.strerror or error}.") from None
        return "is damaged"
    except (ValueError, EOFError, pa.ArrowException):
        return "is damaged"
    if not rows.schema.equals(schema_of(sweep)) or numbers.stop > len(sweep):
        raise ParameterError(
            f"{part} has not the columns and runs of this sweep, "
            "as if another version had written it; choose another name."
        )
    if not np.array_equal(rows[NUMBER].to_numpy(), np.arange(numbers.start, numbers.stop)):
        return "has other rows than its name says"
    for place, number in ((0, numbers.start), (-1, numbers.stop - 1)):
        inputs = inputs_of(sweep, number)
        names = rows.schema.names[1 : 1 + len(inputs)]
        if tuple(rows[name][place].as_py() for name in names) != inputs:
            raise ParameterError(
                f"{part} has the rows of another sweep with the same columns; choose another name."
            )
    return ""
