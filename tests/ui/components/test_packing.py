"""A packed figure is read back as static/unpack.js does it."""

import json
import math
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ui.components.packing import MARK, pack

numbers = st.floats(allow_nan=False, allow_infinity=False)
leaves = (
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | numbers | st.text()
    | arrays(np.float32, st.integers(0, 9), elements=st.floats(width=32))
)  # fmt: skip
payloads = st.recursive(
    leaves,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


def unpacked(data: bytes) -> Any:
    (length,) = struct.unpack_from("<I", data)
    assert length % 4 == 0
    floats = np.frombuffer(data, "<f4", offset=4 + length)

    def restored(value: dict[str, Any]) -> Any:
        if set(value) != {MARK}:
            return value
        first, count = value[MARK]
        return floats[first : first + count]

    return json.loads(data[4 : 4 + length], object_hook=restored)


def same(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray):
        return bool(np.array_equal(one, other, equal_nan=True))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


@given(payloads)
def test_what_is_packed_is_unpacked(payload: Any) -> None:
    assert same(payload, unpacked(pack(payload)))


def test_other_arrays_become_floats() -> None:
    found = unpacked(pack({"x": np.arange(3)[::-1], "y": np.array([1.0, np.nan])}))
    assert found["x"].tolist() == [2, 1, 0]
    assert math.isnan(found["y"][1])


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_json_has_only_finite_numbers(value: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        pack({"x": value})


def test_what_is_no_figure_is_refused() -> None:
    with pytest.raises(TypeError, match="not object"):
        pack({"x": object()})
