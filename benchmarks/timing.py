"""Timing that survives a noisy machine: the things compared are run in turn, the best counts."""

from __future__ import annotations

import time
from collections.abc import Callable


def best_seconds(*tasks: Callable[[], object], rounds: int = 5) -> list[float]:
    """The shortest time of each task over `rounds` rounds, each round running all of them."""
    best = [float("inf")] * len(tasks)
    for _ in range(rounds):
        for i, task in enumerate(tasks):
            begin = time.perf_counter()
            task()
            best[i] = min(best[i], time.perf_counter() - begin)
    return best
