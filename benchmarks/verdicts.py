"""How often a verdict is wrong: tables with a planted law, judged by every hypothesis.

    python -m benchmarks.verdicts [tables]

Each law is planted 1,000 times over eight values of x with 20 seeds: noise of 10 % from run to run
on top of 20 % from seed to seed, and the same with Student's t for the normal and with 6 seeds; and
over a range too short to tell. Then a power law with its exponent known, with waves that are no
power law, and twelve tables judged as one.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

import numpy as np

from core.hypothesis import MODELS, Answer, Verdict, judge
from tests.core.planted_tables import LAWS, Law, planted

CASES: dict[str, tuple[float, dict[str, Any]]] = {
    "100 to 1e5, 20 seeds": (1e5, {}),
    "the same, heavy tails": (1e5, {"heavy": True}),
    "the same, 6 seeds": (1e5, {"seeds": 6}),
    "100 to 150, 20 seeds": (150.0, {}),
}


def main(tables: int) -> None:
    """Print, for each case, what each hypothesis is told under each law, in per cent."""
    for case, (last, options) in CASES.items():
        x = np.geomspace(100, last, 8)
        print(f"\n{case}: consistent / not consistent / cannot tell, %")
        print(f"{'hypothesis':<24}" + "".join(f"{law:>24}" for law in LAWS))
        for model in MODELS:
            row = [rates(law, model, x, tables, options) for law in LAWS]
            print(f"{model:<24}" + "".join(f"{each:>24}" for each in row), flush=True)
    print("\nA power law of exponent -0.5 and a claim, to within 0.05: the same three, %")
    for claim in (-0.5, -0.555, -0.6):
        print(f"  claimed {claim:<7} {claims(claim, tables)}", flush=True)
    print("\nA power law times a wave of so many half-periods, 10 % high: not consistent, %")
    for waves in range(3, 7):
        print(f"  {waves} half-periods  {wavy(waves, tables):.1f}", flush=True)
    print(
        f"\nTwelve true tables, judged as one: refused in {together(12, tables):.1f} %", flush=True
    )
    print("\nThe exponent of a planted power law: share of 95 % intervals that hold it")
    for seeds in (5, 10, 20, 50):
        print(f"  {seeds:>3} seeds  {coverage(seeds, tables):.1%}")


def rates(law: str, model: str, x: np.ndarray, tables: int, options: dict[str, Any]) -> str:
    """How often each answer is given, as a text."""
    rng = np.random.default_rng(0)
    # Few resamples do: but for a constant's, the intervals play no part in these answers.
    drawn = (planted(LAWS[law], x, rng, **options) for _ in range(tables))
    return shares([judge(table, "dimension", "t2", model, resamples=100) for table in drawn])


def shares(verdicts: list[Verdict]) -> str:
    """How often each answer was given, in per cent."""
    told = Counter(verdict.answer for verdict in verdicts)
    order = Answer.CONSISTENT, Answer.NOT_CONSISTENT, Answer.CANNOT_TELL
    return " / ".join(f"{100 * told[answer] / len(verdicts):.1f}" for answer in order)


def claims(claim: float, tables: int) -> str:
    """How often each answer is given to a claimed exponent, as a text."""
    rng, x = np.random.default_rng(2), np.geomspace(100, 1e5, 8)
    drawn = (planted(LAWS["power law"], x, rng) for _ in range(tables))
    return shares([judge(table, "dimension", "t2", "power law", exponent=claim) for table in drawn])


def wavy(waves: int, tables: int) -> float:
    """How often a power law is refused where there is a wave in its place, in per cent."""
    rng, x = np.random.default_rng(3), np.geomspace(100, 1e5, 8)
    bends = np.polynomial.legendre.Legendre.basis(waves)(np.linspace(-1, 1, x.size))

    def law(x: np.ndarray) -> np.ndarray:
        return x**-0.5 * np.exp(0.1 * bends / np.abs(bends).max())

    return 100 * refused(law, x, rng, tables, 0.05) / tables


def together(count: int, tables: int) -> float:
    """How often any of so many true tables is refused, in per cent of as many sets as make up the
    tables."""
    rng, x = np.random.default_rng(4), np.geomspace(100, 1e5, 8)
    law, sets = LAWS["power law"], max(tables // 4, 1)
    return 100 * sum(refused(law, x, rng, count, 0.05 / count) > 0 for _ in range(sets)) / sets


def refused(law: Law, x: np.ndarray, rng: np.random.Generator, tables: int, level: float) -> int:
    """How many of so many tables of a law are refused as a power law."""
    drawn = (planted(law, x, rng) for _ in range(tables))
    told = [
        judge(table, "dimension", "t2", "power law", level=level, resamples=10) for table in drawn
    ]
    return sum(verdict.answer is Answer.NOT_CONSISTENT for verdict in told)


def coverage(seeds: int, tables: int) -> float:
    """The share of intervals that hold the planted exponent."""
    rng, x, inside = np.random.default_rng(1), np.geomspace(100, 1e5, 8), 0
    for _ in range(tables):
        table = planted(LAWS["power law"], x, rng, seeds=seeds)
        found = judge(table, "dimension", "t2", "power law").fit
        low, high = found.intervals["b"] if found else (np.inf, -np.inf)
        inside += low <= -0.5 <= high
    return inside / tables


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
