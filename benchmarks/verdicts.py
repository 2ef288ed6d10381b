"""How often a verdict is wrong: tables with a planted law, judged by every hypothesis.

    python -m benchmarks.verdicts [tables]

Each law is planted 1,000 times over eight values of x with 20 seeds: noise of 10 % from run to run
on top of 20 % from seed to seed, and the same with Student's t for the normal and with 6 seeds; and
over a range too short to tell.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

import numpy as np

from core.hypothesis import MODELS, judge
from tests.core.planted_tables import LAWS, planted

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
    print("\nThe exponent of a planted power law: share of 95 % intervals that hold it")
    for seeds in (5, 10, 20, 50):
        print(f"  {seeds:>3} seeds  {coverage(seeds, tables):.1%}")


def rates(law: str, model: str, x: np.ndarray, tables: int, options: dict[str, Any]) -> str:
    """How often each answer is given, as a text."""
    rng = np.random.default_rng(0)
    # Few resamples do: but for a constant's, the intervals play no part in these answers.
    drawn = (planted(LAWS[law], x, rng, **options) for _ in range(tables))
    answers = Counter(
        judge(table, "dimension", "t2", model, resamples=100).answer.value for table in drawn
    )
    shares = [
        100 * answers[answer] / tables for answer in ("consistent", "not consistent", "cannot tell")
    ]
    return " / ".join(f"{share:.1f}" for share in shares)


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
