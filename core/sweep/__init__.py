"""Many runs, one table: any quantities of a run, over a grid or a random design and over seeds.

- `axes`: what one parameter takes, read from text.
- `design`: `Sweep`, the runs by number.
- `measures`: what can be measured of a run, by name.
- `toml`: a sweep as a small file.
- `cost`: how long it will take.
- `rows`: a run's row.
- `workers`: on threads, or on a Dask cluster.
- `store`: rows on disk that a kill at any moment leaves whole.
- `batches`: which runs come next.
- `runner`: `run_sweep`.
- `shares`: `diverged_share`.
- `command`: `python -m core sweep`.
"""

from core.sweep.cost import Cost, estimate
from core.sweep.design import Sweep
from core.sweep.runner import fill, run_sweep
from core.sweep.shares import diverged_share
from core.sweep.store import open_store, read_rows
from core.sweep.toml import from_toml, to_toml

__all__ = [
    "Cost",
    "Sweep",
    "diverged_share",
    "estimate",
    "fill",
    "from_toml",
    "open_store",
    "read_rows",
    "run_sweep",
    "to_toml",
]
