import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.text.numbers import (
    count,
    decade,
    duration,
    exact,
    number,
    read_number,
    rounded,
    tex,
    tex_count,
)
from ui.text.typeset import to_html


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.7204, "0.720"),
        (72.0, "72.0"),
        (999.6, "1,000"),
        (1234.5, "1,230"),
        (123_456.0, "123,000"),
        (12_345_678.0, "12,300,000"),
        (1e9, "10⁹"),
        (4.137e-7, "4.14 × 10⁻⁷"),
        (-0.5, "−0.500"),
        (math.inf, "∞"),
        (math.nan, "not a number"),
    ],
)
def test_number(value: float, text: str) -> None:
    assert number(value) == text


def test_tex_is_the_same_number_inside_a_formula() -> None:
    assert tex(4.137e-7) == r"4.14 \times 10^{-7}"
    assert tex(123_456.0) == "123{,}000"
    assert tex(-0.46, 2) == "-0.46"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.0, "2"),
        (0.0137, "0.0137"),
        (1e-4, "0.0001"),
        (2.5e-8, "2.5 × 10⁻⁸"),
        (10_000_000, "10,000,000"),
        (10**9, "1,000,000,000"),
        (1e9, "1,000,000,000"),
        (1234.5, "1,234.5"),
        (0.1 + 0.2, "0.30000000000000004"),
    ],
)
def test_exact(value: float, text: str) -> None:
    assert exact(value) == text


@given(st.floats(1e-8, 1e9), st.floats(1e-8, 1e9))
def test_exact_tells_different_numbers_apart(one: float, other: float) -> None:
    assert (exact(one) == exact(other)) == (one == other)


@given(st.floats(1e-300, 1e300))
def test_no_number_is_long(value: float) -> None:
    # The longest is nine digits with two commas, or a mantissa and a power.
    assert len(number(value)) <= len("4.14 × 10⁻²⁹⁹")


def test_decades() -> None:
    assert [decade(n) for n in (-4, -3, -2, 0, 2, 3, 12)] == [
        "10⁻⁴", "10⁻³", "0.01", "1", "100", "10³", "10¹²",
    ]  # fmt: skip


def test_the_rest() -> None:
    assert rounded(-0.456) == "−0.46"
    assert count(1, "step") == "1 step"
    assert count(10_000_000, "step") == "10,000,000 steps"
    assert [duration(s) for s in (0.0004, 0.0021, 0.23, 1.56)] == [
        "0.4 ms", "2 ms", "230 ms", "1.6 s",
    ]  # fmt: skip


@given(st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_written_can_be_typed(value: float) -> None:
    assert read_number(exact(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("1e6", 1e6), ("10^6", 1e6), ("1 000", 1000), ("−3", -3), ("2*10^-7", 2e-7), (" .5 ", 0.5)],
)
def test_other_ways_to_type_a_number(text: str, value: float) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize("text", ["", "x", "10^", "1e", "--3", "1..2", "10^6^2", "1/3"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="could not convert"):
        read_number(text)


@given(st.integers(0, 10**12))
def test_a_count_in_a_formula_has_every_digit(value: int) -> None:
    assert tex_count(value).replace("{,}", "") == str(value)
    assert to_html(f"${tex_count(value)}$") == f'<span class="math">{value:,}</span>'
