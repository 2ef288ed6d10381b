"""The exponents of a run, set against theory: fitted over windows by rule, or not at all.

- `windows`: where a power law can be expected.
- `slopes`: mean slopes over a window and its sub-windows; the rate at which a curve falls.
- `verdict`: what the slopes say, in words.
- `quantities`: what is read from a run in phases II and III, beside the law of it.
- `curve`: a run and the law at the same times, cut to where both can be read in log-log.
- `growth`: the growth rate of phase I.
- `reasons`: why there may be nothing to read.
- `table`: `fit_exponents`, one row a quantity; `law_nodes`, for many runs of one problem.
"""

from core.exponents.row import COLUMNS
from core.exponents.table import fit_exponents, law_nodes

__all__ = ["fit_exponents", "law_nodes", "COLUMNS"]
