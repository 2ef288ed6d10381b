"""One parameter of a sweep: the values it takes, as text and as numbers.

2.0                one value
1.2,2,3            a list
1.2:4:15           15 evenly spaced values from 1.2 to 4, both included
100:1e6:5log       5 values from 100 to 1e6, evenly spaced in their logarithm
0:20               of whole numbers: 0 to 19; of others, in a random design: any between
1e-3:1:log         in a random design: any between, uniform in the logarithm
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.parameters import PARAMETERS, Parameter, ParameterError, Scale, Value

# More values of one parameter than this are a mistake in writing.
MOST_VALUES = 1_000_000
FORMS = "a list a,b,c or a range low:high:count, low:high:countlog, low:high or low:high:log"


@dataclass(frozen=True)
class Listed:
    """The values themselves, checked.

    Raises:
        ParameterError: there is none, one is not allowed, or one comes twice.
    """

    name: str
    values: tuple[Value, ...]

    def __post_init__(self) -> None:
        parameter = _parameter(self.name)
        object.__setattr__(self, "values", tuple(map(parameter.check, self.values)))
        if not self.values:
            raise ParameterError(f"{self.name} has no value; give {FORMS}.")
        if len(set(self.values)) < len(self.values):
            raise ParameterError(f"{self.name} has a value twice: {self.text}.")

    @property
    def text(self) -> str:
        """As `parse_axis` reads it."""
        return ",".join(map(PARAMETERS[self.name].brief, self.values))

    def grid(self) -> tuple[Value, ...]:
        """All values, in the order given."""
        return self.values

    def draw(self, uniform: NDArray[np.float64]) -> tuple[Value, ...]:
        """One of the values for each number in [0, 1)."""
        return _pick(self.values, uniform)


@dataclass(frozen=True)
class Span:
    """A range: `count` values from `low` to `high` with both ends, or all in between.

    Attributes:
        count: None for all in between: of whole numbers low, low + 1, … up to but without high;
            of others a continuum, for a random design alone.
        log: spaced in the logarithm.

    Raises:
        ParameterError: an end is not allowed, high is not above low, or the count does not fit.
    """

    name: str
    low: float
    high: float
    count: int | None = None
    log: bool = False

    def __post_init__(self) -> None:
        parameter = _parameter(self.name)
        for end in ("low", "high"):
            # The end of 0:20 is no value itself, but is held to the bounds all the same.
            object.__setattr__(self, end, parameter.check(getattr(self, end)))
        if not self.low < self.high:
            raise self._refusal("its second number has to be larger than its first")
        if self.log and self.low <= 0:
            raise self._refusal("a logarithmic range begins above 0")
        if self.count is not None and not 2 <= self.count <= MOST_VALUES:
            raise self._refusal(f"the count is a whole number from 2 to {MOST_VALUES:,}")

    @property
    def text(self) -> str:
        """As `parse_axis` reads it."""
        brief = PARAMETERS[self.name].brief
        ends = f"{brief(self.low)}:{brief(self.high)}"
        how = ("" if self.count is None else str(self.count)) + ("log" if self.log else "")
        return f"{ends}:{how}" if how else ends

    def grid(self) -> tuple[Value, ...]:
        """All values, increasing.

        Raises:
            ParameterError: the range is a continuum, or its whole numbers coincide.
        """
        if self._is_whole_range:
            if self.high - self.low > MOST_VALUES:
                raise self._refusal(f"that is more than {MOST_VALUES:,} values")
            return tuple(range(int(self.low), int(self.high)))
        if self.count is None:
            raise self._refusal(
                "a grid asks how many values, as in "
                f"{self.text.removesuffix(':log')}:10{'log' if self.log else ''}"
            )
        spaced = np.geomspace if self.log else np.linspace
        values = self._values(spaced(self.low, self.high, self.count))
        if len(set(values)) < len(values):
            kind = "whole numbers" if PARAMETERS[self.name].integer else "numbers"
            raise self._refusal(f"it has no {self.count} different {kind}")
        return values

    def draw(self, uniform: NDArray[np.float64]) -> tuple[Value, ...]:
        """One value for each number in [0, 1)."""
        if self._is_whole_range:
            return _pick(range(int(self.low), int(self.high)), uniform)
        if self.count is not None:
            return _pick(self.grid(), uniform)
        if self.log:
            ratio = math.log(self.high / self.low)
            return self._values(self.low * np.exp(ratio * uniform))
        return self._values(self.low + (self.high - self.low) * uniform)

    @property
    def _is_whole_range(self) -> bool:
        return PARAMETERS[self.name].integer and self.count is None and not self.log

    def _values(self, numbers: NDArray[np.float64]) -> tuple[Value, ...]:
        numbers = np.clip(numbers, self.low, self.high)
        if PARAMETERS[self.name].integer:
            return tuple(int(number) for number in np.rint(numbers))
        return tuple(float(number) for number in numbers)

    def _refusal(self, reason: str) -> ParameterError:
        return ParameterError(f"{self.name} cannot be {self.text}: {reason}.")


Axis = Listed | Span


def parse_axis(name: str, text: str) -> Axis:
    """Read an axis from text.

    Raises:
        ParameterError: a sentence that names the parameter and says what is wrong.
    """
    parameter = _parameter(name)
    if ":" not in text:
        return Listed(name, tuple(parameter.parse(part.strip()) for part in text.split(",")))
    if parameter.scale is Scale.CHOICE:
        raise ParameterError(f"{name} has no ranges; give {parameter.allowed}, or a list.")
    parts = [part.strip() for part in text.split(":")]
    how = parts[2] if len(parts) == 3 else ""
    count = how.removesuffix("log")
    if len(parts) not in (2, 3) or not (count.isdecimal() or how in ("log", "")):
        raise ParameterError(f"{name} cannot be {text!r}: give {FORMS}.")
    try:
        low, high = float(parts[0]), float(parts[1])
    except ValueError:
        raise ParameterError(f"{name} cannot be {text!r}: give {FORMS}.") from None
    return Span(name, low, high, int(count[:9]) if count else None, how.endswith("log"))


def axis_of(name: str, given: object) -> Axis:
    """The axis of a parameter from an axis, text, one value or a sequence of values.

    Raises:
        ParameterError: as from `parse_axis`.
    """
    if isinstance(given, Listed | Span):
        return given
    if isinstance(given, str):
        return parse_axis(name, given)
    values: Any = given if isinstance(given, Sequence | np.ndarray) else [given]
    return Listed(name, tuple(values))


def _parameter(name: str) -> Parameter:
    if name not in PARAMETERS:
        raise ParameterError(f"{name} is no parameter; there are {', '.join(PARAMETERS)}.")
    return PARAMETERS[name]


def _pick(values: Sequence[Value], uniform: NDArray[np.float64]) -> tuple[Value, ...]:
    places = np.minimum((uniform * len(values)).astype(int), len(values) - 1)
    return tuple(values[place] for place in places)
