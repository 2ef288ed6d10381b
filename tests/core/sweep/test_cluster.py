"""A sweep on a Dask cluster: the same rows, also when a worker is lost half-way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator

import pandas as pd
import pytest

from core.__main__ import main
from core.parameters import ParameterError
from core.sweep import Sweep, fill, open_store, read_rows, run_sweep
from core.sweep.toml import read_toml
from tests.serving import ROOT

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


def test_ctrl_c_ends_at_once_and_keeps_what_is_there(cluster, tmp_path):
    out = tmp_path / "runs.parquet"
    options = ["--dimension", "60", "--steps", "1e5", "--seeds", "0:200", "--decay", "2:3:40"]
    options += ["--measure", "t2", "--out", str(out)]
    command = [sys.executable, "-m", "core", "sweep", *options]
    process = subprocess.Popen(
        [*command, "--cluster", cluster.scheduler_address],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    until = time.monotonic() + 120
    while not list(out.glob("rows-*")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "Traceback" not in said[1]
    assert "of one core, shared by the cluster" in said[1]
    rows = len(read_rows(out))
    assert f"Stopped. {rows:,} of 8,000 rows are in {out}" in said[1]
    assert 0 < rows < 8_000
    # The rest on threads: one table, as if nothing had happened.
    assert main([*command[3:]]) == 0
    sweep = read_toml(out / "_sweep.toml")
    pd.testing.assert_frame_equal(
        read_rows(out).drop(columns="seconds"),
        run_sweep(sweep).drop(columns="seconds"),
        check_exact=True,
    )


def test_batches_that_end_early_on_a_cluster_come_once(cluster, monkeypatch):
    monkeypatch.setattr("core.sweep.workers.BATCH_SECONDS", 0.0)
    sweep = Sweep.of({"dimension": 50, "steps": 100, "seed": "0:30"}, ["t1"])
    table = run_sweep(sweep, cluster=cluster.scheduler_address)
    assert list(table.run) == list(range(30))


def test_a_batch_that_ends_its_workers_is_said_in_one_sentence(cluster, monkeypatch):
    # A run that takes its worker along, as one that needs more memory than there is.
    monkeypatch.setattr("core.sweep.workers.measure_text", end_the_worker)
    with pytest.raises(ParameterError, match="several workers ended while they had it") as refused:
        run_sweep(SWEEP, cluster=cluster.scheduler_address)
    assert "\n" not in str(refused.value)


def end_the_worker(*_):
    os._exit(1)


def test_a_scheduler_that_goes_is_said_in_one_sentence(cluster):
    def end_the_cluster(_rows: int) -> None:
        cluster.close()

    with pytest.raises(ParameterError, match=r"The Dask scheduler at \S+ is gone\.") as refused:
        run_sweep(SWEEP, cluster=cluster.scheduler_address, on_rows=end_the_cluster)
    assert "\n" not in str(refused.value)


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
