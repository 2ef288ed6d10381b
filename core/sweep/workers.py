"""Where batches of runs are measured: on threads here, or on a Dask cluster."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import lru_cache
from itertools import islice
from threading import Event
from typing import Any

import pyarrow as pa

from core.parameters import ParameterError
from core.sweep.design import Sweep
from core.sweep.rows import measure_runs
from core.sweep.toml import from_toml, to_toml

# Batches given out ahead, to every worker: it should find the next one when it has done the last.
AHEAD = 2
CONNECT_SECONDS = 10


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def on_threads(
    sweep: Sweep, batches: Iterable[range], workers: int, stop: Event
) -> Iterator[pa.Table]:
    """The rows of the batches, in the order in which they are done.

    The kernels hold no interpreter lock, so threads share the machine's cores; few batches are
    under way at any time, so memory does not grow with the sweep. When `stop` is set every worker
    ends with the run it is in, and what it has is still yielded.
    """
    waiting = iter(batches)
    with ThreadPoolExecutor(workers) as pool:
        try:
            under_way: set[Future[pa.Table]] = {
                pool.submit(measure_runs, sweep, batch, stop)
                for batch in islice(waiting, AHEAD * workers)
            }
            while under_way:
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                under_way |= {
                    pool.submit(measure_runs, sweep, batch, stop)
                    for batch in islice(waiting, 0 if stop.is_set() else len(done))
                }
                for future in done:
                    if future.result().num_rows:
                        yield future.result()
        except BaseException:
            stop.set()
            raise


def on_cluster(
    sweep: Sweep, batches: Iterable[range], address: str, stop: Event
) -> Iterator[pa.Table]:
    """The same on the workers of the Dask scheduler at `address`, run in this project's checkout.

    A batch whose worker is lost is given to another one; its rows come once, with the batch's one
    result. When `stop` is set the batches under way are given up.

    Raises:
        ParameterError: there is no scheduler at the address, or Dask is not installed.
    """
    try:
        import distributed
    except ImportError:
        raise ParameterError(
            "A cluster needs Dask: pip install -r requirements-cluster.txt."
        ) from None
    try:
        client: Any = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ParameterError(f"No Dask scheduler answers at {address}: {error}.") from None
    text, waiting = to_toml(sweep), iter(batches)

    def submit(count: int) -> list[Any]:
        return [
            client.submit(measure_text, text, batch.start, batch.stop, pure=False)
            for batch in islice(waiting, count)
        ]

    with client, client.as_current():
        threads = sum(client.nthreads().values())
        under_way: Any = distributed.as_completed(submit(AHEAD * max(threads, 1)))
        for future in under_way:
            if stop.is_set():
                return
            rows = future.result()
            future.release()
            for more in submit(1):
                under_way.add(more)
            yield rows


def measure_text(text: str, first: int, last: int) -> pa.Table:
    """The rows of the runs first, …, last − 1 of a sweep written as TOML: what a worker is sent."""
    return measure_runs(_sweep(text), range(first, last))


@lru_cache(maxsize=4)
def _sweep(text: str) -> Sweep:
    return from_toml(text)
