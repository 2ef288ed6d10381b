"""`run_sweep`: all runs of a sweep, in memory or into a file that can be resumed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from threading import Event

import pandas as pd
import pyarrow as pa

from core.cores import cores
from core.parameters import ParameterError
from core.sweep.design import Sweep
from core.sweep.rows import NUMBER, schema_of
from core.sweep.store import Store
from core.sweep.workers import on_cluster, on_threads

# More threads than this are a mistake in writing.
MOST_WORKERS = 1_024


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
        ParameterError: there are no threads, or the cluster cannot be used or is lost.
    """
    tables = []
    for rows in _tables(sweep, [range(len(sweep))], workers, cluster, stop or Event()):
        tables.append(rows)
        on_rows(rows.num_rows)
    together = pa.concat_tables([schema_of(sweep).empty_table(), *tables])
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
    if cluster is not None:
        return on_cluster(sweep, missing, cluster, stop)
    workers = cores() if workers is None else workers
    if not 1 <= workers <= MOST_WORKERS:
        raise ParameterError(
            f"workers cannot be {workers}: allowed is a whole number from 1 to {MOST_WORKERS:,}."
        )
    return on_threads(sweep, missing, workers, stop)
