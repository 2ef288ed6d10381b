"""`run_sweep`: all runs of a sweep, in memory or into a file that can be resumed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from threading import Event

import pandas as pd
import pyarrow as pa

from core.sweep.cost import estimate
from core.sweep.design import Sweep
from core.sweep.rows import NUMBER, schema_of
from core.sweep.store import Store
from core.sweep.workers import cores, on_cluster, on_threads

# A batch should take about this long: what a killed process loses of each worker's work.
BATCH_SECONDS, MOST_ROWS = 1.0, 1_000


def run_sweep(
    sweep: Sweep,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    on_rows: Callable[[int], object] = lambda rows: None,
    stop: Event | None = None,
) -> pd.DataFrame:
    """Solve and measure all runs of a sweep.

    Args:
        workers: threads; by default one a core. Not used with a cluster.
        cluster: the address of a Dask scheduler.
        on_rows: called with the number of new rows whenever there are some.
        stop: set it, from another thread, to end early.

    Returns:
        One row a run, in order: `run`, its number; every field of its `Setup`; the measures; then
        `status`, the name of its `Status` in small letters, `diverged`, and its `seconds`. The
        same sweep gives the same rows, bit for bit but for the seconds, wherever the workers are,
        as long as their processors, their packages and OPENBLAS_NUM_THREADS are the same.

    Raises:
        ParameterError: the cluster cannot be used.
    """
    tables = []
    for rows in _tables(sweep, [range(len(sweep))], workers, cluster, stop or Event()):
        tables.append(rows)
        on_rows(rows.num_rows)
    together = pa.concat_tables([schema_of(sweep.measures).empty_table(), *tables])
    return together.sort_by(NUMBER).to_pandas()


def fill(
    store: Store,
    sweep: Sweep,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    on_rows: Callable[[int], object] = lambda rows: None,
    stop: Event | None = None,
) -> None:
    """Compute the rows that a store does not have yet, each kept as soon as its batch is done.

    Arguments as in `run_sweep`. The memory needed does not depend on the number of runs.
    """
    for rows in _tables(sweep, store.missing(), workers, cluster, stop or Event()):
        store.append(rows)
        on_rows(rows.num_rows)


def _tables(
    sweep: Sweep, missing: Iterable[range], workers: int | None, cluster: str | None, stop: Event
) -> Iterator[pa.Table]:
    workers = workers or cores()
    batches = list(_batches(sweep, missing, workers))
    if cluster is not None:
        return on_cluster(sweep, batches, cluster, stop)
    return on_threads(sweep, batches, workers, stop)


def _batches(sweep: Sweep, missing: Iterable[range], workers: int) -> Iterator[range]:
    """Cut the runs into batches of about `BATCH_SECONDS`, a few for every worker at least."""
    missing = list(missing)
    runs = sum(map(len, missing))
    if not runs:
        return
    size = math.ceil(BATCH_SECONDS / estimate(sweep).seconds_a_run)
    size = max(min(size, MOST_ROWS, math.ceil(runs / (4 * workers))), 1)
    for part in missing:
        for first in range(part.start, part.stop, size):
            yield part[first - part.start : first - part.start + size]
