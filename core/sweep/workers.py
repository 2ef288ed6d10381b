"""Where batches of runs are measured: on threads here, or on a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import lru_cache
from threading import Event
from typing import Any

import pyarrow as pa

from core.parameters import ParameterError
from core.sweep.batches import BATCH_SECONDS, Batches
from core.sweep.design import Sweep
from core.sweep.rows import measure_runs
from core.sweep.toml import from_toml, to_toml

# Batches given out ahead, to every worker: it should find the next one when it has done the last.
AHEAD = 2
# For the scheduler to answer, and between two looks at whether to stop.
CONNECT_SECONDS, LOOK_SECONDS = 10, 0.2


def on_threads(
    sweep: Sweep, missing: Iterable[range], workers: int, stop: Event
) -> Iterator[pa.Table]:
    """The rows of the missing runs, in batches, in the order in which they are done.

    The kernels hold no interpreter lock, so threads share the machine's cores; few batches are
    under way at any time, so memory does not grow with the sweep. When `stop` is set every worker
    ends with the run it is in, and what it has is still yielded.
    """
    batches = Batches(missing, workers)
    under_way: dict[Future[pa.Table], range] = {}
    with ThreadPoolExecutor(workers) as pool:

        def submit() -> None:
            while len(under_way) < AHEAD * workers and not stop.is_set():
                if (batch := batches.take()) is None:
                    return
                future = pool.submit(measure_runs, sweep, batch, stop, BATCH_SECONDS)
                under_way[future] = batch

        try:
            submit()
            while under_way:
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                tables = []
                for future in done:
                    batch = under_way.pop(future)
                    tables.append(future.result())
                    batches.give_back(batch[tables[-1].num_rows :])
                submit()
                yield from (rows for rows in tables if rows.num_rows)
        except BaseException:
            stop.set()
            raise


def on_cluster(
    sweep: Sweep, missing: Iterable[range], address: str, stop: Event
) -> Iterator[pa.Table]:
    """The same on the workers of the Dask scheduler at `address`, run in this project's checkout.

    A batch whose worker is lost is given to another one; its rows come once, with the batch's one
    result. When `stop` is set the batches under way are given up.

    Raises:
        ParameterError: there is no scheduler at the address or no longer, runs have ended several
            workers, or Dask is not installed.
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
    text = to_toml(sweep)
    with client, client.as_current():
        try:
            batches = Batches(missing, _threads(client))
            under_way: dict[Any, range] = {}

            def submit() -> None:
                # Workers may come while it goes on.
                most = AHEAD * max(_threads(client), 1)
                while len(under_way) < most and (batch := batches.take()) is not None:
                    future = client.submit(
                        measure_text, text, batch.start, batch.stop, BATCH_SECONDS, pure=False
                    )
                    under_way[future] = batch

            submit()
            while under_way and not stop.is_set():
                try:
                    found = distributed.wait(list(under_way), LOOK_SECONDS, "FIRST_COMPLETED")
                except TimeoutError:
                    continue
                tables = []
                for future in found.done:
                    batch = under_way.pop(future)
                    tables.append(future.result())
                    future.release()
                    batches.give_back(batch[tables[-1].num_rows :])
                submit()
                yield from tables
        except distributed.KilledWorker:
            raise ParameterError(
                "The cluster gave a batch of runs up: several workers ended while they had it, as "
                "for want of memory."
            ) from None
        except (distributed.CancelledError, OSError):
            raise ParameterError(f"The Dask scheduler at {address} is gone.") from None


def _threads(client: Any) -> int:
    return int(sum(client.nthreads().values()))


def measure_text(text: str, first: int, last: int, within: float) -> pa.Table:
    """The rows of the runs first, …, last − 1 of a sweep written as TOML, as far as they are done
    in time: what a worker is sent."""
    return measure_runs(_sweep(text), range(first, last), within=within)


@lru_cache(maxsize=4)
def _sweep(text: str) -> Sweep:
    return from_toml(text)
