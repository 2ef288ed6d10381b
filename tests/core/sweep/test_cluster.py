"""A sweep on a Dask cluster: the same rows, also when a worker is lost half-way."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Iterator

import pandas as pd
import pytest

from core.parameters import ParameterError
from core.sweep import Sweep, fill, open_store, read_rows, run_sweep

pytestmark = [
    pytest.mark.alone,
    # Dask warns that ports and sockets of killed workers were not closed in order.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SWEEP = Sweep.of(
    {"dimension": "100,20000", "steps": 100_000, "seed": "0:40", "method": "gd,flow"},
    ["t2", "mse@end", "exponent:1-u"],
)


@pytest.fixture
def cluster() -> Iterator[object]:
    distributed = pytest.importorskip("distributed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as running:
            yield running


def test_a_lost_worker_loses_no_row_and_doubles_none(cluster, tmp_path):
    path = tmp_path / "runs.parquet"
    expected = run_sweep(SWEEP, workers=1)
    lost: list[int] = []

    def lose_a_worker(_rows: int) -> None:
        if not lost:
            lost.append(next(iter(cluster.workers.values())).process.process.pid)
            os.kill(lost[0], signal.SIGKILL)

    with open_store(path, SWEEP) as store:
        fill(store, SWEEP, cluster=cluster.scheduler_address, on_rows=lose_a_worker)
        assert store.done == len(SWEEP)
    assert lost
    assert len(list(path.glob("rows-*"))) >= 8
    pd.testing.assert_frame_equal(
        read_rows(path).drop(columns="seconds"),
        expected.drop(columns="seconds"),
        check_exact=True,
    )


def test_without_dask_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ParameterError, match=r"pip install -r requirements-cluster\.txt"):
        run_sweep(SWEEP, cluster="tcp://127.0.0.1:9")


def test_no_scheduler_is_said_in_one_sentence(monkeypatch):
    monkeypatch.setattr("core.sweep.workers.CONNECT_SECONDS", 0.5)
    with pytest.raises(ParameterError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        run_sweep(SWEEP, cluster="tcp://127.0.0.1:9")
    with pytest.raises(ParameterError, match="No Dask scheduler answers at nonsense://"):
        run_sweep(SWEEP, cluster="nonsense://")
