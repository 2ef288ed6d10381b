"""The share that diverges against the step size."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from core import ParameterError, Problem, Status, online_sgd
from core.divergence import scan_divergence

PROBLEM = Problem.power_law(1.5, 60, seed=4)
SIZES = [0.002, 0.02, 0.03, 0.3]


def test_every_step_size_is_counted():
    scan = scan_divergence(PROBLEM, SIZES, 1_000, noise=0.05, replicas=60, seed=1)
    assert [point.step_size for point in scan.points] == SIZES
    assert all(point.complete for point in scan.points)
    assert scan.part == 1
    shares = [point.diverged.share for point in scan.points]
    assert shares[0] == 0
    assert shares[-1] == 1
    assert shares == sorted(shares)
    for point in scan.points:
        runs = online_sgd(PROBLEM, point.step_size, 1_000, noise=0.05, replicas=60, seed=1)
        assert point.diverged.count == sum(run.status is Status.DIVERGED for run in runs)


def test_progress_shows_what_is_known():
    seen = []
    scan = scan_divergence(PROBLEM, SIZES, 20_000, replicas=20, progress=seen.append)
    parts = [each.part for each in seen]
    assert parts == sorted(parts)
    assert seen[-1].points == scan.points
    for each in seen:
        assert all(point.complete for point in each.points[:-1])
        for known, point in zip(each.points, scan.points, strict=False):
            assert known.diverged.count <= point.diverged.count


def test_a_stop_returns_what_is_known():
    stop = threading.Event()
    sizes = [0.3, 0.001, 0.02]

    def watch(scan):
        if len(scan.points) == 2:
            stop.set()

    begun = time.monotonic()
    scan = scan_divergence(PROBLEM, sizes, 10**8, replicas=10, progress=watch, stop=stop)
    # It would take minutes; no bound on the time to stop, on a machine that others use.
    assert time.monotonic() - begun < 30
    assert [point.complete for point in scan.points] == [True, False]
    assert scan.points[0].diverged.share == 1
    assert scan.part == pytest.approx(1 / 3)


def test_stopped_before_it_began():
    stop = threading.Event()
    stop.set()
    scan = scan_divergence(PROBLEM, SIZES, 1_000, stop=stop)
    assert scan.points == ()
    assert scan.part == 0


@pytest.mark.parametrize("sizes", [[], [0.1, 0.0], [np.inf]])
def test_bad_step_sizes_are_refused(sizes):
    with pytest.raises(ParameterError, match="step_size"):
        scan_divergence(PROBLEM, sizes, 10)
