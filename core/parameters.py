"""Every parameter of a run, declared once: default, bounds, scale, symbol, help.

Widgets, links, the command line and `Setup` are all made from this table, so a bound or a sentence
of help is never written twice."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

import numpy as np

Value = int | float | str


class ParameterError(ValueError):
    """A value that is not allowed; the message names the parameter and says what is allowed."""


# The two students.
FREE, FIXED_NORM = "free", "fixed norm"


class Scale(StrEnum):
    """How a control for the parameter should be spaced."""

    LINEAR = "linear"
    LOG = "log"
    CHOICE = "choice"


@dataclass(frozen=True)
class Parameter:
    """One parameter of a run.

    `low` and `high` are inclusive. `symbol` is LaTeX without dollar signs, empty where the field
    has none."""

    name: str
    label: str
    symbol: str
    default: Value
    help: str
    scale: Scale = Scale.LINEAR
    low: float = -math.inf
    high: float = math.inf
    integer: bool = False
    unit: str = ""
    choices: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        """What is allowed, in words, for messages and help texts."""
        if self.scale is Scale.CHOICE:
            return "one of " + ", ".join(self.choices)
        kind = "a whole number" if self.integer else "a number"
        return f"{kind} from {_readable(self.low)} to {_readable(self.high)}"

    def check(self, value: Any) -> Value:
        """Return `value` in the parameter's own type, or raise a `ParameterError` that says what is
        allowed."""
        if self.scale is Scale.CHOICE:
            if isinstance(value, str) and value in self.choices:
                return str(value)
            raise self._refusal(value)
        return self._number(value)

    def parse(self, text: str) -> Value:
        """Read a value from text (a link, the command line); the same rules as `check`."""
        if self.scale is Scale.CHOICE:
            return self.check(text)
        try:
            number = float(text)
        except ValueError:
            raise self._refusal(text) from None
        return self.check(number)

    def format(self, value: Value) -> str:
        """Write a value so that `parse` returns it exactly."""
        return repr(value) if isinstance(value, float) else str(value)

    def brief(self, value: Value) -> str:
        """Write a value for a link, as short as `parse` still returns it exactly."""
        written = self.format(value)
        return written if isinstance(value, str) else written.removesuffix(".0").replace("e+", "e")

    def _number(self, value: Any) -> int | float:
        real = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(
            value, bool
        )
        # Compared before it is made a float, which a whole number may be too large for; NaN fails.
        if not real or not self.low <= value <= self.high or abs(value) == math.inf:
            raise self._refusal(value)
        if not self.integer:
            return float(value)
        if value != int(value):
            raise self._refusal(value)
        return int(value)

    def _refusal(self, value: Any) -> ParameterError:
        shown = repr(value) if len(repr(value)) <= 40 else repr(value)[:37] + "..."
        return ParameterError(
            f"{self.label} ({self.name}) cannot be {shown}: allowed is {self.allowed}."
        )


def _readable(number: float) -> str:
    whole = abs(number) < 1e15 and number == int(number)
    return f"{number:,.0f}" if whole else f"{Decimal(repr(number)):f}"


PARAMETERS: dict[str, Parameter] = {
    parameter.name: parameter
    for parameter in (
        Parameter(
            "method",
            "Method",
            "",
            "gd",
            "Gradient descent takes discrete steps of size η; the flow is the limit η → 0.",
            scale=Scale.CHOICE,
            choices=("gd", "flow"),
        ),
        Parameter(
            "decay",
            "Decay exponent",
            "a",
            2.0,
            "The eigenvalues of the input covariance fall as i^(−a): 0 is isotropic, 6 steep.",
            low=0.0,
            high=6.0,
        ),
        Parameter(
            "dimension",
            "Dimension",
            "d",
            1000,
            "The number of input directions, each with an eigenvalue of its own.",
            scale=Scale.LOG,
            low=2,
            high=1_000_000,
            integer=True,
        ),
        Parameter(
            "step_size",
            "Step size",
            r"\eta",
            0.01,
            "The length of one gradient step. Past the stability limit the minimum repels the run.",
            scale=Scale.LOG,
            low=1e-8,
            high=1e6,
        ),
        Parameter(
            "steps",
            "Steps",
            "k",
            10_000_000,
            "How many gradient descent steps are taken; the time is t = ηk.",
            scale=Scale.LOG,
            low=1,
            high=1_000_000_000,
            integer=True,
        ),
        Parameter(
            "horizon",
            "Horizon",
            "t",
            100_000.0,
            "The time up to which the gradient flow is solved.",
            scale=Scale.LOG,
            low=1e-3,
            high=1e9,
        ),
        Parameter(
            "seed",
            "Seed",
            "",
            0,
            "Draws the teacher and the start; the same seed gives the same run.",
            low=0,
            high=2**31 - 1,
            integer=True,
        ),
        Parameter(
            "teacher",
            "Teacher",
            r"w^\star",
            "gaussian",
            "Gaussian draws every coordinate of w*, as in the paper; flat makes them equal in size "
            "with random signs, which shows the exponents without the wobble of one draw.",
            scale=Scale.CHOICE,
            choices=("gaussian", "flat"),
        ),
        Parameter(
            "teacher_decay",
            "Teacher decay",
            "b",
            0.0,
            "The squared coordinates of the teacher fall as i^(−b). 0 is the paper's setting.",
            low=0.0,
            high=4.0,
        ),
        Parameter(
            "start_norm",
            "Start norm",
            r"\lVert w(0)\rVert",
            1.0,
            "The length of the random start. 1 is the paper's experiments, d^(−1/2) its proofs.",
            scale=Scale.LOG,
            low=1e-6,
            high=1e3,
        ),
        Parameter(
            "preconditioner",
            "Preconditioner",
            "p",
            0.0,
            "Each step is multiplied by Q^(−p): 0 is plain gradient descent, at 1 all modes are "
            "learned at one rate.",
            low=0.0,
            high=1.0,
        ),
        Parameter(
            "student",
            "Student",
            "w",
            FREE,
            "With a fixed norm every step is followed by a projection back on the sphere of the "
            "start: the teacher is out of reach, and the run comes to rest elsewhere.",
            scale=Scale.CHOICE,
            choices=(FREE, FIXED_NORM),
        ),
        Parameter(
            "delta",
            "Escape level",
            r"\delta",
            0.1,
            "Phase I ends, at T₁, when the overlap u first reaches δ.",
            low=0.001,
            high=0.9,
        ),
        Parameter(
            "epsilon",
            "Convergence level",
            r"\varepsilon",
            0.05,
            "Phase II ends, at T₂, when u and s have both come within ε of 1 for good.",
            scale=Scale.LOG,
            low=1e-6,
            high=0.5,
        ),
    )
}


def _default(name: str) -> Any:
    return PARAMETERS[name].default


@dataclass(frozen=True)
class Setup:
    """All that a run depends on. Validates itself: every field passes its `Parameter.check`.

    Raises:
        ParameterError: a sentence that names the parameter, the value and what is allowed.
    """

    method: str = _default("method")
    decay: float = _default("decay")
    dimension: int = _default("dimension")
    step_size: float = _default("step_size")
    steps: int = _default("steps")
    horizon: float = _default("horizon")
    seed: int = _default("seed")
    teacher: str = _default("teacher")
    teacher_decay: float = _default("teacher_decay")
    start_norm: float = _default("start_norm")
    preconditioner: float = _default("preconditioner")
    student: str = _default("student")
    delta: float = _default("delta")
    epsilon: float = _default("epsilon")

    def __post_init__(self) -> None:
        for field in fields(self):
            checked = PARAMETERS[field.name].check(getattr(self, field.name))
            object.__setattr__(self, field.name, checked)

    @property
    def end_time(self) -> float:
        """The time t at which the run ends: ηk for gradient descent, the horizon for the flow."""
        return self.step_size * self.steps if self.method == "gd" else self.horizon
