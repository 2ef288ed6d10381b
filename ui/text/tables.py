"""The numbers of a run in rows: its phase times and its exponents. All cells are Markdown."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from core import quantiles
from core.run import Run
from ui.comparing.spread import SlopeSpread, Spread
from ui.text.numbers import number, rounded
from ui.text.records import records
from ui.text.words import last_time, plain, step_at

SYMBOLS = {
    "u growth rate": r"$u$ growth rate $\rho$",
    "1-u": "$1-u$",
    "1-s": "$1-s$",
    "loss": "loss $L$",
    "mse drop": "MSE drop",
    "mse rate": "MSE rate",
}
COLUMNS = ("Phase", "Quantity", "Window in t", "Fitted", "Range", "Theory", "Law", "Verdict")
LEGEND = (
    "Fitted: the mean slope in log-log over the window; for $u$ in phase I, its growth rate. "
    "Range: the least and the greatest mean slope over parts of the window at least a decade long. "
    r"Theory: the exponent in the limit $d \to \infty$, $t \to \infty$. "
    "Law: the slope that the sharp law of this very problem has over the same window."
)
SPREAD_COLUMNS = ("Quantity", "Median", "10 to 90 %", "Theory", "Law", "Runs")
SPREAD_LEGEND = (
    "Over the runs that do not diverge; a run that does not get to a time counts as late. For the "
    "exponents one slope a run, over those that have one; theory and law are medians too."
)
_NOTHING = "–"


def phase_times(run: Run) -> list[tuple[str, str, str]]:
    """Label, value and remark of T₁, T₁′ and T₂: always three."""
    phases = run.phases
    return [
        (r"$T_1$: escape, $u = \delta$", *_time(run, phases.t1)),
        ("$T_1'$: $s$ passes $1/3$ for good", *_time(run, phases.t1_prime)),
        (r"$T_2$: $u$ and $s$ within $\varepsilon$ of 1", *_time(run, phases.t2)),
    ]


def exponent_rows(run: Run) -> list[tuple[str, ...]]:
    """The fitted exponents as text for a reader, under `COLUMNS`: as many, whatever the run."""
    # What became of the run stands above its chart; six times more would drown the rest.
    said_already = f": {run.trajectory.sentence}"
    return [_row(row, said_already) for row in records(run.exponents)]


def spread_table(spread: Spread) -> pd.DataFrame:
    """Phase times and exponents over the seeds, as text: the same rows whatever the runs."""
    kept = spread.runs - round(spread.runs * spread.diverged)
    times = (("$T_1$", spread.t1), ("$T_1'$", spread.t1_prime), ("$T_2$", spread.t2))
    rows = [_time_row(name, time, kept) for name, time in times]
    rows += [_slope_row(slope, kept) for slope in spread.exponents]
    return pd.DataFrame(rows, columns=list(SPREAD_COLUMNS))


def _time_row(name: str, time: quantiles.Spread, runs: int) -> tuple[str, ...]:
    low, median, high = (
        "not reached" if value is None else number(value)
        for value in (time.low, time.median, time.high)
    )
    interval = low if low == high else f"{low} to {high}"
    return name, median, interval, _NOTHING, _NOTHING, f"{time.runs} of {runs}"


def _slope_row(slope: SlopeSpread, runs: int) -> tuple[str, ...]:
    cell = _rate if slope.quantity == "u growth rate" else _exponent
    return (
        SYMBOLS[slope.quantity],
        cell(slope.median),
        _interval(slope.low, slope.high, cell),
        cell(slope.theory),
        cell(slope.law),
        f"{slope.runs} of {runs}",
    )


def _row(row: Mapping[str, Any], said_already: str) -> tuple[str, ...]:
    # A growth rate can have any size: three digits. An exponent: two decimals.
    cell = _rate if row["quantity"] == "u growth rate" else _exponent
    return (
        row["phase"],
        SYMBOLS[row["quantity"]],
        _interval(row["window_start"], row["window_end"], _rough),
        cell(row["fitted"]),
        _interval(row["low"], row["high"], cell),
        cell(row["theory"]),
        cell(row["law"]),
        plain(row["verdict"].replace(said_already, "")),
    )


def _time(run: Run, time: float | None) -> tuple[str, str]:
    if time is None:
        return "not reached", f"by t = {number(last_time(run))}"
    return number(time), "time t" if run.trajectory.step_size is None else step_at(run, time)


def _rate(value: float) -> str:
    return number(value) if math.isfinite(value) else _NOTHING


def _exponent(value: float) -> str:
    return rounded(value) if math.isfinite(value) else _NOTHING


def _rough(value: float) -> str:
    return number(value, 2) if math.isfinite(value) else _NOTHING


def _interval(low: float, high: float, cell: Callable[[float], str]) -> str:
    known = math.isfinite(low) and math.isfinite(high)
    return f"{cell(low)} to {cell(high)}" if known else _NOTHING
