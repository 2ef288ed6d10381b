"""Numbers as a reader wants them: few digits, no machine notation, thousands kept apart."""

from __future__ import annotations

import math
import re

from core.numerals import MINUS, exact, joined, number, rounded, significant, superscript

__all__ = [
    "MINUS",
    "count",
    "decade",
    "duration",
    "exact",
    "number",
    "read_number",
    "rounded",
    "superscript",
    "tex",
    "tex_count",
]

_SUPERSCRIPTS = re.compile("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−×", "-0123456789-*", ", \N{NO-BREAK SPACE}")
_POWER_OF_TEN = re.compile(r"(-?[0-9.]*)\*?10\^(-?[0-9]+)")


def decade(exponent: int) -> str:
    """The label of a decade: 0.01, 0.1, 1, 10, 100; 10³, 10⁴ above and 10⁻³, 10⁻⁴ below."""
    return f"{10.0**exponent:g}" if -2 <= exponent <= 2 else f"10{superscript(exponent)}"


def tex(value: float, digits: int = 3) -> str:
    """A measured number as `number` has it, for the inside of a formula."""
    if not math.isfinite(value):
        return r"\text{not a number}" if math.isnan(value) else f"{'-' if value < 0 else ''}\\infty"
    written, power = significant(abs(value), digits)
    written = written.replace(",", "{,}")
    return ("-" if value < 0 else "") + joined(
        written, f"10^{{{power}}}" if power else "", r"\times"
    )


def tex_count(value: int) -> str:
    """A count with every digit it has, for the inside of a formula."""
    return f"{value:,}".replace(",", "{,}")


def read_number(text: str) -> float:
    """The number that a visitor typed: the inverse of `exact`, and 1e6, 10^6 or 1 000 too.

    Raises:
        ValueError: it is not a number.
    """
    marked = _SUPERSCRIPTS.sub(lambda found: f"^{found[0]}", text)
    plain = marked.translate(_PLAIN)
    power = _POWER_OF_TEN.fullmatch(plain)
    return float(plain if power is None else f"{power[1] or '1'}e{power[2]}")


def count(value: int, noun: str) -> str:
    """'1 step', '10,000,000 steps'."""
    return f"{value:,} {noun}" if value == 1 else f"{value:,} {noun}s"


def duration(seconds: float) -> str:
    """A measured duration: '2 ms', '0.3 ms', '1.4 s'."""
    if seconds >= 1:
        return f"{seconds:.1f} s"
    milliseconds = 1000 * seconds
    return f"{milliseconds:.0f} ms" if milliseconds >= 2 else f"{milliseconds:.1f} ms"
