"""Numbers as a reader wants them: few digits, no machine notation, thousands kept apart."""

from __future__ import annotations

import math
import re
from decimal import Decimal

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
MINUS = "\N{MINUS SIGN}"
_SUPERSCRIPTS = re.compile("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−×", "-0123456789-*", ", \N{NO-BREAK SPACE}")
_POWER_OF_TEN = re.compile(r"(-?[0-9.]*)\*?10\^(-?[0-9]+)")
# Inside this range a number is written out; outside it, as a power of ten.
_WRITTEN_OUT = (1e-3, 1e9)


def superscript(exponent: int) -> str:
    """The exponent in Unicode superscripts: -3 -> '⁻³'."""
    return str(exponent).translate(_SUPERSCRIPT)


def decade(exponent: int) -> str:
    """The label of a decade: 0.01, 0.1, 1, 10, 100; 10³, 10⁴ above and 10⁻³, 10⁻⁴ below."""
    return f"{10.0**exponent:g}" if -2 <= exponent <= 2 else f"10{superscript(exponent)}"


def number(value: float, digits: int = 3) -> str:
    """A measured number, rounded to `digits` significant digits: 0.72, 1,230, 4.1 × 10⁻⁷."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else f"{MINUS if value < 0 else ''}∞"
    written, power = _significant(abs(value), digits)
    return (MINUS if value < 0 else "") + _joined(
        written, f"10{superscript(power)}" if power else "", "×"
    )


def tex(value: float, digits: int = 3) -> str:
    """A measured number as `number` has it, for the inside of a formula."""
    if not math.isfinite(value):
        return r"\text{not a number}" if math.isnan(value) else f"{'-' if value < 0 else ''}\\infty"
    written, power = _significant(abs(value), digits)
    written = written.replace(",", "{,}")
    return ("-" if value < 0 else "") + _joined(
        written, f"10^{{{power}}}" if power else "", r"\times"
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
        return sign + _joined(mantissa, f"10{superscript(power)}", "×")
    text = f"{written:,f}"
    return sign + (text.rstrip("0").rstrip(".") if "." in text else text)


def read_number(text: str) -> float:
    """The number that a visitor typed: the inverse of `exact`, and 1e6, 10^6 or 1 000 too.

    Raises:
        ValueError: it is not a number.
    """
    marked = _SUPERSCRIPTS.sub(lambda found: f"^{found[0]}", text)
    plain = marked.translate(_PLAIN)
    power = _POWER_OF_TEN.fullmatch(plain)
    return float(plain if power is None else f"{power[1] or '1'}e{power[2]}")


def rounded(value: float, decimals: int = 2) -> str:
    """A finite number with a fixed count of decimals and a true minus sign."""
    text = f"{value:.{decimals}f}"
    return MINUS + text[1:] if text.startswith("-") else text


def count(value: int, noun: str) -> str:
    """'1 step', '10,000,000 steps'."""
    return f"{value:,} {noun}" if value == 1 else f"{value:,} {noun}s"


def duration(seconds: float) -> str:
    """A measured duration: '2 ms', '0.3 ms', '1.4 s'."""
    if seconds >= 1:
        return f"{seconds:.1f} s"
    milliseconds = 1000 * seconds
    return f"{milliseconds:.0f} ms" if milliseconds >= 2 else f"{milliseconds:.1f} ms"


def _significant(size: float, digits: int) -> tuple[str, int]:
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


def _joined(mantissa: str, power: str, times: str) -> str:
    if not power:
        return mantissa
    return power if mantissa == "1" else f"{mantissa} {times} {power}"
