"""How the hot loops are compiled: one decorator, so that every kernel is built the same way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import config, njit

Function = TypeVar("Function", bound=Callable[..., Any])

# Sums may be reordered and contracted, so that they vectorise; NaN and infinity keep their meaning,
# because a diverging run is a result.
FAST_MATH = {"reassoc", "contract", "arcp", "nsz"}


def kernel(function: Function) -> Function:
    """Compile `function` on its first call: cached on disk, free of the interpreter lock.

    Numba notices a changed source file only for the functions inside it, not for those of other
    files that they call, and would go on running the old code. The cache of every kernel is
    therefore stamped with the sources of all.
    """
    compiled: Any = njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST_MATH)(function)
    # With NUMBA_DISABLE_JIT=1, to debug a kernel as plain Python, there is nothing to cache.
    if not getattr(config, "DISABLE_JIT", False):
        store = compiled._cache._cache_file
        store._source_stamp = (store._source_stamp, _kernel_sources())
    return cast("Function", compiled)


@cache
def _kernel_sources() -> str:
    """A hash of every file of this package that holds a kernel."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        text = path.read_bytes()
        if b"@kernel" in text or path == Path(__file__):
            digest.update(path.name.encode() + text)
    return digest.hexdigest()
