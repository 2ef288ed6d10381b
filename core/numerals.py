"""Numbers as a reader wants them: few digits, no machine notation, thousands kept apart.

Pure text: the page and the sentences of `core` write numbers alike.
"""

from __future__ import annotations

import math
from decimal import Decimal

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
MINUS = "\N{MINUS SIGN}"
# Inside this range a number is written out; outside it, as a power of ten.
_WRITTEN_OUT = (1e-3, 1e9)


def superscript(exponent: int) -> str:
    """The exponent in Unicode superscripts: -3 -> '⁻³'."""
    return str(exponent).translate(_SUPERSCRIPT)


def number(value: float, digits: int = 3) -> str:
    """A measured number, rounded to `digits` significant digits: 0.72, 1,230, 4.1 × 10⁻⁷."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else f"{MINUS if value < 0 else ''}∞"
    written, power = significant(abs(value), digits)
    return (MINUS if value < 0 else "") + joined(
        written, f"10{superscript(power)}" if power else "", "×"
    )


def exact(value: float) -> str:
    """A chosen number with every digit it has: different numbers give different texts."""
    if isinstance(value, int):
        return f"{value:,}".replace("-", MINUS)
    low, high = _WRITTEN_OUT
    written = Decimal(repr(value))
    sign = MINUS if written < 0 else ""
    written = abs(written)
    if written == 0:
        return "0"
    # A chosen 0.0001 is written as it was chosen.
    if not low / 10 <= float(written) < 2 * high:
        mantissa, power = _mantissa(written)
        return sign + joined(mantissa, f"10{superscript(power)}", "×")
    text = f"{written:,f}"
    return sign + (text.rstrip("0").rstrip(".") if "." in text else text)


def rounded(value: float, decimals: int = 2) -> str:
    """A finite number with a fixed count of decimals and a true minus sign."""
    text = f"{value:.{decimals}f}"
    return MINUS + text[1:] if text.startswith("-") else text


def significant(size: float, digits: int) -> tuple[str, int]:
    """A number ≥ 0, rounded, as digits and a power of ten (0: written out without one)."""
    if size == 0:
        return "0", 0
    shown = float(f"{size:.{digits - 1}e}")
    low, high = _WRITTEN_OUT
    if not low <= shown < high:
        return _mantissa(Decimal(f"{size:.{digits - 1}e}"))
    return f"{shown:,.{max(0, digits - 1 - math.floor(math.log10(shown)))}f}", 0


def _mantissa(value: Decimal) -> tuple[str, int]:
    digits, exponent = value.normalize().as_tuple()[1:]
    rest = "".join(map(str, digits[1:]))
    return str(digits[0]) + (f".{rest}" if rest else ""), int(exponent) + len(digits) - 1


def joined(mantissa: str, power: str, times: str) -> str:
    """Digits times a power of ten, without what says nothing."""
    if not power:
        return mantissa
    return power if mantissa == "1" else f"{mantissa} {times} {power}"
