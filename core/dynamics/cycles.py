"""Whether a sequence has settled, and on a cycle of how many steps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# The longest cycle that is looked for, and as a part of the sequence.
LONGEST_CYCLE, LONGEST_PART = 64, 4
# A cycle closes when each step returns to within this part of the whole swing.
CYCLE_CLOSES = 0.01
# A swing below this is rounding, not oscillation.
SMALLEST_SWING = 1e-9


def period_of(values: Array) -> int | None:
    """The length of the cycle on which consecutive values run: 1 for a fixed point, None for none.

    Cycles up to a quarter of the sequence are found, and of 64 steps at most.
    """
    swing = float(values.max() - values.min())
    if swing < SMALLEST_SWING:
        return 1
    for period in range(1, min(LONGEST_CYCLE, values.size // LONGEST_PART) + 1):
        if np.abs(values[period:] - values[:-period]).max() <= CYCLE_CLOSES * swing:
            return period
    return None
