"""A sweep of 10,000 runs of a million steps, where its time goes, and the memory of 100,000 rows.

    python -m benchmarks.sweep

Everything is the best of several; the load of the machine is printed beside it, since others may
be using it.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.timing import best_seconds
from core import find_phases, fit_exponents, warm_up
from core.cores import cores
from core.run import problem_of, trajectory_of
from core.sweep import Sweep, estimate, fill, open_store, run_sweep

RUNS, PART = 10_000, 500
SWEEP = {"decay": "1.2:4:10", "dimension": 1000, "step_size": 0.01, "steps": 1_000_000}
ROWS = (10_000, 100_000)


def main() -> None:
    """Print the times and the memory."""
    warm_up()
    print(f"{cores()} cores, load {os.getloadavg()[0]:.1f} while this begins")
    whole = Sweep.of(SWEEP | {"seed": f"0:{RUNS // 10}"}, ["t2"])
    seconds, processor = [], []
    for _ in range(3):
        begin, used = time.perf_counter(), time.process_time()
        run_sweep(whole)
        seconds.append(time.perf_counter() - begin)
        processor.append(time.process_time() - used)
    print(f"{RUNS:,} runs of gradient descent, d = 1000, 10⁶ steps, measuring t2")
    print(
        f"  on {cores()} threads  {min(seconds):6.1f} s   (estimated {estimate(whole).seconds:.0f})"
    )
    print(f"  processor time {min(processor):6.1f} s")
    one, reading = best_seconds(
        lambda: run_sweep(Sweep.of(SWEEP | {"seed": "0:50"}, ["t2"]), workers=1),
        lambda: run_sweep(Sweep.of(SWEEP | {"seed": "0:50"}, ["exponent:1-u"]), workers=1),
    )
    print(f"  a row on one thread           {one / PART * 1e3:6.3f} ms")
    print(f"  with the exponents            {reading / PART * 1e3:6.3f} ms")
    print_parts()
    for rows in ROWS:
        text = subprocess.run(
            [sys.executable, "-m", "benchmarks.sweep", str(rows)],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        print(text, end="")


def print_parts() -> None:
    """Where the time of a run goes."""
    setups = [whole.setup(number) for whole in [Sweep.of(SWEEP, ["t2"])] for number in range(10)]
    problems = [problem_of(setup) for setup in setups]
    pairs = list(zip(setups, problems, strict=True))
    runs = [trajectory_of(*pair) for pair in pairs]
    read = list(zip(runs, problems, map(find_phases, runs), strict=True))
    names = "making the problem", "reducing and solving it", "phases", "exponents"
    times = best_seconds(
        lambda: [problem_of(setup) for setup in setups for _ in range(10)],
        lambda: [trajectory_of(*pair) for pair in pairs for _ in range(10)],
        lambda: [find_phases(run) for run in runs for _ in range(10)],
        lambda: [fit_exponents(*each) for each in read],
        rounds=7,
    )
    for name, total, count in zip(names, times, (100, 100, 100, 10), strict=True):
        print(f"    {name:<26} {total / count * 1e3:8.3f} ms")


def memory(rows: int) -> None:
    """Fill a store with so many rows of short runs; print by how much the process grew."""
    run_sweep(Sweep.of({"dimension": 50, "steps": 100, "seed": "0:2000"}, ["t2"]))
    sweep = Sweep.of({"dimension": 50, "steps": 100, "seed": f"0:{rows}"}, ["t2", "mse@end"])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as directory:
        with open_store(Path(directory) / "runs.parquet", sweep) as store:
            fill(store, sweep)
        size = sum(part.stat().st_size for part in Path(directory).rglob("*.parquet"))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    seconds = time.perf_counter() - begin
    print(
        f"{rows:,} rows onto the disk in {seconds:.0f} s: the process grew by {grown:.0f} MB, "
        f"the rows take {size / 2**20:.1f} MB"
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        memory(int(sys.argv[1]))
    else:
        main()
