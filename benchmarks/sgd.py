"""Online SGD: both kernels against NumPy and each other, replicas over threads, the mean field.

python -m benchmarks.sgd [two_cores ...]
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from scipy import stats

from benchmarks.timing import best_seconds
from benchmarks.visitor import Visitor
from core import (
    Problem,
    Status,
    Trajectory,
    online_sgd,
    scan_divergence,
    sgd_mean_field,
    theory,
)
from core.reduction import reduce
from tests.serving import running_server, wait_until_ready

NOISE = 0.05


def numpy_loop(problem: Problem, step_size: float, steps: int) -> np.ndarray:
    """w after every step, on the samples that `online_sgd` draws for its first replica."""
    rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence(0).spawn(1)[0]))
    root, w = np.sqrt(problem.eigenvalues), problem.start.copy()
    path = [w]
    for _ in range(steps):
        x = root * rng.standard_normal(problem.dimension)
        y = (x @ problem.teacher) ** 2 + NOISE * rng.standard_normal()
        z = x @ w
        w = w - 4 * step_size * (z**2 - y) * z * x
        path.append(w)
    return np.array(path)


def same_path() -> None:
    """The direct kernel and the loop, on the same samples."""
    problem, steps = Problem.power_law(1.5, 1_000), 5_000
    path = numpy_loop(problem, 0.005, steps)
    run = online_sgd(problem, 0.005, steps, noise=NOISE, at=range(steps + 1), kernel="direct")[0]
    u = path @ (problem.eigenvalues * problem.teacher)
    error = np.abs(run.u - np.sign(u[-1]) * u)
    rate = np.max(error[1:] / np.arange(1, steps + 1))
    print(f"direct against a NumPy loop, {steps:,} steps: u differs by {rate:.1e} a step at most")


def binned(problem: Problem, bins: int) -> Problem:
    """The same with a spectrum of `bins` equal eigenvalues each, behind ten of their own."""
    rate = problem.eigenvalues.copy()
    edges = np.unique(np.geomspace(10, rate.size, bins + 1).astype(int))
    for first, last in pairwise(edges):
        rate[first:last] = rate[first:last].mean()
    teacher = problem.teacher / np.sqrt(np.sum(rate * problem.teacher**2))
    return Problem(rate, teacher, problem.start)


def same_law() -> None:
    """Groups of equal eigenvalue against all modes, over 2,000 runs each."""
    problem, steps, at = binned(Problem.power_law(1.5, 400), 39), 10_000, [30, 100, 300, 1_000]
    at = [*at, 3_000, steps]
    runs = {
        kernel: online_sgd(
            problem, 0.01, steps, noise=NOISE, replicas=2_000, seed=seed, at=at, kernel=kernel
        )
        for seed, kernel in enumerate(("direct", "grouped"))
    }
    smallest = 1.0
    for name in ("u", "s", "mse"):
        for k in range(len(at)):
            direct, grouped = ([last(run, name, k) for run in runs[key]] for key in runs)
            smallest = min(smallest, float(stats.ks_2samp(direct, grouped).pvalue))
    lost = [sum(run.status is Status.DIVERGED for run in runs[key]) for key in runs]
    fisher = stats.fisher_exact([lost, [2_000 - count for count in lost]]).pvalue
    print(
        f"grouped against direct, 2,000 runs: smallest of 18 Kolmogorov-Smirnov p {smallest:.3f}; "
        f"diverged {lost[0]} direct, {lost[1]} grouped, Fisher p {fisher:.2f}"
    )


def last(run: Trajectory, name: str, k: int) -> float:
    """What has diverged is larger than anything."""
    values = getattr(run, name)
    return float(values[k]) if k < values.size else 1e300


def one_step() -> None:
    """A direct step at d = 1000, and the grouped kernel at d = 1e6."""
    problem, steps = Problem.power_law(1.5, 1_000), 3_000
    rng = np.random.Generator(np.random.SFC64(0))

    def draw() -> None:
        for _ in range(steps):
            rng.standard_normal(1_000)

    def direct() -> None:
        online_sgd(problem, 1e-3, steps, noise=NOISE, at=[], kernel="direct")

    direct()
    ours, drawing, loop = best_seconds(
        direct, draw, lambda: numpy_loop(problem, 1e-3, steps), rounds=15
    )
    scale = 1e6 / steps
    print(
        f"a step at d = 1000: direct {ours * scale:.2f} µs, NumPy's draw alone "
        f"{drawing * scale:.2f} µs, NumPy loop {loop * scale:.2f} µs = {loop / ours:.1f} x"
    )
    large, long, short = Problem.power_law(1.5, 1_000_000), 100_000, 100

    def grouped() -> None:
        online_sgd(large, 1e-3, long, noise=NOISE, at=[], kernel="grouped")

    def all_modes() -> None:
        online_sgd(large, 1e-3, short, noise=NOISE, at=[], kernel="direct")

    grouped()
    few, many = best_seconds(grouped, all_modes, rounds=3)
    print(
        f"d = 1e6, 1e5 steps: grouped {few:.2f} s, direct {many * long / short:.0f} s (scaled up) "
        f"= {many * long / short / few:,.0f} x"
    )


def two_cores() -> None:
    """Two replicas on one thread and on two; the numbers are the same."""
    problem = Problem.power_law(1.5, 1_000)
    runs: dict[int, list[Trajectory]] = {}

    def on(threads: int) -> Callable[[], None]:
        def task() -> None:
            runs[threads] = online_sgd(
                problem, 1e-3, 40_000, noise=NOISE, replicas=2, threads=threads
            )

        return task

    one, two = best_seconds(on(1), on(2), rounds=400)
    same = all(np.array_equal(a.mse, b.mse) for a, b in zip(runs[1], runs[2], strict=True))
    print(f"two replicas: {one / two:.2f} x as fast on two threads; same numbers: {same}")


def stopping() -> None:
    """From the stop to the answer, while many step sizes are scanned at d = 1e6."""
    problem, stop, set_at = Problem.power_law(1.5, 1_000_000), threading.Event(), [0.0]

    def set_it() -> None:
        set_at[0] = time.perf_counter()
        stop.set()

    threading.Timer(1.0, set_it).start()
    scan_divergence(problem, [1e-3, 1e-2], 10**7, replicas=100, stop=stop)
    print(f"a scan stops {1e3 * (time.perf_counter() - set_at[0]):.0f} ms after it is told to")


def mean_field() -> None:
    """Its time, and its distance from the mean of 400 runs."""
    print("mean field, 1e6 steps, η = 0.01, σ = 0.05:")
    for d in (1_000, 1_000_000):
        for decay in (1.0, 1.5, 2.0):
            problem = Problem.power_law(decay, d)
            nodes = reduce(problem, 1e4)
            alone, whole = best_seconds(
                lambda p=problem, n=nodes: sgd_mean_field(p, 0.01, 10**6, noise=NOISE, reduction=n),
                lambda p=problem: sgd_mean_field(p, 0.01, 10**6, noise=NOISE),
                rounds=25,
            )
            print(
                f"  a = {decay:g}, d = {d:>9,}: {alone * 1e3:5.1f} ms, "
                f"{whole * 1e3:5.1f} ms with the reduction"
            )
    problem = Problem.power_law(1.5, 200)
    times = (1, 3, 10, 30, 100, 300)
    print("mean field over the mean of 400 runs, minus 1, in % (standard error); d = 200, a = 1.5")
    print(f"  {'t =':>18}" + "".join(f"{t:>15}" for t in times))
    for step_size in (0.01, 0.005, 0.0025):
        compare(problem, step_size, times)


def compare(problem: Problem, step_size: float, times: Sequence[float]) -> None:
    """One step size; the runs that diverged are left out of the mean, and counted."""
    at = np.rint(np.array(times) / step_size).astype(int)
    runs = online_sgd(problem, step_size, at[-1], noise=NOISE, replicas=400, seed=5, at=at)
    field = sgd_mean_field(problem, step_size, at[-1], noise=NOISE, at=at)
    ended = [run for run in runs if run.status is Status.FINISHED]
    print(f"  η = {step_size:g}, {len(runs) - len(ended)} diverged")
    for name in ("u", "s", "mse"):
        drawn = np.array([getattr(run, name) for run in ended])
        mean = drawn.mean(axis=0)
        error = drawn.std(axis=0) / np.sqrt(len(ended)) / mean
        gap = getattr(field, name) / mean - 1
        columns = (f"{100 * g:+.2f} ({100 * e:.2f})" for g, e in zip(gap, error, strict=True))
        print(f"  {name:>18}" + "".join(f"{column:>15}" for column in columns))


def largest_step() -> None:
    """The mean field's largest step beside the share of the runs that diverge."""
    problem = Problem.power_law(1.5, 200)
    sizes = [0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05]
    scan = scan_divergence(problem, sizes, 1_000, noise=NOISE, replicas=1_000)
    print(
        f"share of 1,000 runs that diverge in 1,000 steps; by the mean field the teacher repels "
        f"from η = {theory.max_stable_sgd_step(problem):.4f}, GD from "
        f"{theory.max_stable_step(problem):.3f}"
    )
    for point in scan.points:
        field = sgd_mean_field(problem, point.step_size, 10**5, noise=NOISE)
        share = point.diverged
        print(
            f"  η = {point.step_size:<6g} {share.share:.3f} ({share.low:.3f} to {share.high:.3f})"
            f"   mean field: {field.status.name.lower()}"
        )


