"""A solved run as a text for a reader and as an object for a program."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from itertools import zip_longest
from typing import Any

import pandas as pd

from core.quantiles import Spread
from core.run import Run
from core.sgd_run import SgdRun

WIDTH = 100
# What ends a phase: its name, the symbol, the key in `phases`, what it means.
PHASES = (
    ("I    escape", "T1 ", "t1", "u reaches {delta:g}"),
    ("IIa  crossing", "T1'", "t1_prime", "s passes 1/3 for good"),
    ("IIb  convergence", "T2 ", "t2", "u and s within {epsilon:g} of 1 for good"),
)


def as_json(run: Run) -> dict[str, Any]:
    """What `--json` prints; a number that there is none of is None."""
    return {
        "setup": asdict(run.setup),
        "phases": {key: getattr(run.phases, key) for _, _, key, _ in PHASES},
        "exponents": _exponents_for_json(run.exponents),
        "status": run.trajectory.sentence,
        "seconds": run.seconds,
    }


def sgd_as_json(run: SgdRun) -> dict[str, Any]:
    """The same of online SGD: medians over its replicas, with their ranges."""
    diverged = run.ensemble.diverged
    statuses = {status.name.lower(): count for status, count in run.ensemble.statuses.items()}
    return {
        "setup": {
            **asdict(run.setup),
            "method": "sgd",
            "noise": run.noise,
            "replicas": len(run.trajectories),
        },
        "phases": {key: spread.median for key, spread in run.phases.items()},
        "phase_ranges": {
            key: {"low": spread.low, "high": spread.high, "runs": spread.runs}
            for key, spread in run.phases.items()
        },
        "exponents": _exponents_for_json(run.exponents),
        "diverged": {
            "count": diverged.count,
            "share": diverged.share,
            "low": diverged.low,
            "high": diverged.high,
        },
        "status": run.ensemble.sentence,
        "statuses": statuses,
        "kernel": run.kernel.sentence,
        "seconds": run.seconds,
    }


def _exponents_for_json(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows = table.to_dict(orient="records")
    return [{str(name): _or_none(value) for name, value in row.items()} for row in rows]


def _or_none(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def as_text(run: Run) -> str:
    """The report for a reader, at most `WIDTH` columns wide."""
    levels = {"delta": run.setup.delta, "epsilon": run.setup.epsilon}
    phases = ["phase             ends at"] + [
        f"{phase:<18}{name} = {_time(getattr(run.phases, key)):<12}  {meaning.format(**levels)}"
        for phase, name, key, meaning in PHASES
    ]
    ending = f"{run.trajectory.sentence} Solved in {run.seconds:.2g} s."
    return _sections(phases, _exponent_lines(run.exponents), textwrap.wrap(ending, WIDTH))


def sgd_as_text(run: SgdRun) -> str:
    """The same of online SGD."""
    levels = {"delta": run.setup.delta, "epsilon": run.setup.epsilon}
    total = len(run.trajectories)
    phases = [f"phase             ends at, median and middle 80 % of {total} runs"] + [
        f"{phase:<18}{name} = {_range(run.phases[key]):<34}  {meaning.format(**levels)}"
        for phase, name, key, meaning in PHASES
    ]
    diverged = run.ensemble.diverged
    ending = (
        f"{run.ensemble.sentence} Share diverged: {diverged.share:.3g}, 95 % interval "
        f"{diverged.low:.3g} to {diverged.high:.3g}. {run.kernel.sentence} "
        f"Simulated in {run.seconds:.2g} s."
    )
    return _sections(phases, _exponent_lines(run.exponents), textwrap.wrap(ending, WIDTH))


def _sections(*sections: Iterable[str]) -> str:
    return "\n\n".join("\n".join(lines) for lines in sections)


def _time(time: float | None) -> str:
    return "not reached" if time is None else f"{time:.4g}"


def _range(spread: Spread) -> str:
    if spread.low is None:
        return "not reached"
    high = "not reached" if spread.high is None else f"{spread.high:.3g}"
    return f"{_time(spread.median)} ({spread.low:.3g} to {high})"


def _exponent_lines(table: pd.DataFrame) -> list[str]:
    lines = [
        f"{'phase':<6}{'quantity':<15}{'fitted':>8}  {'range':^17}{'theory':>8}{'law':>8}"
        "  window in t"
    ]
    rows = table.to_dict(orient="records")
    for row, following in zip_longest(rows, rows[1:], fillvalue={"verdict": ""}):
        lines.append(_exponent_line(row))
        # A verdict that several rows share is printed once, below the last.
        if row["verdict"] != following["verdict"]:
            lines += textwrap.indent(textwrap.fill(row["verdict"], WIDTH - 6), " " * 6).split("\n")
    return lines


def _exponent_line(row: Mapping[Any, Any]) -> str:
    low, high = _number(row["low"]), _number(row["high"])
    span = f"{low:>8},{high:>7}" if low else ""
    start, end = row["window_start"], row["window_end"]
    window = f"{start:.3g} to {end:.3g}" if math.isfinite(start) else ""
    line = (
        f"{row['phase']:<6}{row['quantity']:<15}{_number(row['fitted']):>8}  {span:<17}"
        f"{_number(row['theory']):>8}{_number(row['law']):>8}  {window}"
    )
    return line.rstrip()


def _number(value: float) -> str:
    return f"{value:.3f}" if math.isfinite(value) else ""
