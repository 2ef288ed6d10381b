"""Which share of runs diverges: a number of yes and no, with an interval of its own."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from core.parameters import ParameterError
from core.sweep.rows import DIVERGED

LEVEL = 0.05


def diverged_share(table: pd.DataFrame, x: str) -> pd.DataFrame:
    """The share of runs that diverged at each value of a column.

    Args:
        table: one run a row, as from `run_sweep`.
        x: a column of it.

    Returns:
        One row a value of `x`: `x`, `runs`, `share`, and `low` and `high`, its 95 % interval.

    Raises:
        ParameterError: the table has no such columns.
    """
    for name in (x, DIVERGED):
        if name not in table:
            raise ParameterError(f"The table has no column {name!r}.")
    found = table.groupby(x)[DIVERGED].agg(["size", "sum"])
    low, high = wilson(found["sum"], found["size"])
    return pd.DataFrame(
        {
            x: found.index,
            "runs": found["size"].to_numpy(),
            "share": (found["sum"] / found["size"]).to_numpy(),
            "low": low,
            "high": high,
        }
    )


def wilson(events: ArrayLike, runs: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Wilson's 95 % interval of a share of which `events` of `runs` are seen.

    The shares p with |k/n − p| ≤ z √(p (1 − p)/n): within [0, 1], and of a width where all or none
    of the runs are it. (E. B. Wilson, JASA 22, 209, 1927.)
    """
    k, n = np.asarray(events, dtype=np.float64), np.asarray(runs, dtype=np.float64)
    z = float(stats.norm.ppf(1 - LEVEL / 2))
    middle = (k + z**2 / 2) / (n + z**2)
    half = z / (n + z**2) * np.sqrt(k * (n - k) / n + z**2 / 4)
    # Where all or none are it, rounding would leave a little.
    return np.where(k == 0, 0.0, middle - half), np.where(k == n, 1.0, middle + half)
