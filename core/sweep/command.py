"""`python -m core sweep`: a sweep from the command line, into rows that can be resumed."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Any

from core.cores import cores
from core.dynamics.sgd.parameters import NOISE
from core.parameters import PARAMETERS, ParameterError, Setup
from core.sweep.cost import estimate
from core.sweep.design import MOST_RUNS, SGD, USUAL_NOISE, Sweep
from core.sweep.runner import MOST_WORKERS, fill
from core.sweep.store import open_store
from core.sweep.toml import read_toml, to_toml

INTERRUPTED = 130
# Options that are whole numbers, and fields of `Sweep`.
NUMBERS = ("random", "design_seed", "max_single_steps")

EXAMPLES = """\
what a parameter takes:
  2                 one value            1.2:4:15       15 values, both ends included
  1.2,2,3           a list               100:1e6:5log   5 values, evenly spaced logarithms
  0:20              of whole numbers, 0 to 19
  1e-3:1            in a random design, any number between; 1e-3:1:log, uniform logarithm

what can be measured:
  t1, t1_prime, t2              where the phases end
  exponent:1-u                  fitted; also low:, high:, law:, theory:, and of u_growth_rate, 1-u,
                                1-s, loss, mse_drop, mse_rate
  mse@1e4  mse@step=1e6  mse@end    of u, s, 1-u, 1-s, loss, mse: at a time, at a step, at the end
  time:1-u=0.01                 the first time at which it is as low; of u and s: as high

examples:
  python -m core sweep --decay 1.2:4:15 --seeds 0:20 --measure t2 --out runs.parquet
  python -m core sweep --random 500 --decay 1.2:4 --dimension 100:1e5:log --teacher flat \\
      --measure t2,exponent:1-u --out random.parquet
  python -m core sweep --method sgd --noise 0.05 --step-size 1e-3:1e-2:5log --steps 1e5 \\
      --seeds 0:20 --measure mse@end --out sgd.parquet
  python -m core sweep --from sweep.toml --out runs.parquet --cluster tcp://scheduler:8786

