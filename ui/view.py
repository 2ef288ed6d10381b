"""All that a visitor chooses on a page: one key per control, in the link and in the session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.parameters import PARAMETERS, Parameter, ParameterError, Setup
from ui import shown
from ui.lab import choice
from ui.lab.choice import Lab

# Pinned runs, at most.
MOST_PINS = 4


class Key(StrEnum):
    """The keys of all controls; each is also the name in the link."""

    METHOD = "method"
    DECAY = "a"
    STEP_SIZE = "eta"
    DIMENSION = "d"
    STEPS = "steps"
    HORIZON = "horizon"
    SEED = "seed"
    EPSILON = "eps"
    DELTA = "delta"
    START_NORM = "norm"
    TEACHER = "teacher"
    TEACHER_DECAY = "b"
    PRECONDITIONER = "p"
    STUDENT = "student"
    TIME_AXIS = "time"
    SPREAD = "spread"
    CURSOR = "at"
    LECTURE = "lecture"
    REVEAL = "reveal"
    SHOW = "show"
    ORDER = "k"
    CLOSURE = "closure"
    BUDGET = "budget"
    BUDGET_STEPS = "budget_steps"
    NOISE = "sigma"
    REPLICAS = "replicas"
    SAMPLES = "samples"
    FIGURE = "figure"
    ORBIT = "orbit"
    HYPOTHESIS = "lab"
    QUANTITY = "quantity"
    LEVEL = "level"
    VARY = "vary"
    FROM = "from"
    TO = "to"
    POINTS = "points"
    SPACING = "spacing"
    COLOUR = "colour"
    COLOURS = "colours"
    FACET = "facet"
    FACETS = "facets"
    SEEDS = "seeds"
    MODEL = "model"
    CLAIM = "claim"
    EXPONENT = "exponent"
    WITHIN = "within"
    RUNS = "runs"
    PINS = "pin"
    CONTROLS = "controls"


# Which field of `Setup` each key stands for.
FIELDS = {
    Key.METHOD: "method",
    Key.DECAY: "decay",
    Key.STEP_SIZE: "step_size",
    Key.DIMENSION: "dimension",
    Key.STEPS: "steps",
    Key.HORIZON: "horizon",
    Key.SEED: "seed",
    Key.EPSILON: "epsilon",
    Key.DELTA: "delta",
    Key.START_NORM: "start_norm",
    Key.TEACHER: "teacher",
    Key.TEACHER_DECAY: "teacher_decay",
    Key.PRECONDITIONER: "preconditioner",
    Key.STUDENT: "student",
}

_SHOWN = {
    Key.TIME_AXIS: shown.TIME_AXIS,
    Key.SPREAD: shown.SPREAD,
    Key.CURSOR: shown.CURSOR,
    Key.LECTURE: shown.LECTURE,
    Key.REVEAL: shown.REVEAL,
    Key.SHOW: shown.SHOW,
    Key.ORDER: shown.ORDER,
    Key.CLOSURE: shown.CLOSURE,
    Key.BUDGET: shown.BUDGET,
    Key.BUDGET_STEPS: shown.BUDGET_STEPS,
    Key.NOISE: shown.NOISE,
    Key.REPLICAS: shown.REPLICAS,
    Key.SAMPLES: shown.SAMPLES,
    Key.FIGURE: shown.FIGURE,
    Key.ORBIT: shown.ORBIT,
}
# What is chosen in the lab: the fields of `Lab`.
LAB = {
    Key.HYPOTHESIS: choice.HYPOTHESIS,
    Key.QUANTITY: choice.QUANTITY,
    Key.LEVEL: choice.LEVEL,
    Key.VARY: choice.VARY,
    Key.FROM: choice.FROM,
    Key.TO: choice.TO,
    Key.POINTS: choice.POINTS,
    Key.SPACING: choice.SPACING,
    Key.COLOUR: choice.COLOUR,
    Key.COLOURS: choice.COLOURS,
    Key.FACET: choice.FACET,
    Key.FACETS: choice.FACETS,
    Key.SEEDS: choice.SEEDS,
    Key.MODEL: choice.MODEL,
    Key.CLAIM: choice.CLAIM,
    Key.EXPONENT: choice.EXPONENT,
    Key.WITHIN: choice.WITHIN,
    Key.RUNS: choice.RUNS,
}
_DECLARED = _SHOWN | LAB
# The rest are lists: pinned setups, and the keys of the controls that are offered.
LISTS = (Key.PINS, Key.CONTROLS)
# What a teacher may leave to those who open a link, or not: all but how the page is shown.
CONTROLLED = tuple(
    key for key in Key if key not in (Key.LECTURE, Key.REVEAL, Key.SHOW, Key.CONTROLS)
)


@dataclass(frozen=True)
class View:
    """All that the visitor has chosen: the run, how it is drawn, and for whom.

    Attributes:
        setup: the run.
        time_axis: "log" or "linear".
        spread: how many seeds are solved for the band behind the curves; 0 for none.
        cursor: the time at which the run is read; 0 for none.
        lecture: "on" for the lecture view.
        reveal: how much of the picture a lecture shows.
        show: how much of the page is shown: "all", "main" or "chart".
        order, closure: where and how the hierarchy of moments is cut.
        budget: the training time that can be afforded.
        budget_steps: how many steps of descent can be afforded; 0 leaves it to `budget`.
        noise: the standard deviation σ of the noise on the labels of online SGD.
        replicas: how many runs of online SGD there are.
        samples: which samples of the problem they draw, by number.
        figure: which of the paper's figures is drawn again.
        orbit: of which quantity it is shown where each step size ends up.
        lab: the hypothesis that is checked.
        pins: the setups kept for comparison.
        controls: the keys of the controls that are offered; None for all.
    """

    setup: Setup = field(default_factory=Setup)
    time_axis: str = str(shown.TIME_AXIS.default)
    spread: int = 0
    cursor: float = 0.0
    lecture: str = str(shown.LECTURE.default)
    reveal: int = int(shown.REVEAL.default)
    show: str = str(shown.SHOW.default)
    order: int = int(shown.ORDER.default)
    closure: str = str(shown.CLOSURE.default)
    budget: float = float(shown.BUDGET.default)
    budget_steps: int = int(shown.BUDGET_STEPS.default)
    noise: float = float(shown.NOISE.default)
    replicas: int = int(shown.REPLICAS.default)
    samples: int = int(shown.SAMPLES.default)
    figure: str = str(shown.FIGURE.default)
    orbit: str = str(shown.ORBIT.default)
    lab: Lab = field(default_factory=Lab)
    pins: tuple[Setup, ...] = ()
    controls: tuple[Key, ...] | None = None

    def __post_init__(self) -> None:
        if len(self.pins) > MOST_PINS:
            raise ParameterError(f"At most {MOST_PINS} runs can be pinned.")

    @property
    def in_lecture(self) -> bool:
        return self.lecture == "on"

    @property
    def in_full(self) -> bool:
        """Whether the page is there with all its tools and tables."""
        return self.show == "all" and not self.in_lecture

    def offers(self, key: Key) -> bool:
        """Whether a control is offered to those who open the page."""
        return self.controls is None or key in self.controls


def parameter(key: Key) -> Parameter:
    """The declaration that a control and a link entry share."""
    return PARAMETERS[FIELDS[key]] if key in FIELDS else _DECLARED[key]


def values(view: View) -> dict[Key, Any]:
    """The view as one value per key."""
    chosen: dict[Key, Any] = {key: getattr(view.setup, name) for key, name in FIELDS.items()}
    chosen |= {key: getattr(view, declared.name) for key, declared in _SHOWN.items()}
    chosen |= {key: getattr(view.lab, declared.name) for key, declared in LAB.items()}
    return chosen | {Key.PINS: view.pins, Key.CONTROLS: view.controls}


def view_of(chosen: Mapping[Key, Any]) -> View:
    """The inverse of `values`.

    Raises:
        ParameterError: a value that its parameter does not allow.
    """
    setup: dict[str, Any] = {name: chosen[key] for key, name in FIELDS.items()}
    how: dict[str, Any] = {
        declared.name: declared.check(chosen[key]) for key, declared in _SHOWN.items()
    }
    lab: dict[str, Any] = {
        declared.name: declared.check(chosen[key]) for key, declared in LAB.items()
    }
    lists = {"pins": chosen[Key.PINS], "controls": chosen[Key.CONTROLS]}
    return View(Setup(**setup), **how, lab=Lab(**lab), **lists)


def default(key: Key) -> Any:
    """What a key has where neither link nor visitor says otherwise."""
    if key is Key.CONTROLS:
        return None
    return () if key is Key.PINS else parameter(key).default
