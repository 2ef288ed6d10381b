"""What can be chosen in the lab, as it stands in the link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.parameters import PARAMETERS, Parameter, ParameterError, Scale, Value
from core.sweep.design import SGD

NONE = "none"
# What may vary along the axis: numbers. A colour or a panel may stand for a choice, too.
ACROSS = tuple(
    name
    for name, declared in PARAMETERS.items()
    if name != "seed" and declared.scale is not Scale.CHOICE
)
GROUPING = (NONE, *(name for name in PARAMETERS if name != "seed"))
BETWEEN = "~"
MOST_COLOURS, MOST_PANELS = 4, 3
_LONGEST = 20


@dataclass(frozen=True)
class Values(Parameter):
    """A few values of some parameter as one text, "1.5~2~3"; empty for the usual ones.

    Whether the parameter allows them is told where it is known which it is.
    """

    most: int = MOST_COLOURS

    @property
    def allowed(self) -> str:
        """What is allowed, in words."""
        return f"up to {self.most} values such as 1.5~2~3"

    def parse(self, text: str) -> Value:
        return self.check(text)

    def check(self, value: Any) -> Value:
        """The text itself, if it can be such values."""
        if not isinstance(value, str):
            raise ParameterError(f"{self.label} cannot be {value!r}: allowed is {self.allowed}.")
        parts = value.split(BETWEEN) if value else []
        if len(parts) > self.most or not all(map(_is_value, parts)):
            shown = value[:_LONGEST]
            raise ParameterError(f"{self.label} cannot be {shown!r}: allowed is {self.allowed}.")
        return value


def _is_value(text: str) -> bool:
    """Whether it has the letters of a number or of the name of a choice, and not too many."""
    plain = text.isascii() and all(letter.isalnum() or letter in "+-._ " for letter in text)
    return plain and 0 < len(text) <= _LONGEST


def _chosen(name: str, label: str, default: str, choices: tuple[str, ...], help: str) -> Parameter:
    return Parameter(name, label, "", default, help, scale=Scale.CHOICE, choices=choices)


QUANTITIES = (
    *("t1", "t1p", "t2", "escape-rate", "slope-u", "slope-loss", "slope-drop", "slope-rate"),
    *("mse-end", "loss-end", "u-end", "s-end", "mse-at", "loss-at", "1-u-at", "u-at"),
    *("time-of-u", "time-of-1-u", "time-of-loss", "time-of-mse", "share-diverged"),
)
# Who takes the runs: the method that is chosen on the page, or online SGD.
AS_CHOSEN = "method"
MODELS = ("power", "log", "exp", "constant", "floor")
CLAIMS = (NONE, "number", "sharp", "bound", "loss", "tail")
HYPOTHESES = (
    *("sharp", "bound", "loss", "teacher", "precondition", "tail", "size"),
    *("escape", "start", "spectrum", "sphere", "step"),
)

HYPOTHESIS = _chosen(
    "hypothesis", "Hypothesis", "sharp", (*HYPOTHESES, "own"),
    "Where to start from: one of twelve ready hypotheses, or your own.",
)  # fmt: skip
QUANTITY = _chosen(
    "quantity", "Quantity", "t2", QUANTITIES, "What is measured of each run."
)  # fmt: skip
LEVEL = Parameter(
    "level", "At", "", 0.5,
    "The time at which a value is read, or the level of which the time is taken.",
    scale=Scale.LOG, low=1e-15, high=1e15,
)  # fmt: skip
VARY = _chosen("vary", "Against", "epsilon", ACROSS, "What varies along the axis.")
FROM = Parameter("low", "From", "", 1e-4, "Where the axis begins.", low=0.0, high=1e9)
TO = Parameter("high", "To", "", 3e-3, "Where the axis ends.", low=0.0, high=1e9)
POINTS = Parameter(
    "points", "Points", "", 10, "How many values the axis has.", low=2, high=60, integer=True
)
SPACING = _chosen(
    "spacing", "Spacing", "log", ("log", "linear"), "How the values of the axis are spaced."
)
COLOUR = _chosen(
    "colour", "Colours", "decay", GROUPING, "A parameter of which each value has a colour."
)
COLOURS = Values(
    "colours", "Values", "", "3~4", f"Up to {MOST_COLOURS} values of it; empty: the usual ones."
)
FACET = _chosen(
    "facet", "Panels", "teacher", GROUPING, "A parameter of which each value has a panel."
)
FACETS = Values(
    "facets", "Values", "", "flat", f"Up to {MOST_PANELS} values of it; empty: the usual ones.",
    most=MOST_PANELS,
)  # fmt: skip
SEEDS = Parameter(
    "seeds", "Seeds", "", 8,
    "How many draws of teacher and start, from the present seed on, each point is solved with.",
    scale=Scale.LOG, low=1, high=64, integer=True,
)  # fmt: skip
MODEL = _chosen(
    "model", "Model", "power", MODELS, "The shape that the quantity is expected to have."
)
CLAIM = _chosen(
    "claim", "Claim", "sharp", CLAIMS, "What the exponent of a power law is claimed to be."
)
EXPONENT = Parameter(
    "exponent", "Exponent", "", 1.0, "The exponent that is claimed.", low=-20.0, high=20.0
)
WITHIN = Parameter(
    "within",
    "Within",
    "",
    0.1,
    "How far off the exponent may be.",
    scale=Scale.LOG,
    low=1e-4,
    high=10.0,
)
RUNS = _chosen(
    "runs", "Runs", AS_CHOSEN, (AS_CHOSEN, SGD),
    "The method that is chosen on this page, or online SGD: the steps of gradient descent, each "
    "on one new sample with noise on its label.",
)  # fmt: skip


@dataclass(frozen=True)
class Lab:
    """What was chosen in the lab; by default the first hypothesis.

    Attributes:
        hypothesis: the one it was started from, or "own".
        quantity, level: what is measured, and where.
        vary, low, high, points, spacing: the axis.
        colour, colours, facet, facets: what else varies, and its values.
        seeds: how many.
        model: the shape that is fitted.
        claim, exponent, within: the exponent that is claimed, and how far it may be off.
        runs: who takes the runs.
    """

    hypothesis: str = str(HYPOTHESIS.default)
    quantity: str = str(QUANTITY.default)
    level: float = float(LEVEL.default)
    vary: str = str(VARY.default)
    low: float = float(FROM.default)
    high: float = float(TO.default)
    points: int = int(POINTS.default)
    spacing: str = str(SPACING.default)
    colour: str = str(COLOUR.default)
    colours: str = str(COLOURS.default)
    facet: str = str(FACET.default)
    facets: str = str(FACETS.default)
    seeds: int = int(SEEDS.default)
    model: str = str(MODEL.default)
    claim: str = str(CLAIM.default)
    exponent: float = float(EXPONENT.default)
    within: float = float(WITHIN.default)
    runs: str = str(RUNS.default)
