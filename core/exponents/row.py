"""One row of the table of exponents."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Row:
    """The reading of one quantity; the fields are the table's columns. NaN: no such number."""

    phase: str
    quantity: str
    fitted: float = math.nan
    low: float = math.nan
    high: float = math.nan
    theory: float = math.nan
    law: float = math.nan
    window_start: float = math.nan
    window_end: float = math.nan
    verdict: str = ""


COLUMNS = tuple(field.name for field in fields(Row))
