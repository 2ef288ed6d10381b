"""A figure as bytes: its arrays as they lie in memory, everything else as JSON.

    length of the JSON (4 bytes, little-endian) | JSON | padding to 4 bytes | arrays, float32

In the JSON an array is `{"float32": [first, count]}`, counted in floats. `static/unpack.js` is the
other end.
"""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

MARK = "float32"


def pack(payload: Any) -> bytes:
    """Pack nested dicts and lists of JSON values and arrays.

    Raises:
        ValueError: a number in the JSON is not finite (in an array, NaN is a gap in the line).
        TypeError: something is neither JSON nor an array of numbers.
    """
    arrays: list[NDArray[np.float32]] = []
    place = 0

    def stored(value: Any) -> Any:
        nonlocal place
        if not isinstance(value, np.ndarray):
            raise TypeError(f"A figure holds JSON and arrays, not {type(value).__name__}.")
        flat = np.ascontiguousarray(value, dtype="<f4").ravel()
        arrays.append(flat)
        place += flat.size
        return {MARK: [place - flat.size, flat.size]}

    text = json.dumps(payload, default=stored, allow_nan=False, separators=(",", ":")).encode()
    padding = b" " * (-len(text) % 4)
    head = struct.pack("<I", len(text) + len(padding))
    return b"".join([head, text, padding, *(array.tobytes() for array in arrays)])
