"""Which runs come next: the missing ones in batches, cut by the time that they take."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable

# A worker ends a batch with the run in which so much time has passed, and gives the rest of it
# back: that is what a killed process loses of each worker's work, whatever a run costs.
BATCH_SECONDS, MOST_ROWS = 1.0, 1_000


class Batches:
    """The missing runs, handed out as ranges; not for more than one thread.

    A batch is at most `MOST_ROWS` runs, and few enough for every worker to get some.
    """

    def __init__(self, missing: Iterable[range], workers: int) -> None:
        self._missing = deque(part for part in missing if part)
        runs = sum(map(len, self._missing))
        self._size = max(min(MOST_ROWS, math.ceil(runs / (4 * max(workers, 1)))), 1)

    def take(self) -> range | None:
        """The next batch; None if there is none."""
        if not self._missing:
            return None
        part = self._missing.popleft()
        self.give_back(part[self._size :])
        return part[: self._size]

    def give_back(self, rest: range) -> None:
        """Runs that a worker has not come to: they are the next ones."""
        if rest:
            self._missing.appendleft(rest)
