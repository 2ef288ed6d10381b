"""Readable numbers, evenly spaced in the logarithm: where a slider stops."""

from __future__ import annotations

import math

from ui.view import Key, parameter

# Ten numbers a decade, nearly evenly spaced in the logarithm, none of which needs a third digit.
_PER_DECADE = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80)


def per_decade(key: Key, low: float = 0.0, high: float = math.inf) -> list[float]:
    """Ten readable numbers a decade between the parameter's bounds, or between narrower ones."""
    declared = parameter(key)
    return readable_numbers(
        max(low, declared.low), min(high, declared.high), integer=declared.integer
    )


def readable_numbers(low: float, high: float, *, integer: bool = False) -> list[float]:
    """1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times powers of ten, from `low` to `high` inclusive."""
    found = []
    for exponent in range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 1):
        for digits in _PER_DECADE:
            # By way of text, so that 0.3 is the float that "0.3" is.
            value = float(f"{digits}e{exponent - 1}")
            if low <= value <= high and not (integer and value != int(value)):
                found.append(int(value) if integer else value)
    return found
