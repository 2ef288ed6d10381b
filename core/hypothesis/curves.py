"""From a table of runs to one curve a seed."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.parameters import ParameterError, Setup

Array = NDArray[np.float64]

# What of a setup may differ from run to run beside x, which has to be told apart otherwise.
SEED = "seed"


@dataclass(frozen=True, eq=False)
class Curves:
    """A quantity against a parameter.

    Attributes:
        x: the k values of the parameter, increasing.
        logs: ln |y| of the n seeds that have the quantity at every x, (n, k).
        sign: of y, the same everywhere.
        missing: at each x, the share of runs that have no y, or one that is 0, (k,).
        zeros: at each x, how many runs have a y that is 0, (k,).
        seeds: how many seeds there are in all.
    """

    x: Array
    logs: Array
    sign: int
    missing: Array
    zeros: NDArray[np.int64]
    seeds: int


def curves_of(table: pd.DataFrame, x: str, y: str) -> Curves:
    """Read the curves of `y` against `x` off a sweep's table.

    Raises:
        ParameterError: a column is missing, something else than x and the seed varies, a run comes
            twice, or y changes its sign.
    """
    for name in (x, y, SEED):
        if name not in table:
            raise ParameterError(f"The table has no column {name!r}.")
    others = [field.name for field in fields(Setup) if field.name not in (x, SEED)]
    varied = [name for name in others if name in table and table[name].nunique() > 1]
    if varied:
        raise ParameterError(
            f"{varied[0]} varies in the table, too; choose the rows with one value of it."
        )
    if table.duplicated([x, SEED]).any():
        raise ParameterError(f"A seed comes twice at the same {x}.")
    wide = table.pivot(index=SEED, columns=x, values=y).to_numpy(np.float64)
    places = np.sort(table[x].unique()).astype(np.float64)
    there = np.isfinite(wide) & (wide != 0)
    signs = np.unique(np.sign(wide[there]))
    if signs.size > 1:
        raise ParameterError(
            f"{y} is not of one sign; models of positive quantities do not fit it."
        )
    whole = wide[there.all(axis=1)]
    sign = int(signs[0]) if signs.size else 1
    zeros = np.count_nonzero(wide == 0, axis=0)
    return Curves(places, np.log(np.abs(whole)), sign, 1 - there.mean(axis=0), zeros, len(wide))