The rows are kept in a directory that pandas.read_parquet reads as one table. The same command
goes on where it was left, and computes no row twice.
"""


def add_sweep(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command to those of a parser."""
    sweep = commands.add_parser(
        "sweep",
        help="solve many runs; keep what is measured of each as one table",
        description="Solve a grid or a random design of runs; keep one row a run.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    for field in fields(Setup):
        parameter = PARAMETERS[field.name]
        flag = "--" + parameter.name.replace("_", "-")
        sgd = f" Online SGD ({SGD}) is a sweep by itself." * (parameter.name == "method")
        default = f"{parameter.help}{sgd} Default: {parameter.format(parameter.default)}."
        sweep.add_argument(
            *((flag, "--seeds") if parameter.name == "seed" else (flag,)),
            dest=parameter.name,
            metavar="VALUES",
            help=default.replace("%", "%%"),
        )
    sweep.add_argument("--measure", metavar="NAMES", help="what to measure, separated by commas")
    sweep.add_argument("--random", metavar="N", help="draw N points instead of the grid")
    sweep.add_argument("--design-seed", metavar="SEED", help="draws the points. Default: 0.")
    sweep.add_argument(
        "--max-single-steps", metavar="N", help="give a run up after N steps taken singly"
    )
    sweep.add_argument(
        "--noise",
        metavar="SIGMA",
        help=f"{NOISE.help} Only for {SGD}. Default: {USUAL_NOISE:g}.",
    )
    sweep.add_argument(
        "--from",
        dest="file",
        metavar="FILE",
        help="a sweep as TOML; options given beside it take the place of what it says",
    )
    sweep.add_argument("--out", metavar="DIRECTORY", help="where the rows are kept")
    where = sweep.add_mutually_exclusive_group()
    where.add_argument("--workers", metavar="N", help="threads. Default: one a core.")
    where.add_argument("--cluster", metavar="ADDRESS", help="of a Dask scheduler, for its workers")
    sweep.add_argument(
        "--dry-run", action="store_true", help="print the sweep as TOML and its cost; solve nothing"
    )
    sweep.set_defaults(command=_command)


def _command(options: argparse.Namespace) -> None:
    sweep = _sweep(options)
    workers = cores()
    if options.workers is not None:
        workers = _whole("workers", options.workers, 1, MOST_WORKERS)
    if options.dry_run:
        shared = None if options.cluster else workers
        print(to_toml(sweep), estimate(sweep, workers=shared).sentence, sep="\n")
        return
    if options.out is None:
        raise ParameterError("Say where the rows are to be kept: --out DIRECTORY.")
    try:
        _run(sweep, Path(options.out), workers, options.cluster)
    except KeyboardInterrupt:  # Before there was anything to keep.
        sys.exit(INTERRUPTED)


def _sweep(options: argparse.Namespace) -> Sweep:
    """The sweep that the options describe, on top of the file's if there is one."""
    axes: dict[str, object] = {
        field.name: getattr(options, field.name)
        for field in fields(Setup)
        if getattr(options, field.name) is not None
    }
    numbers = {
        name: _whole(name, getattr(options, name))
        for name in NUMBERS
        if getattr(options, name) is not None
    }
    measures = () if options.measure is None else tuple(map(str.strip, options.measure.split(",")))
    noise = None if options.noise is None else float(NOISE.parse(options.noise))
    if options.file is None:
        return Sweep.of(axes, measures, noise=noise, **numbers)
    sweep = read_toml(Path(options.file))
    given: dict[str, object] = {axis.name: axis for axis in sweep.axes}
    if sweep.noise is not None:
        given["method"] = SGD
    axes = given | axes
    if noise is None and axes.get("method") == SGD:
        noise = sweep.noise
    numbers = {name: getattr(sweep, name) for name in NUMBERS} | numbers
    return Sweep.of(axes, measures or sweep.measures, noise=noise, **numbers)


def _whole(name: str, text: str, least: int = 0, most: int = MOST_RUNS) -> int:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not (least <= number <= most and number == int(number)):
        raise ParameterError(
            f"{name} cannot be {text!r}: allowed is a whole number from {least} to {most:,}."
        )
    return int(number)


def _run(sweep: Sweep, out: Path, workers: int, cluster: str | None) -> None:
    """Compute what is missing, with a progress bar; say what there is and how to go on."""
    stop = Event()
    with open_store(out, sweep) as store:
        for sentence in store.dropped:
            _say(sentence)
        before = store.done
        if before:
            _say(f"{out} has {before:,} of {len(sweep):,} rows; going on from there.")
        if before < len(sweep):
            shared = None if cluster else workers
            _say(estimate(sweep, len(sweep) - before, shared).sentence)
        note = "" if cluster else "Ending with the runs under way; Ctrl-C again leaves at once."
        with _interruptible(stop, note), _progress(sweep, before) as advance:
            fill(store, sweep, workers=workers, cluster=cluster, on_rows=advance, stop=stop)
        if store.done < len(sweep):
            _say(
                f"Stopped. {store.done:,} of {len(sweep):,} rows are in {out}; "
                "the same command goes on from there."
            )
            sys.exit(INTERRUPTED)
        print(f"{store.done:,} rows in {out}, {store.done - before:,} of them new.")


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


@contextmanager
def _interruptible(stop: Event, note: str) -> Iterator[None]:
    """Let Ctrl-C set `stop`, and a second one end the process: what is kept is whole at any time.

    Args:
        note: said at the first one; nothing if it is empty.
    """

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            os._exit(INTERRUPTED)
        stop.set()
        if note:
            _say(note)

    previous = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)


@contextmanager
def _progress(sweep: Sweep, done: int) -> Iterator[Callable[[int], None]]:
    """A bar on stderr, where that is a terminal; yields what to call with the new rows' number."""
    # Imported here: the other commands and the pages have no use for it.
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    columns = (
        TextColumn("rows"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("rows", total=len(sweep), completed=done)
        yield lambda rows: bar.advance(task, rows)
