"""Online SGD: the path, the streams, what is recorded, and what becomes of a run that is left."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from core.dynamics.sgd import online_sgd, watch_online_sgd
from core.parameters import ParameterError
from core.problem import Problem
from core.trajectory import Status
from tests.core.dynamics.sgd.reference import numpy_loop
from tests.core.problems import make

PROBLEM = Problem.power_law(1.5, 60, seed=4)


@pytest.mark.parametrize("kind", ["power law", "isotropic", "shuffled"])
@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_the_direct_kernel_takes_the_path_of_a_numpy_loop(kind, noise):
    problem = PROBLEM
    if kind == "isotropic":
        problem = Problem.power_law(0, 60, seed=4)
    elif kind == "shuffled":
        order = np.random.default_rng(0).permutation(60)
        problem = Problem(PROBLEM.eigenvalues[order], PROBLEM.teacher[order], PROBLEM.start[order])
    steps = 2_000
    run = online_sgd(
        problem, 0.01, steps, noise=noise, seed=7, replicas=2, kernel="direct",
        at=np.arange(steps + 1),
    )[1]  # fmt: skip
    path = numpy_loop(problem, 0.01, steps, noise, seed=7, replica=1)
    u, s = np.array([problem.summary(w) for w in path]).T
    sign = np.sign(u[-1])
    mse = np.minimum(*(np.mean((path - side * problem.teacher) ** 2, axis=1) for side in (1, -1)))
    # Rounding of one step, which the path then amplifies while it escapes: 1e-12 a step.
    allowed = 1e-12 * np.maximum(np.arange(steps + 1), 1)
    for ours, theirs in ((run.u, sign * u), (run.s, s), (run.mse, mse)):
        assert np.all(np.abs(ours - theirs) <= allowed * np.maximum(np.abs(theirs), 1))
    assert np.allclose(run.loss, 3 * s**2 + 3 - 4 * u**2 - 2 * s, rtol=1e-9, atol=1e-9)
    assert np.array_equal(run.step, np.arange(steps + 1))
    assert np.array_equal(run.time, 0.01 * run.step)


def same(one, other):
    return all(
        np.array_equal(getattr(a, name), getattr(b, name))
        for a, b in zip(one, other, strict=True)
        for name in ("step", "u", "s", "mse", "loss", "one_minus_u", "one_minus_s")
    )


@pytest.mark.parametrize("kernel", ["direct", "grouped"])
def test_the_numbers_depend_on_the_seed_alone(kernel, monkeypatch):
    def runs(**options):
        defaults = {"replicas": 5, "seed": 3, "kernel": kernel, "noise": 0.05}
        return online_sgd(PROBLEM, 0.01, 3_000, **(defaults | options))

    runs_on_one_thread = runs(threads=1)
    assert same(runs_on_one_thread, runs(threads=3))
    assert same(runs_on_one_thread[:2], runs(replicas=2))
    assert not same(runs_on_one_thread, runs(seed=4))
    finals = [run.mse[-1] for run in runs_on_one_thread]
    assert len(set(finals)) == len(finals)
    # In many small pieces, and one after the other.
    monkeypatch.setattr("core.dynamics.sgd.replicas.PIECE_SECONDS", 1e-5)
    monkeypatch.setattr("core.dynamics.sgd.replicas.MOST_NUMBERS", 1)
    assert same(runs_on_one_thread, runs(threads=2))


def test_steps_are_recorded_exactly_as_asked():
    everything = online_sgd(PROBLEM, 0.01, 500, at=np.arange(501))[0]
    asked = [0, 1, 7, 8, 333]
    run = online_sgd(PROBLEM, 0.01, 500, at=asked)[0]
    assert np.array_equal(run.step, asked)
    assert np.array_equal(run.mse, everything.mse[asked])
    assert online_sgd(PROBLEM, 0.01, 500, at=[])[0].u.size == 0
    default = online_sgd(PROBLEM, 0.01, 500)[0]
    assert default.step[0] == 0
    assert default.step[-1] == 500


def test_the_run_is_reported_with_the_sign_of_its_end():
    runs = online_sgd(PROBLEM, 0.01, 5_000, replicas=20, at=[0, 5_000])
    assert all(run.u[-1] > 0.5 for run in runs)
    mirrored = Problem(PROBLEM.eigenvalues, PROBLEM.teacher, -PROBLEM.start)
    for run, mirror in zip(runs, online_sgd(mirrored, 0.01, 5_000, replicas=20), strict=True):
        assert mirror.u[-1] == pytest.approx(run.u[-1], abs=1e-9)


@pytest.mark.parametrize("kernel", ["direct", "grouped"])
def test_without_noise_the_teacher_is_reached_to_rounding(kernel):
    problem = Problem.power_law(0.2, 20, seed=1)
    run = online_sgd(problem, 0.02, 60_000, kernel=kernel)[0]
    assert run.status is Status.FINISHED
    assert run.mse[-1] < 1e-28
    assert abs(run.one_minus_u[-1]) < 1e-14


@pytest.mark.parametrize("kernel", ["direct", "grouped"])
def test_a_replica_that_diverges_is_a_result(kernel):
    runs = online_sgd(PROBLEM, 0.3, 10_000, replicas=8, kernel=kernel)
    diverged = [run for run in runs if run.status is Status.DIVERGED]
    assert diverged
    for run in diverged:
        assert 0 < run.last_step < 10_000
        assert run.step.size
        assert run.step[-1] <= run.last_step
        assert f"step {run.last_step:,}" in run.sentence
        for values in (run.u, run.s, run.mse, run.loss, run.one_minus_u, run.one_minus_s):
            assert values.size == run.step.size
            assert np.isfinite(values).all()


@pytest.mark.parametrize("kernel", ["direct", "grouped"])
@pytest.mark.parametrize("step_size", [1e40, 1e150, 1e300])
def test_a_step_beyond_all_reason_diverges_with_finite_numbers(kernel, step_size):
    run = online_sgd(PROBLEM, step_size, 100, at=[0, 1, 2, 3], kernel=kernel)[0]
    assert run.status is Status.DIVERGED
    for values in (run.u, run.s, run.mse, run.loss, run.one_minus_u, run.one_minus_s):
        assert np.isfinite(values).all()


def test_one_replica_that_diverges_leaves_the_others_alone():
    runs = online_sgd(PROBLEM, 0.03, 3_000, replicas=60)
    diverged = sum(run.status is Status.DIVERGED for run in runs)
    assert 0 < diverged < 60
    assert {run.status for run in runs} == {Status.DIVERGED, Status.FINISHED}


@pytest.mark.parametrize("problem", [make("equal", 5, 0), Problem([1.0], [1.0], [0.3])])
@pytest.mark.parametrize("kernel", ["direct", "grouped"])
def test_small_problems(problem, kernel):
    run = online_sgd(problem, 0.01, 5_000, kernel=kernel, noise=0.1)[0]
    assert run.status is Status.FINISHED
    assert run.u[-1] == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"step_size": 0}, "step_size cannot be 0"),
        ({"steps": 0}, r"Steps \(steps\) cannot be 0"),
        ({"steps": 1.5}, r"Steps \(steps\) cannot be 1.5"),
        ({"noise": -1}, r"Label noise \(noise\) cannot be -1: allowed is a number from 0 to 10"),
        ({"noise": float("nan")}, r"Label noise \(noise\) cannot be nan"),
        ({"replicas": 0}, r"Replicas \(replicas\) cannot be 0: allowed is a whole number from 1"),
        ({"seed": -1}, r"Seed \(seed\) cannot be -1"),
        ({"kernel": "fast"}, r"Kernel \(kernel\) cannot be 'fast': allowed is one of auto, direct"),
        ({"at": [3, 2]}, "at must be a list of increasing whole step numbers"),
        ({"threads": 0}, r"Threads \(threads\) cannot be 0"),
        ({"steps": 10**6, "replicas": 100_000}, "100,000 replicas .* do not fit into memory"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(options, sentence):
    arguments = {"step_size": 0.01, "steps": 10} | options
    with pytest.raises(ParameterError, match=sentence):
        online_sgd(PROBLEM, **arguments)


def test_progress_counts_up_to_the_end_and_shows_what_there_is():
    seen = []

    def watch(progress):
        seen.append((progress.done, progress.total, progress.trajectories()))

    runs = online_sgd(PROBLEM, 0.01, 1_000_000, replicas=3, progress=watch)
    done = [entry[0] for entry in seen]
    assert done == sorted(done)
    assert seen[-1][:2] == (3_000_000, 3_000_000)
    assert same(seen[-1][2], runs)
    for partial, whole in zip(seen[0][2], runs, strict=True):
        assert partial.status in (Status.STOPPED, Status.FINISHED)
        shown = partial.step.size
        assert np.array_equal(partial.step, whole.step[:shown])
        assert np.array_equal(partial.mse, whole.mse[:shown])


def sgd_threads():
    return [thread for thread in threading.enumerate() if thread.name.startswith("sgd")]


def test_a_stop_returns_what_there_is():
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    begun = time.monotonic()
    runs = online_sgd(PROBLEM, 1e-4, 10**9, replicas=5, stop=stop)
    # It would take five minutes; no bound on the time to stop, on a machine that others use.
    assert time.monotonic() - begun < 30
    assert not sgd_threads()
    assert {run.status for run in runs} == {Status.STOPPED}
    assert runs[0].step.size
    for run in runs:
        assert np.all(run.step <= run.last_step)
        assert run.last_step < 10**9
        assert np.isfinite(run.mse).all()


def test_what_progress_raises_ends_the_run():
    def leave(progress):
        raise KeyError("gone")

    with pytest.raises(KeyError, match="gone"):
        online_sgd(PROBLEM, 1e-4, 10**9, replicas=5, progress=leave)
    assert not sgd_threads()


def test_stopped_before_it_began():
    stop = threading.Event()
    stop.set()
    runs = online_sgd(PROBLEM, 0.01, 1_000, replicas=3, stop=stop)
    assert [run.status for run in runs] == [Status.STOPPED] * 3
    assert all(run.last_step == 0 and run.step.size == 0 for run in runs)


def test_watching_shows_the_same_runs_and_ends_with_the_watcher():
    runs = online_sgd(PROBLEM, 0.01, 1_000_000, replicas=3, seed=4)
    seen = list(watch_online_sgd(PROBLEM, 0.01, 1_000_000, replicas=3, seed=4))
    assert seen[-1].done == seen[-1].total == 3_000_000
    for one, other in zip(runs, seen[-1].trajectories(), strict=True):
        np.testing.assert_array_equal(one.mse, other.mse)
    endless = watch_online_sgd(PROBLEM, 1e-4, 10**9, replicas=2)
    next(endless)
    endless.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("sgd")]


def test_one_thread_is_the_callers_and_goes_on_when_asked():
    watched = watch_online_sgd(PROBLEM, 1e-4, 10**9, replicas=2, threads=1)
    replicas = next(watched).replicas
    assert not sgd_threads()
    before = [replica.step for replica in replicas]
    time.sleep(0.1)
    assert [replica.step for replica in replicas] == before
    next(watched)
    assert [replica.step for replica in replicas] > before
