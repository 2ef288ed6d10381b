"""What a page shows, as a visitor reads it: its texts, its charts, and what must never be there."""

from __future__ import annotations

import html
import json
import re
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from ui.components.packing import MARK

Json = dict[str, Any]

_RAISED = {"sup": "^", "sub": "_"}
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
# What no text may show.
UNWANTED = {
    "machine notation": re.compile(r"\d[eE][-+]?\d"),
    "not a number": re.compile(r"\b(?:nan|inf)\b", re.IGNORECASE),
    "unset mathematics": re.compile(r"\$[^$]+\$|\*\*|\\\\[a-z]"),
    "a count written as a measurement": re.compile(
        r"\d\.\d*0 (?:of \d|modes?\b|steps?\b|runs?\b|seeds?\b|directions?\b)"
    ),
}
MOST_DIGITS = 7


def given(test: AppTest) -> dict[str, Json]:
    """What each of our components was given, by its key: HTML or a figure with its description."""
    found = {}
    for element in test.get("bidi_component"):
        proto = element.proto
        found[proto.id.rpartition("-")[2]] = _unpacked(proto.bytes)
    return found


def charts(test: AppTest) -> dict[str, Json]:
    """The figures, by the key of their chart."""
    return {key: data["figure"] for key, data in given(test).items() if "figure" in data}


def texts(test: AppTest) -> dict[str, str]:
    """All that follows the run, without markup, by where it stands."""
    found = {}
    for key, data in given(test).items():
        if "html" in data:
            found[key] = plain(data["html"])
        if "figure" in data:
            found[f"{key}, described"] = data["alt"]
            found[f"{key}, written on it"] = "\n".join(map(plain, _written_on(data["figure"])))
    for kind in ("caption", "warning", "info", "error"):
        for place, element in enumerate(test.get(kind)):
            found[f"{kind} {place}"] = element.value
    return found


def plain(markup: str) -> str:
    """HTML as text: a power as 10^3, an index as T_1."""
    marked = re.sub(r"<(sup|sub)\b[^>]*>", lambda found: _RAISED[found[1]], markup)
    apart = re.sub(r"</?(?:p|li|td|th|dt|dd|h\d|div|br)\b[^>]*>", "\n", marked)
    return html.unescape(re.sub(r"<[^>]*>", "", apart)).replace("\N{NO-BREAK SPACE}", " ")


def blemishes(text: str) -> list[str]:
    """What is wrong with a text, each with the words around it."""
    found = [
        f"{what}: {_around(text, match)}"
        for what, pattern in UNWANTED.items()
        for match in pattern.finditer(text)
    ]
    return found + [
        f"too many digits: {_around(text, match)}"
        for match in _NUMBER.finditer(text)
        if significant(match[0]) > MOST_DIGITS
    ]


def significant(number: str) -> int:
    """The significant digits of a number as it is written; zeros at the end of a whole one fill."""
    digits = number.replace(",", "")
    digits = digits.replace(".", "") if "." in digits else digits.rstrip("0")
    return len(digits.lstrip("0"))


def empty(figure: Json) -> bool:
    """Whether a figure shows not a single point."""
    return not any(np.isfinite(_values(trace)).any() for trace in figure["data"])


def _values(trace: Json) -> np.ndarray[Any, np.dtype[np.float64]]:
    values = np.asarray(trace["z" if "z" in trace else "y"], np.float64)
    if "x" in trace and trace["x"] is not None and np.shape(trace["x"]) == values.shape:
        return values + np.asarray(trace["x"], np.float64)
    return values


def _written_on(figure: Json) -> Iterator[str]:
    layout = figure["layout"]
    yield from (note.get("text", "") for note in layout.get("annotations", ()))
    for name, axis in layout.items():
        if name.startswith(("xaxis", "yaxis")):
            yield from axis.get("ticktext") or ()
            title = axis.get("title") or {}
            yield title if isinstance(title, str) else title.get("text", "")


def _around(text: str, match: re.Match[str]) -> str:
    return repr(text[max(0, match.start() - 40) : match.end() + 20])


def _unpacked(packed: bytes) -> Json:
    """The other end of `ui.components.packing`."""
    (size,) = struct.unpack_from("<I", packed)
    floats = np.frombuffer(packed, "<f4", offset=4 + size)

    def restored(value: Json) -> Any:
        if set(value) != {MARK}:
            return value
        first, count = value[MARK]
        return floats[first : first + count]

    found: Json = json.loads(packed[4 : 4 + size], object_hook=restored)
    return found