def floor() -> None:
    """Where 100 runs come to rest, over the leading order and over the mean field's rest state."""
    problem, noise = Problem.power_law(1.0, 50, seed=1), 0.3
    print("rest of 100 runs, a = 1, d = 50, σ = 0.3, over leading order (over the mean field's):")
    for step_size in (0.0025, 0.0006):
        steps = int(3 / problem.eigenvalues.min() / step_size)
        at = np.linspace(steps // 2, steps, 200).astype(int)
        runs = online_sgd(problem, step_size, steps, noise=noise, replicas=100, at=at, seed=2)
        leading = theory.noise_floor(problem, step_size, noise)
        field = theory.mean_field_floor(problem, step_size, noise)
        assert field is not None
        for name in ("mse", "loss"):
            found = float(np.mean([getattr(run, name) for run in runs]))
            over = found / getattr(leading, name), found / getattr(field, name)
            print(f"  η = {step_size:<6g} {name:>4} {over[0]:.3f} ({over[1]:.3f})")


def beside_a_drag() -> None:
    """A hand on Explore alone, and while another visitor's replicas run."""

    async def drag(url: str) -> list[float]:
        async with Visitor(url, "seed=5") as hand:
            await hand.open()
            stops = hand.sliders["a"]["stops"][10:70]
            return [1e3 * await hand.move("a", stop) for stop in stops]

    async def watch(url: str) -> None:
        async with Visitor(url, "replicas=256&steps=1000000&d=2000") as watcher:
            await watcher.go("noise")
            while True:
                await watcher.look()
                await asyncio.sleep(0.25)

    async def both(url: str) -> list[float]:
        watching = asyncio.create_task(watch(url))
        await asyncio.sleep(3)
        waits = await drag(url)
        watching.cancel()
        return waits

    with running_server() as url:
        wait_until_ready(url)
        for what, waits in (("alone", drag), ("beside replicas", both), ("alone again", drag)):
            p50, p95 = np.quantile(asyncio.run(waits(url)), (0.5, 0.95))
            print(f"a hand on Explore, {what}: p50 {p50:.0f} ms, p95 {p95:.0f} ms")


PARTS = (
    same_path, same_law, one_step, two_cores, stopping, mean_field, largest_step, floor,
    beside_a_drag,
)  # fmt: skip


def main(names: Sequence[str]) -> None:
    """Print everything, or only the parts named."""
    for part in PARTS:
        if not names or part.__name__ in names:
            part()


if __name__ == "__main__":
    main(sys.argv[1:])
