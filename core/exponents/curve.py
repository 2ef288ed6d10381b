"""A curve of a run beside the same curve of the law, cut to where both can be read in log-log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.exponents.slopes import Slopes, mean_slopes
from core.exponents.windows import Window

Array = NDArray[np.float64]

# Fewer samples a decade cannot show whether a curve wobbles.
SAMPLES_PER_DECADE = 5


@dataclass(frozen=True)
class Curve:
    """f of a run and of the law, at the same times t, in a window.

    Attributes:
        window: where to fit; its origin is what log t is counted from.
        time, run, law: arrays of shape (n,); `law` is NaN where there is no law.
    """

    window: Window
    time: Array
    run: Array
    law: Array

    def positive_part(self) -> Self:
        """The longest stretch in log t of consecutive samples with f > 0."""
        good = np.isfinite(self.run) & (np.nan_to_num(self.run) > 0)
        good &= self.time > self.window.origin
        edges = np.flatnonzero(np.diff(np.concatenate(([False], good, [False])).astype(np.int8)))
        firsts, lasts = edges[::2], edges[1::2] - 1
        if firsts.size == 0:
            return self._cut(0, -1)
        log_time = np.zeros(self.time.size)
        log_time[good] = np.log(self.time[good] - self.window.origin)
        longest = int(np.argmax(log_time[lasts] - log_time[firsts]))
        return self._cut(int(firsts[longest]), int(lasts[longest]))

    def sampled_part(self) -> Self:
        """With the window cut to the samples."""
        return self._cut(0, self.time.size - 1)

    def _cut(self, first: int, last: int) -> Self:
        part = slice(first, last + 1)
        time = self.time[part]
        covered = (time[0], time[-1]) if time.size else (self.window.start, self.window.start)
        window = self.window.within(*covered)
        return type(self)(window, time, self.run[part], self.law[part])

    @property
    def has_enough_samples(self) -> bool:
        """Whether the window holds five samples a decade, on average."""
        start, end = self.window.logs
        inside = np.count_nonzero((self.time >= self.window.start) & (self.time <= self.window.end))
        return bool(inside >= SAMPLES_PER_DECADE * (end - start) / np.log(10))

    @property
    def has_law(self) -> bool:
        """Whether the law can be drawn in log-log, too."""
        return bool(np.all(np.isfinite(self.law)) and np.all(self.law > 0))

    def slopes(self) -> tuple[Slopes, Slopes | None, Slopes]:
        """Log-log slopes over the window: of the run, of the law, of the run divided by the law."""
        x = np.log(self.time - self.window.origin)
        start, end = self.window.logs
        run = np.log(self.run)
        slopes = mean_slopes(x, run, start, end)
        if not self.has_law:
            return slopes, None, slopes
        law = np.log(self.law)
        return slopes, mean_slopes(x, law, start, end), mean_slopes(x, run - law, start, end)
